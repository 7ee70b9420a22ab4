/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/hotspot_heat.h"
#include "loop/hotspot_impl.h"
#include "loop/labels.h"
#include "loop/trouble.h"

static const struct field query_fields[] = {
    FIELD(struct hotspot_query, state, .max = 20, .zh = "状态", .en = "State"),
};
const struct shape hotspot_query_shape =
    SHAPE("hotspot_query", struct hotspot_query, query_fields);

static void figures_json(struct ctx *cx, struct json *j, const struct hotspot *h)
{
    json_kid(j, "id", h->id);
    json_ki64(j, "version", h->version);
    json_kcstr(j, "state", enum_text(&hotspot_state_names, h->state));
    json_kcstr(j, "state_text", enum_label(&hotspot_state_names, h->state, (int)cx->lang));
    json_kbool(j, "held", h->held != 0);
    json_kstr(j, "name", h->name);
    json_kstr(j, "place", h->place);
    json_kstr(j, "words", h->words);
    json_ki64(j, "size", h->size);
    json_ki64(j, "people", h->people);
    json_ki64(j, "support", h->support);
    json_ki64(j, "recent", h->recent);
    json_ki64(j, "earlier", h->earlier);
    json_ktime(j, "first_at", h->first_at);
    json_ktime(j, "last_at", h->last_at);
    json_key(j, "heat");
    json_f64(j, (double)h->heat / 10);
}

static void terms_json(struct ctx *cx, struct json *j, const struct hotspot *h,
                       const double *weights)
{
    struct heat_facts f = {0};
    if (h)
        f = heat_facts(h->size, h->people, h->support, h->recent, h->earlier);
    json_key(j, "terms");
    json_arr(j);
    for (int t = 0; t < HEAT__MAX; t++) {
        json_obj(j);
        json_kcstr(j, "term", heat_terms[t].code);
        json_kcstr(j, "text", cx->lang == LANG_EN ? heat_terms[t].en : heat_terms[t].zh);
        json_key(j, "weight");
        json_f64(j, weights[t]);
        if (h) {
            json_ki64(j, "value", f.value[t]);
            json_key(j, "points");
            json_f64(j, heat_points(f.value[t], weights[t]));
        }
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err hotspots_json(struct ctx *cx, const struct hotspot_query *q, struct json *j)
{
    struct hotspot *rows = NULL;
    size_t n = 0;
    double weights[HEAT__MAX];
    struct str state = q->state.n ? q->state : STR("open");
    TRY(hotspot_may(cx));
    TRY(heat_weights(cx, weights));
    TRY(db_all(cx, SQL_HOTSPOT_LIST, ARGS(I64(cx->jid), TXT(state), I64(HOTSPOT_LISTED)),
               &hotspot_shape, (void **)&rows, &n));
    json_key(j, "hotspots");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        TRY(hotspot_look(cx, &rows[i]));
        if (!rows[i].size || (rows[i].size < HOTSPOT_MIN && !rows[i].held))
            continue;
        json_obj(j);
        figures_json(cx, j, &rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    terms_json(cx, j, NULL, weights);
    return OK;
}

/* ---- one ---- */

static enum err member_json(struct ctx *cx, struct json *j, const struct hotspot_member *r)
{
    struct demand d = {0};
    bool found = false;
    TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(r->demand_id)), &demand_shape, &d,
               &found));
    if (!found)
        return OK;
    json_obj(j);
    json_kstr(j, "num", d.num);
    json_kstr(j, "title", label_demand(cx, &d));
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d.state, (int)cx->lang));
    json_kstr(j, "class_text", label_class(cx, d.class));
    json_kstr(j, "place_text", label_place(cx, d.place_id));
    json_ktime(j, "said_at", d.said_at);
    json_ki64(j, "heads", d.head_count);
    json_kbool(j, "pinned", r->pin != 0);
    json_obj_end(j);
    return OK;
}

/* Demands a week, from the first to the last; at most two years are drawn. */
static void weeks_json(struct json *j, const struct hotspot_member *rows, size_t n)
{
    enum { WEEKS = 104, WEEK = 7 };
    json_key(j, "weeks");
    json_arr(j);
    if (n) {
        int64_t last = time_day(rows[0].said_at), first = time_day(rows[n - 1].said_at);
        first -= day_weekday(first);
        if (last - first > (int64_t)WEEKS * WEEK)
            first = last - day_weekday(last) - (int64_t)(WEEKS - 1) * WEEK;
        for (int64_t day = first; day <= last; day += WEEK) {
            int64_t count = 0;
            for (size_t i = 0; i < n; i++) {
                int64_t d = time_day(rows[i].said_at);
                count += d >= day && d < day + WEEK;
            }
            json_obj(j);
            json_ktime(j, "from", time_day_start(day));
            json_ki64(j, "demands", count);
            json_obj_end(j);
        }
    }
    json_arr_end(j);
}

/* The place and those around it: an outline of any of them holds its demands. */
static void within_json(struct ctx *cx, struct json *j, int64_t id)
{
    json_key(j, "within");
    json_arr(j);
    for (const struct place *p = org_place(cx->app->org, id); p;
         p = p->parent_id ? org_place(cx->app->org, p->parent_id) : NULL)
        json_id(j, p->id);
    json_arr_end(j);
}

struct place_count {
    int64_t place_id, demands;
};

static void places_json(struct ctx *cx, struct json *j, const struct hotspot_member *rows,
                        size_t n)
{
    struct place_count *places = NEWS(cx->arena, struct place_count, n + 1);
    size_t p = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < p && places[k].place_id != rows[i].place_id)
            k++;
        if (k == p)
            places[p++] = (struct place_count){.place_id = rows[i].place_id};
        places[k].demands++;
    }
    json_key(j, "places");
    json_arr(j);
    for (size_t i = 0; i < p; i++) {
        if (!places[i].place_id)
            continue;
        json_obj(j);
        json_kid(j, "place_id", places[i].place_id);
        within_json(cx, j, places[i].place_id);
        json_kstr(j, "text", label_place(cx, places[i].place_id));
        json_ki64(j, "demands", places[i].demands);
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* Its weeks and places over all of it, its newest demands one by one. */
static enum err parts_json(struct ctx *own, struct json *j, struct hotspot *h)
{
    struct hotspot_member *rows = NULL;
    size_t n = 0;
    TRY(hotspot_members(own, h, &rows, &n));
    weeks_json(j, rows, n);
    places_json(own, j, rows, n);
    json_key(j, "members");
    json_arr(j);
    for (size_t i = 0; i < n && i < HOTSPOT_MEMBERS; i++)
        TRY(member_json(own, j, &rows[i]));
    json_arr_end(j);
    return OK;
}

enum err hotspot_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version)
{
    struct hotspot h;
    bool found = false;
    double weights[HEAT__MAX];
    TRY(hotspot_may(cx));
    TRY(hotspot_find(cx, id, &h, &found));
    if (found)
        TRY(hotspot_look(cx, &h));
    if (!found || !h.size)
        return fail(cx, ERR_NOT_FOUND, "没有这个热点", "there is no such hot spot");
    *version = h.version;
    TRY(heat_weights(cx, weights));
    figures_json(cx, j, &h);
    terms_json(cx, j, &h, weights);
    struct ctx own = *cx;
    own.arena = arena_open(HOTSPOT_BYTES);
    enum err e = fault_from(cx, &own, parts_json(&own, j, &h));
    arena_close(own.arena);
    TRY(e);
    return troubles_of_json(cx, j, STR(""), h.id);
}
