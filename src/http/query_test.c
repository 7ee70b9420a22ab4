/* SPDX-License-Identifier: Apache-2.0 */
#include "http/query.h"

#include <setjmp.h>
#include <stdarg.h>

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

static struct ctx cx;

static int up(void **state)
{
    (void)state;
    cx = (struct ctx){.arena = arena_open(1 << 20)};
    return 0;
}

static int down(void **state)
{
    (void)state;
    arena_close(cx.arena);
    return 0;
}

static const struct {
    struct str raw;
    const char *path; /* NULL: refused */
} paths[] = {
    {STR_INIT("/"), "/"},
    {STR_INIT("/api/v1/demands/123-1"), "/api/v1/demands/123-1"},
    {STR_INIT("/desk/"), "/desk/"},
    {STR_INIT("/%E4%B8%AD"), "/中"},
    {STR_INIT("/a+b"), "/a+b"},
    {STR_INIT(""), NULL},
    {STR_INIT("a"), NULL},
    {STR_INIT("*"), NULL},
    {STR_INIT("http://x/y"), NULL},
    {STR_INIT("//etc/passwd"), NULL},
    {STR_INIT("/a//b"), NULL},
    {STR_INIT("/../etc"), NULL},
    {STR_INIT("/a/.."), NULL},
    {STR_INIT("/./a"), NULL},
    {STR_INIT("/%2e%2e/etc"), NULL},
    {STR_INIT("/a%2fb"), NULL},
    {STR_INIT("/a%252fb"), NULL},
    {STR_INIT("/a%5cb"), NULL},
    {STR_INIT("/a\\b"), NULL},
    {STR_INIT("/a%00b"), NULL},
    {STR_INIT("/a\0b"), NULL},
    {STR_INIT("/a%0ab"), NULL},
    {STR_INIT("/%"), NULL},
    {STR_INIT("/%4"), NULL},
    {STR_INIT("/%zz"), NULL},
    {STR_INIT("/%ff"), NULL},
    {STR_INIT("/%c0%af"), NULL},
};

static void test_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct str got = {0};
        fault_clear(&cx);
        enum err e = path_parse(&cx, paths[i].raw, &got);
        if (!paths[i].path && e != ERR_INPUT)
            fail_msg("accepted: %.*s", STR_ARG(paths[i].raw));
        if (paths[i].path && (e != OK || !str_eq_c(got, paths[i].path)))
            fail_msg("%.*s gives %.*s", STR_ARG(paths[i].raw), STR_ARG(got));
    }
}

static void test_long_path(void **state)
{
    (void)state;
    char *p = arena_alloc(cx.arena, PATH_BYTES_MAX + 2);
    memset(p, 'a', PATH_BYTES_MAX + 1);
    p[0] = '/';
    struct str out;
    assert_int_equal(path_parse(&cx, (struct str){p, PATH_BYTES_MAX}, &out), OK);
    assert_int_equal(path_parse(&cx, (struct str){p, PATH_BYTES_MAX + 1}, &out), ERR_INPUT);
}

static void test_pairs(void **state)
{
    (void)state;
    struct pair *p;
    size_t n;
    assert_int_equal(query_parse(&cx, STR("a=1&b=%E4%B8%AD+x&&c&d=%3D%26="), &p, &n), OK);
    assert_int_equal(n, 4);
    assert_true(str_eq_c(*pair_find(p, n, "a"), "1"));
    assert_true(str_eq_c(*pair_find(p, n, "b"), "中 x"));
    assert_true(str_eq_c(*pair_find(p, n, "c"), ""));
    assert_true(str_eq_c(*pair_find(p, n, "d"), "=&="));
    assert_null(pair_find(p, n, "e"));
    assert_int_equal(query_parse(&cx, (struct str){0}, &p, &n), OK);
    assert_int_equal(n, 0);
}

static void test_hostile_pairs(void **state)
{
    (void)state;
    static const struct str bad[] = {
        STR_INIT("a=1&a=2"), STR_INIT("a=1&%61=2"), STR_INIT("=1"),    STR_INIT("a=%"),
        STR_INIT("a=%0"),    STR_INIT("a=%00"),     STR_INIT("a=%ff"), STR_INIT("%gg=1")};
    struct pair *p = NULL;
    size_t n = 0;
    for (size_t i = 0; i < COUNT(bad); i++) {
        fault_clear(&cx);
        if (query_parse(&cx, bad[i], &p, &n) != ERR_INPUT)
            fail_msg("accepted: %s", bad[i].p);
        assert_null(p);
        assert_non_null(cx.error.message);
    }
}

static void test_many_pairs(void **state)
{
    (void)state;
    struct str s = {0};
    struct pair *p;
    size_t n;
    for (int i = 0; i < QUERY_PAIRS_MAX; i++)
        s = str_fmt(cx.arena, "%.*s&k%d=v", STR_ARG(s), i);
    assert_int_equal(query_parse(&cx, s, &p, &n), OK);
    s = str_fmt(cx.arena, "%.*s&more=v", STR_ARG(s));
    assert_int_equal(query_parse(&cx, s, &p, &n), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_path, up, down),
        cmocka_unit_test_setup_teardown(test_long_path, up, down),
        cmocka_unit_test_setup_teardown(test_pairs, up, down),
        cmocka_unit_test_setup_teardown(test_hostile_pairs, up, down),
        cmocka_unit_test_setup_teardown(test_many_pairs, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
