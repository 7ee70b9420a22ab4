/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/situation.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/fate.h"
#include "loop/labels.h"
#include "loop/wall.h"

enum {
    DAYS_USUAL = 30,
    DAYS_MOST = 92,
    CLASSES = 200,
    CLASSES_SHOWN = 12,
    UNITS = 1000,
    UNITS_SHOWN = 12,
    WORST_READ = 50,
    WORST_SHOWN = 8
};

static const struct field query_fields[] = {
    FIELD(struct situation_query, days, .min = 0, .max = DAYS_MOST,
          .zh = "最近几天（含今天，不填为30天）", .en = "Days, with today (empty: 30)"),
    FIELD(struct situation_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
};
const struct shape situation_query_shape =
    SHAPE("situation_query", struct situation_query, query_fields);

struct worst_row {
    int64_t subject_id, due_at;
};
static const struct field worst_fields[] = {
    FIELD(struct worst_row, subject_id),
    FIELD(struct worst_row, due_at),
};
static const struct shape worst_shape =
    SHAPE("situation_worst", struct worst_row, worst_fields);

/* One of a class or a unit. */
struct group {
    struct str code;
    int64_t id, demands, ended, overdue;
};
struct sums {
    int64_t demands, ended, reply[FATE_REPLY__MAX], judged[FATE_JUDGED__MAX];
};
struct looking {
    struct ctx *cx;
    const struct mechanism *m;
    const struct fate *fates;
    size_t fates_n;
    struct sums *sums;
    int64_t first, last; /* days */
    int64_t *days;       /* NULL: of the days before only the sums are told */
    struct group *classes, *units;
    struct ledger_group *places;
    size_t classes_n, units_n, places_n;
};

/* ---- counted ---- */

/* Past the last one everything stands in it. */
static struct group *group_of(struct looking *k, struct group *g, size_t *n, size_t most,
                              struct str code, int64_t id)
{
    for (size_t i = 0; i < *n; i++)
        if (g[i].id == id && str_eq(g[i].code, code))
            return &g[i];
    if (*n == most)
        return &g[most - 1];
    g[*n] = (struct group){.code = str_dup(k->cx->arena, code), .id = id};
    return &g[(*n)++];
}

static void group_take(struct group *g, const struct ledger_one *one, bool overdue)
{
    g->demands++;
    g->ended += one->ended;
    g->overdue += overdue;
}

static void take(void *arg, const struct ledger_one *one)
{
    struct looking *k = arg;
    const struct fate *f = fate_of(k->fates, k->fates_n, one->id);
    bool overdue = f && f->reply == FATE_OVERDUE;
    k->sums->demands++;
    k->sums->ended += one->ended;
    if (f) {
        k->sums->reply[f->reply]++;
        k->sums->judged[f->judged]++;
    }
    if (!k->days)
        return;
    int64_t day = time_day(one->said_at);
    if (day >= k->first && day <= k->last)
        k->days[day - k->first]++;
    group_take(group_of(k, k->classes, &k->classes_n, CLASSES,
                        k->m ? class_top(k->m, one->class) : one->class, 0),
               one, overdue);
    group_take(group_of(k, k->units, &k->units_n, UNITS, STR(""), one->unit_id), one, overdue);
    for (size_t i = 0; one->place_id && i < k->places_n; i++)
        if (org_place_under(k->cx->app->org, one->place_id, k->places[i].place)) {
            k->places[i].demands++;
            k->places[i].ended += one->ended;
        }
}

static struct str day_of(struct ctx *cx, int64_t day)
{
    char text[TIME_TEXT];
    return str_dup(cx->arena, str_c(day_text(text, day)));
}

static enum err window(struct looking *k, const struct situation_query *q, int64_t first,
                       int64_t last, struct ledger_picked *out)
{
    struct ctx *cx = k->cx;
    struct fate *fates = NULL;
    const struct ledger_query lq = {
        .from = day_of(cx, first), .to = day_of(cx, last), .through = q->through};
    TRY(fates_read(cx, time_day_start(first), time_day_end(last), &fates, &k->fates_n));
    k->fates = fates;
    k->first = first;
    k->last = last;
    return ledger_pick_each(cx, &lq, take, k, out);
}

/* ---- told ---- */

static void sums_json(struct json *j, const char *key, const struct sums *s, int64_t first,
                      int64_t last)
{
    char text[TIME_TEXT];
    const int64_t owed = s->reply[FATE_IN_TIME] + s->reply[FATE_LATE] + s->reply[FATE_OVERDUE];
    const int64_t rated =
        s->judged[FATE_SATISFIED] + s->judged[FATE_FAIR] + s->judged[FATE_UNSATISFIED];
    json_key(j, key);
    json_obj(j);
    json_kcstr(j, "from", day_text(text, first));
    json_kcstr(j, "to", day_text(text, last));
    json_ki64(j, "demands", s->demands);
    json_ki64(j, "ended", s->ended);
    for (int i = FATE_IN_TIME; i <= FATE_WAITING; i++)
        json_ki64(j, enum_text(&fate_reply_names, i), s->reply[i]);
    json_ki64(j, "owed", owed);
    for (int i = FATE_SATISFIED; i <= FATE_UNSATISFIED; i++)
        json_ki64(j, enum_text(&fate_judged_names, i), s->judged[i]);
    json_ki64(j, "rated", rated);
    json_obj_end(j);
}

static int by_demands(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    return (x->demands < y->demands) - (x->demands > y->demands);
}

static void group_json(struct json *j, const struct group *g, struct str code, struct str text)
{
    json_obj(j);
    json_kstr(j, "code", code);
    json_kstr(j, "text", text);
    json_ki64(j, "demands", g->demands);
    json_ki64(j, "ended", g->ended);
    json_ki64(j, "overdue", g->overdue);
    json_obj_end(j);
}

static void classes_json(struct looking *k, struct json *j)
{
    if (k->classes_n)
        qsort(k->classes, k->classes_n, sizeof *k->classes, by_demands);
    json_key(j, "classes");
    json_arr(j);
    for (size_t i = 0; i < k->classes_n && i < CLASSES_SHOWN; i++) {
        struct group *g = &k->classes[i];
        const struct choice *c = k->m ? choice_find(&k->m->classes, g->code) : NULL;
        group_json(j, g, g->code.n ? g->code : STR(LEDGER_UNSAID),
                   g->code.n                ? label_choice(k->cx, c, g->code)
                   : k->cx->lang == LANG_EN ? STR("not said")
                                            : STR("未分类"));
    }
    json_arr_end(j);
}

static void units_json(struct looking *k, struct json *j)
{
    if (k->units_n)
        qsort(k->units, k->units_n, sizeof *k->units, by_demands);
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < k->units_n && i < UNITS_SHOWN; i++) {
        struct group *g = &k->units[i];
        if (g->id)
            group_json(j, g, str_of_i64(k->cx->arena, g->id), label_unit(k->cx, g->id));
    }
    json_arr_end(j);
}

static void days_json(const struct looking *k, struct json *j)
{
    char text[TIME_TEXT];
    json_key(j, "days");
    json_arr(j);
    for (int64_t day = k->first; day <= k->last; day++) {
        json_obj(j);
        json_kcstr(j, "day", day_text(text, day));
        json_ki64(j, "demands", k->days[day - k->first]);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void places_json(const struct looking *k, struct json *j)
{
    const struct ledger_group *g = k->places;
    json_key(j, "places");
    json_arr(j);
    for (size_t i = 0; i < k->places_n; i++) {
        json_obj(j);
        json_kid(j, "place_id", g[i].place);
        json_kstr(j, "text", org_place(k->cx->app->org, g[i].place)->name);
        json_ki64(j, "demands", g[i].demands);
        json_ki64(j, "ended", g[i].ended);
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* Open matters whose limit is over longest, of those that the viewer may open. */
static enum err worst_json(struct ctx *cx, int64_t unit, struct json *j)
{
    struct worst_row *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0, shown = 0;
    TRY(db_all(cx, SQL_SITUATION_WORST,
               ARGS(I64(cx->jid), I64(unit), I64(cx->now), I64(WORST_READ)), &worst_shape,
               (void **)&rows, &n));
    json_key(j, "worst");
    json_arr(j);
    for (size_t i = 0; i < n && shown < WORST_SHOWN; i++) {
        struct matter *m = NULL;
        bool seen = false;
        TRY(work_matter(w, rows[i].subject_id, &m));
        TRY(work_visible(w, SUBJECT_MATTER, m->id, &seen));
        if (!seen)
            continue;
        shown++;
        json_obj(j);
        json_kstr(j, "num", m->num);
        json_kstr(j, "title", label_matter(cx, m));
        json_kstr(j, "unit_text", label_unit(cx, m->lead_unit));
        json_ktime(j, "due_at", rows[i].due_at);
        json_ki64(j, "days", time_day(cx->now) - time_day(rows[i].due_at - 1));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err situation_json(struct ctx *cx, const struct situation_query *q, struct json *j)
{
    const int64_t days = q->days ? q->days : DAYS_USUAL, last = time_day(cx->now);
    struct sums now = {0}, before = {0};
    struct ledger_picked p = {0}, earlier = {0};
    struct looking k = {
        .cx = cx,
        .m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0),
        .classes = NEWS(cx->arena, struct group, CLASSES),
        .units = NEWS(cx->arena, struct group, UNITS),
        .places = NEWS(cx->arena, struct ledger_group, PLACES_BELOW),
        .sums = &before,
    };
    const int64_t first = last - days + 1;
    k.places_n = places_below(cx, k.places);
    TRY(window(&k, q, first - days, first - 1, &earlier));
    k.sums = &now;
    k.days = NEWS(cx->arena, int64_t, (size_t)days);
    TRY(window(&k, q, first, last, &p));
    json_ktime(j, "at", cx->now);
    json_kid(j, "unit_id", p.unit);
    json_kstr(j, "unit", label_unit(cx, p.unit));
    json_ki64(j, "days_asked", days);
    sums_json(j, "now", &now, first, last);
    sums_json(j, "before", &before, first - days, first - 1);
    TRY(wall_watch_json(cx, p.unit, j));
    days_json(&k, j);
    classes_json(&k, j);
    units_json(&k, j);
    places_json(&k, j);
    return worst_json(cx, p.unit, j);
}
