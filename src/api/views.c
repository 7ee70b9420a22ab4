/* SPDX-License-Identifier: Apache-2.0
 * The work list kept under a name.
 */
#include "loop/saved_view.h"

#include "api/call.h"
#include "api/handlers.h"

static enum err view_id(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这个保存的清单", "there is no such list");
}

static enum err acted(struct call *c, int status, const struct flow_result *r)
{
    call_text(c, status, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

enum err work_views_get(struct call *c)
{
    return saved_views_json(&c->cx, call_json(c, 200));
}

enum err work_views_post(struct call *c)
{
    const struct saved_view_body *b = c->body;
    struct saved_view_query q;
    struct flow_result r = {0};
    TRY(call_pairs(c, b->query, &saved_view_query_shape, &q));
    TRY(saved_view_save(&c->cx, b, &q, &r));
    return acted(c, 201, &r);
}

enum err work_view_change_post(struct call *c)
{
    const struct saved_view_body *b = c->body;
    struct saved_view_query q;
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(view_id(c, &id));
    TRY(call_pairs(c, b->query, &saved_view_query_shape, &q));
    TRY(saved_view_change(&c->cx, id, c->if_match, b, &q, &r));
    return acted(c, 200, &r);
}

enum err work_view_remove_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(view_id(c, &id));
    TRY(saved_view_remove(&c->cx, id, c->if_match, &r));
    return acted(c, 200, &r);
}
