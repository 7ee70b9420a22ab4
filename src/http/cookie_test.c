/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

#include <setjmp.h>
#include <stdarg.h>

#include "base/arena.h"
#include "base/field.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

static const struct {
    const char *header, *value;
} cases[] = {
    {"hy_s=abc", "abc"},
    {"a=1; hy_s=abc; b=2", "abc"},
    {"a=1;hy_s=abc", "abc"},
    {" hy_s=abc ", "abc"},
    {"hy_s=a=b", "a=b"},
    {"", ""},
    {"hy_s", ""},
    {"hy_s=", ""},
    {"hy_sx=abc", ""},
    {"xhy_s=abc", ""},
    {"HY_S=abc", ""},
    {"hy_s=abc; hy_s=def", ""},
    {"hy_s=; hy_s=def", ""},
    {"hy_s=a b", ""},
    {"hy_s=\"abc\"", ""},
    {"hy_s=a,b", ""},
    {"hy_s=\xff", ""},
    {";;;;", ""},
    {"=abc; hy_s=x", "x"},
};

static void test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str v = cookie_find(str_c(cases[i].header), "hy_s");
        if (!str_eq_c(v, cases[i].value))
            fail_msg("%s gives %.*s", cases[i].header, STR_ARG(v));
    }
}

static void test_make(void **state)
{
    (void)state;
    struct arena *a = arena_open(4096);
    assert_string_equal(cookie_make(a, "hy_s", STR("x"), -1, true).p,
                        "hy_s=x; Path=/; HttpOnly; SameSite=Strict; Secure");
    assert_string_equal(cookie_make(a, "hy_s", STR(""), 0, false).p,
                        "hy_s=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
