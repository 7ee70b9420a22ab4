/* SPDX-License-Identifier: Apache-2.0 */
#include "http/reply.h"

#include <assert.h>
#include <strings.h>
#include <unistd.h>

const char *http_method_text(enum http_method m)
{
    static const char *const text[HTTP__MAX] = {
        [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT",         [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
        [HTTP_OPTIONS] = "OPTIONS", [HTTP_OTHER] = "-"};
    return text[m];
}

struct str http_header(const struct http_request *req, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < req->headers_n; i++) {
        struct str have = req->headers[i].name;
        if (have.n == n && strncasecmp(have.p, name, n) == 0)
            return req->headers[i].value;
    }
    return (struct str){0};
}

void http_reply_header(struct http_reply *r, const char *name, struct str value)
{
    assert(r->headers_n < HTTP_REPLY_HEADERS);
    r->headers[r->headers_n++] = (struct http_header){str_c(name), value};
}

void http_defaults(struct http_options *o)
{
    *o = (struct http_options){
        .address = "127.0.0.1",
        .port = 8077,
        .threads = 2,
        .workers = 64,
        .queue_max = 1024,
        .connections_max = 2000,
        .waiting_max = 1000,
        .per_address_max = 64,
        .header_ms = 20000,
        /* Longer than nginx keeps an idle upstream connection (60 s): it must be nginx who
         * closes, or it may send a request into a closed door. */
        .idle_ms = 75000,
        .body_rate = 32768,
        .bodies_max = (size_t)256 << 20,
        .arena_max = (size_t)256 << 20,
    };
}

void reply_header(struct MHD_Response *m, const char *name, const char *value)
{
    /* Refused only for a malformed name or value, which never comes from outside. */
    if (MHD_add_response_header(m, name, value) != MHD_YES)
        abort();
}

static void policy_headers(struct MHD_Response *m, enum http_policy policy, const char *images)
{
    static const char data[] =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    char page[1024];
    snprintf(
        page, sizeof page,
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; "
        "img-src 'self' data: blob:%s%s; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
        images ? " " : "", images ? images : "");
    reply_header(m, "Content-Security-Policy", policy == HTTP_POLICY_PAGE ? page : data);
    reply_header(m, "X-Content-Type-Options", "nosniff");
    reply_header(m, "X-Frame-Options", "DENY");
    reply_header(m, "Referrer-Policy", "no-referrer");
    reply_header(m, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(m, "Cross-Origin-Resource-Policy", "same-origin");
    reply_header(m, "Permissions-Policy",
                 "geolocation=(self), camera=(self), microphone=(self)");
}

struct MHD_Response *reply_build(const struct http_reply *r, const char *request_id,
                                 const char *image_sources)
{
    struct MHD_Response *m;
    if (r->fd >= 0) {
        m = MHD_create_response_from_fd64((uint64_t)r->fd_bytes, r->fd);
        if (!m)
            close(r->fd);
    } else {
        /* The library takes a mutable pointer and copies from it. */
        union {
            const char *from;
            void *to;
        } body = {.from = r->body.n ? r->body.p : ""};
        m = MHD_create_response_from_buffer(r->body.n, body.to, MHD_RESPMEM_MUST_COPY);
    }
    if (!m)
        return NULL;
    policy_headers(m, r->policy, image_sources);
    reply_header(m, "Cache-Control", r->cache ? r->cache : "no-store");
    reply_header(m, "X-Request-Id", request_id);
    if (r->type)
        reply_header(m, "Content-Type", r->type);
    for (size_t i = 0; i < r->headers_n; i++)
        reply_header(m, r->headers[i].name.p, r->headers[i].value.p);
    return m;
}

struct str reply_error(char out[REPLY_ERROR_MAX], int status, const char *code, const char *zh,
                       const char *en)
{
    int n = snprintf(out, REPLY_ERROR_MAX,
                     "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
                     "\"detail\":\"%s / %s\",\"code\":\"%s\"}",
                     code, status, zh, en, code);
    assert(n > 0 && n < REPLY_ERROR_MAX);
    return (struct str){.p = out, .n = (size_t)n};
}
