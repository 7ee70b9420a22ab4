/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/wall.h"

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"

static enum err counted(struct ctx *cx, struct json *j, const char *key, enum sql statement,
                        int64_t unit, int64_t at)
{
    int64_t n = 0;
    TRY(db_i64(cx, statement, ARGS(I64(cx->jid), I64(unit), I64(at)), 0, &n));
    json_ki64(j, key, n);
    return OK;
}

static void ledgers_json(struct ctx *cx, const struct ledger_picked *p, struct json *j)
{
    json_key(j, "ledgers");
    json_arr(j);
    for (int b = BOOK_COMMUNITY; b < LEDGER_BOOK__MAX; b++) {
        if (!p->books[b].demands && !p->books[b].matters)
            continue;
        json_obj(j);
        json_kcstr(j, "text", enum_label(&ledger_book_names, b, (int)cx->lang));
        json_ki64(j, "demands", p->books[b].demands);
        json_ki64(j, "matters", p->books[b].matters);
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* The place that a unit works in; a department works in the whole register. */
static int64_t place_of(const struct ctx *cx, int64_t unit)
{
    const struct unit *u = org_unit(cx->app->org, unit);
    return u && u->place_id ? u->place_id : cx->app->root_place;
}

size_t places_below(const struct ctx *cx, struct ledger_group *out)
{
    const struct place *all = NULL;
    size_t n = org_places(cx->app->org, &all), found = 0;
    int64_t above = place_of(cx, cx->actor->unit_id);
    for (size_t i = 0; i < n && found < PLACES_BELOW; i++)
        if (all[i].parent_id == above && (!all[i].valid_to || all[i].valid_to > cx->now))
            out[found++] = (struct ledger_group){.place = all[i].id};
    return found;
}

static void places_json(const struct ctx *cx, const struct ledger_group *g, size_t n,
                        struct json *j)
{
    json_key(j, "places");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "text", org_place(cx->app->org, g[i].place)->name);
        json_ki64(j, "demands", g[i].demands);
        json_ki64(j, "ended", g[i].ended);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err wall_watch_json(struct ctx *cx, int64_t unit, struct json *j)
{
    TRY(counted(cx, j, "today", SQL_WALL_SINCE, unit, time_day_start(time_day(cx->now))));
    TRY(counted(cx, j, "overdue", SQL_WALL_OVERDUE, unit, cx->now));
    return counted(cx, j, "soon", SQL_WALL_OVERDUE, unit, cx->now + (int64_t)3 * MS_PER_DAY);
}

enum err wall_json(struct ctx *cx, struct json *j)
{
    const struct ledger_query q = {0};
    struct ledger_picked p;
    struct ledger_group groups[PLACES_BELOW];
    size_t n = places_below(cx, groups);
    TRY(ledger_pick_by(cx, &q, groups, n, &p));
    struct ledger_sum all = ledger_picked_all(&p);
    json_ktime(j, "at", cx->now);
    json_kcstr(j, "register", cx->app->register_name);
    json_kstr(j, "unit", label_unit(cx, p.unit));
    json_ki64(j, "demands", all.demands);
    json_ki64(j, "matters", all.matters + p.without);
    json_ki64(j, "ended", p.ended);
    json_ki64(j, "unscreened", p.books[BOOK_UNSCREENED].demands);
    json_ki64(j, "invalid", p.books[BOOK_INVALID].demands);
    TRY(wall_watch_json(cx, p.unit, j));
    ledgers_json(cx, &p, j);
    places_json(cx, groups, n, j);
    return OK;
}
