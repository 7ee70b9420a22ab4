/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme_report.h"

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"

static const struct field query_fields[] = {
    FIELD(struct scheme_query, scheme, .max = 40, .zh = "分类体系", .en = "Class scheme"),
    FIELD(struct scheme_query, from, .max = 10, .zh = "反映时间从", .en = "Said from"),
    FIELD(struct scheme_query, to, .max = 10, .zh = "反映时间到", .en = "Said until"),
    FIELD(struct scheme_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct scheme_query, mechanism, .max = 40, .zh = "机制", .en = "Mechanism"),
    FIELD(struct scheme_query, as_of, .max = 10, .zh = "截至哪天24时",
          .en = "As of the end of"),
    FIELD(struct scheme_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
};
const struct shape scheme_query_shape =
    SHAPE("scheme_query", struct scheme_query, query_fields);

/* ---- as the ledgers count ---- */

static int64_t day_at(struct str text, int64_t none, bool end)
{
    int64_t day = 0;
    if (!text.n || !day_parse(text, &day))
        return none;
    return end ? time_day_end(day) : time_day_start(day);
}

enum err scheme_report_read(struct ctx *cx, const struct scheme_query *q,
                            struct scheme_report *out)
{
    const struct ledger_query asked = {.from = q->from,
                                       .to = q->to,
                                       .place = q->place,
                                       .mechanism = q->mechanism,
                                       .as_of = q->as_of,
                                       .through = q->through};
    struct scheme_days *days = NULL;
    *out = (struct scheme_report){0};
    TRY(scheme_days_open(cx, q->scheme, day_at(q->as_of, INT64_MAX, true), &days));
    scheme_sums_open(cx, days, &out->sums);
    TRY(ledger_pick_scheme(cx, &asked, &out->sums, &out->picked));
    out->shown = NEWS(cx->arena, bool, days->rows_n + 1);
    for (size_t i = 0; i < days->rows_n; i++)
        out->shown[i] = scheme_sums_shown(&out->sums, i, day_at(q->from, INT64_MIN, false),
                                          day_at(q->to, INT64_MAX, true));
    return OK;
}

/* ---- as the store counts ---- */

struct class_count {
    struct str class;
    int64_t n;
};
static const struct field class_count_fields[] = {
    FIELD(struct class_count, class),
    FIELD(struct class_count, n),
};
static const struct shape class_count_shape =
    SHAPE("class_count", struct class_count, class_count_fields);

/* A demand that a person has placed. */
struct placed {
    int64_t demand_id;
    struct str class;
    int64_t recorded_at, said_at;
};
static const struct field placed_fields[] = {
    FIELD(struct placed, demand_id),
    FIELD(struct placed, class),
    FIELD(struct placed, recorded_at),
    FIELD(struct placed, said_at),
};
static const struct shape placed_shape = SHAPE("scheme_placed", struct placed, placed_fields);

/* By class, as the table says. */
static enum err stretch_count(struct ctx *cx, const struct scheme_stretch *s, int64_t from,
                              int64_t to, struct scheme_sums *out)
{
    struct class_count *counts = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SCHEME_CLASS_COUNTS,
               ARGS(I64(cx->jid), I64(from), I64(to), I64(s->from_at), I64(s->to_at)),
               &class_count_shape, (void **)&counts, &n));
    for (size_t i = 0; i < n; i++) {
        const struct scheme_at at =
            scheme_days_at(out->days, &(struct scheme_asked){.class = counts[i].class,
                                                             .recorded_at = s->from_at});
        scheme_sums_add(out, &at, counts[i].n, false);
    }
    return OK;
}

/* From where the table has it to where it was placed. */
static enum err placed_count(struct ctx *cx, int64_t demand_id, int64_t from, int64_t to,
                             struct scheme_sums *out)
{
    struct placed d = {0};
    bool found = false;
    TRY(db_one(cx, SQL_SCHEME_DEMAND, ARGS(I64(cx->jid), I64(demand_id)), &placed_shape, &d,
               &found));
    if (!found || d.said_at < from || d.said_at >= to)
        return OK;
    struct scheme_asked q = {d.demand_id, d.class, d.recorded_at};
    const struct scheme_at said = scheme_days_at(out->days, &q);
    q.demand_id = 0;
    const struct scheme_at table = scheme_days_at(out->days, &q);
    scheme_sums_add(out, &table, -1, false);
    scheme_sums_add(out, &said, 1, false);
    return OK;
}

enum err scheme_counts(struct ctx *cx, struct str scheme, int64_t from, int64_t to,
                       struct scheme_sums *out)
{
    struct scheme_days *days = NULL;
    TRY(scheme_days_open(cx, scheme, INT64_MAX, &days));
    scheme_sums_open(cx, days, out);
    for (size_t i = 0; i < days->n; i++)
        TRY(stretch_count(cx, &days->p[i], from, to, out));
    for (size_t i = 0; i < days->choices_n; i++)
        if (i + 1 == days->choices_n ||
            days->choices[i + 1].demand_id != days->choices[i].demand_id)
            TRY(placed_count(cx, days->choices[i].demand_id, from, to, out));
    return OK;
}

/* ---- said ---- */

static void sum_json(struct json *j, const struct scheme_sum *s)
{
    json_ki64(j, "demands", s->demands);
    json_ki64(j, "chosen", s->chosen);
    json_ki64(j, "ended", s->ended);
}

static void register_json(struct json *j, const struct ledger_picked *p)
{
    json_kbool(j, "whole", p->whole);
    if (!p->whole)
        return;
    json_key(j, "register");
    json_obj(j);
    json_ki64(j, "demands", p->register_has.demands);
    json_ki64(j, "kept_demands", p->kept.demands);
    json_obj_end(j);
}

void scheme_report_json(struct ctx *cx, const struct scheme_report *r, struct json *j)
{
    const struct scheme_days *d = r->sums.days;
    json_kid(j, "unit", r->picked.unit);
    json_kstr(j, "unit_text", label_unit(cx, r->picked.unit));
    json_kstr(j, "scheme", d->scheme);
    json_kstr(j, "name", d->name);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < d->rows_n; i++) {
        if (!r->shown[i])
            continue;
        json_obj(j);
        json_kstr(j, "code", d->rows[i].code);
        json_kstr(j, "text", d->rows[i].name);
        json_ki64(j, "depth", d->rows[i].depth);
        sum_json(j, &r->sums.rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "none");
    json_obj(j);
    sum_json(j, &r->sums.none);
    json_obj_end(j);
    json_key(j, "all");
    json_obj(j);
    sum_json(j, &r->sums.all);
    json_obj_end(j);
    register_json(j, &r->picked);
}

static const struct column columns[] = {
    {"代码", 14, COLUMN_TEXT},           {"类别", 32, COLUMN_TEXT},
    {"诉求件数", 10, COLUMN_NUMBER},     {"其中由人归入", 14, COLUMN_NUMBER},
    {"其中已办结束", 14, COLUMN_NUMBER},
};

static enum err row_write(struct ctx *cx, struct sheet_out *o, struct str code, struct str name,
                          const struct scheme_sum *s)
{
    const struct cell cells[] = {cell_of_text(code), cell_of_text(name),
                                 cell_of_number(s->demands), cell_of_number(s->chosen),
                                 cell_of_number(s->ended)};
    return sheet_out_row(cx, o, cells);
}

/* A lower class stands a step to the right. */
static struct str name_at(struct ctx *cx, const struct scheme_row *row)
{
    static const char step[] = "　　　　　　　";
    size_t n = (size_t)row->depth * 3;
    return str_fmt(cx->arena, "%.*s%.*s", (int)(n < sizeof step ? n : sizeof step - 1), step,
                   STR_ARG(row->name));
}

enum err scheme_report_xlsx(struct ctx *cx, const struct scheme_report *r, const char *path)
{
    const struct scheme_days *d = r->sums.days;
    struct sheet_out *o = NULL;
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = columns,
                                    .n = COUNT(columns),
                                    .watermark = label_unofficial(cx),
                                    .worksheet = "分类统计"};
    TRY(sheet_out_open(cx, path, &spec, &o));
    for (size_t i = 0; i < d->rows_n; i++)
        if (r->shown[i])
            TRY(row_write(cx, o, d->rows[i].code, name_at(cx, &d->rows[i]), &r->sums.rows[i]));
    TRY(row_write(cx, o, STR(""), STR("未归入"), &r->sums.none));
    TRY(row_write(cx, o, STR(""), STR("合计"), &r->sums.all));
    return sheet_out_close(cx, o);
}
