/* SPDX-License-Identifier: Apache-2.0 */
#include "api/problem.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/log.h"

/* Last: cmocka has a macro fail(). It is not wanted here. */
#include <cmocka.h>
#undef fail

static struct ctx cx;

static int up(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR + 1);
    cx = (struct ctx){.arena = arena_open(1 << 20), .lang = LANG_EN, .request_id = "r1"};
    return 0;
}

static int down(void **state)
{
    (void)state;
    arena_close(cx.arena);
    return 0;
}

static json_t *read_problem(const struct http_reply *r)
{
    json_t *j = json_loadb(r->body.p, r->body.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(j);
    assert_string_equal(r->type, "application/problem+json");
    assert_int_equal(json_integer_value(json_object_get(j, "status")), r->status);
    assert_string_equal(json_string_value(json_object_get(j, "request_id")), "r1");
    return j;
}

static void test_every_code(void **state)
{
    (void)state;
    for (int e = ERR_INPUT; e < ERR__MAX; e++) {
        struct http_reply r = {.fd = -1};
        fault_clear(&cx);
        problem_reply(&cx, fail(&cx, (enum err)e, "内情", "inner \"detail\""), (struct str){0},
                      &r);
        json_t *j = read_problem(&r);
        assert_int_equal(r.status, err_status((enum err)e));
        assert_string_equal(json_string_value(json_object_get(j, "code")),
                            err_code((enum err)e));
        assert_true(strlen(json_string_value(json_object_get(j, "title"))) > 0);
        /* What went wrong inside is for the log, not for the world. */
        bool hidden = e == ERR_IO || e == ERR_BUG;
        const char *detail = json_string_value(json_object_get(j, "detail"));
        assert_int_equal(strcmp(detail, "inner \"detail\"") != 0, hidden);
        json_decref(j);
    }
}

static void test_members(void **state)
{
    struct http_reply r = {.fd = -1};
    (void)state;
    enum err e = fail_at(&cx, ERR_BUSY, "phone", "忙", "busy");
    cx.error.retry_after_s = 7;
    problem_reply(&cx, e, STR("\"version\":3"), &r);
    json_t *j = read_problem(&r);
    assert_string_equal(json_string_value(json_object_get(j, "field")), "phone");
    assert_int_equal(json_integer_value(json_object_get(j, "version")), 3);
    assert_int_equal(r.headers_n, 1);
    assert_true(str_eq_c(r.headers[0].name, "Retry-After"));
    assert_true(str_eq_c(r.headers[0].value, "7"));
    json_decref(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_code, up, down),
        cmocka_unit_test_setup_teardown(test_members, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
