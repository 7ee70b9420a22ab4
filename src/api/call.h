/* SPDX-License-Identifier: Apache-2.0
 * One request on its way through a handler: what the router found, who asks, what was sent,
 * and the answer being written.
 */
#pragma once

#include "api/api.h"
#include "api/route.h"
#include "core/session.h"
#include "db/db.h"

struct site;

struct api {
    struct app *app;
    struct api_options o;
    struct routes routes;
    const struct site *site; /* NULL: no pages */
    struct str openapi;      /* made once */
    struct str docs;
};

struct call {
    struct ctx cx;
    const struct api *api;
    struct http_request *req;
    struct http_reply *reply;
    const struct route *route;
    struct str param[ROUTE_PARAMS]; /* {…} of the path, in order */
    void *body;                     /* the route's body struct, when it has one */
    void *query;                    /* the route's query struct, when it has one */
    bool officer;                   /* a session stands behind the call */
    struct session session;
    struct actor actor; /* cx.actor points here */
    int64_t if_match;   /* -1: none */
    struct str more;    /* further members of a problem, JSON */
    struct buf out;
    struct json json;
};

/* A read connection until the handler ends or call_read_end. Handlers of changes begin without
 * one: nobody waits for the writer with a reader in hand. */
MUST_CHECK enum err call_read(struct call *c);
void call_read_end(struct call *c);

/* Begin the JSON answer: an object is open; the dispatcher closes it. */
struct json *call_json(struct call *c, int status);
/* An answer made elsewhere. type and body live in the arena or are static. */
void call_text(struct call *c, int status, const char *type, struct str body);
void call_header(struct call *c, const char *name, struct str value);
void call_etag(struct call *c, int64_t version);
/* A page's address kept in a body ("list=overdue&sort=born"), read as its shape. ERR_INPUT at
 * the member, also for one that is unknown. */
MUST_CHECK enum err call_pairs(struct call *c, struct str text, const struct shape *s,
                               void *out);
enum lang call_lang(const struct api *api, const struct http_request *req);

/* The one file that was sent: the only part of a form, or the bare body with its name in
 * X-File-Name. */
struct upload {
    struct str name, content;
};
MUST_CHECK enum err call_upload(struct call *c, struct upload *out);
/* Content-Disposition for a file of that name. */
struct str call_disposition(struct arena *a, const char *how, struct str name);
