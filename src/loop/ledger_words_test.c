/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_words.h"

#include "base/testing.h"
#include "base/time.h"

static void test_standing(void **state)
{
    static const struct {
        const char *said;
        enum ledger_standing want;
        int own;
    } rows[] = {
        {"", STANDS_UNSAID, 0},
        {"未办结", STANDS_HANDLING, 0}, /* not "办结" */
        {"已办结", STANDS_DONE, 0},
        {"已办结（已回访）", STANDS_DONE, 0},
        {"处理中", STANDS_HANDLING, 0},
        {"超时", STANDS_HANDLING, 0},
        {"未处理", STANDS_RECEIVED, 0},
        {"待甄别", STANDS_EXACT, DEMAND_RECEIVED},
        {"办理中", STANDS_HANDLING, 0},
        {"已受理", STANDS_VALID, 0},
        {"群众认可", STANDS_EXACT, DEMAND_ACCEPTED},
        {"no_verdict", STANDS_EXACT, DEMAND_NO_VERDICT},
        {"已答复", STANDS_DONE, 0},
        {"撤单", STANDS_EXACT, DEMAND_WITHDRAWN},
        {"无效诉求", STANDS_EXACT, DEMAND_EXPLAINED},
        {"第七天", STANDS_UNKNOWN, 0},
    };
    struct arena *a = arena_open(1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int own = 0;
        if (ledger_standing(a, str_c(rows[i].said), &own) != rows[i].want || own != rows[i].own)
            fail_msg("%s", rows[i].said);
    }
    arena_close(a);
}

static void test_verdict_words(void **state)
{
    int v = -1;
    (void)state;
    assert_true(ledger_grade(STR("非常不满意"), &v) && v == GRADE_VERY_BAD);
    assert_true(ledger_grade(STR("满意"), &v) && v == GRADE_GOOD);
    assert_true(ledger_grade(STR("否"), &v) && v == GRADE_BAD);
    assert_true(ledger_grade(STR(""), &v) && v == GRADE_NONE);
    assert_false(ledger_grade(STR("八成"), &v));
    assert_true(ledger_yesno(STR("未解决"), &v) && v == YN_NO);
    assert_true(ledger_yesno(STR("部分解决"), &v) && v == YN_PARTLY);
    assert_false(ledger_yesno(STR("也许"), &v));
    assert_true(ledger_level(STR("街道级"), &v) && v == LEVEL_STREET);
    assert_false(ledger_level(STR("省级"), &v));
}

static void test_lengths(void **state)
{
    static const struct {
        const char *said;
        int64_t n;
        int unit;
    } good[] = {
        {"15个工作日", 15, SPAN_WORKDAYS}, {"15", 15, SPAN_WORKDAYS},  {"30日", 30, SPAN_DAYS},
        {"30 天", 30, SPAN_DAYS},          {"48小时", 48, SPAN_HOURS}, {"0天", 0, SPAN_DAYS},
    };
    static const char *const bad[] = {"",         "日",    "十五日", "2024-05-01",
                                      "20240501", "5个月", "-3"};
    struct span_length len;
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        if (!ledger_length(str_c(good[i].said), &len) || len.length != good[i].n ||
            len.unit != good[i].unit || !len.set)
            fail_msg("%s", good[i].said);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (ledger_length(str_c(bad[i]), &len))
            fail_msg("%s", bad[i]);
}

static void test_serials(void **state)
{
    char text[TIME_TEXT];
    int64_t at = 0;
    bool date_only = false;
    (void)state;
    assert_true(ledger_serial(43623, &at, &date_only) && date_only);
    assert_string_equal(time_human(text, at), "2019-06-07 00:00");
    assert_true(ledger_serial(43623.75, &at, &date_only) && !date_only);
    assert_string_equal(time_human(text, at), "2019-06-07 18:00");
    /* Seconds survive the fraction. */
    assert_true(ledger_serial(43623.397326388891, &at, &date_only));
    assert_string_equal(time_rfc3339(text, at), "2019-06-07T09:32:09.000+08:00");
    assert_false(ledger_serial(2549, &at, &date_only));
    assert_false(ledger_serial(20190607, &at, &date_only));
    assert_false(ledger_serial(0.0 / 1.0, &at, &date_only));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standing),
        cmocka_unit_test(test_verdict_words),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_serials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
