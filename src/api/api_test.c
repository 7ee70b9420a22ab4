/* SPDX-License-Identifier: Apache-2.0
 * Requests through the whole interface, without sockets: a store, an officer, no demands.
 */
#include "api/api.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/log.h"
#include "core/gate.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/password.h"
#include "core/secret.h"
#include "db/testing.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

#define PASSWORD "correct horse 9"

struct fixture {
    struct app app;
    struct id_source ids;
    struct ctx cx;
    const struct api *api;
    char keys[64];
    struct http_header headers[8];
    size_t headers_n;
    struct http_reply reply;
};

static enum err fill(struct ctx *cx, void *arg)
{
    const struct unit u = {.id = 1, .name = STR("区政府"), .lvl = LEVEL_DISTRICT};
    const struct place p = {.id = 1, .name = STR("测试区"), .kind = PLACE_COUNTY};
    (void)arg;
    TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &u, NULL, 0, NULL));
    return db_put(cx, SQL_PLACE_INSERT, &place_shape, &p, NULL, 0, NULL);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const struct org *org;
    log_set_level(LOG_ERROR + 1);
    f->app.jid = 150703;
    f->app.register_name = "测试区";
    f->app.data_dir = "/tmp";
    f->app.ids = &f->ids;
    f->app.passwords = gate_open(PASSWORD_RUNNING_MAX, PASSWORD_WAITING_MAX);
    id_source_init(&f->ids, 1, 0);
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    snprintf(f->keys, sizeof f->keys, "/tmp/huiyin-api-%d.key", (int)getpid());
    assert_int_equal(secret_create(&f->cx, f->keys), OK);
    assert_int_equal(secret_open(&f->cx, f->keys, &f->app.secret), OK);
    unlink(f->keys);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, NULL), OK);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(org_load(&f->cx, f->cx.arena, &org), OK);
    db_release(f->cx.db);
    f->cx.db = NULL;
    f->app.org = org;
    f->app.root_place = 1;
    struct api_options o = {.config = config_defaults(f->cx.arena)};
    assert_int_equal(api_open(&f->cx, f->cx.arena, &o, &f->api), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    secret_close(f->app.secret);
    gate_close(f->app.passwords);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static void header(struct fixture *f, const char *name, struct str value)
{
    f->headers[f->headers_n++] = (struct http_header){str_c(name), value};
}

/* Sends with the headers set before; they are forgotten afterwards. */
static int ask(struct fixture *f, enum http_method m, const char *path, const char *query,
               const char *body)
{
    struct http_request req = {.arena = f->cx.arena,
                               .method = m,
                               .path = str_c(path),
                               .query = str_c(query),
                               .body = str_c(body),
                               .headers = f->headers,
                               .headers_n = f->headers_n,
                               .address = "192.0.2.7",
                               .id = "test"};
    f->reply = (struct http_reply){.fd = -1};
    union {
        const struct api *from;
        void *to;
    } arg = {.from = f->api};
    api_handle(&req, &f->reply, arg.to);
    f->headers_n = 0;
    return f->reply.status;
}

static json_t *answer(struct fixture *f)
{
    json_t *j = json_loadb(f->reply.body.p, f->reply.body.n, 0, NULL);
    assert_non_null(j);
    return j;
}

static struct str reply_header(const struct fixture *f, const char *name)
{
    for (size_t i = 0; i < f->reply.headers_n; i++)
        if (str_eq_c(f->reply.headers[i].name, name))
            return f->reply.headers[i].value;
    return (struct str){0};
}

static int post(struct fixture *f, const char *path, const char *body)
{
    header(f, "Content-Type", STR("application/json; charset=utf-8"));
    return ask(f, HTTP_POST, path, "", body);
}

static const struct {
    enum http_method method;
    const char *path, *query, *body;
    int status;
} plain[] = {
    {HTTP_GET, "/health", "", "", 200},
    {HTTP_HEAD, "/health", "", "", 200},
    {HTTP_GET, "/ready", "", "", 200},
    {HTTP_GET, "/health", "a=1", "", 400},
    {HTTP_GET, "/health", "a=%", "", 400},
    {HTTP_POST, "/health", "", "", 405},
    {HTTP_GET, "/api/v1/nothing", "", "", 404},
    {HTTP_GET, "/api/v1/openapi.json", "", "", 200},
    {HTTP_GET, "/api/v1/docs", "", "", 200},
    {HTTP_GET, "/api/v1/public/places", "parent=x", "", 400},
    {HTTP_GET, "/api/v1/public/places", "parent=9", "", 404},
    {HTTP_GET, "/api/v1/public/locate", "lon=106.5&lat=30.1&crs=GCJ-02", "", 200},
    {HTTP_GET, "/api/v1/public/locate", "lon=106.5&lat=30.1", "", 400},
    {HTTP_GET, "/api/v1/public/locate", "lon=206.5&lat=30.1&crs=GCJ-02", "", 400},
    {HTTP_GET, "/api/v1/public/outlines", "", "", 200},
    {HTTP_GET, "/api/v1/me", "", "", 401},
    {HTTP_POST, "/api/v1/logout", "", "", 401},
    {HTTP_GET, "/", "", "", 404},
    {HTTP_POST, "/", "", "", 405},
    {HTTP_POST, "/api/v1/login", "", "{\"login\":\"a\",\"password\":\"b\"}", 400}, /* no type */
};

static void test_plain(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(plain); i++) {
        int status = ask(f, plain[i].method, plain[i].path, plain[i].query, plain[i].body);
        if (status != plain[i].status)
            fail_msg("row %zu: %s: %d %.*s", i, plain[i].path, status, STR_ARG(f->reply.body));
        if (status >= 400)
            json_decref(answer(f));
    }
}

static const char *const bad_logins[] = {
    "",
    "{",
    "[]",
    "{}",
    "{\"login\":\"a\"}",
    "{\"login\":\"a\",\"password\":\"b\",\"x\":1}",
    "{\"login\":1,\"password\":\"b\"}",
    "{\"login\":\"a\",\"password\":\"b\"} x",
    "{\"login\":\"a\",\"login\":\"b\",\"password\":\"b\"}"};

static void test_bad_bodies(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(bad_logins); i++) {
        int status = post(f, "/api/v1/login", bad_logins[i]);
        if (status != 400)
            fail_msg("row %zu: %d", i, status);
    }
}

static void make_officer(struct fixture *f, bool must_change)
{
    struct officer_new n = {
        .login = STR("li"), .name = STR("李"), .unit_id = 1, .password = STR(PASSWORD)};
    int64_t id;
    assert_int_equal(officer_create(&f->cx, &n, must_change, &id), OK);
}

/* Logs in; the cookie's token and the csrf token live in the arena. */
static void log_in(struct fixture *f, struct str *cookie, struct str *csrf)
{
    assert_int_equal(
        post(f, "/api/v1/login", "{\"login\":\"li\",\"password\":\"" PASSWORD "\"}"), 200);
    struct str set = reply_header(f, "Set-Cookie");
    assert_true(str_starts(set, "hy_s="));
    assert_true(str_has(set, "HttpOnly") && str_has(set, "SameSite=Strict"));
    *cookie = str_sub(set, 0, strcspn(set.p, ";"));
    json_t *j = answer(f);
    *csrf = str_dup(f->cx.arena, str_c(json_string_value(json_object_get(j, "csrf"))));
    json_decref(j);
}

static void test_session(void **state)
{
    struct fixture *f = *state;
    struct str cookie, csrf;
    make_officer(f, false);
    assert_int_equal(
        post(f, "/api/v1/login", "{\"login\":\"li\",\"password\":\"wrong wrong\"}"), 401);
    log_in(f, &cookie, &csrf);
    header(f, "Cookie", cookie);
    assert_int_equal(ask(f, HTTP_GET, "/api/v1/me", "", ""), 200);
    header(f, "Cookie", cookie);
    assert_int_equal(ask(f, HTTP_POST, "/api/v1/logout", "", ""), 403);
    header(f, "Cookie", cookie);
    header(f, "X-CSRF-Token", str_sub(csrf, 0, csrf.n - 1));
    assert_int_equal(ask(f, HTTP_POST, "/api/v1/logout", "", ""), 403);
    header(f, "Cookie", cookie);
    header(f, "X-CSRF-Token", csrf);
    assert_int_equal(ask(f, HTTP_POST, "/api/v1/logout", "", ""), 204);
    assert_true(str_has(reply_header(f, "Set-Cookie"), "Max-Age=0"));
    header(f, "Cookie", cookie);
    assert_int_equal(ask(f, HTTP_GET, "/api/v1/me", "", ""), 401);
}

static void test_must_change(void **state)
{
    struct fixture *f = *state;
    struct str cookie, csrf;
    make_officer(f, true);
    log_in(f, &cookie, &csrf);
    header(f, "Cookie", cookie);
    assert_int_equal(ask(f, HTTP_GET, "/api/v1/officers", "", ""), 403);
    static const struct {
        const char *body;
        int status;
    } tries[] = {
        {"{\"old_password\":\"not this one\",\"new_password\":\"battery staple 7\"}", 403},
        {"{\"old_password\":\"" PASSWORD "\",\"new_password\":\"" PASSWORD "\"}", 400},
        {"{\"old_password\":\"" PASSWORD "\",\"new_password\":\"short\"}", 400},
        {"{\"old_password\":\"" PASSWORD "\",\"new_password\":\"battery staple 7\"}", 204},
    };
    for (size_t i = 0; i < COUNT(tries); i++) {
        header(f, "Cookie", cookie);
        header(f, "X-CSRF-Token", csrf);
        assert_int_equal(post(f, "/api/v1/me/password", tries[i].body), tries[i].status);
    }
    header(f, "Cookie", cookie);
    assert_int_equal(ask(f, HTTP_GET, "/api/v1/officers", "", ""), 200);
}

static void test_language(void **state)
{
    static const struct {
        const char *name, *value, *detail;
    } rows[] = {
        {"Accept-Language", "en-GB,zh;q=0.5", "there is no such route"},
        {"Accept-Language", "fr, zh-CN, en", "没有这个接口"},
        {"Accept-Language", "fr", "没有这个接口"},
        {"Cookie", "lang=en", "there is no such route"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        header(f, rows[i].name, str_c(rows[i].value));
        assert_int_equal(ask(f, HTTP_GET, "/api/none", "", ""), 404);
        json_t *j = answer(f);
        assert_string_equal(json_string_value(json_object_get(j, "detail")), rows[i].detail);
        json_decref(j);
    }
}

/* Every route stands in the document, and nothing else. */
static void test_openapi(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ask(f, HTTP_GET, "/api/v1/openapi.json", "", ""), 200);
    json_t *j = answer(f), *paths = json_object_get(j, "paths"), *item, *op;
    const char *path, *verb;
    size_t documented = 0, routed = 0;
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    routes_print(f->api, out, true);
    fclose(out);
    json_t *rows = json_loadb(text, n, 0, NULL);
    assert_non_null(rows);
    json_object_foreach(paths, path, item) json_object_foreach(item, verb, op) documented++;
    routed = json_array_size(rows);
    for (size_t i = 0; i < routed; i++) {
        json_t *row = json_array_get(rows, i);
        assert_non_null(
            json_object_get(paths, json_string_value(json_object_get(row, "path"))));
    }
    assert_int_equal(documented, routed);
    json_decref(rows);
    json_decref(j);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_bodies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_session, setup, teardown),
        cmocka_unit_test_setup_teardown(test_must_change, setup, teardown),
        cmocka_unit_test_setup_teardown(test_language, setup, teardown),
        cmocka_unit_test_setup_teardown(test_openapi, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
