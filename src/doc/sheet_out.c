// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet_out.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/time.h"
#include "base/utf8.h"
#include "doc/sheet_out_impl.h"

enum err sheet_out_io(struct ctx *cx, const struct sheet_out *o)
{
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG
               ? fail(cx, ERR_IO, "写文件“%s”失败：磁盘已满",
                      "file \"%s\" could not be written: the disk is full", o->path)
               : fail(cx, ERR_IO, "写文件“%s”失败", "file \"%s\" could not be written",
                      o->path);
}

static void on_arena_close(void *o)
{
    sheet_out_drop(o);
}

static enum err put_banner_and_header(struct ctx *cx, struct sheet_out *o)
{
    if (o->spec.watermark) {
        memset(o->cells, 0, o->spec.n * sizeof o->cells[0]);
        o->cells[0] = (struct cell){.kind = CELL_TEXT,
                                    .text = str_fmt(cx->arena, "※ %s", o->spec.watermark)};
        o->number++;
        TRY(o->ops->row(cx, o, o->cells, false));
    }
    for (size_t i = 0; i < o->spec.n; i++)
        o->cells[i] = (struct cell){.kind = CELL_TEXT, .text = str_c(o->spec.cols[i].title)};
    o->header = ++o->number;
    return o->ops->row(cx, o, o->cells, true);
}

enum err sheet_out_open(struct ctx *cx, const char *path, const struct sheet_spec *spec,
                        struct sheet_out **out)
{
    assert(spec->n > 0 && spec->n <= (size_t)sheet_limits.columns);
    struct sheet_out *o = NEW(cx->arena, struct sheet_out);
    o->spec = *spec;
    o->ops = spec->kind == SHEET_OUT_XLSX ? &sheet_out_xlsx : &sheet_out_csv;
    o->path = str_cdup(cx->arena, str_c(path));
    o->cells = NEWS(cx->arena, struct cell, spec->n);
    o->temp = str_cdup(cx->arena, str_fmt(cx->arena, "%s.XXXXXX", path));

    int fd = mkostemp(o->temp, O_CLOEXEC);
    if (fd < 0) {
        o->temp = NULL;
        return sheet_out_io(cx, o);
    }
    close(fd);
    /* No cap of its own: a cell's copy is as long as the caller's text allows. */
    o->scratch = arena_open(SIZE_MAX / 4);
    enum err e = o->ops->open(cx, o);
    if (e == OK)
        e = put_banner_and_header(cx, o);
    if (e != OK) {
        sheet_out_drop(o);
        return e;
    }
    arena_on_close(cx->arena, on_arena_close, o);
    *out = o;
    return OK;
}

enum err sheet_out_next(struct ctx *cx, struct sheet_out *o, const struct sheet_spec *spec)
{
    assert(o->ops->next && spec->n > 0 && spec->n <= (size_t)sheet_limits.columns);
    if (o->err != OK)
        return o->err;
    o->err = o->ops->next(cx, o, spec);
    if (o->err != OK)
        return o->err;
    o->cells = NEWS(cx->arena, struct cell, spec->n);
    o->number = 0;
    return o->err = put_banner_and_header(cx, o);
}

static enum err check(struct ctx *cx, const struct sheet_out *o, const struct cell *c,
                      size_t column)
{
    if (c->kind == CELL_TEXT && !utf8_valid(c->text))
        return fail(cx, ERR_INPUT, "写文件“%s”单元格 %s：文字不是有效的 UTF-8",
                    "file \"%s\", cell %s: its text is not valid UTF-8", o->path,
                    cell_ref(cx->arena, o->number, column).p);
    if (c->kind == CELL_NUMBER && !isfinite(c->number))
        return fail(cx, ERR_INPUT, "写文件“%s”单元格 %s：不是数值",
                    "file \"%s\", cell %s: not a number", o->path,
                    cell_ref(cx->arena, o->number, column).p);
    return OK;
}

static enum err row(struct ctx *cx, struct sheet_out *o, const struct cell *cells)
{
    for (size_t i = 0; i < o->spec.n; i++) {
        struct cell *c = &o->cells[i];
        *c = cells[i];
        TRY(check(cx, o, c, i));
        if (c->kind == CELL_DATE && (c->date_only || o->spec.cols[i].type == COLUMN_DATE)) {
            c->at = time_day_start(time_day(c->at));
            c->date_only = true;
        }
    }
    return o->ops->row(cx, o, o->cells, false);
}

enum err sheet_out_row(struct ctx *cx, struct sheet_out *o, const struct cell *cells)
{
    if (o->err != OK)
        return o->err;
    o->number++;
    return o->err = row(cx, o, cells);
}

/* A file descriptor on path, synced to disk. */
static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0;
    return close(fd) == 0 && ok;
}

static enum err put_in_place(struct ctx *cx, struct sheet_out *o)
{
    const char *slash = strrchr(o->path, '/');
    const char *folder = "/";
    if (!slash)
        folder = ".";
    else if (slash != o->path)
        folder = str_fmt(cx->arena, "%.*s", (int)(slash - o->path), o->path).p;

    if (!sync_path(o->temp, O_RDONLY) || rename(o->temp, o->path) != 0)
        return sheet_out_io(cx, o);
    o->temp = NULL;
    return sync_path(folder, O_RDONLY | O_DIRECTORY) ? OK : sheet_out_io(cx, o);
}

enum err sheet_out_close(struct ctx *cx, struct sheet_out *o)
{
    enum err e = o->err;
    if (e == OK)
        e = o->ops->finish(cx, o);
    if (e == OK)
        e = put_in_place(cx, o);
    sheet_out_drop(o);
    return e;
}

void sheet_out_drop(struct sheet_out *o)
{
    if (!o || !o->scratch)
        return;
    o->ops->drop(o);
    if (o->temp)
        unlink(o->temp);
    o->temp = NULL;
    arena_close(o->scratch);
    o->scratch = NULL;
}
