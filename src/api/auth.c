/* SPDX-License-Identifier: Apache-2.0 */
#include "api/auth.h"

#include "base/hash.h"
#include "base/log.h"
#include "core/throttle.h"
#include "http/cookie.h"
#include "loop/dossier.h"

/* Who has shown nothing may only do what the public may. */
static const struct actor actor_public = {.kind = ROLE_CITIZEN};

struct str auth_token(const struct call *c)
{
    return cookie_find(http_header(c->req, "Cookie"), SESSION_COOKIE);
}

static enum err session_check(struct call *c)
{
    struct ctx *cx = &c->cx;
    TRY(session_find(cx, auth_token(c), &c->session, &c->actor));
    c->officer = true;
    cx->actor = &c->actor;
    return OK;
}

static bool is_change(const struct call *c)
{
    return c->req->method != HTTP_GET && c->req->method != HTTP_HEAD;
}

static enum err csrf_check(struct call *c)
{
    struct str sent = http_header(c->req, "X-CSRF-Token"), want = c->session.csrf;
    if (!is_change(c) || (sent.n == want.n && same_bytes(sent.p, want.p, want.n)))
        return OK;
    return fail(&c->cx, ERR_DENIED, "页面已过期，请刷新后再试",
                "X-CSRF-Token is missing or wrong: please reload the page");
}

static enum err officer_check(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct route *r = c->route;
    TRY(csrf_check(c));
    if (c->session.must_change && !(r->flags & ROUTE_FRESH))
        return fail(cx, ERR_DENIED, "请先修改初始密码", "change the initial password first");
    if (r->roles && !(actor_roles(&c->actor) & r->roles))
        return fail(cx, ERR_DENIED, "您的岗位不能办理这一步", "none of your roles may do this");
    return OK;
}

/* What cannot be noted now is noted next time. */
static void citizen_known(struct ctx *cx, struct throttle *t)
{
    if (t->noted || db_write(cx, cx->app->store, throttle_pass, t) == OK)
        return;
    log_event(LOG_WARN, "citizen_known", "problem", cx->error.message, NULL);
    fault_clear(cx);
}

enum err auth_citizen(struct call *c, struct str num, struct str code)
{
    struct ctx *cx = &c->cx;
    bool right = false;
    if (code.n == 0)
        return fail(cx, ERR_LOGIN, "请填写查询码", "the query code is needed");
    struct throttle t = throttle_of(cx, &throttle_code, num, str_c(c->req->address));
    TRY(throttle_check(cx, &t));
    TRY(dossier_citizen_actor(cx, num, code, &c->actor, &right));
    if (right) {
        citizen_known(cx, &t);
        cx->actor = &c->actor;
        return OK;
    }
    TRY(db_write(cx, cx->app->store, throttle_count, &t));
    if (t.wait_ms)
        return throttle_refuse(cx, t.wait_ms);
    return fail(cx, ERR_NOT_FOUND, "编号或查询码不正确,请核对回执",
                "the number or the query code is wrong");
}

enum err auth_check(struct call *c)
{
    struct ctx *cx = &c->cx;
    cx->actor = &actor_public;
    switch (c->route->who) {
    case WHO_PUBLIC:
        return OK;
    case WHO_CITIZEN:
        return auth_citizen(c, c->param[0], http_header(c->req, "X-Query-Code"));
    case WHO_ANY:
        /* The desk sends its token with every change; the public form in the same browser does
         * not, and is the public's whatever cookie comes along. */
        if (http_header(c->req, "X-CSRF-Token").n == 0)
            return OK;
        TRY(session_check(c));
        return officer_check(c);
    case WHO_OFFICER:
        if (auth_token(c).n == 0)
            return fail(cx, ERR_LOGIN, "请先登录", "please log in");
        TRY(session_check(c));
        return officer_check(c);
    case WHO_NOBODY:
        break;
    }
    return fail(cx, ERR_BUG, "路由没有权限说明", "a route without permission");
}

struct str auth_scope(const struct call *c)
{
    const struct actor *a = c->cx.actor;
    const char *who = c->officer ? "officer" : "citizen";
    int64_t id = c->officer ? a->officer_id : a->demand_id;
    return str_fmt(c->cx.arena, "%s %lld %s %.*s", who, (long long)id,
                   http_method_text(c->req->method), STR_ARG(c->req->path));
}

static bool secure(const struct call *c)
{
    return config_secure_cookie(c->api->o.config) || c->req->secure;
}

void auth_cookie_set(struct call *c, struct str token)
{
    call_header(c, "Set-Cookie",
                cookie_make(c->cx.arena, SESSION_COOKIE, token, -1, secure(c)));
}

void auth_cookie_clear(struct call *c)
{
    call_header(c, "Set-Cookie",
                cookie_make(c->cx.arena, SESSION_COOKIE, STR(""), 0, secure(c)));
}
