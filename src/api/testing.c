/* SPDX-License-Identifier: Apache-2.0 */
#include "api/testing.h"

#include "base/log.h"
#include "base/time.h"
#include "core/gate.h"
#include "core/password.h"

struct door *door_open(void)
{
    struct door *d = calloc(1, sizeof *d);
    log_set_level(LOG_ERROR + 1);
    d->office = office_open("bazhou", time_wall());
    struct office *o = d->office;
    o->cx.lang = LANG_EN;
    o->app.register_name = "测试区";
    o->app.data_dir = "/tmp";
    o->app.passwords = gate_open(PASSWORD_RUNNING_MAX, PASSWORD_WAITING_MAX);
    struct api_options options = {.config = config_defaults(o->keep)};
    assert_int_equal(api_open(&o->cx, o->keep, &options, &d->api), OK);
    /* A request takes its own connections. */
    db_release(o->cx.db);
    o->cx.db = NULL;
    return d;
}

void door_close(struct door *d)
{
    json_decref(d->json);
    gate_close(d->office->app.passwords);
    office_close(d->office);
    free(d);
}

void door_header(struct door *d, const char *name, const char *value)
{
    assert_true(d->headers_n < COUNT(d->headers));
    d->headers[d->headers_n++] =
        (struct http_header){str_c(name), str_dup(d->office->cx.arena, str_c(value))};
}

int door_send(struct door *d, enum http_method m, const char *path, const char *query,
              const char *body)
{
    struct arena *a = d->office->cx.arena;
    if (d->officer) {
        door_header(d, "Cookie", d->cookie.p);
        door_header(d, "X-CSRF-Token", d->csrf.p);
    }
    struct http_request req = {.arena = a,
                               .method = m,
                               .path = str_dup(a, str_c(path)),
                               .query = str_c(query),
                               .body = str_c(body),
                               .headers = d->headers,
                               .headers_n = d->headers_n,
                               .address = "192.0.2.7",
                               .id = "test"};
    union {
        const struct api *from;
        void *to;
    } arg = {.from = d->api};
    d->reply = (struct http_reply){.fd = -1};
    api_handle(&req, &d->reply, arg.to);
    d->headers_n = 0;
    json_decref(d->json);
    d->json = json_loadb(d->reply.body.p ? d->reply.body.p : "", d->reply.body.n, 0, NULL);
    return d->reply.status;
}

int door_get(struct door *d, const char *path, const char *query)
{
    return door_send(d, HTTP_GET, path, query, "");
}

int door_post(struct door *d, const char *path, const char *body)
{
    door_header(d, "Content-Type", "application/json; charset=utf-8");
    return door_send(d, HTTP_POST, path, "", body);
}

struct str door_reply_header(const struct door *d, const char *name)
{
    for (size_t i = 0; i < d->reply.headers_n; i++)
        if (str_eq_c(d->reply.headers[i].name, name))
            return d->reply.headers[i].value;
    return (struct str){0};
}

struct str door_member(struct door *d, const char *name)
{
    const char *text = json_string_value(json_object_get(d->json, name));
    return str_dup(d->office->cx.arena, str_c(text));
}

int64_t door_make_officer(struct door *d, const char *login, bool must_change)
{
    struct office *o = d->office;
    struct officer_new n = {.login = str_c(login),
                            .name = STR("李"),
                            .unit_id = DISTRICT,
                            .password = STR(DOOR_PASSWORD)};
    int64_t id = 0;
    as_program(o);
    assert_int_equal(officer_create(&o->cx, &n, must_change, &id), OK);
    return id;
}

void door_log_in(struct door *d, const char *login)
{
    struct arena *a = d->office->cx.arena;
    d->officer = false;
    struct str body =
        str_fmt(a, "{\"login\":\"%s\",\"password\":\"" DOOR_PASSWORD "\"}", login);
    assert_int_equal(door_post(d, "/api/v1/login", body.p), 200);
    struct str set = door_reply_header(d, "Set-Cookie");
    assert_true(str_starts(set, "hy_s="));
    assert_true(str_has(set, "HttpOnly") && str_has(set, "SameSite=Strict"));
    d->cookie = str_dup(a, str_sub(set, 0, strcspn(set.p, ";")));
    d->csrf = door_member(d, "csrf");
    d->officer = true;
}

static enum err grant(struct ctx *cx, void *arg)
{
    return role_grant(cx, arg);
}

void door_officer(struct door *d, const char *login, enum role role, int64_t unit)
{
    struct office *o = d->office;
    struct role_row row = {
        .officer_id = door_make_officer(d, login, false), .unit_id = unit, .role = (int)role};
    assert_int_equal(db_write(&o->cx, o->app.store, grant, &row), OK);
    door_log_in(d, login);
}
