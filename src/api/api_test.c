/* SPDX-License-Identifier: Apache-2.0
 * Doors and walls: what may be asked by whom, log-in, languages, the document of the interface.
 */
#include "api/testing.h"

#include "base/time.h"
#include "core/throttle.h"
#include "db/db.h"

static int setup(void **state)
{
    *state = door_open();
    return 0;
}

static int teardown(void **state)
{
    door_close(*state);
    return 0;
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
    {HTTP_GET, "/print.css", "", "", 200},
    {HTTP_GET, "/api/v1/nothing", "", "", 404},
    {HTTP_GET, "/api/v1/openapi.json", "", "", 200},
    {HTTP_GET, "/api/v1/docs", "", "", 200},
    {HTTP_GET, "/api/v1/public/place", "", "", 200},
    {HTTP_GET, "/api/v1/public/places", "", "", 200},
    {HTTP_GET, "/api/v1/public/places", "parent=x", "", 400},
    {HTTP_GET, "/api/v1/public/places", "parent=9", "", 404},
    {HTTP_GET, "/api/v1/public/locate", "lon=106.5&lat=30.1&crs=GCJ-02", "", 200},
    {HTTP_GET, "/api/v1/public/locate", "lon=106.5&lat=30.1", "", 400},
    {HTTP_GET, "/api/v1/public/locate", "lon=206.5&lat=30.1&crs=GCJ-02", "", 400},
    {HTTP_GET, "/api/v1/public/outlines", "", "", 200},
    {HTTP_GET, "/", "", "", 404},
    {HTTP_POST, "/", "", "", 405},
    {HTTP_POST, "/api/v1/login", "", "{\"login\":\"a\",\"password\":\"b\"}", 400}, /* no type */
};

static void test_plain(void **state)
{
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(plain); i++) {
        int status =
            door_send(d, plain[i].method, plain[i].path, plain[i].query, plain[i].body);
        if (status != plain[i].status)
            fail_msg("row %zu: %s: %d %.*s", i, plain[i].path, status, STR_ARG(d->reply.body));
        if (status >= 400)
            assert_non_null(d->json);
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
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(bad_logins); i++) {
        int status = door_post(d, "/api/v1/login", bad_logins[i]);
        if (status != 400)
            fail_msg("row %zu: %d", i, status);
    }
}

static void test_session(void **state)
{
    struct door *d = *state;
    door_make_officer(d, "li", false);
    assert_int_equal(
        door_post(d, "/api/v1/login", "{\"login\":\"li\",\"password\":\"wrong wrong\"}"), 401);
    door_log_in(d, "li");
    assert_int_equal(door_get(d, "/api/v1/me", ""), 200);
    d->officer = false;
    door_header(d, "Cookie", d->cookie.p);
    assert_int_equal(door_send(d, HTTP_POST, "/api/v1/logout", "", ""), 403);
    door_header(d, "Cookie", d->cookie.p);
    door_header(d, "X-CSRF-Token", d->csrf.p + 1);
    assert_int_equal(door_send(d, HTTP_POST, "/api/v1/logout", "", ""), 403);
    d->officer = true;
    assert_int_equal(door_send(d, HTTP_POST, "/api/v1/logout", "", ""), 204);
    assert_true(str_has(door_reply_header(d, "Set-Cookie"), "Max-Age=0"));
    assert_int_equal(door_get(d, "/api/v1/me", ""), 401);
}

static void test_must_change(void **state)
{
    static const struct {
        const char *body;
        int status;
    } tries[] = {
        {"{\"old_password\":\"not this one\",\"new_password\":\"battery staple 7\"}", 403},
        {"{\"old_password\":\"" DOOR_PASSWORD "\",\"new_password\":\"" DOOR_PASSWORD "\"}",
         400},
        {"{\"old_password\":\"" DOOR_PASSWORD "\",\"new_password\":\"short\"}", 400},
        {"{\"old_password\":\"" DOOR_PASSWORD "\",\"new_password\":\"battery staple 7\"}", 204},
    };
    struct door *d = *state;
    door_make_officer(d, "li", true);
    door_log_in(d, "li");
    assert_int_equal(door_get(d, "/api/v1/officers", ""), 403);
    for (size_t i = 0; i < COUNT(tries); i++)
        assert_int_equal(door_post(d, "/api/v1/me/password", tries[i].body), tries[i].status);
    assert_int_equal(door_get(d, "/api/v1/officers", ""), 200);
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
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        door_header(d, rows[i].name, rows[i].value);
        assert_int_equal(door_get(d, "/api/none", ""), 404);
        assert_true(str_eq_c(door_member(d, "detail"), rows[i].detail));
    }
}

static json_t *route_rows(struct door *d)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    routes_print(d->api, out, true);
    (void)fclose(out);
    json_t *rows = json_loadb(text, n, 0, NULL);
    assert_non_null(rows);
    free(text);
    return rows;
}

/* Every route stands in the document, and nothing else. */
static void test_openapi(void **state)
{
    struct door *d = *state;
    json_t *item, *op;
    const char *path, *verb;
    size_t documented = 0;
    assert_int_equal(door_get(d, "/api/v1/openapi.json", ""), 200);
    json_t *rows = route_rows(d), *paths = json_object_get(d->json, "paths");
    json_object_foreach(paths, path, item)
    {
        json_object_foreach(item, verb, op) documented++;
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        assert_non_null(
            json_object_get(paths, json_string_value(json_object_get(row, "path"))));
    }
    assert_int_equal(documented, json_array_size(rows));
    assert_true(documented > 60);
    json_decref(rows);
}

/* A number in place of every {…}. */
static struct str filled(struct arena *a, const char *path)
{
    struct str s = {0};
    for (const char *p = path; *p; p++) {
        bool param = *p == '{';
        s = str_fmt(a, "%.*s%s", STR_ARG(s), param ? "1" : str_fmt(a, "%c", *p).p);
        if (param)
            p = strchr(p, '}');
    }
    return s;
}

/* Every row is shut to a stranger; and to an officer without one of its roles. */
static void test_every_row_is_guarded(void **state)
{
    struct door *d = *state;
    struct arena *a = d->office->cx.arena;
    json_t *rows = route_rows(d);
    size_t refused = 0;
    door_officer(d, "audit", ROLE_ADMIN_AUDIT, DISTRICT);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        const char *who = json_string_value(json_object_get(row, "who"));
        const char *roles = json_string_value(json_object_get(row, "roles"));
        const char *method = json_string_value(json_object_get(row, "method"));
        const char *path = filled(a, json_string_value(json_object_get(row, "path"))).p;
        enum http_method m = strcmp(method, "GET") == 0 ? HTTP_GET : HTTP_POST;
        if (strcmp(who, "officer") != 0 && strcmp(who, "citizen") != 0)
            continue;
        d->officer = false;
        if (door_send(d, m, path, "", "") != 401)
            fail_msg("%s %s is open to strangers: %d", method, path, d->reply.status);
        d->officer = true;
        if (strstr(roles, "admin_audit")) /* the role that this officer has */
            continue;
        if (*roles && door_send(d, m, path, "", "") != 403)
            fail_msg("%s %s is open without a role: %d", method, path, d->reply.status);
        refused += *roles != '\0';
    }
    assert_true(refused > 40);
    json_decref(rows);
}

/* Somebody who asked too often has to wait; others, and what else he does, do not notice. */
static void asked_too_often(struct door *d, const struct throttle_rule *rule)
{
    struct ctx cx = d->office->cx;
    cx.wall += INT64_C(600) * MS_PER_SECOND; /* however slow the machine is */
    for (int64_t i = 0; i < rule->pair.free; i++) {
        struct throttle t = throttle_of(&cx, rule, STR(""), STR("192.0.2.7"));
        enum err e = db_write(&cx, d->office->app.store, throttle_count, &t);
        assert_int_equal(e, i + 1 < rule->pair.free ? OK : ERR_LIMIT);
    }
}

static void test_near_is_braked(void **state)
{
    static const char near[] = "{\"words\":\"路灯坏了\",\"place_id\":\"13\"}";
    struct door *d = *state;
    assert_int_equal(door_post(d, "/api/v1/public/similar", near), 200);
    asked_too_often(d, &throttle_near);
    assert_int_equal(door_post(d, "/api/v1/public/similar", near), 429);
    assert_true(door_reply_header(d, "Retry-After").n > 0);
    assert_int_equal(door_get(d, "/api/v1/public/places", ""), 200);
}

/* The newest of all needs no look through the texts. */
static void test_looking_for_answers_is_braked(void **state)
{
    static const char *const looks[] = {"q=%E8%B7%AF%E7%81%AF", "class=x", "place=13",
                                        "q=%E8%B7%AF%E7%81%AF&before=7"};
    struct door *d = *state;
    assert_int_equal(door_get(d, "/api/v1/public/answers", looks[0]), 200);
    asked_too_often(d, &throttle_shown);
    for (size_t i = 0; i < COUNT(looks); i++)
        assert_int_equal(door_get(d, "/api/v1/public/answers", looks[i]), 429);
    assert_true(door_reply_header(d, "Retry-After").n > 0);
    assert_int_equal(door_get(d, "/api/v1/public/answers", ""), 200);
    assert_int_equal(door_get(d, "/api/v1/public/answers", "before=7"), 200);
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
        cmocka_unit_test_setup_teardown(test_every_row_is_guarded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_near_is_braked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_looking_for_answers_is_braked, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
