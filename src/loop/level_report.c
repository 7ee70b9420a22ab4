/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/level_report.h"

#include <inttypes.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/words.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/period.h"

enum { DAYS_BACK = 29, BATCH = 1000, BATCH_ARENA = 16 << 20 };

static const struct field query_fields[] = {
    FIELD(struct level_query, from, .max = 10, .zh = "从哪天起（含）", .en = "From this day"),
    FIELD(struct level_query, to, .max = 10, .zh = "到哪天止（含）", .en = "To this day"),
};
const struct shape level_query_shape = SHAPE("level_query", struct level_query, query_fields);

static const struct field count_fields[] = {
    FIELD(struct level_count, unit_id),
    FIELD(struct level_count, source, .names = &level_source_names),
    FIELD(struct level_count, suggested, .names = &level_names),
    FIELD(struct level_count, chosen, .names = &level_names),
    FIELD(struct level_count, n),
};
static const struct shape count_shape = SHAPE("level_count", struct level_count, count_fields);

static const struct field deviation_fields[] = {
    FIELD(struct level_deviation, id),
    FIELD(struct level_deviation, at),
    FIELD(struct level_deviation, unit_id),
    FIELD(struct level_deviation, source, .names = &level_source_names),
    FIELD(struct level_deviation, rule),
    FIELD(struct level_deviation, version),
    FIELD(struct level_deviation, serial),
    FIELD(struct level_deviation, suggested, .names = &level_names),
    FIELD(struct level_deviation, chosen, .names = &level_names),
    FIELD(struct level_deviation, num),
    FIELD(struct level_deviation, title),
    FIELD(struct level_deviation, confidential),
    FIELD(struct level_deviation, class),
    FIELD(struct level_deviation, place_id),
    FIELD(struct level_deviation, complained_unit),
    FIELD(struct level_deviation, reason),
};
static const struct shape deviation_shape =
    SHAPE("level_deviation", struct level_deviation, deviation_fields);

/* ---- read ---- */

static void sums_add(struct level_sums *s, const struct level_count *c)
{
    s->n += c->n;
    if (c->suggested == LEVEL_NONE)
        s->none += c->n;
    else if (c->suggested == c->chosen)
        s->followed += c->n;
    else
        s->deviated += c->n;
}

static struct level_count *kind_of(struct level_report *r, const struct level_count *c)
{
    for (size_t i = 0; i < r->counts_n; i++) {
        struct level_count *k = &r->counts[i];
        if (k->source == c->source && k->suggested == c->suggested && k->chosen == c->chosen)
            return k;
    }
    r->counts[r->counts_n] = (struct level_count){
        .source = c->source, .suggested = c->suggested, .chosen = c->chosen};
    return &r->counts[r->counts_n++];
}

/* Rows of a unit stand together. */
static struct level_sums *unit_of(struct level_report *r, int64_t unit)
{
    if (r->units_n == 0 || r->unit_ids[r->units_n - 1] != unit)
        r->unit_ids[r->units_n++] = unit;
    return &r->units[r->units_n - 1];
}

static enum err counts_read(struct ctx *cx, bool whole, struct level_report *r)
{
    struct level_count *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_LEVEL_COUNTS, ARGS(I64(cx->jid), I64(r->from_at), I64(r->to_at)),
               &count_shape, (void **)&rows, &n));
    r->counts = NEWS(cx->arena, struct level_count, n + 1);
    r->units = NEWS(cx->arena, struct level_sums, n + 1);
    r->unit_ids = NEWS(cx->arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!whole && !period_unit_seen(cx, rows[i].unit_id))
            continue;
        sums_add(&r->all, &rows[i]);
        sums_add(unit_of(r, rows[i].unit_id), &rows[i]);
        kind_of(r, &rows[i])->n += rows[i].n;
    }
    return OK;
}

static bool deviation_seen(const struct ctx *cx, bool whole, const struct level_deviation *d)
{
    return whole ||
           (period_unit_seen(cx, d->unit_id) && !actor_is_under(cx, d->complained_unit));
}

/* It outlives the batch that it was read in. */
static void deviation_keep(struct ctx *cx, struct level_report *r,
                           const struct level_deviation *d)
{
    struct level_deviation *k = &r->deviations[r->deviations_n++];
    *k = *d;
    k->num = str_dup(cx->arena, d->num);
    k->class = str_dup(cx->arena, d->class);
    k->reason = str_dup(cx->arena, d->reason);
    k->title =
        label_title(cx, d->confidential, str_dup(cx->arena, d->title), k->class, d->place_id);
}

/* From before *last, which moves on to the last one read. */
static enum err batch_read(struct ctx *cx, struct arena *a, bool whole, struct level_report *r,
                           struct level_deviation *last, bool *end)
{
    struct ctx own = *cx;
    struct level_deviation *rows = NULL;
    size_t n = 0;
    own.arena = a;
    TRY(db_all(&own, SQL_LEVEL_DEVIATIONS,
               ARGS(I64(cx->jid), I64(r->from_at), I64(r->to_at), I64(BATCH), I64(last->at),
                    I64(last->id)),
               &deviation_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n && !r->more; i++) {
        if (!deviation_seen(cx, whole, &rows[i]))
            continue;
        r->more = r->deviations_n == LEVEL_DEVIATIONS_MAX;
        if (!r->more)
            deviation_keep(cx, r, &rows[i]);
    }
    *end = r->more || n < BATCH;
    if (n)
        *last = (struct level_deviation){.at = rows[n - 1].at, .id = rows[n - 1].id};
    return OK;
}

static enum err deviations_read(struct ctx *cx, bool whole, struct level_report *r)
{
    struct arena *a = arena_open(BATCH_ARENA);
    struct level_deviation last = {.at = r->to_at};
    enum err e = OK;
    r->deviations = NEWS(cx->arena, struct level_deviation, LEVEL_DEVIATIONS_MAX);
    for (bool end = false; e == OK && !end;) {
        e = batch_read(cx, a, whole, r, &last, &end);
        arena_reset(a);
    }
    arena_close(a);
    return e;
}

enum err level_report_read(struct ctx *cx, const struct level_query *q, bool whole,
                           struct level_report *out)
{
    struct period p;
    TRY(period_read(cx, q->from, q->to, DAYS_BACK, &p));
    *out = (struct level_report){.from_at = p.from_at, .to_at = p.to_at};
    TRY(counts_read(cx, whole, out));
    return deviations_read(cx, whole, out);
}

/* ---- said ---- */

static const char *level_label(const struct ctx *cx, int lvl)
{
    return enum_label(&level_names, lvl, (int)cx->lang);
}

/* "分级规则第3条", "派单目录第7条" */
static struct str source_label(struct ctx *cx, const struct level_deviation *d)
{
    bool rule = d->source == LEVEL_SOURCE_RULE;
    return str_fmt(cx->arena, cx->lang == LANG_EN ? "%s %" PRId64 : "%s第%" PRId64 "条",
                   enum_label(&level_source_names, d->source, (int)cx->lang),
                   rule ? d->rule : d->serial);
}

static void level_json(struct ctx *cx, struct json *j, int source, int suggested, int chosen)
{
    json_kcstr(j, "source", enum_text(&level_source_names, source));
    json_kcstr(j, "source_text", enum_label(&level_source_names, source, (int)cx->lang));
    json_kcstr(j, "suggested", enum_text(&level_names, suggested));
    json_kcstr(j, "suggested_text", level_label(cx, suggested));
    json_kcstr(j, "chosen", enum_text(&level_names, chosen));
    json_kcstr(j, "chosen_text", level_label(cx, chosen));
}

static void sums_json(struct json *j, const struct level_sums *s)
{
    json_ki64(j, "n", s->n);
    json_ki64(j, "followed", s->followed);
    json_ki64(j, "deviated", s->deviated);
    json_ki64(j, "none", s->none);
}

static void deviations_json(struct ctx *cx, const struct level_report *r, size_t listed,
                            struct json *j)
{
    json_key(j, "deviations");
    json_arr(j);
    for (size_t i = 0; i < r->deviations_n && i < listed; i++) {
        const struct level_deviation *d = &r->deviations[i];
        json_obj(j);
        json_ktime(j, "at", d->at);
        json_kstr(j, "matter", d->num);
        json_kstr(j, "title", d->title);
        json_kstr(j, "unit", label_unit(cx, d->unit_id));
        level_json(cx, j, d->source, d->suggested, d->chosen);
        json_kstr(j, "by", source_label(cx, d));
        json_kstr(j, "reason", d->reason);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "more", r->more || r->deviations_n > listed);
}

void level_report_json(struct ctx *cx, const struct level_report *r, size_t listed,
                       struct json *j)
{
    json_ktime(j, "from_at", r->from_at);
    json_ktime(j, "to_at", r->to_at);
    json_key(j, "all");
    json_obj(j);
    sums_json(j, &r->all);
    json_obj_end(j);
    json_key(j, "counts");
    json_arr(j);
    for (size_t i = 0; i < r->counts_n; i++) {
        json_obj(j);
        level_json(cx, j, r->counts[i].source, r->counts[i].suggested, r->counts[i].chosen);
        json_ki64(j, "n", r->counts[i].n);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < r->units_n; i++) {
        json_obj(j);
        json_kid(j, "unit_id", r->unit_ids[i]);
        json_kstr(j, "unit", label_unit(cx, r->unit_ids[i]));
        sums_json(j, &r->units[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    deviations_json(cx, r, listed, j);
}

/* ---- as a workbook ---- */

static struct cell level_cell(const struct ctx *cx, int lvl)
{
    return cell_of_text(str_c(level_label(cx, lvl)));
}

static const struct column count_columns[] = {
    {"建议依据", 14, COLUMN_TEXT}, {"建议层级", 12, COLUMN_TEXT}, {"定级", 12, COLUMN_TEXT},
    {"是否采纳", 10, COLUMN_TEXT}, {"件数", 10, COLUMN_NUMBER},
};
static const struct column unit_columns[] = {
    {"定级单位", 28, COLUMN_TEXT}, {"定级件数", 10, COLUMN_NUMBER}, {"采纳", 10, COLUMN_NUMBER},
    {"改定", 10, COLUMN_NUMBER},   {"无建议", 10, COLUMN_NUMBER},
};
static const struct column deviation_columns[] = {
    {"定级时间", 18, COLUMN_DATETIME}, {"事项编号", 22, COLUMN_TEXT},
    {"事项", 30, COLUMN_TEXT},         {"定级单位", 24, COLUMN_TEXT},
    {"建议依据", 18, COLUMN_TEXT},     {"建议层级", 12, COLUMN_TEXT},
    {"定级", 12, COLUMN_TEXT},         {"理由", 50, COLUMN_TEXT},
};

static enum err counts_write(struct ctx *cx, struct sheet_out *o, const struct level_report *r)
{
    for (size_t i = 0; i < r->counts_n; i++) {
        const struct level_count *k = &r->counts[i];
        bool none = k->suggested == LEVEL_NONE;
        const struct cell cells[] = {
            cell_of_text(str_c(enum_label(&level_source_names, k->source, LANG_ZH))),
            level_cell(cx, k->suggested),
            level_cell(cx, k->chosen),
            cell_of_text(none                        ? STR("无建议")
                         : k->suggested == k->chosen ? STR("采纳")
                                                     : STR("改定")),
            cell_of_number(k->n),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err units_write(struct ctx *cx, struct sheet_out *o, const struct level_report *r)
{
    for (size_t i = 0; i <= r->units_n; i++) {
        const struct level_sums *s = i < r->units_n ? &r->units[i] : &r->all;
        const struct cell cells[] = {
            cell_of_text(i < r->units_n ? label_unit(cx, r->unit_ids[i]) : STR("合计")),
            cell_of_number(s->n),
            cell_of_number(s->followed),
            cell_of_number(s->deviated),
            cell_of_number(s->none),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err deviations_write(struct ctx *cx, struct sheet_out *o,
                                 const struct level_report *r)
{
    for (size_t i = 0; i < r->deviations_n; i++) {
        const struct level_deviation *d = &r->deviations[i];
        const struct cell cells[] = {
            {.kind = CELL_DATE, .at = d->at},
            cell_of_text(d->num),
            cell_of_text(d->title),
            cell_of_text(label_unit(cx, d->unit_id)),
            cell_of_text(source_label(cx, d)),
            level_cell(cx, d->suggested),
            level_cell(cx, d->chosen),
            cell_of_text(d->reason),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

enum err level_report_xlsx(struct ctx *cx, const struct level_report *r, const char *path)
{
    struct sheet_out *o = NULL;
    struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                              .cols = count_columns,
                              .n = COUNT(count_columns),
                              .watermark = label_unofficial(cx),
                              .worksheet = "分级建议采纳情况"};
    TRY(sheet_out_open(cx, path, &spec, &o));
    TRY(counts_write(cx, o, r));
    spec.cols = unit_columns;
    spec.n = COUNT(unit_columns);
    spec.worksheet = "按定级单位";
    TRY(sheet_out_next(cx, o, &spec));
    TRY(units_write(cx, o, r));
    spec.cols = deviation_columns;
    spec.n = COUNT(deviation_columns);
    spec.worksheet = r->more ? "改定及理由（最近5000件）" : "改定及理由";
    TRY(sheet_out_next(cx, o, &spec));
    TRY(deviations_write(cx, o, r));
    return sheet_out_close(cx, o);
}
