/* SPDX-License-Identifier: Apache-2.0
 * From a whole request to its answer: route, permission, version, body, handler, problem.
 */
#include "api/auth.h"
#include "api/pages.h"
#include "api/problem.h"
#include "core/idem.h"
#include "http/query.h"

static enum err if_match_read(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct str h = http_header(c->req, "If-Match");
    int64_t version = -1;
    c->if_match = -1;
    if (h.n == 0 && (c->route->flags & ROUTE_VERSION))
        return fail_at(cx, ERR_UNVERSIONED, "If-Match", "请求缺少 If-Match 版本号",
                       "the request needs If-Match with the version");
    if (h.n == 0)
        return OK;
    bool quoted = h.n > 2 && h.p[0] == '"' && h.p[h.n - 1] == '"';
    if (!quoted || !str_i64(str_sub(h, 1, h.n - 2), &version) || version < 0)
        return fail_at(cx, ERR_INPUT, "If-Match", "If-Match 应为加引号的版本号",
                       "If-Match is a version number in quotes");
    c->if_match = version;
    return OK;
}

static enum err query_read(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct pair *pairs = NULL;
    size_t n = 0;
    TRY(query_parse(cx, c->req->query, &pairs, &n));
    const struct shape *s = c->route->query;
    if (!s && n == 0)
        return OK;
    if (!s)
        return fail_at(cx, ERR_INPUT, str_cdup(cx->arena, pairs[0].key), "没有这个参数",
                       "there is no such parameter");
    c->query = arena_alloc(cx->arena, s->size);
    return shape_parse_pairs(cx, s, pairs, n, c->query);
}

static bool is_json(struct str type)
{
    struct str bare = type;
    const char *semi = type.n ? memchr(type.p, ';', type.n) : NULL;
    if (semi)
        bare = str_trim(str_sub(type, 0, (size_t)(semi - type.p)));
    return str_eq_c(bare, "application/json");
}

/* {"rows":[…]}, at most ROUTE_ROWS; what is wrong names the row. */
static enum err many_read(struct call *c, const struct shape *s, json_t *in)
{
    struct ctx *cx = &c->cx;
    const json_t *rows = json_object_get(in, "rows");
    struct many *m = NEW(cx->arena, struct many);
    m->n = json_array_size(rows);
    if (!json_is_array(rows) || json_object_size(in) != 1 || m->n == 0 || m->n > ROUTE_ROWS)
        return fail_at(cx, ERR_INPUT, "rows", "rows 应为 1 至 %d 行的数组",
                       "rows is an array of 1 to %d", ROUTE_ROWS);
    m->p = arena_array(cx->arena, m->n, s->size);
    for (size_t i = 0; i < m->n; i++) {
        enum err e = shape_parse(cx, s, json_array_get(rows, i), (char *)m->p + i * s->size);
        if (e != OK) {
            const char *field = cx->error.field ? cx->error.field : "";
            cx->error.field = str_fmt(cx->arena, "rows/%zu/%s", i, field).p;
            return e;
        }
    }
    c->body = m;
    return OK;
}

static enum err body_read(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct route *r = c->route;
    const struct shape *s = r->who == WHO_ANY && !c->officer ? r->public_body : r->body;
    json_t *in = NULL;
    if (r->flags & ROUTE_RAW)
        return OK;
    if (!s)
        return c->req->body.n == 0 || str_eq_c(str_trim(c->req->body), "{}")
                   ? OK
                   : fail(cx, ERR_INPUT, "这个请求不带内容", "this request takes no body");
    /* Also what keeps a form on another site from reaching this door unasked. */
    if (!is_json(http_header(c->req, "Content-Type")))
        return fail_at(cx, ERR_INPUT, "Content-Type", "内容类型应为 application/json",
                       "the Content-Type is application/json");
    TRY(json_read(cx, c->req->body, &in));
    if (r->flags & ROUTE_MANY)
        return many_read(c, s, in);
    c->body = arena_alloc(cx->arena, s->size);
    return shape_parse(cx, s, in, c->body);
}

static void replay(struct call *c, const struct idem_answer *a)
{
    call_text(c, a->status, "application/json", a->body);
    call_header(c, "Idempotency-Replayed", STR("true"));
}

/* *again: the answer was given before and is given again. */
static enum err once_check(struct call *c, bool *again)
{
    struct ctx *cx = &c->cx;
    struct idem_answer known = {0};
    struct str key = http_header(c->req, "Idempotency-Key");
    *again = false;
    if (!(c->route->flags & (ROUTE_ONCE | ROUTE_KEY)))
        return OK;
    if (key.n == 0 && (c->route->flags & ROUTE_KEY))
        return fail_at(cx, ERR_INPUT, "Idempotency-Key", "请求缺少 Idempotency-Key",
                       "the request needs an Idempotency-Key");
    if (key.n == 0)
        return OK;
    TRY(idem_find(cx, key, auth_scope(c), c->req->body, &known));
    if (known.found)
        replay(c, &known);
    *again = known.found;
    return OK;
}

/* The same request came twice at once, and the other one was first: it is seen when the answer
 * is to be kept, or before, by the version or state that the other one changed. */
static enum err raced(struct call *c, enum err e)
{
    const struct fault why = c->cx.error;
    bool again = false, known = c->cx.idem->raced;
    fault_clear(&c->cx);
    c->cx.idem = NULL;
    TRY(call_read(c));
    TRY(once_check(c, &again));
    if (again)
        return OK;
    if (known)
        return fail(&c->cx, ERR_BUSY, "请稍后再试", "please try again shortly");
    c->cx.error = why;
    return e;
}

static enum err run(struct call *c)
{
    const struct route *r = c->route;
    bool again = false;
    if (!(r->flags & ROUTE_NO_DB))
        TRY(call_read(c));
    TRY(auth_check(c));
    TRY(if_match_read(c));
    TRY(query_read(c));
    TRY(body_read(c));
    TRY(once_check(c, &again));
    if (again)
        return OK;
    if (r->method != HTTP_GET)
        call_read_end(c);
    enum err e = r->fn(c);
    bool meanwhile = e == ERR_STALE || e == ERR_CONFLICT || e == ERR_BUSY;
    return meanwhile && c->cx.idem ? raced(c, e) : e;
}

static enum err finish(struct call *c)
{
    if (!c->out.arena)
        return OK;
    json_obj_end(&c->json);
    if (!buf_ok(&c->out))
        return fail(&c->cx, ERR_LIMIT, "结果太大，请缩小范围",
                    "the answer is too large: narrow it");
    c->reply->body = buf_done(&c->out);
    return OK;
}

static void not_routed(struct call *c, const struct route_match *m)
{
    struct ctx *cx = &c->cx;
    if (m->other_method) {
        call_header(c, "Allow", route_allow(&c->api->routes, cx->arena, c->req->path));
        problem_status(cx, 405, "method", "不支持这种请求方法", "method not allowed", c->reply);
        return;
    }
    problem_reply(cx, fail(cx, ERR_NOT_FOUND, "没有这个接口", "there is no such route"),
                  (struct str){0}, c->reply);
}

static void serve(struct call *c, const struct route_match *m)
{
    c->route = m->route;
    c->reply->label = m->route->path;
    memcpy(c->param, m->param, sizeof c->param);
    enum err e = run(c);
    if (e == OK)
        e = finish(c);
    call_read_end(c);
    if (e == OK)
        return;
    /* What a handler had begun to say is not the answer. */
    *c->reply = (struct http_reply){.fd = -1, .label = m->route->path};
    problem_reply(&c->cx, e, c->more, c->reply);
}

void api_handle(struct http_request *req, struct http_reply *reply, void *arg)
{
    const struct api *api = arg;
    struct call c = {.api = api, .req = req, .reply = reply, .if_match = -1};
    struct route_match m;
    app_ctx(api->app, req->arena, call_lang(api, req), &c.cx);
    c.cx.request_id = req->id;
    route_find(&api->routes, req->method, req->path, &m);
    if (m.route)
        serve(&c, &m);
    else if (m.other_method || str_starts(req->path, "/api/"))
        not_routed(&c, &m);
    else
        pages_serve(&c);
}

size_t api_limit(enum http_method m, struct str path, void *arg)
{
    const struct api *api = arg;
    struct route_match found;
    route_find(&api->routes, m, path, &found);
    return found.route ? route_body_max(found.route) : 0;
}
