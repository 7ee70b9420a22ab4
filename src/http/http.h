/* SPDX-License-Identifier: Apache-2.0
 * The seam to HTTP/1.1 (libmicrohttpd behind it). Event threads take connections and keep the
 * limits; a whole request is handed to one of a pool of workers, which runs the handler as
 * straight-line code with an arena of its own; the reply is copied out, the arena reset.
 *
 * Not made to face the net naked: bind to loopback, a reverse proxy stands in front.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/str.h"

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER,
    HTTP__MAX
};
const char *http_method_text(enum http_method m); /* "GET" … ; HTTP_OTHER gives "-" */

enum { HTTP_HEADERS_MAX = 64, HTTP_ADDRESS = 48, HTTP_ID = 24, HTTP_REPLY_HEADERS = 24 };

struct http_header {
    struct str name, value;
};

/* A whole request. Everything lives until the handler returns. */
struct http_request {
    struct arena *arena; /* the worker's; reset after the reply was taken */
    enum http_method method;
    struct str path;  /* decoded and normal (query.h, path_parse) */
    struct str query; /* raw, without '?' */
    struct str body;
    const struct http_header *headers;
    size_t headers_n;
    char address[HTTP_ADDRESS]; /* the client's, behind a trusted proxy the one it names */
    bool secure;                /* the client speaks TLS to the proxy */
    char id[HTTP_ID];           /* made here, for the log and the reply */
    int64_t wait_ms; /* the answer may be put off so long (reply.wait_for); 0 = not any more */
};

/* First header of that name (case does not matter), or the empty string. */
struct str http_header(const struct http_request *req, const char *name);

enum http_policy {
    HTTP_POLICY_DATA, /* JSON, files: a browser shows nothing of it as a page */
    HTTP_POLICY_PAGE, /* our own pages: own scripts and styles, nothing inline */
};

struct http_reply {
    int status;       /* 100 < status < 600 */
    const char *type; /* Content-Type; NULL without a body */
    struct str body;  /* arena or static memory; copied when the handler returns */
    int fd;           /* >= 0: the body is this file from its start, taken over; else -1 */
    int64_t fd_bytes; /* its size */
    enum http_policy policy;
    const char *cache; /* Cache-Control; NULL = no-store */
    const char *label; /* for the access log: what kind of request it was; NULL = "-" */
    struct http_header headers[HTTP_REPLY_HEADERS];
    size_t headers_n;
    /* Not 0: this is no answer yet. No worker waits; the handler runs again, from its start,
     * when http_wake() tells of another mark, or when wait_ms has passed. */
    int64_t wait_for;
    uint64_t wait_mark; /* how it stands now */
};

/* A further header; name and value live in the arena or are static. More than fit is a bug. */
void http_reply_header(struct http_reply *r, const char *name, struct str value);

typedef void http_handler(struct http_request *req, struct http_reply *reply, void *arg);
/* Largest body in bytes for this request line; asked before anything of the body is read. */
typedef size_t http_limit(enum http_method m, struct str path, void *arg);

struct http_options {
    const char *address; /* numeric, "127.0.0.1" or "::1" */
    int port;            /* 0 = any free one */
    int threads;         /* event threads, 1..16 */
    int workers;         /* 1..256 */
    int queue_max;       /* whole requests waiting for a worker before 503, 1..100000 */
    int connections_max; /* 16..100000 */
    int waiting_max;     /* requests whose answer is put off, 1..connections_max */
    int per_address_max; /* connections of one address, trusted proxies excepted, 1..100000 */
    int64_t header_ms;   /* absolute, from the request line to the end of the header and body */
    int64_t idle_ms;     /* absolute, until the next request line */
    int64_t body_rate;   /* a body may take a second more for so many bytes, 1024.. */
    size_t bodies_max;   /* bytes of all bodies held at once before 503 */
    size_t arena_max;    /* bytes of one request's arena */
    const char *const *proxies; /* addresses whose X-Forwarded-* is believed */
    size_t proxies_n;
    const char *image_sources; /* further sources of images for pages (map tiles), or NULL */
    http_handler *handler;
    http_limit *limit;
    void *arg;
};
/* The values a small machine runs with; address 127.0.0.1, port 8077, 64 workers. */
void http_defaults(struct http_options *o);

struct http_server;

/* ERR_IO with the address and the reason when it cannot listen. Options are copied, the strings
 * they point to are not. */
MUST_CHECK enum err http_open(struct ctx *cx, const struct http_options *o,
                              struct http_server **out);
int http_port(const struct http_server *s);
/* An answer is put off for so long at most, ms. */
enum { HTTP_WAIT_MS = 25000 };
/* What requests wait for now, each once; not more than max of it. */
size_t http_waiting(struct http_server *s, int64_t *what, size_t max);
/* `what` stands at `mark` now: whoever waits for it and saw another one is asked again. */
void http_wake(struct http_server *s, int64_t what, uint64_t mark);
/* Takes no new connection, finishes every request whose first line has come (what was put
 * off is answered at once, those that do not arrive whole within grace_ms are cut), then frees
 * everything. NULL is allowed. */
void http_close(struct http_server *s, int64_t grace_ms);
