/* SPDX-License-Identifier: Apache-2.0
 * Spots: posters, letter boxes, meetings, stays.
 */
#include "loop/spot.h"

#include "api/call.h"
#include "api/handlers.h"
#include "core/config.h"

static enum err spot_id(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这个采集点", "there is no such spot");
}

enum err spots_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return spots_json(&c->cx, c->query, call_json(c, 200));
}

enum err spots_due_get(struct call *c)
{
    return spots_due_json(&c->cx, call_json(c, 200));
}

enum err spot_get_one(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(spot_id(c, &id));
    TRY(db_snapshot(&c->cx));
    TRY(spot_json(&c->cx, id, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err spots_post(struct call *c)
{
    struct str answer = {0};
    TRY(spot_make(&c->cx, c->body, &answer));
    call_text(c, 201, "application/json", answer);
    return OK;
}

static enum err changed(struct call *c, struct str answer)
{
    call_text(c, 200, "application/json", answer);
    return OK;
}

enum err spot_change_post(struct call *c)
{
    struct str answer = {0};
    int64_t id = 0;
    TRY(spot_id(c, &id));
    TRY(spot_correct(&c->cx, id, c->if_match, c->body, &answer));
    return changed(c, answer);
}

enum err spot_end_post(struct call *c)
{
    struct str answer = {0};
    int64_t id = 0;
    TRY(spot_id(c, &id));
    TRY(spot_finish(&c->cx, id, c->if_match, c->body, &answer));
    return changed(c, answer);
}

enum err spot_emptied_post(struct call *c)
{
    struct str answer = {0};
    int64_t id = 0;
    TRY(spot_id(c, &id));
    TRY(spot_empty(&c->cx, id, c->if_match, c->body, &answer));
    return changed(c, answer);
}

/* A poster outlives the session of who prints it: of a live register the address is the one
 * that was set, of a demo or practice one what the browser called it will do. */
static struct str base_of(struct call *c)
{
    const struct config *g = c->api->o.config;
    struct str host = http_header(c->req, "Host");
    if (g->public_url.n || c->api->app->register_kind == REGISTER_LIVE || !host.n)
        return g->public_url;
    return str_fmt(c->cx.arena, "http://%.*s", STR_ARG(host));
}

enum err spots_print_get(struct call *c)
{
    struct str page = {0};
    TRY(db_snapshot(&c->cx));
    TRY(spots_html(&c->cx, c->query, base_of(c), &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

enum err spot_png_get(struct call *c)
{
    struct str png = {0};
    int64_t id = 0;
    TRY(spot_id(c, &id));
    TRY(spot_png(&c->cx, id, base_of(c), &png));
    call_text(c, 200, "image/png", png);
    call_header(c, "Content-Disposition",
                call_disposition(c->cx.arena, "attachment",
                                 str_fmt(c->cx.arena, "qr-%.*s.png", STR_ARG(c->param[0]))));
    return OK;
}

enum err public_calls_get(struct call *c)
{
    return spot_calls_json(&c->cx, call_json(c, 200));
}

enum err poster_scanned_get(struct call *c)
{
    return spot_scanned_json(&c->cx, c->param[0], call_json(c, 200));
}
