/* SPDX-License-Identifier: Apache-2.0
 * Log in, log out, who am I, change the password.
 */
#include "api/auth.h"
#include "api/handlers.h"
#include "base/log.h"
#include "core/audit.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/password.h"
#include "loop/worklist.h"

struct login_body {
    struct str login, password;
};
static const struct field login_fields[] = {
    FIELD(struct login_body, login, .required = true, .max = 100, .zh = "登录名",
          .en = "Login"),
    FIELD(struct login_body, password, .required = true, .max = PASSWORD_MOST, .as = AS_SECRET,
          .zh = "密码", .en = "Password"),
};
const struct shape login_shape = SHAPE("login", struct login_body, login_fields);

struct password_body {
    struct str old_password, new_password;
};
static const struct field password_fields[] = {
    FIELD(struct password_body, old_password, .required = true, .max = PASSWORD_MOST,
          .as = AS_SECRET, .zh = "原密码", .en = "Old password"),
    FIELD(struct password_body, new_password, .required = true, .max = PASSWORD_MOST,
          .as = AS_SECRET, .zh = "新密码", .en = "New password"),
};
const struct shape password_change_shape =
    SHAPE("password_change", struct password_body, password_fields);

static struct str unit_name(const struct ctx *cx, int64_t id)
{
    const struct unit *u = org_unit(cx->app->org, id);
    return u ? u->name : STR("");
}

static void write_grants(struct json *w, struct ctx *cx, const struct actor *a)
{
    json_key(w, "grants");
    json_arr(w);
    for (size_t i = 0; i < a->n; i++) {
        const struct grant *g = &a->grants[i];
        json_obj(w);
        json_kid(w, "unit_id", g->unit_id);
        json_kstr(w, "unit", unit_name(cx, g->unit_id));
        json_kcstr(w, "role", enum_text(&role_names, g->role));
        json_kcstr(w, "role_text", enum_label(&role_names, g->role, (int)cx->lang));
        json_obj_end(w);
    }
    json_arr_end(w);
}

static void write_me(struct json *w, struct ctx *cx, const struct actor *a,
                     const struct session *s)
{
    const struct app *app = cx->app;
    json_kstr(w, "csrf", s->csrf);
    json_kbool(w, "must_change", s->must_change);
    json_ktime(w, "expires_at", s->expires_at);
    json_key(w, "officer");
    json_obj(w);
    json_kid(w, "id", a->officer_id);
    json_kstr(w, "login", a->login);
    json_kstr(w, "name", a->name);
    json_kid(w, "unit_id", a->unit_id);
    json_kstr(w, "unit", unit_name(cx, a->unit_id));
    json_obj_end(w);
    write_grants(w, cx, a);
    json_key(w, "register");
    json_obj(w);
    json_ki64(w, "jid", app->jid);
    json_kcstr(w, "name", app->register_name);
    json_kcstr(w, "kind", enum_text(&register_kind_names, (int)app->register_kind));
    json_ktime(w, "now", cx->now);
    json_obj_end(w);
}

enum err login_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct login_body *b = c->body;
    struct session s = {0};
    TRY(session_open(cx, b->login, b->password, str_c(c->req->address),
                     http_header(c->req, "User-Agent"), &s));
    struct str token = s.token;
    TRY(call_read(c));
    TRY(session_find(cx, token, &c->session, &c->actor));
    call_read_end(c);
    cx->actor = &c->actor;
    TRY(audit_self(cx, "login", (struct str){0}));
    auth_cookie_set(c, token);
    write_me(call_json(c, 200), cx, &c->actor, &c->session);
    return OK;
}

enum err logout_post(struct call *c)
{
    TRY(audit_self(&c->cx, "logout", (struct str){0}));
    TRY(session_close(&c->cx, auth_token(c)));
    auth_cookie_clear(c);
    c->reply->status = 204;
    return OK;
}

enum err me_get(struct call *c)
{
    struct json *j = call_json(c, 200);
    write_me(j, &c->cx, &c->actor, &c->session);
    return worklist_lists_json(&c->cx, j);
}

struct password_job {
    int64_t officer_id;
    struct str hash, keep;
};

static enum err password_write(struct ctx *cx, void *arg)
{
    const struct password_job *j = arg;
    TRY(officer_set_password(cx, j->officer_id, j->hash, false, j->keep));
    return audit_put(cx, SUBJECT_OFFICER, j->officer_id, "change-password", (struct str){0});
}

/* The form has two passwords: which of them it was. */
static enum err at_field(struct ctx *cx, enum err e, const char *field)
{
    if (e == ERR_DENIED || e == ERR_INPUT)
        cx->error.field = field;
    return e;
}

enum err password_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct password_body *b = c->body;
    struct password_job j = {.officer_id = c->actor.officer_id, .keep = c->session.token_hash};
    TRY(call_read(c));
    TRY(at_field(cx, officer_confirm(cx, j.officer_id, b->old_password), "old_password"));
    call_read_end(c);
    if (str_eq(b->old_password, b->new_password))
        return fail_at(cx, ERR_INPUT, "new_password", "新密码不能与原密码相同",
                       "the new password must differ from the old one");
    enum err e = password_hash(cx, c->actor.login, b->new_password, &j.hash);
    TRY(at_field(cx, e, "new_password"));
    TRY(db_write(cx, cx->app->store, password_write, &j));
    c->reply->status = 204;
    return OK;
}
