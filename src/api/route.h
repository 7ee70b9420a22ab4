/* SPDX-License-Identifier: Apache-2.0
 * Routes as data: one sorted list, read by the router, by `huiyin routes`, by the OpenAPI
 * document and by the test of permissions. Who may call stands in every row.
 */
#pragma once

#include "core/flow.h"
#include "http/http.h"

struct call;
typedef enum err route_fn(struct call *c);

enum who {
    WHO_NOBODY,  /* a row that forgot to say: refused at start */
    WHO_PUBLIC,  /* anybody */
    WHO_CITIZEN, /* who sends the X-Query-Code of the demand in the path ({num} first) */
    WHO_ANY,     /* an officer when X-CSRF-Token is sent with a session, else anybody */
    WHO_OFFICER, /* a session; holding one of `roles` when there are any */
};

enum {
    ROUTE_VERSION = 1, /* If-Match is required */
    ROUTE_KEY = 2,     /* Idempotency-Key is required */
    ROUTE_ONCE = 4, /* Idempotency-Key is honoured: the handler stores its answer (idem_put) */
    ROUTE_RAW = 8,  /* the body is no JSON: the handler reads it */
    ROUTE_FRESH = 16, /* allowed while the password must be changed */
    ROUTE_NO_DB = 32, /* asks nothing of the store */
    ROUTE_MANY = 64,  /* the body is {"rows":[…]} of its shape: call.body is struct many */
};

enum { ROUTE_PARAMS = 3, ROUTE_BODY = 128 * 1024, ROUTE_BODY_EMPTY = 64 /* "{}" */ };

struct many {
    void *p; /* array of the shape's struct */
    size_t n;
};
enum { ROUTE_ROWS = 500 };

struct route {
    enum http_method method;
    enum who who;
    const char *path; /* "/api/v1/demands/{num}" */
    route_fn *fn;
    uint32_t roles; /* BIT(enum role) …, 0 = any officer */
    unsigned flags;
    const struct shape *body;        /* NULL: none */
    const struct shape *public_body; /* WHO_ANY: what somebody without a session may send */
    const struct shape *query;
    size_t body_max; /* 0 = ROUTE_BODY when there is a body, else nothing */
    const struct step *step;
    const char *answer; /* "application/json" when NULL */
    const char *zh, *en;
};

struct routes {
    struct route *p; /* sorted: number of segments, path ('{' last), method */
    size_t n;
};

/* Copies and sorts. ERR_BUG: the same method and path twice, a row without who or fn, or more
 * than ROUTE_PARAMS parameters. */
MUST_CHECK enum err routes_make(struct ctx *cx, struct arena *keep, const struct route *rows,
                                size_t n, struct routes *out);

struct route_match {
    const struct route *route; /* NULL when nothing fits */
    bool other_method;         /* the path exists for another method */
    struct str param[ROUTE_PARAMS];
};
/* HEAD finds GET. A literal segment wins over a parameter. A trailing '/' is another path. */
void route_find(const struct routes *r, enum http_method m, struct str path,
                struct route_match *out);
/* The methods of a path, for Allow: "GET, POST". */
struct str route_allow(const struct routes *r, struct arena *a, struct str path);

/* Bytes the body may have; a POST without fields may still send "{}". */
size_t route_body_max(const struct route *r);
