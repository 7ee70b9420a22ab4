/* SPDX-License-Identifier: Apache-2.0
 * A ledger of 2,000 rows taken over, and the register's own ledger written out.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "bench/impl.h"
#include "core/org.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/ledger_in.h"
#include "loop/ledger_out.h"

enum { ROWS = 2000, COLUMNS = 9, DAYS_BACK = 90 };

static const enum ledger_target targets[COLUMNS] = {
    LEDGER_NUMBER, LEDGER_NAME,  LEDGER_PHONE,  LEDGER_TITLE,       LEDGER_SAID_AT,
    LEDGER_WORDS,  LEDGER_PLACE, LEDGER_ANSWER, LEDGER_ANSWERED_AT,
};

static struct cell text(struct str s)
{
    return (struct cell){.kind = CELL_TEXT, .text = s};
}

static void row_make(struct bench *b, struct dice *d, int64_t run, int i, struct cell *c)
{
    struct arena *a = b->cx->arena;
    const struct topic *t = topic_throw(d);
    const struct ground *g = b->ground;
    size_t place = (size_t)dice_below(d, (int64_t)g->places_n);
    int64_t said = b->cx->wall - (5 + dice_below(d, DAYS_BACK)) * (int64_t)MS_PER_DAY;
    struct buf words;
    buf_init(&words, a, 8192);
    words_put(&words, d, t, str_c(g->places[place].name));
    c[0] = text(str_fmt(a, "B%lld-%d", (long long)run, i)); /* no row of an earlier run */
    c[1] = text(words_name(a, d));
    c[2] = text(words_phone(a, d));
    c[3] = text(str_c(t->title));
    c[4] = (struct cell){.kind = CELL_DATE, .at = said};
    c[5] = text(buf_done(&words));
    c[6] = text(str_c(g->places[place].name));
    c[7] = text(STR("您反映的问题已经处理完毕，谢谢您的监督。"));
    c[8] = (struct cell){.kind = CELL_DATE, .at = said + 4 * (int64_t)MS_PER_DAY};
}

static enum err ledger_make(struct bench *b, const char *path)
{
    struct ctx *cx = b->cx;
    struct column cols[COLUMNS] = {0};
    struct sheet_spec spec = {.kind = SHEET_OUT_XLSX, .cols = cols, .n = COLUMNS};
    struct sheet_out *out = NULL;
    struct dice d = {++b->seed};
    for (size_t i = 0; i < COLUMNS; i++)
        cols[i].title = ledger_title(targets[i]);
    cols[4].type = cols[8].type = COLUMN_DATETIME;
    TRY(sheet_out_open(cx, path, &spec, &out));
    for (int i = 0; i < ROWS; i++) {
        struct cell cells[COLUMNS];
        row_make(b, &d, cx->wall, i, cells);
        TRY(sheet_out_row(cx, out, cells));
    }
    return sheet_out_close(cx, out);
}

static enum err rejected(struct ctx *cx, void *arg, const struct ledger_fault *fault)
{
    (void)arg;
    return fail(cx, ERR_BUG, "第 %lld 行没有导入：%.*s", "row %lld was not taken over: %.*s",
                (long long)fault->line, STR_ARG(fault->reason));
}

/* Everything before and after is not the point: only what runs in between is measured. */
static enum err timed(struct bench *b, struct ctx *cx, const char *name, const char *zh,
                      const char *en, const char *path,
                      enum err (*fn)(struct ctx *cx, const char *path, int64_t *rows))
{
    int64_t rows = 0;
    struct cpu before = machine_cpu(b->server);
    int64_t from = machine_ns();
    TRY(fn(cx, path, &rows));
    int64_t ns = machine_ns() - from;
    struct figure *f = figure_add(b, WAY_LOCAL, name, zh, en);
    b->times.n = 0;
    figure_set(b, f, rows, ns, before, machine_cpu(b->server));
    return OK;
}

static enum err import_run(struct ctx *cx, const char *path, int64_t *rows)
{
    struct ledger_import job = {.path = path, .rejected = rejected};
    struct ledger_result r = {0};
    TRY(ledger_import(cx, &job, &r));
    *rows = r.fresh;
    return OK;
}

static enum err export_run(struct ctx *cx, const char *path, int64_t *rows)
{
    struct ledger_export job = {.path = path, .ledger = STR("matters")};
    return ledger_export(cx, &job, rows);
}

static enum err with_reader(struct bench *b, const char *name, const char *path)
{
    struct ctx cx;
    app_ctx(b->cx->app, arena_open(BENCH_ARENA), b->cx->lang, &cx);
    enum err e = db_acquire(&cx, cx.app->store, &cx.db);
    if (e == OK && name[0] == 'i')
        e = timed(b, &cx, name, "导入台账，每行（XLSX，2000 行）",
                  "ledger in, each row (XLSX, 2,000)", path, import_run);
    else if (e == OK)
        e = timed(b, &cx, name, "导出台账，每行（XLSX）", "ledger out, each row (XLSX)", path,
                  export_run);
    db_release(cx.db);
    if (e != OK)
        b->cx->error = cx.error;
    arena_close(cx.arena);
    return e;
}

enum err sheets_measure(struct bench *b)
{
    const char *in = str_fmt(b->cx->arena, "%s/bench-in.xlsx", b->cx->app->data_dir).p;
    const char *out = str_fmt(b->cx->arena, "%s/bench-out.xlsx", b->cx->app->data_dir).p;
    enum err e = OK;
    if (bench_wants(b, "import")) {
        e = ledger_make(b, in);
        if (e == OK)
            e = with_reader(b, "import", in);
        unlink(in);
    }
    if (e == OK && bench_wants(b, "export"))
        e = with_reader(b, "export", out);
    unlink(out);
    return e;
}
