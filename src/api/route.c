/* SPDX-License-Identifier: Apache-2.0 */
#include "api/route.h"

static size_t segments(struct str path)
{
    size_t n = 0;
    for (size_t i = 0; i < path.n; i++)
        n += path.p[i] == '/';
    return n;
}

static int by_place(const void *a, const void *b)
{
    const struct route *x = a, *y = b;
    size_t nx = segments(str_c(x->path)), ny = segments(str_c(y->path));
    if (nx != ny)
        return nx < ny ? -1 : 1;
    int c = strcmp(x->path, y->path); /* '{' sorts behind every letter */
    return c ? c : (int)x->method - (int)y->method;
}

/* Whether the path has the pattern's form: {name} stands for a whole segment that is not empty.
 */
static bool matches(struct str pattern, struct str path, struct str *param)
{
    size_t i = 0, k = 0, n = 0;
    while (i < pattern.n && k < path.n) {
        if (pattern.p[i] != '{') {
            if (pattern.p[i++] != path.p[k++])
                return false;
            continue;
        }
        size_t from = k;
        while (k < path.n && path.p[k] != '/')
            k++;
        if (k == from)
            return false;
        param[n++] = str_sub(path, from, k - from);
        while (pattern.p[i++] != '}')
            ;
    }
    return i == pattern.n && k == path.n;
}

static enum err row_check(struct ctx *cx, const struct route *r)
{
    size_t params = 0;
    for (const char *p = r->path; *p; p++)
        params += *p == '{';
    bool bodied = r->body || r->public_body || (r->flags & ROUTE_RAW);
    bool reading = r->method == HTTP_GET;
    bool sound = r->fn && r->who != WHO_NOBODY && r->path[0] == '/' && params <= ROUTE_PARAMS &&
                 !(reading && bodied) && r->zh && r->en;
    if (sound)
        return OK;
    return fail(cx, ERR_BUG, "路由表有误：%s", "unsound route: %s", r->path);
}

static bool shapes_clash(const struct shape *a, const struct shape *b)
{
    return a && b && a != b && strcmp(a->name, b->name) == 0;
}

/* The description of the interface knows a body by its name alone. */
static enum err shapes_check(struct ctx *cx, const struct routes *r)
{
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k <= i; k++) {
            const struct route *a = &r->p[i], *b = &r->p[k];
            if (shapes_clash(a->body, b->body) || shapes_clash(a->body, b->public_body) ||
                shapes_clash(a->public_body, b->body) ||
                shapes_clash(a->public_body, b->public_body))
                return fail(cx, ERR_BUG, "两种请求体同名：%s 与 %s",
                            "two bodies of one name: %s and %s", a->path, b->path);
        }
    return OK;
}

enum err routes_make(struct ctx *cx, struct arena *keep, const struct route *rows, size_t n,
                     struct routes *out)
{
    struct routes r = {.p = arena_copy(keep, rows, n * sizeof *rows), .n = n};
    for (size_t i = 0; i < n; i++)
        TRY(row_check(cx, &r.p[i]));
    qsort(r.p, n, sizeof *r.p, by_place);
    for (size_t i = 1; i < n; i++)
        if (by_place(&r.p[i - 1], &r.p[i]) == 0)
            return fail(cx, ERR_BUG, "路由重复：%s", "route twice: %s", r.p[i].path);
    TRY(shapes_check(cx, &r));
    *out = r;
    return OK;
}

/* The first row with so many segments. */
static size_t first_with(const struct routes *r, size_t n)
{
    size_t lo = 0, hi = r->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (segments(str_c(r->p[mid].path)) < n)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void route_find(const struct routes *r, enum http_method m, struct str path,
                struct route_match *out)
{
    size_t n = segments(path);
    enum http_method want = m == HTTP_HEAD ? HTTP_GET : m;
    *out = (struct route_match){0};
    for (size_t i = first_with(r, n), end = first_with(r, n + 1); i < end; i++) {
        struct str param[ROUTE_PARAMS] = {0};
        if (!matches(str_c(r->p[i].path), path, param))
            continue;
        if (r->p[i].method != want) {
            out->other_method = true;
            continue;
        }
        out->route = &r->p[i];
        memcpy(out->param, param, sizeof param);
        return;
    }
}

struct str route_allow(const struct routes *r, struct arena *a, struct str path)
{
    struct str allow = {0};
    for (int m = HTTP_GET; m < HTTP_OTHER; m++) {
        struct route_match found;
        route_find(r, (enum http_method)m, path, &found);
        if (found.route)
            allow = str_fmt(a, "%.*s%s%s", STR_ARG(allow), allow.n ? ", " : "",
                            http_method_text((enum http_method)m));
    }
    return allow;
}

size_t route_body_max(const struct route *r)
{
    if (r->body_max)
        return r->body_max;
    if (r->body || r->public_body || (r->flags & ROUTE_RAW))
        return ROUTE_BODY;
    return r->method == HTTP_POST ? ROUTE_BODY_EMPTY : 0;
}
