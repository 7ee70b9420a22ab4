/* SPDX-License-Identifier: Apache-2.0 */
#include "api/route.h"

#include <setjmp.h>
#include <stdarg.h>

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

static struct ctx cx;

static enum err nothing(struct call *c)
{
    (void)c;
    return OK;
}

#define ROW(m, p)                                                                              \
    {                                                                                          \
        .method = (m), .path = (p), .fn = nothing, .who = WHO_PUBLIC, .zh = "", .en = ""       \
    }
#define POSTED(p, shape)                                                                       \
    {                                                                                          \
        .method = HTTP_POST, .path = (p), .fn = nothing, .who = WHO_PUBLIC, .body = (shape),   \
        .zh = "", .en = ""                                                                     \
    }

static const struct route rows[] = {
    ROW(HTTP_POST, "/a/{num}/{step}"),
    ROW(HTTP_POST, "/a/{num}/contact"),
    ROW(HTTP_GET, "/a/{num}"),
    ROW(HTTP_POST, "/a"),
    ROW(HTTP_GET, "/a"),
    ROW(HTTP_GET, "/a/list"),
    ROW(HTTP_GET, "/"),
    ROW(HTTP_DELETE, "/a/{num}"),
};

static const struct {
    enum http_method method;
    const char *path, *found; /* NULL: nothing */
    const char *first;        /* first parameter */
    bool other;
} finds[] = {
    {HTTP_GET, "/", "/", "", false},
    {HTTP_GET, "/a", "/a", "", false},
    {HTTP_HEAD, "/a", "/a", "", false},
    {HTTP_PUT, "/a", NULL, "", true},
    {HTTP_GET, "/a/", NULL, "", false},
    {HTTP_GET, "/a/list", "/a/list", "", false},
    {HTTP_GET, "/a/17", "/a/{num}", "17", false},
    {HTTP_DELETE, "/a/list", "/a/{num}", "list", false},
    {HTTP_POST, "/a/17/contact", "/a/{num}/contact", "17", false},
    {HTTP_POST, "/a/17/close", "/a/{num}/{step}", "17", false},
    {HTTP_GET, "/a/17/close", NULL, "", true},
    {HTTP_POST, "/a//close", NULL, "", false},
    {HTTP_POST, "/a/17/close/more", NULL, "", false},
    {HTTP_GET, "/b", NULL, "", false},
    {HTTP_GET, "/A", NULL, "", false},
    {HTTP_GET, "/a/{num}", "/a/{num}", "{num}", false},
};

static int up(void **state)
{
    (void)state;
    cx = (struct ctx){.arena = arena_open(1 << 20), .lang = LANG_EN};
    return 0;
}

static int down(void **state)
{
    (void)state;
    arena_close(cx.arena);
    return 0;
}

static void test_find(void **state)
{
    struct routes r;
    (void)state;
    assert_int_equal(routes_make(&cx, cx.arena, rows, COUNT(rows), &r), OK);
    for (size_t i = 0; i < COUNT(finds); i++) {
        struct route_match m;
        route_find(&r, finds[i].method, str_c(finds[i].path), &m);
        const char *found = m.route ? m.route->path : NULL;
        if ((found == NULL) != (finds[i].found == NULL) ||
            (found && strcmp(found, finds[i].found) != 0))
            fail_msg("row %zu: %s finds %s", i, finds[i].path, found ? found : "nothing");
        assert_true(str_eq_c(m.param[0], finds[i].first));
        if (!found)
            assert_int_equal(m.other_method, finds[i].other);
    }
    assert_true(str_eq_c(route_allow(&r, cx.arena, STR("/a")), "GET, HEAD, POST"));
    assert_int_equal(route_allow(&r, cx.arena, STR("/b")).n, 0);
}

/* What may not be started with: said twice, open by oversight, a GET with a body, two bodies
 * that the description would take for one. */
static void test_unsound(void **state)
{
    static const struct shape shape = {.name = "x"}, other = {.name = "x"};
    static const struct route bad[][2] = {
        {ROW(HTTP_GET, "/a"), ROW(HTTP_GET, "/a")},
        {ROW(HTTP_GET, "/a"),
         {.method = HTTP_GET, .path = "/b", .fn = nothing, .zh = "", .en = ""}},
        {ROW(HTTP_GET, "/a"), {.path = "/b", .who = WHO_PUBLIC, .zh = "", .en = ""}},
        {ROW(HTTP_GET, "/a"), ROW(HTTP_GET, "/{a}/{b}/{c}/{d}")},
        {ROW(HTTP_GET, "/a"), ROW(HTTP_GET, "b")},
        {ROW(HTTP_GET, "/a"),
         {.path = "/b", .fn = nothing, .who = WHO_PUBLIC, .body = &shape, .zh = "", .en = ""}},
        {POSTED("/a", &shape), POSTED("/b", &other)},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct routes r;
        fault_clear(&cx);
        if (routes_make(&cx, cx.arena, bad[i], 2, &r) != ERR_BUG)
            fail_msg("row %zu was accepted", i);
    }
}

static void test_body_max(void **state)
{
    static const struct shape shape = {.name = "x"};
    struct route r = ROW(HTTP_POST, "/a");
    (void)state;
    assert_int_equal(route_body_max(&r), ROUTE_BODY_EMPTY);
    r.method = HTTP_GET;
    assert_int_equal(route_body_max(&r), 0);
    r.method = HTTP_POST;
    r.body = &shape;
    assert_int_equal(route_body_max(&r), ROUTE_BODY);
    r.body_max = 7;
    assert_int_equal(route_body_max(&r), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_find, up, down),
        cmocka_unit_test_setup_teardown(test_unsound, up, down),
        cmocka_unit_test_setup_teardown(test_body_max, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
