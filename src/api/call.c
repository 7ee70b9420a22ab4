/* SPDX-License-Identifier: Apache-2.0 */
#include "api/call.h"

#include "http/cookie.h"
#include "http/multipart.h"
#include "http/query.h"

enum { ANSWER_MAX = 16 * 1024 * 1024 };

enum err call_read(struct call *c)
{
    if (c->cx.db)
        return OK;
    return db_acquire(&c->cx, c->api->app->store, &c->cx.db);
}

void call_read_end(struct call *c)
{
    db_release(c->cx.db);
    c->cx.db = NULL;
}

struct json *call_json(struct call *c, int status)
{
    c->reply->status = status;
    c->reply->type = "application/json";
    buf_init(&c->out, c->cx.arena, ANSWER_MAX);
    json_init(&c->json, &c->out);
    json_obj(&c->json);
    return &c->json;
}

void call_text(struct call *c, int status, const char *type, struct str body)
{
    c->reply->status = status;
    c->reply->type = type;
    c->reply->body = body;
}

void call_header(struct call *c, const char *name, struct str value)
{
    http_reply_header(c->reply, name, value);
}

void call_etag(struct call *c, int64_t version)
{
    call_header(c, "ETag", str_fmt(c->cx.arena, "\"%lld\"", (long long)version));
}

/* The first of the two languages that the browser names; the place's when it names neither. */
static enum lang accepted(struct str header, enum lang otherwise)
{
    for (size_t i = 0; i < header.n;) {
        const char *comma = memchr(header.p + i, ',', header.n - i);
        size_t end = comma ? (size_t)(comma - header.p) : header.n;
        struct str one = str_trim(str_sub(header, i, end - i));
        if (str_starts(one, "zh"))
            return LANG_ZH;
        if (str_starts(one, "en"))
            return LANG_EN;
        i = end + 1;
    }
    return otherwise;
}

enum lang call_lang(const struct api *api, const struct http_request *req)
{
    struct str cookie = cookie_find(http_header(req, "Cookie"), "lang");
    if (str_eq_c(cookie, "en"))
        return LANG_EN;
    if (str_eq_c(cookie, "zh"))
        return LANG_ZH;
    enum lang place = str_eq_c(api->o.config->language, "en") ? LANG_EN : LANG_ZH;
    return accepted(http_header(req, "Accept-Language"), place);
}

enum err call_pairs(struct call *c, struct str text, const struct shape *s, void *out)
{
    struct pair *pairs = NULL;
    size_t n = 0;
    TRY(query_parse(&c->cx, text, &pairs, &n));
    return shape_parse_pairs(&c->cx, s, pairs, n, out);
}

enum err call_upload(struct call *c, struct upload *out)
{
    struct ctx *cx = &c->cx;
    struct str type = http_header(c->req, "Content-Type"), name = {0};
    struct part *parts = NULL;
    size_t n = 0;
    if (!str_starts(type, "multipart/")) {
        TRY(percent_decode(cx, http_header(c->req, "X-File-Name"), false, &name));
        *out = (struct upload){filename_clean(cx->arena, name), c->req->body};
        return OK;
    }
    TRY(multipart_parse(cx, type, c->req->body, &parts, &n));
    if (n != 1 || !str_eq_c(parts[0].name, "file") || !parts[0].filename.n)
        return fail_at(cx, ERR_INPUT, "file", "请上传一个名为 file 的文件",
                       "send one file, as part \"file\"");
    *out = (struct upload){parts[0].filename, parts[0].body};
    return OK;
}

/* RFC 8187. */
struct str call_disposition(struct arena *a, const char *how, struct str name)
{
    static const char hex[] = "0123456789ABCDEF";
    char *p = arena_alloc(a, name.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char ch = (unsigned char)name.p[i];
        bool plain = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
                     (ch >= 'A' && ch <= 'Z') || ch == '.' || ch == '-' || ch == '_';
        if (plain) {
            p[n++] = (char)ch;
            continue;
        }
        p[n++] = '%';
        p[n++] = hex[ch >> 4];
        p[n++] = hex[ch & 15];
    }
    return str_fmt(a, "%s; filename*=UTF-8''%.*s", how, (int)n, p);
}
