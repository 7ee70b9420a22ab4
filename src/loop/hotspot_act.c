/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/demand_row.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/hotspot_heat.h"
#include "loop/hotspot_impl.h"
#include "loop/trouble.h"

enum { REASON_MAX = 1000, SPLIT_TEXT = 20000 };

#define REASON(S)                                                                              \
    FIELD(S, reason, .required = true, .min = 2, .max = REASON_MAX, .as = AS_TEXT,             \
          .zh = "理由", .en = "Reason")

static const struct field name_fields[] = {
    FIELD(struct hotspot_name, name, .required = true, .min = 2, .max = HOTSPOT_NAME,
          .zh = "热点名称", .en = "Name"),
    REASON(struct hotspot_name),
};
static const struct field why_fields[] = {REASON(struct hotspot_why)};
static const struct field split_fields[] = {
    FIELD(struct hotspot_split, demands, .required = true, .min = 2, .max = SPLIT_TEXT,
          .as = AS_TEXT, .zh = "拆出的诉求编号", .en = "Demands to split off"),
    FIELD(struct hotspot_split, name, .required = true, .min = 2, .max = HOTSPOT_NAME,
          .zh = "新热点名称", .en = "Name of the new hot spot"),
    REASON(struct hotspot_split),
};
static const struct field merge_fields[] = {
    FIELD(struct hotspot_merge, other, .required = true, .as = AS_ID, .zh = "并入的热点",
          .en = "Hot spot to take in"),
    REASON(struct hotspot_merge),
};
static const struct field heat_fields[] = {
    FIELD(struct heat_change, term, .required = true, .max = 20, .zh = "项", .en = "Term"),
    FIELD(struct heat_change, weight, .min = 0, .max = 10000, .zh = "权重（百分之一）",
          .en = "Weight in hundredths"),
    REASON(struct heat_change),
};
const struct shape hotspot_name_shape = SHAPE("hotspot_name", struct hotspot_name, name_fields);
const struct shape hotspot_why_shape = SHAPE("hotspot_why", struct hotspot_why, why_fields);
const struct shape hotspot_split_shape =
    SHAPE("hotspot_split", struct hotspot_split, split_fields);
const struct shape hotspot_merge_shape =
    SHAPE("hotspot_merge", struct hotspot_merge, merge_fields);
const struct shape heat_change_shape = SHAPE("heat_change", struct heat_change, heat_fields);

/* ---- who ---- */

static int64_t root_unit(const struct ctx *cx)
{
    const struct unit *u = NULL;
    size_t n = org_units(cx->app->org, &u);
    for (size_t i = 0; i < n; i++)
        if (!u[i].parent_id)
            return u[i].id;
    return 0;
}

bool hotspot_seen(struct ctx *cx)
{
    return (actor_roles_at(cx, cx->actor, root_unit(cx)) &
            (BIT(ROLE_ANALYST) | BIT(ROLE_LEADER))) != 0;
}

enum err hotspot_may(struct ctx *cx)
{
    if (hotspot_seen(cx))
        return OK;
    return fail(cx, ERR_DENIED, "热点只供全域的分析员和领导查看",
                "hot spots are for analysts and leaders of the whole register");
}

/* ---- what is common to all acts ---- */

struct doing {
    int64_t id, if_match;
    const char *action;
    struct str reason, name;
    int state; /* HOTSPOT_STATE__MAX: stays */
    int64_t other, made;
    struct strs demands;
    int64_t version;
};

/* ERR_NOT_FOUND also where every demand of it is hidden from the viewer. */
static enum err open_one(struct ctx *cx, int64_t id, struct hotspot *h)
{
    bool found = false;
    TRY(hotspot_find(cx, id, h, &found));
    struct hotspot seen = *h;
    if (found)
        TRY(hotspot_look(cx, &seen));
    return found && seen.size
               ? OK
               : fail(cx, ERR_NOT_FOUND, "没有这个热点", "there is no such hot spot");
}

static enum err matches(struct ctx *cx, const struct hotspot *h, int64_t if_match)
{
    return h->version == if_match
               ? OK
               : fail(cx, ERR_STALE, "这个热点已被别人改动，请刷新", "somebody has changed it");
}

static enum err pin_all(struct ctx *cx, int64_t from, int64_t to)
{
    return db_exec(cx, SQL_SIGNATURE_PIN_ALL, ARGS(I64(cx->jid), I64(from), I64(to)), NULL);
}

static enum err note(struct ctx *cx, const struct doing *d, int64_t id, struct str data)
{
    const struct audit_text text[] = {{"reason", d->reason}, {"name", d->name}};
    return audit_write(cx, &(struct audit){.kind = SUBJECT_HOTSPOT,
                                           .id = id,
                                           .action = d->action,
                                           .data = data,
                                           .text = text,
                                           .texts = COUNT(text)});
}

static enum err keep(struct ctx *cx, struct hotspot *h, struct doing *d)
{
    h->version++;
    h->held = 1;
    if (d->name.n)
        h->name = d->name;
    if (d->state != HOTSPOT_STATE__MAX)
        h->state = d->state;
    d->version = h->version;
    TRY(db_put(cx, SQL_HOTSPOT_PUT, &hotspot_shape, h, NULL, 0, NULL));
    return hotspot_recount(cx, h->id);
}

struct str hotspot_answer(struct ctx *cx, int64_t id, int64_t version, int64_t made)
{
    struct json j;
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    json_init(&j, &b);
    json_obj(&j);
    json_kid(&j, "id", id);
    json_ki64(&j, "version", version);
    if (made)
        json_kid(&j, "made", made);
    json_obj_end(&j);
    return buf_done(&b);
}

static enum err keep_and_answer(struct ctx *cx, struct hotspot *h, struct doing *d)
{
    TRY(keep(cx, h, d));
    return idem_put(cx, 200, hotspot_answer(cx, d->id, d->version, d->made));
}

/* ---- name, follow, dismiss, take up again ---- */

static enum err simple_write(struct ctx *cx, void *arg)
{
    struct doing *d = arg;
    struct hotspot h;
    TRY(open_one(cx, d->id, &h));
    TRY(matches(cx, &h, d->if_match));
    if (d->state == h.state)
        return fail(cx, ERR_CONFLICT, "热点已经是这个状态", "it is in that state already");
    TRY(note(cx, d, h.id, STR("")));
    TRY(pin_all(cx, h.id, h.id));
    return keep_and_answer(cx, &h, d);
}

enum err hotspot_do(struct ctx *cx, int64_t id, int64_t if_match, enum hotspot_act act,
                    const void *body, int64_t *version)
{
    static const struct {
        const char *action;
        int state;
    } acts[] = {
        [HOTSPOT_NAMED] = {"hotspot-name", HOTSPOT_STATE__MAX},
        [HOTSPOT_FOLLOW] = {"hotspot-follow", HOTSPOT_FOLLOWED},
        [HOTSPOT_DISMISS] = {"hotspot-dismiss", HOTSPOT_DISMISSED},
        [HOTSPOT_REOPEN] = {"hotspot-reopen", HOTSPOT_OPEN},
    };
    const struct hotspot_name *b = body;
    const struct hotspot_why *w = body;
    struct doing d = {.id = id,
                      .if_match = if_match,
                      .action = acts[act].action,
                      .state = acts[act].state,
                      .name = act == HOTSPOT_NAMED ? b->name : STR(""),
                      .reason = act == HOTSPOT_NAMED ? b->reason : w->reason};
    TRY(hotspot_may(cx));
    TRY(db_write(cx, cx->app->store, simple_write, &d));
    *version = d.version;
    return OK;
}

enum err hotspot_hold(struct ctx *cx, int64_t id, struct str reason)
{
    struct doing d = {.id = id, .action = "hotspot-follow", .reason = reason, .name = STR("")};
    struct hotspot h;
    TRY(open_one(cx, id, &h));
    d.state = h.state == HOTSPOT_OPEN ? HOTSPOT_FOLLOWED : HOTSPOT_STATE__MAX;
    TRY(note(cx, &d, h.id, STR("")));
    TRY(pin_all(cx, h.id, h.id));
    return keep(cx, &h, &d);
}

/* ---- split ---- */

static enum err demands_named(struct ctx *cx, const struct doing *d, const struct hotspot *h,
                              int64_t *out)
{
    for (size_t i = 0; i < d->demands.n; i++) {
        struct demand x = {0};
        struct signature_row r = {0};
        bool found = false, member = false;
        TRY(db_one(cx, SQL_DEMAND_BY_NUM, ARGS(I64(cx->jid), TXT(d->demands.p[i])),
                   &demand_shape, &x, &found));
        if (found)
            TRY(db_one(cx, SQL_SIGNATURE_GET, ARGS(I64(cx->jid), I64(x.id)),
                       &signature_row_shape, &r, &member));
        if (!member || r.hotspot_id != h->id || actor_is_under(cx, r.barred))
            return fail_at(cx, ERR_INPUT, "demands", "%.*s 不在这个热点里",
                           "%.*s is not in this hot spot", STR_ARG(d->demands.p[i]));
        out[i] = x.id;
    }
    if (!d->demands.n || (int64_t)d->demands.n >= h->size)
        return fail_at(cx, ERR_INPUT, "demands", "请选一部分诉求，不能全选",
                       "choose some of the demands, not all");
    return OK;
}

static enum err split_write(struct ctx *cx, void *arg)
{
    struct doing *d = arg;
    struct hotspot h, made = {.jid = cx->jid, .id = d->made, .state = HOTSPOT_OPEN};
    int64_t *out = NEWS(cx->arena, int64_t, d->demands.n + 1);
    TRY(open_one(cx, d->id, &h));
    TRY(matches(cx, &h, d->if_match));
    TRY(demands_named(cx, d, &h, out));
    struct str data =
        str_fmt(cx->arena, "{\"made\":%lld,\"demands\":%zu}", (long long)d->made, d->demands.n);
    TRY(note(cx, d, h.id, data));
    TRY(note(cx, d, d->made, str_fmt(cx->arena, "{\"from\":%lld}", (long long)h.id)));
    TRY(pin_all(cx, h.id, h.id));
    for (size_t i = 0; i < d->demands.n; i++)
        TRY(db_exec(cx, SQL_SIGNATURE_PIN, ARGS(I64(cx->jid), I64(out[i]), I64(d->made)),
                    NULL));
    struct doing there = *d;
    TRY(keep(cx, &made, &there));
    d->name = STR("");
    return keep_and_answer(cx, &h, d);
}

/* Numbers with blanks, commas or new lines between, each once. */
static struct strs numbers_in(struct ctx *cx, struct str text)
{
    char *copy = str_cdup(cx->arena, text);
    for (char *p = copy; *p; p++)
        if (*p == ',' || *p == '\n' || *p == '\t' || *p == '\r')
            *p = ' ';
    struct strs all = str_split(cx->arena, str_c(copy), ' ');
    struct strs out = {.p = NEWS(cx->arena, struct str, all.n + 1)};
    for (size_t i = 0; i < all.n; i++) {
        bool again = !all.p[i].n;
        for (size_t k = 0; k < out.n && !again; k++)
            again = str_eq(out.p[k], all.p[i]);
        if (!again)
            out.p[out.n++] = all.p[i];
    }
    return out;
}

enum err hotspot_split(struct ctx *cx, int64_t id, int64_t if_match,
                       const struct hotspot_split *b, int64_t *made, int64_t *version)
{
    struct doing d = {.id = id,
                      .if_match = if_match,
                      .action = "hotspot-split",
                      .state = HOTSPOT_STATE__MAX,
                      .name = b->name,
                      .reason = b->reason,
                      .demands = numbers_in(cx, b->demands),
                      .made = app_id(cx)};
    TRY(hotspot_may(cx));
    TRY(db_write(cx, cx->app->store, split_write, &d));
    *made = d.made;
    *version = d.version;
    return OK;
}

/* ---- merge ---- */

static enum err merge_write(struct ctx *cx, void *arg)
{
    struct doing *d = arg;
    struct hotspot h, other;
    TRY(open_one(cx, d->id, &h));
    TRY(matches(cx, &h, d->if_match));
    if (d->other == d->id)
        return fail_at(cx, ERR_INPUT, "other", "不能并入自己", "it cannot take in itself");
    TRY(open_one(cx, d->other, &other));
    TRY(note(cx, d, h.id,
             str_fmt(cx->arena, "{\"other\":%lld,\"demands\":%lld}", (long long)d->other,
                     (long long)other.size)));
    TRY(note(cx, d, other.id, str_fmt(cx->arena, "{\"into\":%lld}", (long long)h.id)));
    TRY(pin_all(cx, h.id, h.id));
    TRY(pin_all(cx, other.id, h.id));
    TRY(troubles_hotspot_merged(cx, other.id, h.id));
    TRY(db_exec(cx, SQL_HOTSPOT_DELETE, ARGS(I64(cx->jid), I64(other.id)), NULL));
    return keep_and_answer(cx, &h, d);
}

enum err hotspot_merge(struct ctx *cx, int64_t id, int64_t if_match,
                       const struct hotspot_merge *b, int64_t *version)
{
    struct doing d = {.id = id,
                      .if_match = if_match,
                      .action = "hotspot-merge",
                      .state = HOTSPOT_STATE__MAX,
                      .reason = b->reason,
                      .other = b->other};
    TRY(hotspot_may(cx));
    TRY(db_write(cx, cx->app->store, merge_write, &d));
    *version = d.version;
    return OK;
}

/* ---- weights of the heat ---- */

static enum err heat_write(struct ctx *cx, void *arg)
{
    const struct heat_change *b = arg;
    const struct audit_text text[] = {{"reason", b->reason}};
    struct str data = str_fmt(cx->arena, "{\"term\":\"%.*s\",\"weight\":%lld}",
                              STR_ARG(b->term), (long long)b->weight);
    TRY(audit_write(cx, &(struct audit){.kind = SUBJECT_OFFICER,
                                        .id = cx->actor->officer_id,
                                        .action = "heat-weight",
                                        .data = data,
                                        .text = text,
                                        .texts = 1}));
    TRY(db_exec(cx, SQL_HEAT_WEIGHT_PUT, ARGS(I64(cx->jid), TXT(b->term), I64(b->weight)),
                NULL));
    for (int state = 0; state < HOTSPOT_STATE__MAX; state++) {
        struct hotspot *rows = NULL;
        size_t n = 0;
        TRY(db_all(cx, SQL_HOTSPOT_LIST,
                   ARGS(I64(cx->jid), TXT(str_c(enum_text(&hotspot_state_names, state))),
                        I64(INT32_MAX)),
                   &hotspot_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(hotspot_recount(cx, rows[i].id));
    }
    return idem_put(cx, 200, STR("{\"ok\":true}"));
}

enum err heat_weight_set(struct ctx *cx, const struct heat_change *b)
{
    struct heat_change copy = *b;
    TRY(hotspot_may(cx));
    for (int t = 0; t < HEAT__MAX; t++)
        if (str_eq_c(b->term, heat_terms[t].code))
            return db_write(cx, cx->app->store, heat_write, &copy);
    return fail_at(cx, ERR_INPUT, "term", "没有这一项", "there is no such term");
}
