/* SPDX-License-Identifier: Apache-2.0
 * Answers by type: what fits, what is refused, what raises a demand.
 */
#include "loop/questionnaire_answer.h"

#include "base/arena.h"
#include "base/testing.h"

static const struct question sheet[] = {
    {.question = 1,
     .type = QUESTION_SINGLE,
     .choices = STR_INIT("满意\n一般\n不满意"),
     .required = true},
    {.question = 2, .type = QUESTION_MULTIPLE, .choices = STR_INIT("路\n水\n电\n气")},
    {.question = 3, .type = QUESTION_NUMBER},
    {.question = 4, .type = QUESTION_TEXT},
    {.question = 5, .type = QUESTION_DATE},
    {.question = 6, .type = QUESTION_TEXT, .demand = true},
};

static int setup(void **state)
{
    *state = arena_open((size_t)4 << 20);
    return 0;
}

static int teardown(void **state)
{
    arena_close(*state);
    return 0;
}

static void what_fits(void **state)
{
    struct ctx cx = {.arena = *state};
    struct answers a = {0};
    assert_int_equal(
        answers_read(&cx, sheet, COUNT(sheet),
                     STR("1=3\n2=4, 1\n3=-12.05\n4=灯 坏了\n5=2026-07-01\n6=路灯坏了"), &a),
        OK);
    /* 2: that it was answered, and its two choices in order */
    static const struct answer want[] = {
        {.question = 1, .choice = 3},   {.question = 2},
        {.question = 2, .choice = 1},   {.question = 2, .choice = 4},
        {.question = 3, .num = -12050}, {.question = 4, .words = STR_INIT("灯 坏了")},
        {.question = 5, .num = 20635},
    };
    assert_int_equal(a.n, COUNT(want));
    for (size_t i = 0; i < a.n; i++) {
        assert_int_equal(a.rows[i].question, want[i].question);
        assert_int_equal(a.rows[i].choice, want[i].choice);
        assert_int_equal(a.rows[i].num, want[i].num);
        assert_true(str_eq(a.rows[i].words, want[i].words));
    }
    assert_int_equal(a.demands_n, 1);
    assert_int_equal(a.demands[0].question, 6);
    assert_true(str_eq_c(a.demands[0].words, "路灯坏了"));
}

static void what_does_not(void **state)
{
    static const char *const rows[] = {
        "",
        "2=1",
        "1=",
        "1=0",
        "1=4",
        "1=一",
        "1=1\n1=2",
        "1=1\n7=1",
        "1=1\n0=1",
        "满意",
        "1=1\n2=5",
        "1=1\n2=1;2",
        "1=1\n3=1e3",
        "1=1\n3=1.2345",
        "1=1\n3=10000000000",
        "1=1\n3=--1",
        "1=1\n3=.",
        "1=1\n5=2026-02-30",
        "1=1\n5=7月1日",
        "1=1\n6=灯",
    };
    struct answers a = {.n = 99};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ctx cx = {.arena = *state};
        if (answers_read(&cx, sheet, COUNT(sheet), str_c(rows[i]), &a) != ERR_INPUT)
            fail_msg("taken: %s", rows[i]);
        assert_int_equal(a.n, 99); /* untouched */
    }
}

/* Those who have nothing to ask for write so: no demand, and a required question stays open. */
static void nothing_is_no_demand(void **state)
{
    static const char *const rows[] = {"无", "没有。", "暂无", "/", "无意见"};
    struct question must = sheet[5];
    must.question = 1;
    must.required = true;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ctx cx = {.arena = *state};
        struct answers a = {0};
        struct str said = str_fmt(*state, "1=1\n6=%s", rows[i]);
        assert_int_equal(answers_read(&cx, sheet, COUNT(sheet), said, &a), OK);
        assert_int_equal(a.demands_n, 0);
        said = str_fmt(*state, "1=%s", rows[i]);
        assert_int_equal(answers_read(&cx, &must, 1, said, &a), ERR_INPUT);
    }
}

static void numbers_as_written(void **state)
{
    assert_string_equal(answer_number(*state, 12050).p, "12.05");
    assert_string_equal(answer_number(*state, -500).p, "-0.5");
    assert_string_equal(answer_number(*state, 100000).p, "100");
    assert_string_equal(answer_number(*state, 0).p, "0");
    assert_string_equal(question_choice(*state, &sheet[0], 3).p, "不满意");
    assert_int_equal(question_choice(*state, &sheet[0], 4).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_fits, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_no_demand, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_as_written, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
