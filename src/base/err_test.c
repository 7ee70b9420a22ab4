/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/ctx.h"
#include "base/err.h"

static void every_outcome_has_status_code_and_exit(void **state)
{
    (void)state;
    static const struct {
        enum err code;
        int status;
        const char *text;
        int exit;
    } rows[] = {
        {OK, 200, "ok", 0},
        {ERR_INPUT, 400, "input", 2},
        {ERR_LOGIN, 401, "login", 3},
        {ERR_DENIED, 403, "denied", 3},
        {ERR_NOT_FOUND, 404, "not_found", 4},
        {ERR_CONFLICT, 409, "conflict", 5},
        {ERR_STALE, 412, "stale", 5},
        {ERR_TOO_LARGE, 413, "too_large", 1},
        {ERR_REUSED, 422, "reused", 1},
        {ERR_UNVERSIONED, 428, "unversioned", 1},
        {ERR_LIMIT, 429, "limit", 6},
        {ERR_IO, 500, "io", 1},
        {ERR_BUG, 500, "bug", 1},
        {ERR_BUSY, 503, "busy", 6},
    };
    assert_int_equal(sizeof rows / sizeof rows[0], ERR__MAX);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rows[i].code, i);
        assert_int_equal(err_status(rows[i].code), rows[i].status);
        assert_string_equal(err_code(rows[i].code), rows[i].text);
        assert_int_equal(err_exit(rows[i].code), rows[i].exit);
    }
}

static void the_first_description_wins_in_the_right_language(void **state)
{
    (void)state;
    struct ctx cx = {.arena = arena_open(10000), .lang = LANG_ZH};
    char field[] = "place_id";
    assert_int_equal(
        fail_at(&cx, ERR_CONFLICT, field, "事项 %s 已销号", "matter %s is closed", "1"),
        ERR_CONFLICT);
    field[0] = 'X';
    assert_int_equal(fail(&cx, ERR_IO, "后来", "later"), ERR_IO);
    assert_int_equal(cx.error.code, ERR_CONFLICT);
    assert_string_equal(cx.error.message, "事项 1 已销号");
    assert_string_equal(cx.error.field, "place_id");
    fault_clear(&cx);
    assert_int_equal(cx.error.code, OK);
    assert_null(cx.error.message);
    assert_null(cx.error.field);
    cx.lang = LANG_EN;
    assert_int_equal(fail(&cx, ERR_BUSY, "忙 %d", "busy %d", 7), ERR_BUSY);
    assert_string_equal(cx.error.message, "busy 7");
    assert_null(cx.error.field);
    arena_close(cx.arena);
}

static void a_failure_outlives_the_arena_it_was_said_in(void **state)
{
    (void)state;
    struct ctx cx = {.arena = arena_open(10000), .lang = LANG_ZH}, own = cx;
    own.arena = arena_open(10000);
    assert_int_equal(fail_at(&own, ERR_BUSY, "words", "忙", "busy"), ERR_BUSY);
    assert_int_equal(fault_from(&cx, &own, ERR_BUSY), ERR_BUSY);
    arena_close(own.arena);
    assert_int_equal(cx.error.code, ERR_BUSY);
    assert_string_equal(cx.error.message, "忙");
    assert_null(cx.error.field);
    arena_close(cx.arena);
}

static enum err passed_up(enum err code, int *went_on)
{
    TRY(code);
    *went_on = 1;
    return OK;
}

static void try_passes_up(void **state)
{
    (void)state;
    int went_on = 0;
    assert_int_equal(passed_up(ERR_STALE, &went_on), ERR_STALE);
    assert_int_equal(went_on, 0);
    assert_int_equal(passed_up(OK, &went_on), OK);
    assert_int_equal(went_on, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome_has_status_code_and_exit),
        cmocka_unit_test(the_first_description_wins_in_the_right_language),
        cmocka_unit_test(a_failure_outlives_the_arena_it_was_said_in),
        cmocka_unit_test(try_passes_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
