/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_map.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loop/ledger_out.h"
#include "loop/upstream.h"

enum { MAP_BYTES_MAX = 1 << 20 };

enum err ledger_file_map(struct ctx *cx, const char *path, size_t max, struct str *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s：%s", "%s: %s", path,
                    strerror(errno));
    void *p = NULL;
    enum err e = OK;
    bool known = fstat(fd, &st) == 0;
    if (known && (size_t)st.st_size > max)
        e = fail(cx, ERR_TOO_LARGE, "%s 过大", "%s is too large", path);
    else if (known && st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (!known || p == MAP_FAILED)
        e = fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
    close(fd);
    if (e == OK)
        *out = (struct str){p ? p : "", (size_t)st.st_size};
    return e;
}

void ledger_file_unmap(struct str s)
{
    if (s.n)
        munmap((void *)(uintptr_t)s.p, s.n);
}

enum err ledger_map_load(struct ctx *cx, const char *path, struct mapping *out)
{
    struct str text = {0};
    json_t *in = NULL;
    TRY(ledger_file_map(cx, path, MAP_BYTES_MAX, &text));
    struct str copy = str_dup(cx->arena, text);
    ledger_file_unmap(text);
    TRY(json_read(cx, copy, &in));
    return columns_load(cx, in, ledger_targets, out);
}

struct str ledger_map_text(struct ctx *cx, const struct mapping *m)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, MAP_BYTES_MAX);
    json_init(&w, &b);
    columns_json(&w, m, ledger_targets);
    buf_ch(&b, '\n');
    return buf_done(&b);
}

/* The first required target that no column holds; a title may stand for the words. */
static int missing(const struct mapping *m)
{
    enum ledger_kind kind = ledger_kind_of(m);
    for (size_t t = 0; t < ledger_targets.n; t++) {
        bool there = columns_of(m, (int)t) >= 0;
        if (t == LEDGER_WORDS)
            there |= columns_of(m, LEDGER_TITLE) >= 0;
        if (ledger_targets.p[t].required && !there && kind != LEDGER_OF_TASKS)
            return (int)t;
    }
    return -1;
}

static struct str titles_of(struct ctx *cx, const struct mapping *m)
{
    struct buf b;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; i < m->n && b.n < 400; i++) {
        if (!m->columns[i].title.n)
            continue;
        buf_c(&b, b.n ? "、" : "");
        buf_str(&b, m->columns[i].title);
    }
    return b.n ? buf_done(&b) : STR("");
}

static enum err map_given(struct ctx *cx, struct sheet *s, const struct mapping *m)
{
    struct row header = {0};
    bool more = true;
    TRY(sheet_rewind(cx, s));
    while (more && header.number < m->header_row)
        TRY(sheet_row(cx, s, &header, &more));
    if (!more || header.number != m->header_row || !columns_fit(m, &header))
        return fail(cx, ERR_INPUT, "列映射与文件“%s”第 %" PRId64 " 行的表头不符",
                    "the mapping does not fit file \"%s\", header in row %" PRId64,
                    sheet_name(s), m->header_row);
    return columns_unmerged(cx, s, m);
}

/* The list of what was moved up is written for the upstream: its answers come another way. */
static enum err moved_up_comes_back(struct ctx *cx, struct sheet *s)
{
    return fail(cx, ERR_INPUT,
                "文件“%s”是导出的移交上级清单：事项都在本库，不能再导入；上级给了编号、有了答复"
                "或退回的，请在各事项上登记（登记上级编号、上级已答复群众、上级答复待转达、"
                "上级退回）",
                "file \"%s\" is the list of what was moved up: its matters are here, it is not "
                "imported. The upstream's number, its answer or its return is recorded on each "
                "matter (upstream-number, upstream-answered, upstream-answer, upstream-back)",
                sheet_name(s));
}

/* A header that an export of ours wrote, among the first rows. */
static enum err map_own(struct ctx *cx, struct sheet *s, struct mapping *out)
{
    TRY(sheet_rewind(cx, s));
    for (int i = 0; i < COLUMNS_HEADER_ROWS; i++) {
        struct row row;
        bool more = false;
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            return OK;
        const char *record = NULL;
        if (!ledger_of_header(cx, &row, out, &record))
            continue;
        if (record && strcmp(record, "moved_up") == 0)
            return moved_up_comes_back(cx, s);
        if (record)
            return fail(cx, ERR_INPUT,
                        "文件“%s”是导出的办理过程：它是逐条用哈希相连的记录，不是可以承接的"
                        "台账，不能导入；核对本库的记录请用 huiyin check，搬库请用 huiyin "
                        "backup 和 restore",
                        "file \"%s\" is an export of the events: a record chained by hash, no "
                        "ledger to take over. huiyin check verifies the register's own; huiyin "
                        "backup and restore move a register",
                        sheet_name(s));
        return columns_start(cx, s, out);
    }
    return OK;
}

static enum err map_of(struct ctx *cx, struct sheet *s, const struct ledger_import *job,
                       struct mapping *out)
{
    if (job->map) {
        *out = *job->map;
        return map_given(cx, s, out);
    }
    TRY(map_own(cx, s, out));
    return out->n ? OK : columns_find(cx, s, ledger_targets, out);
}

/* The titles that an upstream gives a field: as written, with a note in brackets, nothing less.
 */
static enum err map_upstream(struct ctx *cx, struct sheet *s, const struct upstream_table *t,
                             struct mapping *out)
{
    struct target *all = NEWS(cx->arena, struct target, LEDGER__MAX);
    for (int i = 0; i < LEDGER__MAX; i++) {
        const char **titles = NEWS(cx->arena, const char *, t->n + 1);
        size_t n = 0;
        for (size_t k = 0; k < t->n; k++)
            if (t->columns[k].target == i)
                titles[n++] = str_cdup(cx->arena, t->columns[k].title);
        all[i] = (struct target){.name = "", .synonyms = titles};
    }
    TRY(columns_find(cx, s, (struct targets){all, LEDGER__MAX}, out));
    for (size_t i = 0; i < out->n; i++)
        if (out->columns[i].score < COLUMNS_NOTE)
            out->columns[i].target = LEDGER_NONE;
    return OK;
}

static bool has_title(const struct upstream_table *t, struct str title)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->columns[i].title, title))
            return true;
    return false;
}

/* The replies that we wrote are no orders: each would come in as a word of the upstream's. They
 * are told by having all their columns, one of them in no table of orders. */
static enum err replies_come_back(struct ctx *cx, struct sheet *s, const struct upstream *u,
                                  const struct mapping *m)
{
    const struct upstream_table *replies = &u->tables[UPSTREAM_REPLIES];
    bool own = false;
    for (size_t i = 0; i < replies->n; i++) {
        struct str title = replies->columns[i].title;
        bool there = false;
        for (size_t k = 0; k < m->n; k++)
            there |= str_eq(str_trim(m->columns[k].title), title);
        if (!there)
            return OK;
        own |= !has_title(&u->tables[UPSTREAM_ORDERS], title);
    }
    if (!own)
        return OK;
    return fail(cx, ERR_INPUT,
                "文件“%s”是给“%.*s”的办理回复，不是它的工单表，没有导入；工单表请从该平台导出",
                "file \"%s\" holds the replies to \"%.*s\", not its orders: nothing was "
                "imported. The orders are exported from there",
                sheet_name(s), STR_ARG(u->zh));
}

static enum err choose_upstream(struct ctx *cx, const struct ledger_import *job,
                                struct mapping *out, struct sheet **sheet)
{
    struct sheet *s = NULL;
    const struct upstream_table *t = &job->upstream->tables[job->sheet];
    bool orders = job->sheet == UPSTREAM_ORDERS;
    struct sheet_options named = {.name = job->file_name.n ? job->file_name.p : NULL};
    TRY(sheet_open_with(cx, job->path, &named, &s));
    TRY(map_own(cx, s, out)); /* what we exported is told apart from a table of theirs */
    TRY(map_upstream(cx, s, t, out));
    bool number = columns_of(out, LEDGER_NUMBER) >= 0;
    bool rest =
        orders ? columns_of(out, LEDGER_WORDS) >= 0 || columns_of(out, LEDGER_TITLE) >= 0
               : columns_of(out, LEDGER_REACHED) >= 0 || columns_of(out, LEDGER_SOLVED) >= 0 ||
                     columns_of(out, LEDGER_GRADE) >= 0;
    if (!number || !rest)
        return fail(
            cx, ERR_INPUT,
            "文件“%s”不是“%.*s”的%s：没有找到%s列（第 %" PRId64 " 行：%.*s）%.*s",
            "file \"%s\" is no table of \"%.*s\" (%s): no column for the %s (row %" PRId64
            ": %.*s)%.*s",
            sheet_name(s), STR_ARG(job->upstream->zh),
            cx->lang == LANG_EN ? upstream_sheet_name(job->sheet)
            : orders            ? "工单表"
                                : "回访表",
            cx->lang == LANG_EN ? (number ? "words or verdict" : "number")
                                : (number ? "内容或评价" : "编号"),
            out->header_row, STR_ARG(titles_of(cx, out)), STR_ARG(sheet_read_of(cx, s)));
    if (orders)
        TRY(replies_come_back(cx, s, job->upstream, out));
    *sheet = s;
    return OK;
}

enum err ledger_map_choose(struct ctx *cx, const struct ledger_import *job, struct mapping *out,
                           struct sheet **sheet)
{
    struct sheet *s = NULL;
    if (job->upstream)
        return choose_upstream(cx, job, out, sheet);
    struct sheet_options exact = {.unescape_formula = true};
    TRY(sheet_open(cx, job->path, &s));
    TRY(map_of(cx, s, job, out));
    int t = missing(out);
    if (t >= 0)
        return fail(cx, ERR_INPUT,
                    "文件“%s”里没有找到“%s”一列（第 %" PRId64
                    " 行：%.*s）%.*s；可用 --save-map 存出列映射，改好后用 --map 给出",
                    "file \"%s\" has no column for \"%s\" (row %" PRId64
                    ": %.*s)%.*s; save the mapping with --save-map, correct it, give it with "
                    "--map",
                    sheet_name(s), ledger_title((enum ledger_target)t), out->header_row,
                    STR_ARG(titles_of(cx, out)), STR_ARG(sheet_read_of(cx, s)));
    if (ledger_kind_of(out) != LEDGER_FOREIGN) {
        sheet_close(s);
        TRY(sheet_open_with(cx, job->path, &exact, &s));
        TRY(columns_start(cx, s, out));
    }
    *sheet = s;
    return OK;
}
