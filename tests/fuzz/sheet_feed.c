// SPDX-License-Identifier: Apache-2.0
#include "sheet_feed.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/utf8.h"
#include "doc/sheet.h"

static void must(bool kept)
{
    if (!kept)
        abort();
}

static void check_row(const struct row *r, int64_t before, const struct sheet_limits *l)
{
    must(r->number > before && r->number <= l->rows);
    must(r->n > 0 && (int64_t)r->n <= l->columns && r->cells[r->n - 1].kind != CELL_EMPTY);
    for (size_t i = 0; i < r->n; i++) {
        struct str t = r->cells[i].text;
        must((r->cells[i].kind == CELL_EMPTY) == (t.n == 0));
        must(utf8_valid(t) && utf8_count(t) <= l->cell_chars);
        must(t.n == 0 || t.p[t.n] == '\0');
    }
}

/* Rows read; -1 after a failure. */
static int64_t read_all(struct ctx *cx, struct sheet *s, const struct sheet_limits *l)
{
    int64_t rows = 0, before = 0;
    for (;; rows++) {
        struct row r;
        bool more = false;
        if (sheet_row(cx, s, &r, &more) != OK) {
            must(cx->error.message != NULL);
            return -1;
        }
        if (!more)
            return rows;
        check_row(&r, before, l);
        before = r.number;
    }
}

void sheet_feed(const char *path)
{
    struct sheet_limits l = sheet_limits;
    l.rows = 5000;
    l.columns = 100;
    l.cell_chars = 5000;
    l.row_bytes = 1 << 16;
    l.part_bytes = 1 << 22;
    l.total_bytes = 1 << 23;
    const struct sheet_options opt = {.name = "f", .unescape_formula = true, .limits = &l};
    struct ctx cx = {.arena = arena_open(64 << 20)};
    struct sheet *s;

    if (sheet_open_with(&cx, path, &opt, &s) != OK) {
        must(cx.error.message != NULL);
    } else {
        int64_t first = read_all(&cx, s, &l);
        fault_clear(&cx);
        if (first >= 0) {
            must(sheet_rewind(&cx, s) == OK);
            must(read_all(&cx, s, &l) == first);
        }
        sheet_close(s);
    }
    arena_close(cx.arena);
}

int sheet_feed_file(const void *data, size_t n)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, n) == (ssize_t)n);
    return fd;
}

void sheet_feed_path(char *path, size_t max, int fd)
{
    snprintf(path, max, "/proc/self/fd/%d", fd);
}
