/* SPDX-License-Identifier: Apache-2.0
 * Spots as answers.
 */
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/clock.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/spot.h"

enum { PAGE = 100, CHUNK = 500, LOOKED = 20000, NEWEST = 50, SOON_DAYS = 2, WAITING = 5000 };

static const struct field query_fields[] = {
    FIELD(struct spot_query, kind, .required = true, .names = &spot_kind_names, .zh = "种类",
          .en = "Kind"),
    FIELD(struct spot_query, place_id, .as = AS_ID, .zh = "所在区划", .en = "Place"),
    FIELD(struct spot_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct spot_query, ended, .zh = "含已停用的", .en = "Those that ended as well"),
    FIELD(struct spot_query, before, .as = AS_ID, .zh = "此前的", .en = "Before this one"),
};
const struct shape spot_query_shape = SHAPE("spot_query", struct spot_query, query_fields);

static void members(struct ctx *cx, struct json *j, const struct spot *s)
{
    int64_t due = spot_due(cx, s);
    json_kid(j, "id", s->id);
    json_ki64(j, "version", s->version);
    json_kcstr(j, "kind", enum_text(&spot_kind_names, s->kind));
    json_kcstr(j, "kind_text", enum_label(&spot_kind_names, s->kind, (int)cx->lang));
    json_kid(j, "place_id", s->place_id);
    json_kstr(j, "place", label_place(cx, s->place_id));
    json_kstr(j, "unit", label_unit(cx, s->unit_id));
    json_kstr(j, "name", s->name);
    json_kstr(j, "campaign", s->campaign);
    json_kstr(j, "who", s->who);
    json_ktime(j, "held_at", s->held_at);
    json_ktime(j, "until_at", s->until_at);
    json_ki64(j, "heads", s->heads);
    json_ki64(j, "every_days", s->every_days);
    json_ktime(j, "last_at", s->last_at);
    json_ki64(j, "letters", s->letters);
    json_ktime(j, "due_at", due);
    json_kbool(j, "overdue", due && due < cx->now);
    json_ki64(j, "demands", s->demands);
    json_kstr(j, "note", s->note);
    json_ktime(j, "made_at", s->made_at);
    json_ktime(j, "ended_at", s->ended_at);
    json_kbool(j, "may_keep", !s->ended_at && spot_may_keep(cx, s));
}

static bool fits(struct ctx *cx, const struct spot_query *q, const struct spot *s)
{
    return (q->ended || !s->ended_at) &&
           (!q->place_id || org_place_under(cx->app->org, s->place_id, q->place_id)) &&
           (!q->campaign.n || str_eq(q->campaign, s->campaign)) && spot_may_see(cx, s);
}

enum err spots_json(struct ctx *cx, const struct spot_query *q, struct json *j)
{
    struct spot *rows = NULL;
    struct str kind = str_c(enum_text(&spot_kind_names, q->kind));
    int64_t before = q->before ? q->before : INT64_MAX;
    size_t n = CHUNK, shown = 0, looked = 0;
    uint32_t roles = spot_keepers(q->kind);
    json_kbool(j, "may_make", (actor_roles(cx->actor) & roles) != 0);
    json_key(j, "spots");
    json_arr(j);
    while (n == CHUNK && shown < PAGE && looked < LOOKED) {
        TRY(db_all(cx, SQL_SPOT_OF_KIND, ARGS(I64(cx->jid), TXT(kind), I64(before), I64(CHUNK)),
                   &spot_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n && shown < PAGE; i++) {
            before = rows[i].id;
            looked++;
            if (!fits(cx, q, &rows[i]))
                continue;
            shown++;
            json_obj(j);
            members(cx, j, &rows[i]);
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

struct gathered {
    struct str num, title;
    int state;
    int64_t recorded_at;
};
static const struct field gathered_fields[] = {
    FIELD(struct gathered, num),
    FIELD(struct gathered, title),
    FIELD(struct gathered, state, .names = &demand_state_names),
    FIELD(struct gathered, recorded_at),
};
static const struct shape gathered_shape =
    SHAPE("spot_gathered", struct gathered, gathered_fields);

/* Numbers and states: titles stand in the dossiers, where it is asked who may read them. */
static enum err demands_json(struct ctx *cx, struct json *j, int64_t spot)
{
    struct gathered *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SPOT_DEMANDS, ARGS(I64(cx->jid), I64(spot), I64(NEWEST)),
               &gathered_shape, (void **)&rows, &n));
    json_key(j, "gathered");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "num", rows[i].num);
        json_kcstr(j, "state_text",
                   enum_label(&demand_state_names, rows[i].state, (int)cx->lang));
        json_ktime(j, "recorded_at", rows[i].recorded_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err spot_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version)
{
    struct spot s;
    struct texts all;
    TRY(spot_get(cx, id, &s));
    if (!spot_may_see(cx, &s))
        return fail_at(cx, ERR_NOT_FOUND, "spot", "没有这个采集点", "there is no such spot");
    enum subject kind = s.kind == SPOT_BOX ? SUBJECT_BOX : SUBJECT_SPOT;
    *version = s.version;
    members(cx, j, &s);
    if ((s.kind == SPOT_POSTER || s.kind == SPOT_CALL) && !s.ended_at)
        json_kstr(j, "code", spot_code(cx, &s));
    if (s.campaign.n)
        TRY(campaigns_of_json(cx, j, (struct strs){.p = &s.campaign, .n = 1}));
    TRY(demands_json(cx, j, id));
    TRY(texts_read(cx, kind, id, &all));
    return timeline_json(cx, j, kind, id, &all);
}

/* ---- boxes that wait ---- */

/* Of those who work where it stands, not of everybody above. */
static bool is_ours(struct ctx *cx, const struct spot *s)
{
    const struct actor *a = cx->actor;
    uint32_t roles = BIT(ROLE_COLLECTOR) | BIT(ROLE_OPERATOR) | BIT(ROLE_DISPATCHER) |
                     BIT(ROLE_SCREENER) | BIT(ROLE_HEAD);
    for (size_t i = 0; i < a->n; i++)
        if ((BIT(a->grants[i].role) & roles) && a->grants[i].unit_id == s->unit_id)
            return true;
    return false;
}

enum err spots_due_json(struct ctx *cx, struct json *j)
{
    struct clock *running = NULL;
    size_t n = 0, shown = 0;
    TRY(db_all(cx, SQL_CLOCK_EXPIRED,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&clock_kind_names, CLOCK_BOX))),
                    I64(cx->now + SOON_DAYS * (int64_t)MS_PER_DAY), I64(WAITING)),
               &clock_shape, (void **)&running, &n));
    json_key(j, "boxes");
    json_arr(j);
    for (size_t i = 0; i < n && shown < PAGE; i++) {
        struct spot s;
        TRY(spot_get(cx, running[i].subject_id, &s));
        if (!is_ours(cx, &s))
            continue;
        shown++;
        json_obj(j);
        members(cx, j, &s);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}
