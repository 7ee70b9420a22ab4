/* SPDX-License-Identifier: Apache-2.0
 * Bundles and matters under key supervision.
 */
#include "loop/bundle.h"

#include "api/call.h"
#include "api/handlers.h"
#include "loop/supervise.h"

enum err bundles_get(struct call *c)
{
    return bundles_json(&c->cx, call_json(c, 200));
}

enum err bundle_get(struct call *c)
{
    int64_t version = 0;
    TRY(bundle_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

static enum err act(struct call *c, enum bundle_act what)
{
    struct flow_result r = {0};
    TRY(bundle_do(&c->cx, c->param[0], c->if_match, what, c->body, &r));
    call_text(c, 200, "application/json", flow_result_json(&c->cx, &r));
    call_etag(c, r.version);
    return OK;
}

enum err bundle_note_post(struct call *c)
{
    return act(c, BUNDLE_NOTE);
}

enum err bundle_plan_post(struct call *c)
{
    return act(c, BUNDLE_PLAN);
}

enum err bundle_close_post(struct call *c)
{
    return act(c, BUNDLE_CLOSE);
}

enum err supervised_get(struct call *c)
{
    return supervised_json(&c->cx, call_json(c, 200));
}
