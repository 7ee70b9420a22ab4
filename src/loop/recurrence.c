/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/recurrence.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/trouble.h"

enum { DAYS_USUAL = 90, DAYS_MOST = 366, DEPTH = 16 };

ENUM_NAMES(recurrence_place, RECURRENCE_PLACE_LIST);
ENUM_NAMES(recurrence_class, RECURRENCE_CLASS_LIST);

static const struct field query_fields[] = {
    FIELD(struct recurrence_query, days, .min = 0, .max = DAYS_MOST,
          .zh = "最近几天（含今天，不填为90天）", .en = "Days, with today (empty: 90)"),
    FIELD(struct recurrence_query, places, .names = &recurrence_place_names,
          .zh = "按哪一级区划", .en = "Places"),
    FIELD(struct recurrence_query, classes, .names = &recurrence_class_names,
          .zh = "按哪一级类别", .en = "Classes"),
    FIELD(struct recurrence_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
};
const struct shape recurrence_query_shape =
    SHAPE("recurrence_query", struct recurrence_query, query_fields);

struct closed {
    int64_t place_id, closed_at;
    struct str class;
};
static const struct field closed_fields[] = {
    FIELD(struct closed, place_id),
    FIELD(struct closed, closed_at),
    FIELD(struct closed, class),
};
static const struct shape closed_shape =
    SHAPE("recurrence_closed", struct closed, closed_fields);

/* A demand or a closed matter, where and of what it counts. */
struct mark {
    int64_t place, at;
    struct str class;
};
struct marks {
    struct mark *p;
    size_t n, room;
};

struct looking {
    struct ctx *cx;
    const struct recurrence_query *q;
    const struct mechanism *m;
    struct marks now, before, closed;
    struct marks *into;
};

/* ---- where and of what ---- */

static int64_t place_of(const struct looking *k, int64_t id)
{
    const struct org *org = k->cx->app->org;
    const struct place *p = org_community(org, id);
    for (int depth = 0; k->q->places == RECURRENCE_TOWN && p && depth < DEPTH; depth++) {
        if (p->kind <= PLACE_TOWN)
            break;
        p = org_place(org, p->parent_id);
    }
    return p ? p->id : 0;
}

static void mark_add(struct looking *k, struct marks *to, int64_t place, struct str class,
                     int64_t at)
{
    const struct mark one = {
        .place = place_of(k, place),
        .at = at,
        .class = k->q->classes == RECURRENCE_TOP && k->m ? class_top(k->m, class) : class,
    };
    if (!one.place || !one.class.n)
        return;
    if (to->n == to->room) {
        size_t room = to->room ? to->room * 2 : 64;
        struct mark *more = NEWS(k->cx->arena, struct mark, room);
        for (size_t i = 0; i < to->n; i++)
            more[i] = to->p[i];
        *to = (struct marks){.p = more, .n = to->n, .room = room};
    }
    to->p[to->n] = one;
    to->p[to->n++].class = str_dup(k->cx->arena, one.class);
}

static void said(void *arg, const struct ledger_one *one)
{
    struct looking *k = arg;
    mark_add(k, k->into, one->place_id, one->class, one->said_at);
}

static int by_kind(const struct mark *x, const struct mark *y)
{
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return str_cmp(x->class, y->class);
}

static int by_kind_and_time(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    int c = by_kind(x, y);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

static void marks_sort(struct marks *m)
{
    if (m->n)
        qsort(m->p, m->n, sizeof *m->p, by_kind_and_time);
}

/* ---- read ---- */

static struct str day_of(struct ctx *cx, int64_t day)
{
    char text[TIME_TEXT];
    return str_dup(cx->arena, str_c(day_text(text, day)));
}

static enum err window(struct looking *k, struct marks *into, int64_t first, int64_t last,
                       int64_t *unit)
{
    struct ledger_picked p = {0};
    const struct ledger_query q = {
        .from = day_of(k->cx, first), .to = day_of(k->cx, last), .through = k->q->through};
    k->into = into;
    TRY(ledger_pick_each(k->cx, &q, said, k, &p));
    marks_sort(into);
    *unit = p.unit;
    return OK;
}

static enum err closed_read(struct looking *k, int64_t from_at, int64_t to_at, int64_t unit)
{
    struct closed *rows = NULL;
    size_t n = 0;
    TRY(db_all(k->cx, SQL_RECURRENCE_CLOSED,
               ARGS(I64(k->cx->jid), I64(from_at), I64(to_at), I64(unit)), &closed_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        mark_add(k, &k->closed, rows[i].place_id, rows[i].class, rows[i].closed_at);
    marks_sort(&k->closed);
    return OK;
}

/* How many of a sorted list come before one that is as this and of that time. */
static size_t before_of(const struct marks *m, const struct mark *as, int64_t at)
{
    const struct mark key = {.place = as->place, .class = as->class, .at = at};
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_kind_and_time(&m->p[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool came_again(const struct marks *closed, const struct mark *one, int64_t within)
{
    size_t i = before_of(closed, one, one->at);
    const struct mark *last = i ? &closed->p[i - 1] : NULL;
    return last && by_kind(last, one) == 0 && one->at - last->at <= within;
}

static int64_t month_of(int64_t at)
{
    int y = 0, m = 0, d = 0;
    day_to_civil(time_day(at), &y, &m, &d);
    return (int64_t)y * 12 + m;
}

static struct recurrence_row row_of(const struct looking *k, const struct mark *p, size_t n,
                                    int64_t within)
{
    struct recurrence_row r = {.place = p->place, .class = p->class, .demands = (int64_t)n};
    int64_t month = 0;
    r.before = (int64_t)(before_of(&k->before, p, INT64_MAX) - before_of(&k->before, p, 0));
    for (size_t i = 0; i < n; i++) { /* by time */
        r.again += came_again(&k->closed, &p[i], within);
        r.months += month_of(p[i].at) != month;
        month = month_of(p[i].at);
    }
    return r;
}

static int by_again(const void *a, const void *b)
{
    const struct recurrence_row *x = a, *y = b;
    if (x->again != y->again)
        return x->again < y->again ? 1 : -1;
    if (x->demands != y->demands)
        return x->demands < y->demands ? 1 : -1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return str_cmp(x->class, y->class);
}

enum err recurrence_read(struct ctx *cx, const struct recurrence_query *q,
                         struct recurrence *out)
{
    struct looking k = {
        .cx = cx,
        .q = q,
        .m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0),
    };
    const int64_t days = q->days ? q->days : DAYS_USUAL;
    *out = (struct recurrence){
        .last = time_day(cx->now),
        .times = k.m ? k.m->recurrence_times : RECURRENCE_TIMES_USUAL,
        .after_days = k.m ? k.m->recurrence_days : RECURRENCE_DAYS_USUAL,
    };
    out->first = out->last - days + 1;
    out->before_first = out->first - days;
    const int64_t within = out->after_days * MS_PER_DAY;
    TRY(window(&k, &k.before, out->before_first, out->first - 1, &out->unit));
    TRY(window(&k, &k.now, out->first, out->last, &out->unit));
    TRY(closed_read(&k, time_day_start(out->first) - within, cx->now, out->unit));
    out->rows = NEWS(cx->arena, struct recurrence_row, k.now.n + 1);
    for (size_t i = 0, end = 0; i < k.now.n; i = end) {
        for (end = i + 1; end < k.now.n && by_kind(&k.now.p[i], &k.now.p[end]) == 0;)
            end++;
        struct recurrence_row r = row_of(&k, &k.now.p[i], end - i, within);
        r.marked = r.again >= out->times;
        out->rows[out->all++] = r;
    }
    if (out->all)
        qsort(out->rows, out->all, sizeof *out->rows, by_again);
    out->n = out->all < RECURRENCE_ROWS ? out->all : RECURRENCE_ROWS;
    return OK;
}

/* ---- told ---- */

void recurrence_json(struct ctx *cx, const struct recurrence *r, struct json *j)
{
    char text[TIME_TEXT];
    json_kid(j, "unit_id", r->unit);
    json_kstr(j, "unit", label_unit(cx, r->unit));
    json_kcstr(j, "from", day_text(text, r->first));
    json_kcstr(j, "to", day_text(text, r->last));
    json_kcstr(j, "before_from", day_text(text, r->before_first));
    json_kcstr(j, "before_to", day_text(text, r->first - 1));
    json_ki64(j, "times", r->times);
    json_ki64(j, "after_days", r->after_days);
    json_kbool(j, "may_make", trouble_may_keep(cx));
    json_ki64(j, "all", (int64_t)r->all);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        const struct recurrence_row *row = &r->rows[i];
        json_obj(j);
        json_kid(j, "place", row->place);
        json_kstr(j, "place_text", label_place(cx, row->place));
        json_kstr(j, "class", row->class);
        json_kstr(j, "class_text", label_class(cx, row->class));
        json_ki64(j, "demands", row->demands);
        json_ki64(j, "before", row->before);
        json_ki64(j, "again", row->again);
        json_ki64(j, "months", row->months);
        json_kbool(j, "marked", row->marked);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static const struct column columns[] = {
    {"区划", 30, COLUMN_TEXT},         {"类别", 20, COLUMN_TEXT},
    {"诉求件数", 10, COLUMN_NUMBER},   {"前一时段", 10, COLUMN_NUMBER},
    {"办结后又来", 12, COLUMN_NUMBER}, {"涉及月份数", 12, COLUMN_NUMBER},
    {"提示", 12, COLUMN_TEXT},
};

enum err recurrence_xlsx(struct ctx *cx, const struct recurrence *r, const char *path)
{
    struct sheet_out *o = NULL;
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = columns,
                                    .n = COUNT(columns),
                                    .watermark = label_unofficial(cx),
                                    .worksheet = "反复出现"};
    TRY(sheet_out_open(cx, path, &spec, &o));
    for (size_t i = 0; i < r->n; i++) {
        const struct recurrence_row *row = &r->rows[i];
        const struct cell cells[] = {
            cell_of_text(label_place(cx, row->place)),
            cell_of_text(label_class(cx, row->class)),
            cell_of_number(row->demands),
            cell_of_number(row->before),
            cell_of_number(row->again),
            cell_of_number(row->months),
            cell_of_text(row->marked ? STR("反复出现") : STR("")),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return sheet_out_close(cx, o);
}
