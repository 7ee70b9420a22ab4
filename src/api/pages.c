/* SPDX-License-Identifier: Apache-2.0 */
#include "api/pages.h"

#include "api/problem.h"
#include "http/static.h"

/* Every path below a prefix that is no file shows the entry's page: the page reads the path. */
static const struct entry {
    const char *prefix, *page;
} entries[] = {
    {"/desk/", "desk/index.html"},
    {"/", "citizen/index.html"},
};

static bool is_file_name(struct str path)
{
    for (size_t i = path.n; i > 0 && path.p[i - 1] != '/'; i--)
        if (path.p[i - 1] == '.')
            return true;
    return false;
}

static bool serve_file(struct call *c)
{
    struct str path = str_sub(c->req->path, 1, c->req->path.n);
    enum site_cache cache = str_starts(path, "assets/") ? SITE_FOREVER : SITE_FRESH;
    return site_serve(c->api->site, c->req, path, cache, c->reply);
}

static bool serve_page(struct call *c)
{
    if (is_file_name(c->req->path))
        return false;
    for (size_t i = 0; i < COUNT(entries); i++)
        if (str_starts(c->req->path, entries[i].prefix))
            return site_serve(c->api->site, c->req, str_c(entries[i].page), SITE_FRESH,
                              c->reply);
    return false;
}

void pages_serve(struct call *c)
{
    struct ctx *cx = &c->cx;
    bool reading = c->req->method == HTTP_GET || c->req->method == HTTP_HEAD;
    c->reply->label = "page";
    if (!reading) {
        call_header(c, "Allow", STR("GET, HEAD"));
        problem_status(cx, 405, "method", "不支持这种请求方法", "method not allowed", c->reply);
        return;
    }
    if (str_eq_c(c->req->path, "/desk")) {
        call_header(c, "Location", STR("/desk/"));
        c->reply->status = 308;
        return;
    }
    if (c->api->site && (serve_file(c) || serve_page(c)))
        return;
    problem_reply(cx, fail(cx, ERR_NOT_FOUND, "没有这个页面", "there is no such page"),
                  (struct str){0}, c->reply);
}
