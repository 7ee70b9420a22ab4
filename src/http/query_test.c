/* SPDX-License-Identifier: Apache-2.0 */
#include "http/query.h"

#include <setjmp.h>
#include <stdarg.h>

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

/* STR() is no constant; tables need one. */
#define LIT(s)                                                                                 \
    {                                                                                          \
        .p = (s), .n = sizeof(s) - 1                                                           \
    }

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
    {LIT("/"), "/"},
    {LIT("/api/v1/demands/123-1"), "/api/v1/demands/123-1"},
    {LIT("/desk/"), "/desk/"},
    {LIT("/%E4%B8%AD"), "/中"},
    {LIT("/a+b"), "/a+b"},
    {LIT(""), NULL},
    {LIT("a"), NULL},
    {LIT("*"), NULL},
    {LIT("http://x/y"), NULL},
    {LIT("//etc/passwd"), NULL},
    {LIT("/a//b"), NULL},
    {LIT("/../etc"), NULL},
    {LIT("/a/.."), NULL},
    {LIT("/./a"), NULL},
    {LIT("/%2e%2e/etc"), NULL},
    {LIT("/a%2fb"), NULL},
    {LIT("/a%252fb"), NULL},
    {LIT("/a%5cb"), NULL},
    {LIT("/a\\b"), NULL},
    {LIT("/a%00b"), NULL},
    {LIT("/a\0b"), NULL},
    {LIT("/a%0ab"), NULL},
    {LIT("/%"), NULL},
    {LIT("/%4"), NULL},
    {LIT("/%zz"), NULL},
    {LIT("/%ff"), NULL},
    {LIT("/%c0%af"), NULL},
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
    static const struct str bad[] = {LIT("a=1&a=2"), LIT("a=1&%61=2"), LIT("=1"),
                                     LIT("a=%"),     LIT("a=%0"),      LIT("a=%00"),
                                     LIT("a=%ff"),   LIT("%gg=1")};
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
