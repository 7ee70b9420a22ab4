/* SPDX-License-Identifier: Apache-2.0
 * What watches the process, and what describes it.
 */
#include "api/call.h"
#include "api/handlers.h"

enum err health_get(struct call *c)
{
    struct json *w = call_json(c, 200);
    json_kcstr(w, "status", "ok");
    json_kcstr(w, "version", HUIYIN_VERSION);
    return OK;
}

/* A statement has to run: a store that hangs or is full of waiting readers is not ready. */
enum err ready_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    TRY(store_schema_check(cx, cx->app->store));
    struct json *w = call_json(c, 200);
    json_kcstr(w, "status", "ready");
    return OK;
}

enum err openapi_get(struct call *c)
{
    call_text(c, 200, "application/json", c->api->openapi);
    c->reply->cache = "no-cache";
    return OK;
}

enum err docs_get(struct call *c)
{
    call_text(c, 200, "text/html; charset=utf-8", c->api->docs);
    c->reply->policy = HTTP_POLICY_PAGE;
    c->reply->cache = "no-cache";
    return OK;
}

enum err docs_css_get(struct call *c)
{
    static const char css[] =
        "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
        "color:#1a1a1a;background:#fff}"
        "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem;border-bottom:1px solid "
        "#999}"
        "h3{font:600 1rem monospace;margin:1.5rem 0 .2rem;overflow-wrap:anywhere}"
        "p{margin:.2rem 0}table{border-collapse:collapse;margin:.5rem 0;width:100%}"
        "th,td{border:1px solid #999;padding:.2rem .5rem;text-align:left;vertical-align:top}"
        ".m{color:#0b4f8a}code{background:#f0f0f0}";
    call_text(c, 200, "text/css; charset=utf-8", (struct str){.p = css, .n = sizeof css - 1});
    c->reply->cache = "no-cache";
    return OK;
}
