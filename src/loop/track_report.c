/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/track_report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/period.h"
#include "loop/quantities.h"

enum { UNITS_MAX = 2000, DAYS_BACK = 365, THOUSAND = 1000 };

static const struct field query_fields[] = {
    FIELD(struct track_query, from, .max = 10, .zh = "从哪天起（含）", .en = "From this day"),
    FIELD(struct track_query, to, .max = 10, .zh = "到哪天止（含）", .en = "To this day"),
    FIELD(struct track_query, bundle, .max = 30, .zh = "只看一个专题（编号）",
          .en = "Of one topic alone (its number)"),
};
const struct shape track_query_shape = SHAPE("track_query", struct track_query, query_fields);

/* ---- whistles ---- */

struct whistled {
    int64_t unit_id, whistle_unit, arrived_at, due_at, stopped_at, paused_at;
    int state, came, did, grade, called, called_grade;
};
static const struct field whistled_fields[] = {
    FIELD(struct whistled, unit_id),
    FIELD(struct whistled, whistle_unit),
    FIELD(struct whistled, state, .names = &task_state_names),
    FIELD(struct whistled, arrived_at),
    FIELD(struct whistled, due_at),
    FIELD(struct whistled, stopped_at),
    FIELD(struct whistled, paused_at),
    FIELD(struct whistled, came, .names = &yesno_names),
    FIELD(struct whistled, did, .names = &yesno_names),
    FIELD(struct whistled, grade, .names = &grade_names),
    FIELD(struct whistled, called, .names = &yesno_names),
    FIELD(struct whistled, called_grade, .names = &grade_names),
};
static const struct shape whistled_shape = SHAPE("whistled", struct whistled, whistled_fields);

struct figures {
    int64_t unit_id;
    int64_t whistles, arrived, in_time, late, waiting, returned;
    int64_t came, did;      /* "yes" of the other side */
    int64_t graded, points; /* five for the best grade, one for the worst */
};
struct figures_set {
    struct figures *p;
    size_t n;
};
struct sums {
    struct figures_set units, whistlers;
};

static struct figures *figures_of(struct figures_set *s, int64_t unit)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->p[i].unit_id == unit)
            return &s->p[i];
    if (s->n == UNITS_MAX)
        return NULL;
    s->p[s->n] = (struct figures){.unit_id = unit};
    return &s->p[s->n++];
}

static void arrival_add(const struct ctx *cx, struct figures *f, const struct whistled *r)
{
    int64_t end = r->stopped_at ? r->stopped_at : r->paused_at ? r->paused_at : cx->now;
    bool over = r->due_at && end > r->due_at;
    f->whistles++;
    if (r->arrived_at) {
        f->arrived++;
        f->in_time += !over;
        f->late += over;
    } else if (r->state == TASK_WITHDRAWN) {
        f->returned++;
    } else {
        f->waiting++;
        f->late += over;
    }
}

static void grade_add(struct figures *f, int grade, int did)
{
    f->did += did == YN_YES;
    if (grade == GRADE_NONE)
        return;
    f->graded++;
    f->points += GRADE_VERY_BAD + 1 - grade;
}

static enum err whistled_add(struct ctx *cx, const void *row, void *arg)
{
    const struct whistled *r = row;
    struct sums *s = arg;
    struct figures *unit =
        period_unit_seen(cx, r->unit_id) ? figures_of(&s->units, r->unit_id) : NULL;
    struct figures *whistler = period_unit_seen(cx, r->whistle_unit)
                                   ? figures_of(&s->whistlers, r->whistle_unit)
                                   : NULL;
    if (unit) {
        arrival_add(cx, unit, r);
        unit->came += r->came == YN_YES;
        grade_add(unit, r->grade, r->did);
    }
    if (whistler) {
        arrival_add(cx, whistler, r);
        grade_add(whistler, r->called_grade, r->called);
    }
    return OK;
}

static int most_whistles(const void *a, const void *b)
{
    const struct figures *x = a, *y = b;
    if (x->whistles != y->whistles)
        return x->whistles < y->whistles ? 1 : -1;
    return (x->unit_id > y->unit_id) - (x->unit_id < y->unit_id);
}

static void figures_json(struct ctx *cx, struct json *j, const char *key, struct figures_set *s,
                         bool whistlers)
{
    if (s->n)
        qsort(s->p, s->n, sizeof(*s->p), most_whistles);
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; i < s->n; i++) {
        const struct figures *f = &s->p[i];
        json_obj(j);
        json_kid(j, "unit_id", f->unit_id);
        json_kstr(j, "unit", label_unit(cx, f->unit_id));
        json_ki64(j, "whistles", f->whistles);
        json_ki64(j, "arrived", f->arrived);
        json_ki64(j, "in_time", f->in_time);
        json_ki64(j, "late", f->late);
        json_ki64(j, "waiting", f->waiting);
        json_ki64(j, "returned", f->returned);
        if (!whistlers)
            json_ki64(j, "came", f->came);
        json_ki64(j, whistlers ? "called_for" : "did_part", f->did);
        json_ki64(j, "graded", f->graded);
        json_kstr(j, "grade_mean",
                  f->graded
                      ? amount_text(cx->arena, (f->points * THOUSAND / f->graded + 5) / 10 * 10)
                      : STR(""));
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err whistles_json(struct ctx *cx, const struct track_query *q, struct json *j)
{
    struct period p;
    struct sums s = {{NEWS(cx->arena, struct figures, UNITS_MAX), 0},
                     {NEWS(cx->arena, struct figures, UNITS_MAX), 0}};
    TRY(period_read(cx, q->from, q->to, DAYS_BACK, &p));
    TRY(db_each(cx, SQL_WHISTLE_ROWS, ARGS(I64(cx->jid), I64(p.from_at), I64(p.to_at)),
                &whistled_shape, whistled_add, &s));
    json_ktime(j, "from_at", p.from_at);
    json_ktime(j, "to_at", p.to_at);
    figures_json(cx, j, "units", &s.units, false);
    figures_json(cx, j, "whistlers", &s.whistlers, true);
    return OK;
}

/* ---- works ---- */

struct works_row {
    struct str num, title, class, bundle, topic, site, what, measure;
    bool confidential;
    int64_t place_id, lead_unit, desk_unit, complained_unit;
    int64_t stage, due_at, serial, planned, done, done_at;
};
static const struct field works_fields[] = {
    FIELD(struct works_row, num),          FIELD(struct works_row, title),
    FIELD(struct works_row, confidential), FIELD(struct works_row, class),
    FIELD(struct works_row, place_id),     FIELD(struct works_row, lead_unit),
    FIELD(struct works_row, desk_unit),    FIELD(struct works_row, complained_unit),
    FIELD(struct works_row, bundle),       FIELD(struct works_row, topic),
    FIELD(struct works_row, stage),        FIELD(struct works_row, due_at),
    FIELD(struct works_row, serial),       FIELD(struct works_row, site),
    FIELD(struct works_row, what),         FIELD(struct works_row, measure),
    FIELD(struct works_row, planned),      FIELD(struct works_row, done),
    FIELD(struct works_row, done_at),
};
static const struct shape works_shape = SHAPE("works", struct works_row, works_fields);

struct works {
    struct works_row *p;
    size_t n;
};

static enum err works_read(struct ctx *cx, const struct track_query *q, struct works *out)
{
    struct period p;
    struct works_row *rows = NULL;
    size_t n = 0;
    TRY(period_read(cx, q->from, q->to, DAYS_BACK, &p));
    TRY(db_all(cx, SQL_WORKS_ROWS, ARGS(I64(cx->jid), I64(p.from_at), I64(p.to_at)),
               &works_shape, (void **)&rows, &n));
    *out = (struct works){.p = rows};
    for (size_t i = 0; i < n; i++) {
        const struct works_row *r = &rows[i];
        if ((!period_unit_seen(cx, r->lead_unit) && !period_unit_seen(cx, r->desk_unit)) ||
            actor_is_under(cx, r->complained_unit) ||
            (q->bundle.n && !str_eq(q->bundle, r->bundle)))
            continue;
        rows[out->n] = *r;
        rows[out->n].title = label_title(cx, r->confidential, r->title, r->class, r->place_id);
        out->n++;
    }
    return OK;
}

/* One total for each topic and measure, where it first comes. */
struct total {
    const struct works_row *first;
    int64_t planned, done, rows;
};
struct totals {
    struct total *p;
    size_t n;
};

static void totals_of(struct ctx *cx, const struct works *w, struct totals *out)
{
    *out = (struct totals){.p = NEWS(cx->arena, struct total, w->n + 1)};
    for (size_t i = 0; i < w->n; i++) {
        const struct works_row *r = &w->p[i];
        struct total *t = NULL;
        for (size_t k = 0; k < out->n && !t; k++)
            if (str_eq(out->p[k].first->bundle, r->bundle) &&
                str_eq(out->p[k].first->measure, r->measure))
                t = &out->p[k];
        if (!t) {
            t = &out->p[out->n++];
            *t = (struct total){.first = r};
        }
        t->planned += r->planned;
        t->done += r->done;
        t->rows++;
    }
}

static void amounts(struct ctx *cx, struct json *j, struct str measure, int64_t planned,
                    int64_t done)
{
    json_kstr(j, "measure", measure);
    json_kstr(j, "planned", amount_text(cx->arena, planned));
    json_kstr(j, "done", amount_text(cx->arena, done));
    json_ki64(j, "permille", amount_permille(planned, done));
}

enum err works_report_json(struct ctx *cx, const struct track_query *q, struct json *j)
{
    struct works w;
    struct totals t;
    TRY(works_read(cx, q, &w));
    totals_of(cx, &w, &t);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < w.n; i++) {
        const struct works_row *r = &w.p[i];
        json_obj(j);
        json_kstr(j, "topic", r->topic);
        json_kstr(j, "matter", r->num);
        json_kstr(j, "title", r->title);
        json_kstr(j, "lead", label_unit(cx, r->lead_unit));
        json_ki64(j, "stage", r->stage);
        json_ktime(j, "due_at", r->due_at);
        json_kstr(j, "site", r->site);
        json_kstr(j, "what", r->what);
        amounts(cx, j, r->measure, r->planned, r->done);
        json_ktime(j, "done_at", r->done_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "totals");
    json_arr(j);
    for (size_t i = 0; i < t.n; i++) {
        json_obj(j);
        json_kstr(j, "topic", t.p[i].first->topic);
        json_kstr(j, "bundle", t.p[i].first->bundle);
        json_ki64(j, "rows", t.p[i].rows);
        amounts(cx, j, t.p[i].first->measure, t.p[i].planned, t.p[i].done);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static struct cell amount_cell(int64_t thousandths)
{
    return (struct cell){.kind = CELL_NUMBER, .number = (double)thousandths / THOUSAND};
}

static struct cell whole_cell(int64_t v)
{
    return (struct cell){.kind = CELL_NUMBER, .number = (double)v};
}

static struct cell day_cell(int64_t end)
{
    if (!end)
        return (struct cell){.kind = CELL_EMPTY};
    return (struct cell){
        .kind = CELL_DATE, .at = time_day_start(time_day(end - 1)), .date_only = true};
}

static struct cell percent_cell(int64_t planned, int64_t done)
{
    int64_t permille = amount_permille(planned, done);
    if (permille < 0)
        return (struct cell){.kind = CELL_EMPTY};
    return (struct cell){.kind = CELL_NUMBER, .number = (double)permille / 10};
}

static const struct column row_columns[] = {
    {"专题", 20, COLUMN_TEXT},     {"事项编号", 22, COLUMN_TEXT},
    {"事项", 30, COLUMN_TEXT},     {"主办单位", 20, COLUMN_TEXT},
    {"阶段", 8, COLUMN_NUMBER},    {"阶段期限", 12, COLUMN_DATE},
    {"地点", 18, COLUMN_TEXT},     {"内容", 24, COLUMN_TEXT},
    {"计划量", 12, COLUMN_NUMBER}, {"完成量", 12, COLUMN_NUMBER},
    {"计量单位", 10, COLUMN_TEXT}, {"完成比例（%）", 14, COLUMN_NUMBER},
    {"最近填报", 12, COLUMN_DATE},
};
static const struct column total_columns[] = {
    {"专题", 20, COLUMN_TEXT},     {"计量单位", 10, COLUMN_TEXT},
    {"行数", 8, COLUMN_NUMBER},    {"计划量", 12, COLUMN_NUMBER},
    {"完成量", 12, COLUMN_NUMBER}, {"完成比例（%）", 14, COLUMN_NUMBER},
};

static enum err rows_write(struct ctx *cx, struct sheet_out *o, const struct works *w)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct works_row *r = &w->p[i];
        const struct cell cells[] = {
            cell_of_text(r->topic),
            cell_of_text(r->num),
            cell_of_text(r->title),
            cell_of_text(label_unit(cx, r->lead_unit)),
            whole_cell(r->stage),
            day_cell(r->due_at),
            cell_of_text(r->site),
            cell_of_text(r->what),
            amount_cell(r->planned),
            amount_cell(r->done),
            cell_of_text(r->measure),
            percent_cell(r->planned, r->done),
            day_cell(r->done_at ? r->done_at + 1 : 0),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err totals_write(struct ctx *cx, struct sheet_out *o, const struct totals *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct total *one = &t->p[i];
        const struct cell cells[] = {
            cell_of_text(one->first->topic), cell_of_text(one->first->measure),
            whole_cell(one->rows),           amount_cell(one->planned),
            amount_cell(one->done),          percent_cell(one->planned, one->done),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

enum err works_report_xlsx(struct ctx *cx, const struct track_query *q, const char *path)
{
    struct works w;
    struct totals t;
    struct sheet_out *o = NULL;
    const struct sheet_spec rows = {.kind = SHEET_OUT_XLSX,
                                    .cols = row_columns,
                                    .n = COUNT(row_columns),
                                    .watermark = label_unofficial(cx),
                                    .worksheet = "分阶段工程量"};
    const struct sheet_spec totals = {.kind = SHEET_OUT_XLSX,
                                      .cols = total_columns,
                                      .n = COUNT(total_columns),
                                      .watermark = label_unofficial(cx),
                                      .worksheet = "按计量单位合计"};
    TRY(works_read(cx, q, &w));
    totals_of(cx, &w, &t);
    TRY(sheet_out_open(cx, path, &rows, &o));
    TRY(rows_write(cx, o, &w));
    TRY(sheet_out_next(cx, o, &totals));
    TRY(totals_write(cx, o, &t));
    return sheet_out_close(cx, o);
}
