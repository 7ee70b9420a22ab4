/* SPDX-License-Identifier: Apache-2.0
 * Uploads that can be resumed, by tus 1.0.0 (core, creation, expiration, termination). With the
 * last piece an upload becomes an attachment, and Upload-Ref is what forms carry.
 */
#include <sodium.h>
#include <time.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "base/time.h"
#include "core/partial.h"
#include "http/multipart.h"

enum { NAME_BYTES = 2048 };
#define TUS "1.0.0"
#define HERE "/api/v1/uploads/"

static int64_t size_max(const struct call *c)
{
    const struct config *g = c->api->o.config;
    int64_t mb =
        g->upload_file_mb > g->upload_image_mb ? g->upload_file_mb : g->upload_image_mb;
    return mb * 1000000;
}

static void spoken(struct call *c)
{
    call_header(c, "Tus-Resumable", STR(TUS));
}

/* Every answer says which version was spoken, a refusal too. */
static enum err with_version(struct call *c, route_fn *fn)
{
    if (!str_eq_c(http_header(c->req, "Tus-Resumable"), TUS)) {
        spoken(c);
        call_header(c, "Tus-Version", STR(TUS));
        problem_status(&c->cx, 412, "tus", "请求应带 Tus-Resumable: " TUS,
                       "the request needs Tus-Resumable: " TUS, c->reply);
        return OK;
    }
    enum err e = fn(c);
    if (e != OK) {
        c->reply->headers_n = 0;
        problem_reply(&c->cx, e, c->more, c->reply);
    }
    spoken(c);
    return OK;
}

/* "Tue, 24 Nov 2026 09:08:07 GMT" */
static struct str http_date(struct arena *a, int64_t at)
{
    char text[40] = "";
    time_t s = (time_t)(at / MS_PER_SECOND);
    struct tm tm;
    gmtime_r(&s, &tm);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    return str_fmt(a, "%s", text);
}

static void where(struct call *c, const struct partial *p)
{
    struct arena *a = c->cx.arena;
    call_header(c, "Upload-Offset", str_of_i64(a, p->offset));
    call_header(c, "Upload-Expires", http_date(a, p->expires_at));
    if (p->ref.n)
        call_header(c, "Upload-Ref", p->ref);
}

enum err uploads_options(struct call *c)
{
    c->reply->status = 204;
    spoken(c);
    call_header(c, "Tus-Version", STR(TUS));
    call_header(c, "Tus-Extension", STR("creation,expiration,termination"));
    call_header(c, "Tus-Max-Size", str_of_i64(c->cx.arena, size_max(c)));
    return OK;
}

/* ---- beginning ---- */

static enum err metadata_bad(struct ctx *cx)
{
    return fail_at(cx, ERR_INPUT, "Upload-Metadata",
                   "Upload-Metadata 应为“键 base64”，用逗号隔开",
                   "Upload-Metadata is \"key base64\", separated by commas");
}

static enum err base64_read(struct ctx *cx, struct str in, struct str *out)
{
    char *p = arena_alloc(cx->arena, NAME_BYTES);
    size_t n = 0;
    if (sodium_base642bin((unsigned char *)p, NAME_BYTES - 1, in.p ? in.p : "", in.n, NULL, &n,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return metadata_bad(cx);
    *out = (struct str){p, n};
    return OK;
}

/* What else it says, the type above all, is not believed. */
static enum err filename_read(struct call *c, struct str *name)
{
    struct ctx *cx = &c->cx;
    struct str raw = {0};
    struct strs pairs = str_split(cx->arena, http_header(c->req, "Upload-Metadata"), ',');
    for (size_t i = 0; i < pairs.n; i++) {
        struct str one = str_trim(pairs.p[i]);
        const char *blank = one.n ? memchr(one.p, ' ', one.n) : NULL;
        size_t key = blank ? (size_t)(blank - one.p) : one.n;
        struct str value = str_trim(str_sub(one, key, one.n));
        if (str_eq_c(str_sub(one, 0, key), "filename"))
            TRY(base64_read(cx, value, &raw));
    }
    *name = filename_clean(cx->arena, raw);
    return OK;
}

static enum err begin(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct partial p;
    struct str name = {0};
    int64_t length = 0;
    if (!str_i64(http_header(c->req, "Upload-Length"), &length) || length < 0)
        return fail_at(cx, ERR_INPUT, "Upload-Length", "缺少 Upload-Length",
                       "Upload-Length is missing");
    if (length == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    if (length > size_max(c))
        return fail_at(cx, ERR_TOO_LARGE, "file", "文件过大，最多 %lld MB",
                       "the file is too large: at most %lld MB",
                       (long long)(size_max(c) / 1000000));
    TRY(filename_read(c, &name));
    TRY(partial_create(cx, str_c(c->req->address), length, name, &p));
    c->reply->status = 201;
    call_header(c, "Location", str_fmt(cx->arena, HERE "%.*s", STR_ARG(p.id)));
    call_header(c, "Upload-Expires", http_date(cx->arena, p.expires_at));
    return OK;
}

enum err upload_new_post(struct call *c)
{
    return with_version(c, begin);
}

/* ---- going on ---- */

static enum err look(struct call *c)
{
    struct partial p;
    TRY(partial_find(&c->cx, c->param[0], &p));
    c->reply->status = 200;
    call_header(c, "Upload-Length", str_of_i64(c->cx.arena, p.length));
    where(c, &p);
    return OK;
}

enum err upload_get(struct call *c)
{
    return with_version(c, look);
}

static enum err go_on(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct partial p;
    int64_t offset = -1;
    if (!str_eq_c(http_header(c->req, "Content-Type"), "application/offset+octet-stream")) {
        problem_status(cx, 415, "input", "内容类型应为 application/offset+octet-stream",
                       "the Content-Type is application/offset+octet-stream", c->reply);
        return OK;
    }
    if (!str_i64(http_header(c->req, "Upload-Offset"), &offset) || offset < 0)
        return fail_at(cx, ERR_INPUT, "Upload-Offset", "缺少 Upload-Offset",
                       "Upload-Offset is missing");
    TRY(partial_append(cx, c->param[0], offset, c->req->body, &p));
    c->reply->status = 204;
    where(c, &p);
    return OK;
}

enum err upload_patch(struct call *c)
{
    return with_version(c, go_on);
}

static enum err give_up(struct call *c)
{
    TRY(partial_remove(&c->cx, c->param[0]));
    c->reply->status = 204;
    return OK;
}

enum err upload_delete(struct call *c)
{
    return with_version(c, give_up);
}

static enum err no_override(struct call *c)
{
    return fail_at(&c->cx, ERR_INPUT, "X-HTTP-Method-Override",
                   "X-HTTP-Method-Override 应为 PATCH 或 DELETE",
                   "X-HTTP-Method-Override is PATCH or DELETE");
}

enum err upload_over_post(struct call *c)
{
    struct str method = http_header(c->req, "X-HTTP-Method-Override");
    return with_version(c, str_eq_c(method, "PATCH")    ? go_on
                           : str_eq_c(method, "DELETE") ? give_up
                                                        : no_override);
}
