/* SPDX-License-Identifier: Apache-2.0
 * Visits as answers.
 */
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "core/person.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/visit.h"

enum { PAGE = 50, CHUNK = 500, LOOKED = 10000, PLACES_MOST = 500 };

static const struct field query_fields[] = {
    FIELD(struct visit_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct visit_query, place_id, .as = AS_ID, .zh = "社区", .en = "Community"),
    FIELD(struct visit_query, at, .as = AS_TIME, .zh = "走访日期", .en = "Day"),
    FIELD(struct visit_query, outcome, .names = &visit_outcome_names, .zh = "走访结果",
          .en = "Outcome"),
    FIELD(struct visit_query, mine, .zh = "我登记的", .en = "Recorded by me"),
    FIELD(struct visit_query, before, .as = AS_ID, .zh = "此前的", .en = "Before this one"),
};
const struct shape visit_query_shape = SHAPE("visit_query", struct visit_query, query_fields);

bool visit_may_see(struct ctx *cx, const struct visit *v)
{
    const struct actor *a = cx->actor;
    if (v->officer_id && v->officer_id == a->officer_id)
        return true;
    for (size_t i = 0; i < a->n; i++)
        if (grant_sees(&a->grants[i]) &&
            org_unit_under(cx->app->org, v->unit_id, a->grants[i].unit_id))
            return true;
    return false;
}

/* Whole for who was there, else its beginning (see person_mask). */
static enum err address_json(struct ctx *cx, struct json *j, const struct visit *v)
{
    struct person_plain p = {0};
    TRY(secret_unseal(cx, "visit.address", v->id, v->address_enc, &p.address));
    bool mine = v->officer_id && v->officer_id == cx->actor->officer_id;
    json_kstr(j, "address", mine ? p.address : person_mask(cx->arena, &p).address);
    return OK;
}

static enum err members(struct ctx *cx, struct json *j, const struct visit *v)
{
    json_kid(j, "id", v->id);
    json_ki64(j, "version", v->version);
    json_kid(j, "place_id", v->place_id);
    json_kstr(j, "place", label_place(cx, v->place_id));
    json_kstr(j, "unit", label_unit(cx, v->unit_id));
    json_ktime(j, "visited_at", v->visited_at);
    json_kcstr(j, "outcome", enum_text(&visit_outcome_names, v->outcome));
    json_kcstr(j, "outcome_text", enum_label(&visit_outcome_names, v->outcome, (int)cx->lang));
    json_ki64(j, "officers", v->officers);
    json_ki64(j, "volunteers", v->volunteers);
    json_ki64(j, "demands", v->demands);
    json_kbool(j, "mine", v->officer_id && v->officer_id == cx->actor->officer_id);
    return address_json(cx, j, v);
}

static bool fits(struct ctx *cx, const struct visit_query *q, int64_t campaign,
                 const struct visit *v)
{
    return (!campaign || v->campaign_id == campaign) &&
           (!q->place_id || org_place_under(cx->app->org, v->place_id, q->place_id)) &&
           (!q->at || time_day(v->visited_at) == time_day(q->at)) &&
           (q->outcome <= VISIT_NONE || v->outcome == q->outcome) && visit_may_see(cx, v);
}

enum err visits_json(struct ctx *cx, const struct visit_query *q, struct json *j)
{
    struct campaign c = {0};
    struct visit *rows = NULL;
    int64_t before = q->before ? q->before : INT64_MAX;
    size_t n = CHUNK, shown = 0, looked = 0;
    if (q->campaign.n)
        TRY(campaign_find(cx, q->campaign, &c));
    bool mine = q->mine || !q->campaign.n;
    json_key(j, "visits");
    json_arr(j);
    while (n == CHUNK && shown < PAGE && looked < LOOKED) {
        TRY(db_all(cx, mine ? SQL_VISIT_OF_OFFICER : SQL_VISIT_OF_CAMPAIGN,
                   ARGS(I64(cx->jid), I64(mine ? cx->actor->officer_id : c.id), I64(before),
                        I64(CHUNK)),
                   &visit_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n && shown < PAGE; i++) {
            before = rows[i].id;
            looked++;
            if (!fits(cx, q, c.id, &rows[i]))
                continue;
            shown++;
            json_obj(j);
            TRY(members(cx, j, &rows[i]));
            json_obj_end(j);
        }
    }
    json_arr_end(j);
    if (shown == PAGE || n == CHUNK)
        json_kid(j, "next", before);
    else
        json_kcstr(j, "next", NULL);
    return OK;
}

/* ---- for the telephone ---- */

static enum err running_json(struct ctx *cx, struct json *j)
{
    struct campaign *all = NULL;
    size_t n = 0;
    TRY(campaign_all(cx, &all, &n));
    json_key(j, "campaigns");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (campaign_takes(cx, &all[i], cx->now, "now", 0) != OK) {
            fault_clear(cx);
            continue;
        }
        json_obj(j);
        json_kstr(j, "code", all[i].code);
        json_kstr(j, "name", all[i].name);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err visit_places_json(struct ctx *cx, struct json *j)
{
    const struct place *all = NULL;
    size_t n = org_places(cx->app->org, &all), shown = 0, i = 0;
    json_ktime(j, "now", cx->now);
    TRY(running_json(cx, j));
    json_key(j, "places");
    json_arr(j);
    for (; i < n && shown < PLACES_MOST; i++) {
        int64_t unit = org_unit_of_place(cx->app->org, all[i].id, cx->app->root_unit);
        if (all[i].kind < PLACE_COMMUNITY || (all[i].valid_to && all[i].valid_to <= cx->now) ||
            !(actor_roles_at(cx, cx->actor, unit) & VISIT_ENTERED_BY))
            continue;
        shown++;
        json_obj(j);
        json_kid(j, "id", all[i].id);
        json_kstr(j, "label", label_place(cx, all[i].id));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "more", i < n);
    return OK;
}

struct said {
    struct str num, title;
    int state;
    int64_t said_at;
};
static const struct field said_fields[] = {
    FIELD(struct said, num),
    FIELD(struct said, title),
    FIELD(struct said, state, .names = &demand_state_names),
    FIELD(struct said, said_at),
};
static const struct shape said_shape = SHAPE("said", struct said, said_fields);

static enum err demands_json(struct ctx *cx, struct json *j, int64_t visit)
{
    struct said *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_VISIT_DEMANDS, ARGS(I64(cx->jid), I64(visit)), &said_shape,
               (void **)&rows, &n));
    json_key(j, "said");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "num", rows[i].num);
        json_kstr(j, "title", rows[i].title);
        json_kcstr(j, "state_text",
                   enum_label(&demand_state_names, rows[i].state, (int)cx->lang));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err visit_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version)
{
    struct visit v;
    struct campaign c;
    struct texts all, shown = {0};
    struct str note = STR("");
    TRY(visit_get(cx, id, &v));
    if (!visit_may_see(cx, &v))
        return fail_at(cx, ERR_NOT_FOUND, "visit", "没有这次走访", "there is no such visit");
    *version = v.version;
    TRY(campaign_by_id(cx, v.campaign_id, &c));
    TRY(members(cx, j, &v));
    TRY(campaigns_of_json(cx, j, (struct strs){.p = &c.code, .n = 1}));
    json_kstr(j, "way", c.way);
    TRY(demands_json(cx, j, id));
    TRY(texts_read(cx, SUBJECT_VISIT, id, &all));
    shown.p = NEWS(cx->arena, struct side_text, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (str_eq_c(all.p[i].name, "note"))
            note = all.p[i].body;
        if (!str_eq_c(all.p[i].name, "address_was"))
            shown.p[shown.n++] = all.p[i];
    }
    json_kstr(j, "note", note);
    return timeline_json(cx, j, SUBJECT_VISIT, id, &shown);
}
