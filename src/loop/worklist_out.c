/* SPDX-License-Identifier: Apache-2.0
 * A list of work as a workbook: the rows of its pages, one behind the other.
 */
#include "core/app.h"
#include "core/audit.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/worklist_impl.h"

enum { PAGE_ROWS = 100, NOTE_BYTES = 4096 };
static const size_t PAGE_BYTES = (size_t)16 << 20;

static const struct column columns[] = {
    {"对象", 8, COLUMN_TEXT},          {"编号", 26, COLUMN_TEXT},
    {"事由", 40, COLUMN_TEXT},         {"群众原话（开头）", 40, COLUMN_TEXT},
    {"状态", 12, COLUMN_TEXT},         {"发生地", 30, COLUMN_TEXT},
    {"领域", 16, COLUMN_TEXT},         {"层级", 8, COLUMN_TEXT},
    {"到期", 18, COLUMN_DATETIME},     {"超期", 6, COLUMN_TEXT},
    {"要情", 6, COLUMN_TEXT},          {"催办次数", 8, COLUMN_NUMBER},
    {"第几轮", 8, COLUMN_NUMBER},      {"受理", 18, COLUMN_DATETIME},
    {"最近变动", 18, COLUMN_DATETIME},
};

struct export
{
    const struct worklist_query *q;
    struct sheet_out *out;
    int64_t rows, unit;
};

static struct cell time_cell(int64_t at)
{
    return at ? (struct cell){.kind = CELL_DATE, .at = at} : cell_of_text(STR(""));
}

static struct cell yes_cell(bool yes)
{
    return cell_of_text(yes ? STR("是") : STR(""));
}

static enum err row_write(struct ctx *cx, struct export *e, const struct duty *d)
{
    const enum subject kind = (enum subject)d->subject_kind;
    const int64_t due = d->due_at == DUTY_NO_DATE ? 0 : d->due_at;
    struct worklist_said s;
    TRY(worklist_said(cx, d, &s));
    const struct cell cells[] = {
        cell_of_text(str_c(enum_label(&subject_names, kind, LANG_ZH))),
        cell_of_text(d->num),
        cell_of_text(s.title),
        cell_of_text(s.words_more ? str_fmt(cx->arena, "%.*s…", STR_ARG(s.words)) : s.words),
        cell_of_text(str_c(
            enum_label(flow_states(kind), enum_value(flow_states(kind), d->state), LANG_ZH))),
        cell_of_text(label_place(cx, d->place_id)),
        cell_of_text(label_class(cx, d->class)),
        cell_of_text(str_c(enum_label(&level_names, d->lvl, LANG_ZH))),
        time_cell(due),
        yes_cell(due && d->open && due <= cx->now),
        yes_cell(d->urgent),
        s.shown ? cell_of_number(s.said.urged) : cell_of_text(STR("")),
        cell_of_number(d->rounds),
        time_cell(d->born_at),
        time_cell(d->changed_at),
    };
    e->rows++;
    return sheet_out_row(cx, e->out, cells);
}

/* *after: where the page begins, then where the next one does; empty: there is none. */
static enum err page_write(struct ctx *cx, struct export *e, struct str *after)
{
    struct worklist_query q = *e->q;
    struct worklist_page p;
    q.after = *after;
    q.limit = PAGE_ROWS;
    TRY(worklist_page(cx, &q, &p));
    if (p.capped || (p.next.n && e->rows + (int64_t)p.n >= WORKLIST_FILE_ROWS))
        return fail(cx, ERR_LIMIT, "清单超过%d条，请先缩小范围，或到台账导出",
                    "more than %d rows: narrow the list, or take a ledger", WORKLIST_FILE_ROWS);
    for (size_t i = 0; i < p.n; i++)
        TRY(row_write(cx, e, &p.rows[i]));
    e->unit = p.unit;
    *after = p.next;
    return OK;
}

static enum err pages_write(struct ctx *cx, struct export *e)
{
    struct str after = {0};
    struct ctx own = *cx;
    enum err err = OK;
    own.lang = LANG_ZH;
    own.arena = arena_open(PAGE_BYTES);
    do {
        struct str next = after;
        err = page_write(&own, e, &next);
        after = err == OK ? str_dup(cx->arena, next) : next;
        if (err != OK)
            err = fault_from(cx, &own, err);
        arena_reset(own.arena);
    } while (err == OK && after.n);
    arena_close(own.arena);
    return err;
}

static enum err record(struct ctx *cx, void *arg)
{
    const struct export *e = arg;
    struct worklist_query q = *e->q;
    struct buf b;
    struct json w;
    q.unit = e->unit;
    buf_init(&b, cx->arena, NOTE_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    json_key(&w, "note");
    json_obj(&w);
    json_kcstr(&w, "ledger", "work");
    json_ki64(&w, "rows", e->rows);
    json_kbool(&w, "unmasked", false);
    json_key(&w, "picked_by");
    json_obj(&w);
    shape_json(&w, &worklist_query_shape, &q);
    json_obj_end(&w);
    json_obj_end(&w);
    json_obj_end(&w);
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "export", buf_done(&b));
}

enum err worklist_file(struct ctx *cx, const struct worklist_query *q, const char *path,
                       int64_t *rows)
{
    struct export e = {.q = q};
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = columns,
                                    .n = COUNT(columns),
                                    .watermark = label_not_real(cx),
                                    .worksheet = "工作清单"};
    TRY(db_snapshot(cx));
    TRY(sheet_out_open(cx, path, &spec, &e.out));
    TRY(pages_write(cx, &e));
    db_release(cx->db); /* nobody waits for the writer with a reader in hand */
    cx->db = NULL;
    TRY(db_write(cx, cx->app->store, record, &e));
    *rows = e.rows;
    return sheet_out_close(cx, e.out);
}
