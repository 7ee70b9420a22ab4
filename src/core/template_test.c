/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#undef fail /* the macro; ours is base/err.h */

#include "base/testing.h"
#include "core/app.h"
#include "core/org.h"

#define ONE(code, zh, grants)                                                                  \
    "{\"code\":\"" code "\",\"zh\":\"" zh "\",\"en\":\"" code "\",\"grants\":[" grants "]}"
#define GRANT(role, at) "{\"role\":\"" role "\",\"at\":\"" at "\"}"
#define FILE_OF(list) "{\"templates\":[" list "]}"

static void test_files(void **state)
{
    static const struct {
        const char *text;
        enum err want;
    } t[] = {
        {FILE_OF(ONE("h", "承办", GRANT("handler", "unit"))), OK},
        {FILE_OF(ONE("h", "承办", GRANT("handler", "unit")) "," ONE(
             "r", "审核", GRANT("reviewer", "above"))),
         OK},
        {FILE_OF(""), ERR_INPUT},
        {"{}", ERR_INPUT},
        {"[]", ERR_INPUT},
        {FILE_OF(ONE("h", "承办", "")), ERR_INPUT},
        {FILE_OF(ONE("h", "承办", GRANT("king", "unit"))), ERR_INPUT},
        {FILE_OF(ONE("h", "承办", GRANT("citizen", "unit"))), ERR_INPUT},
        {FILE_OF(ONE("h", "承办", GRANT("handler", "moon"))), ERR_INPUT},
        {FILE_OF(ONE("h", "承、办", GRANT("handler", "unit"))), ERR_INPUT},
        {FILE_OF(
             ONE("h", "承办", GRANT("admin_system", "root") "," GRANT("admin_audit", "root"))),
         ERR_INPUT},
        {FILE_OF(ONE("h", "承办", GRANT("handler", "unit")) "," ONE(
             "r", "承办", GRANT("reviewer", "above"))),
         ERR_INPUT}, /* a name twice */
    };
    struct app app = {0};
    struct ctx cx;
    (void)state;
    app_ctx(&app, arena_open(8 << 20), LANG_ZH, &cx);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct template_set set = {0};
        enum err e = template_parse(&cx, "t", str_c(t[i].text), &set);
        if (e != t[i].want)
            print_error("%s: %s\n", t[i].text, err_code(e));
        assert_int_equal(e, t[i].want);
        fault_clear(&cx);
    }
    arena_close(cx.arena);
}

static void test_where_a_grant_holds(void **state)
{
    struct app app = {.root_unit = 1};
    struct ctx cx;
    const struct unit root = {.id = 1}, bureau = {.id = 2, .parent_id = 1},
                      team = {.id = 3, .parent_id = 2};
    static const struct {
        int at;
        int64_t of_root, of_bureau, of_team;
    } t[] = {
        {TEMPLATE_AT_UNIT, 1, 2, 3}, {TEMPLATE_AT_ABOVE, 1, 1, 2}, {TEMPLATE_AT_ROOT, 1, 1, 1}};
    (void)state;
    app_ctx(&app, arena_open(1 << 20), LANG_ZH, &cx);
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct template_grant g = {.role = ROLE_HANDLER, .at = t[i].at};
        assert_int_equal(template_unit(&cx, &g, &root), t[i].of_root);
        assert_int_equal(template_unit(&cx, &g, &bureau), t[i].of_bureau);
        assert_int_equal(template_unit(&cx, &g, &team), t[i].of_team);
    }
    arena_close(cx.arena);
}

static void test_clash(void **state)
{
    struct app app = {0};
    struct ctx cx;
    (void)state;
    app_ctx(&app, arena_open(1 << 20), LANG_ZH, &cx);
    assert_null(template_clash(&cx, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD)));
    assert_string_equal(template_clash(&cx, BIT(ROLE_HANDLER) | BIT(ROLE_REVIEWER)),
                        "“承办人”和“审核员”");
    assert_non_null(template_clash(&cx, BIT(ROLE_HEAD) | BIT(ROLE_CALLBACK)));
    assert_null(template_clash(&cx, BIT(ROLE_HEAD) | BIT(ROLE_LEADER)));
    arena_close(cx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_where_a_grant_holds),
        cmocka_unit_test(test_clash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
