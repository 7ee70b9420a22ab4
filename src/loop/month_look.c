/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/hotspot.h"
#include "loop/labels.h"
#include "loop/month_report.h"

enum { SAID_MAX = 100000, DEPTH_MAX = 8, MONTHS_A_YEAR = 12 };

ENUM_NAMES(month_stand, MONTH_STAND_LIST);

static const struct field query_fields[] = {
    FIELD(struct month_query, month, .max = 7, .zh = "月份（如 2026-10，不填为上个月）",
          .en = "Month (such as 2026-10; empty: the last one)"),
    FIELD(struct month_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct month_query, unit, .as = AS_ID, .zh = "承办单位", .en = "Unit"),
    FIELD(struct month_query, channel, .max = 40, .zh = "渠道", .en = "Channel"),
    FIELD(struct month_query, stand, .names = &month_stand_names,
          .zh = "截至何时（不填为月末时，now为现在）",
          .en = "As it stood (empty: when the month ended; now)"),
    FIELD(struct month_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
};
const struct shape month_query_shape = SHAPE("month_query", struct month_query, query_fields);

/* A demand of the time in a hot spot. */
struct mark {
    int64_t demand_id, hotspot_id, person_id;
};
static const struct field mark_fields[] = {
    FIELD(struct mark, demand_id),
    FIELD(struct mark, hotspot_id),
    FIELD(struct mark, person_id),
};
static const struct shape mark_shape = SHAPE("month_mark", struct mark, mark_fields);

/* What is looked through: three times of what was said, and what is unsolved. */
enum part { PART_MONTH, PART_BEFORE, PART_YEAR, PART_UNSOLVED, PART__MAX };

struct looking {
    struct ctx *cx;
    const struct mechanism *m;
    struct month_report *r;
    enum part part;
    int64_t place; /* whose parts are the places */
    struct mark *marks;
    size_t marks_n;
    struct mark *hot; /* those of the month that are counted */
    size_t hot_n;
};

/* ---- the months ---- */

static int64_t month_first(int64_t months)
{
    return day_from_civil((int)(months / MONTHS_A_YEAR), (int)(months % MONTHS_A_YEAR) + 1, 1);
}

/* Of a month that is not over as many days as of this one. */
static int64_t month_last(int64_t months, bool over, int64_t days)
{
    int64_t last = month_first(months + 1) - 1, same = month_first(months) + days - 1;
    return over || same > last ? last : same;
}

static enum err month_read(struct ctx *cx, struct str text, struct month_report *r)
{
    int y = 0, m = 0, d = 0;
    int64_t today = time_day(cx->now), day = today;
    if (text.n &&
        (text.n != 7 || !day_parse(str_fmt(cx->arena, "%.*s-01", STR_ARG(text)), &day)))
        return fail_at(cx, ERR_INPUT, "month", "月份应如 2026-10", "a month such as 2026-10");
    if (day > today)
        return fail_at(cx, ERR_INPUT, "month", "这个月还没有开始",
                       "that month has not begun yet");
    day_to_civil(day, &y, &m, &d);
    int64_t months = (int64_t)y * MONTHS_A_YEAR + m - 1 - (text.n ? 0 : 1);
    r->year = months / MONTHS_A_YEAR;
    r->month = months % MONTHS_A_YEAR + 1;
    r->first_day = month_first(months);
    r->last_day = month_first(months + 1) - 1;
    r->over = r->last_day < today;
    int64_t days = today - r->first_day + 1;
    r->before_first = month_first(months - 1);
    r->before_last = month_last(months - 1, r->over, days);
    r->year_first = month_first(months - MONTHS_A_YEAR);
    r->year_last = month_last(months - MONTHS_A_YEAR, r->over, days);
    return OK;
}

static struct str day_of(struct ctx *cx, int64_t day)
{
    char text[TIME_TEXT];
    return str_dup(cx->arena, str_c(day_text(text, day)));
}

/* ---- rows ---- */

static struct month_row *row_add(struct ctx *cx, struct month_rows *rows)
{
    if ((rows->n & (rows->n - 1)) == 0) {
        struct month_row *more = NEWS(cx->arena, struct month_row, rows->n ? rows->n * 2 : 1);
        for (size_t i = 0; i < rows->n; i++)
            more[i] = rows->p[i];
        rows->p = more;
    }
    rows->p[rows->n] = (struct month_row){0};
    return &rows->p[rows->n++];
}

static struct month_row *row_of(struct ctx *cx, struct month_rows *rows, struct str code,
                                int64_t id)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->p[i].id == id && str_eq(rows->p[i].code, code))
            return &rows->p[i];
    struct month_row *row = row_add(cx, rows);
    row->code = str_dup(cx->arena, code);
    row->id = id;
    return row;
}

static void sums_take(struct month_sums *s, enum part part, const struct ledger_one *one)
{
    int64_t *const counts[] = {
        [PART_MONTH] = &s->demands,
        [PART_BEFORE] = &s->before,
        [PART_YEAR] = &s->year,
        [PART_UNSOLVED] = &s->unsolved,
    };
    ++*counts[part];
    s->repeated += part == PART_MONTH && one->repeated;
    s->suggestions += part == PART_MONTH && one->suggestion;
}

static void sums_add(struct month_sums *to, const struct month_sums *from)
{
    to->demands += from->demands;
    to->before += from->before;
    to->year += from->year;
    to->repeated += from->repeated;
    to->suggestions += from->suggestions;
    to->unsolved += from->unsolved;
}

/* ---- each demand ---- */

/* In its class and every one above it. */
static void class_take(struct looking *k, const struct ledger_one *one)
{
    struct str class = one->class.n ? one->class : STR(LEDGER_UNSAID);
    for (int depth = 0; class.n && depth < DEPTH_MAX; depth++) {
        const struct choice *c = choice_find(&k->m->classes, class);
        sums_take(&row_of(k->cx, &k->r->classes, class, 0)->sums, k->part, one);
        class = c ? c->parent : STR("");
    }
}

static int by_demand(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    return (x->demand_id > y->demand_id) - (x->demand_id < y->demand_id);
}

static void hot_take(struct looking *k, const struct ledger_one *one)
{
    const struct mark key = {.demand_id = one->id};
    const struct mark *found =
        k->marks_n ? bsearch(&key, k->marks, k->marks_n, sizeof key, by_demand) : NULL;
    if (!found)
        return;
    struct month_report *r = k->r;
    size_t i = 0;
    while (i < r->hot_n && r->hot[i].id != found->hotspot_id)
        i++;
    if (i == r->hot_n && k->part != PART_MONTH)
        return;
    if (i == r->hot_n)
        r->hot[r->hot_n++] = (struct month_hot){.id = found->hotspot_id};
    r->hot[i].demands += k->part == PART_MONTH;
    r->hot[i].before += k->part == PART_BEFORE;
    r->hot[i].year += k->part == PART_YEAR;
    if (k->part == PART_MONTH)
        k->hot[k->hot_n++] = *found;
}

/* The oldest so far, in order. */
static void worst_take(struct looking *k, const struct ledger_one *one)
{
    struct month_report *r = k->r;
    size_t i = r->worst_n;
    if (i == MONTH_WORST && one->said_at >= r->worst[i - 1].said_at)
        return;
    if (i == MONTH_WORST)
        i--;
    else
        r->worst_n++;
    for (; i && r->worst[i - 1].said_at > one->said_at; i--)
        r->worst[i] = r->worst[i - 1];
    r->worst[i] = (struct month_worst){.demand_id = one->id,
                                       .unit_id = one->unit_id,
                                       .said_at = one->said_at,
                                       .class = str_dup(k->cx->arena, one->class)};
}

static void one_take(void *arg, const struct ledger_one *one)
{
    struct looking *k = arg;
    const struct org *org = k->cx->app->org;
    sums_take(&k->r->all, k->part, one);
    class_take(k, one);
    int64_t place = one->place_id ? org_place_below(org, one->place_id, k->place) : 0;
    if (place)
        sums_take(&row_of(k->cx, &k->r->places, STR(""), place)->sums, k->part, one);
    if (one->unit_id)
        sums_take(&row_of(k->cx, &k->r->units, STR(""), one->unit_id)->sums, k->part, one);
    if (k->part == PART_UNSOLVED)
        worst_take(k, one);
    else
        hot_take(k, one);
}

/* ---- what is hot ---- */

static enum err marks_read(struct looking *k, int64_t first, int64_t last)
{
    struct ctx *cx = k->cx;
    k->marks = NULL;
    k->marks_n = 0;
    if (!k->r->hot_seen)
        return OK;
    TRY(db_all(
        cx, SQL_SIGNATURE_SAID,
        ARGS(I64(cx->jid), I64(time_day_start(first)), I64(time_day_end(last)), I64(SAID_MAX)),
        &mark_shape, (void **)&k->marks, &k->marks_n));
    if (k->marks_n == SAID_MAX)
        return fail_at(cx, ERR_LIMIT, "month", "一个月超过10万条", "more than 100,000 a month");
    if (k->marks_n)
        qsort(k->marks, k->marks_n, sizeof *k->marks, by_demand);
    if (k->part == PART_MONTH) {
        k->hot = NEWS(cx->arena, struct mark, k->marks_n + 1);
        k->r->hot = NEWS(cx->arena, struct month_hot, k->marks_n + 1);
    }
    return OK;
}

static int64_t person_of(const struct mark *m)
{
    return m->person_id ? m->person_id : -m->demand_id;
}

static int by_hotspot_and_person(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    int64_t p = person_of(x), q = person_of(y);
    int h = (x->hotspot_id > y->hotspot_id) - (x->hotspot_id < y->hotspot_id);
    return h ? h : (p > q) - (p < q);
}

static void people_count(struct looking *k)
{
    if (k->hot_n)
        qsort(k->hot, k->hot_n, sizeof *k->hot, by_hotspot_and_person);
    for (size_t i = 0; i < k->hot_n; i++) {
        if (i && by_hotspot_and_person(&k->hot[i - 1], &k->hot[i]) == 0)
            continue;
        for (size_t h = 0; h < k->r->hot_n; h++)
            k->r->hot[h].people += k->r->hot[h].id == k->hot[i].hotspot_id;
    }
}

static int hotter(const void *a, const void *b)
{
    const struct month_hot *x = a, *y = b;
    if (x->demands != y->demands)
        return x->demands < y->demands ? 1 : -1;
    if (x->people != y->people)
        return x->people < y->people ? 1 : -1;
    return (x->id > y->id) - (x->id < y->id);
}

static enum err hot_settle(struct looking *k)
{
    struct month_report *r = k->r;
    size_t kept = 0;
    people_count(k);
    if (r->hot_n)
        qsort(r->hot, r->hot_n, sizeof *r->hot, hotter);
    for (size_t i = 0; i < r->hot_n && kept < MONTH_HOT; i++) {
        struct hotspot h = {0};
        bool found = false;
        TRY(hotspot_find(k->cx, r->hot[i].id, &h, &found));
        bool followed = h.state == HOTSPOT_FOLLOWED;
        if (!found || h.state == HOTSPOT_DISMISSED ||
            (!followed && r->hot[i].demands < HOTSPOT_MIN))
            continue;
        r->hot[i].name = h.name;
        r->hot[i].place = h.place;
        r->hot[i].words = h.words;
        r->hot[kept++] = r->hot[i];
    }
    r->hot_n = kept;
    return OK;
}

/* ---- in order ---- */

static void class_place(struct looking *k, const struct month_rows *found, struct str parent,
                        int64_t depth, struct month_rows *out)
{
    for (size_t i = 0; i < k->m->classes.n && depth < DEPTH_MAX; i++) {
        const struct choice *c = &k->m->classes.p[i];
        if (!str_eq(c->parent, parent))
            continue;
        for (size_t f = 0; f < found->n; f++)
            if (str_eq(found->p[f].code, c->code)) {
                struct month_row *row = row_add(k->cx, out);
                *row = found->p[f];
                row->depth = depth;
                row->label = label_class(k->cx, c->code);
                class_place(k, found, c->code, depth + 1, out);
            }
    }
}

/* In the mechanism's order, each above what lies under it; then codes that it has no longer,
 * and those of no class. */
static void classes_settle(struct looking *k)
{
    struct ctx *cx = k->cx;
    const struct month_rows found = k->r->classes;
    struct month_rows out = {0};
    class_place(k, &found, STR(""), 0, &out);
    for (size_t i = 0; i < found.n; i++) {
        if (choice_find(&k->m->classes, found.p[i].code))
            continue;
        bool unsaid = str_eq_c(found.p[i].code, LEDGER_UNSAID);
        struct month_row *row = row_add(cx, &out);
        *row = found.p[i];
        row->label = !unsaid               ? row->code
                     : cx->lang == LANG_EN ? STR("without a class")
                                           : STR("未分类");
    }
    k->r->classes = out;
}

static int by_weight(const void *a, const void *b)
{
    const struct month_row *x = a, *y = b;
    int64_t u = x->sums.unsolved - y->sums.unsolved, d = x->sums.demands - y->sums.demands;
    if (u || d)
        return (u ? u : d) < 0 ? 1 : -1;
    return (x->id > y->id) - (x->id < y->id);
}

/* A unit's figures are those of its subtree, as in the ledgers. */
static void units_settle(struct looking *k)
{
    const struct org *org = k->cx->app->org;
    struct month_rows own = k->r->units, out = {0};
    for (size_t i = 0; i < own.n; i++) {
        struct month_row *row = row_add(k->cx, &out);
        row->id = own.p[i].id;
        row->code = STR("");
        row->label = label_unit(k->cx, row->id);
        for (size_t n = 0; n < own.n; n++)
            if (org_unit_under(org, own.p[n].id, row->id))
                sums_add(&row->sums, &own.p[n].sums);
    }
    if (out.n)
        qsort(out.p, out.n, sizeof *out.p, by_weight);
    k->r->units = out;
}

static void places_settle(struct looking *k)
{
    struct month_rows *rows = &k->r->places;
    for (size_t i = 0; i < rows->n; i++) {
        const struct place *p = org_place(k->cx->app->org, rows->p[i].id);
        rows->p[i].label = p ? p->name : STR("");
    }
    if (rows->n)
        qsort(rows->p, rows->n, sizeof *rows->p, by_weight);
}

/* ---- read ---- */

static enum err part_read(struct looking *k, enum part part)
{
    struct month_report *r = k->r;
    const struct {
        int64_t first, last;
    } times[PART_UNSOLVED] = {
        [PART_MONTH] = {r->first_day, r->last_day},
        [PART_BEFORE] = {r->before_first, r->before_last},
        [PART_YEAR] = {r->year_first, r->year_last},
    };
    struct ledger_query q = r->base;
    struct ledger_picked picked;
    k->part = part;
    q.from = q.to = STR("");
    if (part == PART_UNSOLVED) {
        q.open_days = r->unsolved_days;
    } else {
        q.from = day_of(k->cx, times[part].first);
        q.to = day_of(k->cx, times[part].last);
        TRY(marks_read(k, times[part].first, times[part].last));
    }
    TRY(ledger_pick_each(k->cx, &q, one_take, k, &picked));
    r->at = picked.at;
    r->unit = picked.unit;
    return OK;
}

static void worst_settle(struct month_report *r, int64_t now)
{
    int64_t day = time_day(r->at ? r->at - 1 : now);
    for (size_t i = 0; i < r->worst_n; i++)
        r->worst[i].days = day - time_day(r->worst[i].said_at);
}

enum err month_report_read(struct ctx *cx, const struct month_query *q,
                           struct month_report *out)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct looking k = {
        .cx = cx, .m = m, .r = out, .place = q->place ? q->place : cx->app->root_place};
    *out = (struct month_report){0};
    TRY(month_read(cx, q->month, out));
    out->base = (struct ledger_query){
        .from = day_of(cx, out->first_day),
        .to = day_of(cx, out->last_day),
        .place = q->place,
        .unit = q->unit,
        .channel = q->channel,
        .as_of = out->over && q->stand == MONTH_THEN ? day_of(cx, out->last_day) : STR(""),
        .through = q->through,
    };
    out->unsolved_days = m->unsolved_days;
    out->worst = NEWS(cx->arena, struct month_worst, MONTH_WORST);
    out->hot_seen = hotspot_seen(cx);
    for (int part = 0; part < PART__MAX; part++)
        TRY(part_read(&k, (enum part)part));
    TRY(hot_settle(&k));
    classes_settle(&k);
    places_settle(&k);
    units_settle(&k);
    worst_settle(out, cx->now);
    return troubles_yielded(cx, time_day_start(out->first_day), time_day_end(out->last_day),
                            q->unit, q->place, &out->yields, &out->yields_n);
}
