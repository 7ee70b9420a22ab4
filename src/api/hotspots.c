/* SPDX-License-Identifier: Apache-2.0
 * Hot spots.
 */
#include "loop/hotspot.h"

#include "api/call.h"
#include "api/handlers.h"

static enum err id_of(struct call *c, int64_t *id)
{
    if (str_i64(c->param[0], id) && *id > 0)
        return OK;
    return fail(&c->cx, ERR_NOT_FOUND, "没有这个热点", "there is no such hot spot");
}

enum err hotspots_get(struct call *c)
{
    return hotspots_json(&c->cx, c->query, call_json(c, 200));
}

enum err hotspot_get(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(id_of(c, &id));
    TRY(hotspot_json(&c->cx, id, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

static enum err done(struct call *c, int64_t id, int64_t version, int64_t made)
{
    call_text(c, 200, "application/json", hotspot_answer(&c->cx, id, version, made));
    call_etag(c, version);
    return OK;
}

static enum err act(struct call *c, enum hotspot_act what)
{
    int64_t id = 0, version = 0;
    TRY(id_of(c, &id));
    TRY(hotspot_do(&c->cx, id, c->if_match, what, c->body, &version));
    return done(c, id, version, 0);
}

enum err hotspot_name_post(struct call *c)
{
    return act(c, HOTSPOT_NAMED);
}

enum err hotspot_follow_post(struct call *c)
{
    return act(c, HOTSPOT_FOLLOW);
}

enum err hotspot_dismiss_post(struct call *c)
{
    return act(c, HOTSPOT_DISMISS);
}

enum err hotspot_reopen_post(struct call *c)
{
    return act(c, HOTSPOT_REOPEN);
}

enum err hotspot_split_post(struct call *c)
{
    int64_t id = 0, version = 0, made = 0;
    TRY(id_of(c, &id));
    TRY(hotspot_split(&c->cx, id, c->if_match, c->body, &made, &version));
    return done(c, id, version, made);
}

enum err hotspot_merge_post(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(id_of(c, &id));
    TRY(hotspot_merge(&c->cx, id, c->if_match, c->body, &version));
    return done(c, id, version, 0);
}

enum err heat_weight_post(struct call *c)
{
    TRY(heat_weight_set(&c->cx, c->body));
    json_kbool(call_json(c, 200), "ok", true);
    return OK;
}
