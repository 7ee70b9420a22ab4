/* SPDX-License-Identifier: Apache-2.0 */
#include "core/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "core/calendar_sample.h"

static struct arena *arena;
static const struct calendar *cal;

static int setup(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    cal = calendar_sample(arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static int64_t at(const char *text)
{
    int64_t t;
    bool date_only;
    assert_true(time_parse(str_c(text), &t, &date_only));
    return t;
}

static struct clock running(int kind, const char *start, int64_t length, int span)
{
    struct clock k = {.kind = kind,
                      .started_at = at(start),
                      .length = length,
                      .span = span,
                      .source = STR("mechanism")};
    clock_reckon(cal, true, &k);
    return k;
}

/* All of rules.md B4-5, and the corners of the header. Due is 24:00 of the day named. */
static void test_due(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int64_t n;
        enum span_unit unit;
        bool roll;
        const char *due;
    } rows[] = {
        {"2023-02-26", 5, SPAN_WORKDAYS, true, "2023-03-04"},
        {"2023-11-16", 15, SPAN_WORKDAYS, true, "2023-12-08"},
        {"2023-01-19", 5, SPAN_WORKDAYS, true, "2023-02-01"},
        {"2023-09-28", 15, SPAN_WORKDAYS, true, "2023-10-26"},
        {"2024-02-08", 5, SPAN_WORKDAYS, true, "2024-02-22"},
        {"2024-09-30", 5, SPAN_WORKDAYS, true, "2024-10-13"},
        {"2025-09-26", 5, SPAN_WORKDAYS, true, "2025-10-11"},
        {"2025-12-29", 5, SPAN_WORKDAYS, true, "2026-01-07"},
        {"2026-02-13", 5, SPAN_WORKDAYS, true, "2026-02-28"},
        {"2026-09-18", 5, SPAN_WORKDAYS, true, "2026-09-25"},
        {"2026-09-30", 15, SPAN_WORKDAYS, true, "2026-10-28"},
        {"2022-12-30", 5, SPAN_WORKDAYS, true, "2023-01-10"},
        {"2026-01-30", 15, SPAN_DAYS, true, "2026-02-15"},
        {"2025-08-02", 60, SPAN_DAYS, true, "2025-10-10"},
        {"2025-08-02", 60, SPAN_DAYS, false, "2025-10-02"},
        {"2026-07-03", 90, SPAN_DAYS, true, "2026-10-09"},
        {"2026-10-03 23:59:59", 0, SPAN_DAYS, true, "2026-10-04"}, /* JN-18, on a rest day */
        {"2026-10-03 10:00", 0, SPAN_WORKDAYS, true, "2026-10-04"},
        {"2026-10-03 10:00:59", 2, SPAN_HOURS, true, "2026-10-03 12:00"},
        {"2026-12-31 23:30", 1, SPAN_HOURS, true, "2027-01-01 00:30"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool provisional = false;
        assert_int_equal(clock_due(cal, at(rows[i].start), rows[i].n, rows[i].unit,
                                   rows[i].roll, &provisional),
                         at(rows[i].due));
        assert_int_equal(provisional, str_starts(str_c(rows[i].start), "2022"));
    }
}

static void test_provisional(void **state)
{
    (void)state;
    struct clock k = running(CLOCK_FEEDBACK, "2026-12-30 09:00", 5, SPAN_WORKDAYS);
    assert_true(k.provisional);
    k = running(CLOCK_CLOSE, "2026-12-30 09:00", 15, SPAN_DAYS);
    assert_true(k.provisional); /* whether its last day rests is not known */
    bool provisional = false;
    clock_due(cal, at("2026-12-30 09:00"), 15, SPAN_DAYS, false, &provisional);
    assert_false(provisional);
    k.started_at = at("2026-03-02");
    clock_reckon(cal, true, &k);
    assert_false(k.provisional);
}

static void test_kept(void **state)
{
    (void)state;
    static const char *const kept[] = {"upstream", "taken_over", "stage"};
    for (size_t i = 0; i < COUNT(kept); i++) {
        struct clock k = {.started_at = at("2026-03-02"),
                          .length = 5,
                          .span = SPAN_WORKDAYS,
                          .due_at = at("2026-03-04 17:30"),
                          .source = str_c(kept[i])};
        clock_reckon(cal, true, &k);
        assert_int_equal(k.due_at, at("2026-03-04 17:30"));
        clock_pause(&k, at("2026-03-03 10:00"));
        clock_resume(cal, true, &k, at("2026-03-09 10:00"));
        assert_int_equal(k.due_at, at("2026-03-04 17:30"));
        assert_int_equal(k.extra, 0);
    }
    struct clock k = running(CLOCK_FEEDBACK, "2026-03-02", 5, SPAN_WORKDAYS);
    k.source = STR("granted");
    k.extra = 3;
    clock_reckon(cal, true, &k);
    assert_int_equal(k.due_at, at("2026-03-13"));
}

/* Review days are not counted and at least one working day is left (domain.md, Clocks). */
static void test_pause(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int64_t n;
        enum span_unit unit;
        const char *pause, *resume;
        int64_t extra;
        const char *due;
    } rows[] = {
        /* handed in on day 2 of 5, three working days in review */
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-04 16:00", "2026-03-09 09:00", 3,
         "2026-03-13"},
        /* the same day: nothing passed */
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-04 09:00", "2026-03-04 16:00", 0,
         "2026-03-10"},
        /* on its last day, back on the same day: one working day is left */
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-09 09:00", "2026-03-09 16:00", 1,
         "2026-03-11"},
        /* resumed on a Saturday: Monday is left */
        {"2026-03-02 09:00", 4, SPAN_WORKDAYS, "2026-03-06 09:00", "2026-03-07 09:00", 1,
         "2026-03-10"},
        /* overdue when paused stays overdue */
        {"2026-03-02 09:00", 1, SPAN_WORKDAYS, "2026-03-05 09:00", "2026-03-06 09:00", 1,
         "2026-03-05"},
        /* calendar days: due on 10-01, rolled over the holiday to 10-08; 5 days in review */
        {"2026-07-03 09:00", 90, SPAN_DAYS, "2026-09-14 09:00", "2026-09-19 09:00", 5,
         "2026-10-09"},
        /* calendar days used up: the next working day is left, and not what a weekend is */
        {"2026-03-02 09:00", 4, SPAN_DAYS, "2026-03-06 09:00", "2026-03-06 16:00", 3,
         "2026-03-10"},
        {"2026-03-02 09:00", 8, SPAN_HOURS, "2026-03-02 10:00", "2026-03-02 12:10", 3,
         "2026-03-02 20:00"},
        {"2026-03-02 09:00", 2, SPAN_HOURS, "2026-03-02 10:59", "2026-03-02 11:00", 1,
         "2026-03-02 12:00"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct clock k = running(CLOCK_FEEDBACK, rows[i].start, rows[i].n, (int)rows[i].unit);
        clock_pause(&k, at(rows[i].pause));
        clock_pause(&k, at(rows[i].resume)); /* a second pause does nothing */
        clock_resume(cal, true, &k, at(rows[i].resume));
        assert_int_equal(k.extra, rows[i].extra);
        assert_int_equal(k.due_at, at(rows[i].due));
        assert_int_equal(k.paused_at, 0);
        clock_resume(cal, true, &k, at("2026-12-01"));
        assert_int_equal(k.extra, rows[i].extra);
    }
}

static void test_use(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int64_t n;
        enum span_unit unit;
        const char *at;
        int64_t used, left;
    } rows[] = {
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-02 15:00", 0, 5},
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-04 00:00", 2, 3},
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-09 23:59", 5, 0},
        {"2026-03-02 09:00", 5, SPAN_WORKDAYS, "2026-03-10 08:00", 6, -1},
        {"2026-03-02 09:00", 4, SPAN_WORKDAYS, "2026-03-07 08:00", 4, -1}, /* Saturday */
        {"2026-03-02 09:00", 4, SPAN_WORKDAYS, "2026-03-09 08:00", 5, -1},
        {"2026-03-02 09:00", 4, SPAN_WORKDAYS, "2026-03-10 08:00", 6, -2},
        {"2026-03-02 09:00", 15, SPAN_DAYS, "2026-03-07 08:00", 5, 10},
        {"2026-03-02 09:00", 15, SPAN_DAYS, "2026-03-20 08:00", 18, -3},
        {"2026-03-02 09:00", 4, SPAN_HOURS, "2026-03-02 10:30", 1, 2},
        {"2026-03-02 09:00", 4, SPAN_HOURS, "2026-03-02 13:00", 4, 0},
        {"2026-03-02 09:00", 4, SPAN_HOURS, "2026-03-02 13:01", 4, -1},
    };
    int64_t used, left;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct clock k = running(CLOCK_FEEDBACK, rows[i].start, rows[i].n, (int)rows[i].unit);
        clock_use(cal, &k, at(rows[i].at), &used, &left);
        assert_int_equal(used, rows[i].used);
        assert_int_equal(left, rows[i].left);
    }
    struct clock k = running(CLOCK_FEEDBACK, "2026-03-02 09:00", 5, SPAN_WORKDAYS);
    k.stopped_at = at("2026-03-04 10:00");
    clock_use(cal, &k, at("2026-05-01"), &used, &left);
    assert_int_equal(used, 2);
    assert_int_equal(left, 3);
}

static struct str explained(enum lang lang, const struct clock *k, const char *now)
{
    struct ctx cx = {.arena = arena, .lang = lang, .now = at(now)};
    struct buf b;
    buf_init(&b, arena, 1 << 16);
    clock_explain(&cx, cal, true, k, &b);
    assert_true(buf_ok(&b));
    return buf_done(&b);
}

static void test_explain_workdays(void **state)
{
    (void)state;
    struct clock k = running(CLOCK_FEEDBACK, "2024-02-08 10:00", 5, SPAN_WORKDAYS);
    assert_string_equal(explained(LANG_ZH, &k, "2024-02-19 09:00").p,
                        "书面反馈时限：5个工作日\n"
                        "起算：2024-02-08 10:00（周四，交办），当日不计\n"
                        "2024-02-10 至 2024-02-17 春节放假8天，不计\n"
                        "2024-02-18（周日）春节调休上班，计入\n"
                        "届满：2024-02-21 24:00（周三）\n"
                        "已用3个工作日，剩余2个工作日\n");
    assert_string_equal(explained(LANG_EN, &k, "2024-02-22 09:00").p,
                        "Limit for written feedback: 5 working days\n"
                        "Starts: 2024-02-08 10:00 (Thu, dispatched), this day is not counted\n"
                        "2024-02-10 to 2024-02-17 春节 holiday, 8 days not counted\n"
                        "2024-02-18 (Sun) 春节 make-up working day, counted\n"
                        "Due: 2024-02-21 24:00 (Wed)\n"
                        "Used: 6 working days; overdue: 1 working day\n");
}

static void test_explain_weekends_and_pause(void **state)
{
    (void)state;
    struct clock k = running(CLOCK_FEEDBACK, "2023-11-16 16:00", 15, SPAN_WORKDAYS);
    k.extra = 2;
    clock_reckon(cal, true, &k);
    k.paused_at = at("2023-11-20 09:00");
    k.source = STR("granted");
    assert_string_equal(
        explained(LANG_ZH, &k, "2023-11-30 09:00").p,
        "书面反馈时限：15个工作日\n"
        "起算：2023-11-16 16:00（周四，交办），当日不计\n"
        "期限经批准\n"
        "周末不计：2023-11-18 至 2023-11-19；2023-11-25 至 2023-11-26；2023-12-02 至 "
        "2023-12-03；2023-12-09 至 2023-12-10，共8天\n"
        "延期和暂停另加：2个工作日\n"
        "自 2023-11-20 09:00 起暂停计时\n"
        "届满：2023-12-11 24:00（周一）\n"
        "已用2个工作日，剩余15个工作日\n");
}

static void test_explain_days(void **state)
{
    (void)state;
    struct clock k = running(CLOCK_CLOSE, "2025-08-02 09:00", 60, SPAN_DAYS);
    k.stopped_at = at("2025-09-01 10:00");
    assert_string_equal(explained(LANG_ZH, &k, "2025-12-01").p,
                        "办结销号时限：60日\n"
                        "起算：2025-08-02 09:00（周六，首次交办），当日不计\n"
                        "满期日 2025-10-01（周三）为休息日，顺延至其后第一个工作日 2025-10-09\n"
                        "届满：2025-10-09 24:00（周四）\n"
                        "已于 2025-09-01 10:00 停止计时\n"
                        "已用30日，剩余38日\n");
    k = running(CLOCK_CLOSE, "2026-12-20 09:00", 15, SPAN_DAYS);
    assert_string_equal(
        explained(LANG_EN, &k, "2026-12-21").p,
        "Limit for closing: 15 calendar days\n"
        "Starts: 2026-12-20 09:00 (Sun, first dispatched), this day is not counted\n"
        "Due: 2027-01-04 24:00 (Mon)\n"
        "The holidays of 2027 are not published yet: reckoned by weekends alone, provisional\n"
        "Used: 1 calendar day; left: 14 calendar days\n");
}

static void test_explain_hours_and_kept(void **state)
{
    (void)state;
    struct clock k = running(CLOCK_ARRIVE, "2026-10-03 10:00", 2, SPAN_HOURS);
    assert_string_equal(explained(LANG_ZH, &k, "2026-10-03 11:00").p,
                        "报到时限：2小时\n"
                        "起算：2026-10-03 10:00（周六，吹哨），从该分钟起按小时连续计算\n"
                        "届满：2026-10-03 12:00（周六）\n"
                        "已用1小时，剩余1小时\n");
    struct clock u = {.kind = CLOCK_REPLY,
                      .started_at = at("2026-03-02 09:00"),
                      .span = SPAN_WORKDAYS,
                      .due_at = at("2026-03-04 17:30"),
                      .source = STR("upstream")};
    assert_string_equal(explained(LANG_ZH, &u, "2026-03-03 09:00").p,
                        "答复群众时限\n"
                        "起算：2026-03-02 09:00（周一，群众反映或发现之时）\n"
                        "期限由上级工单带来，按原期限执行，不另行计算\n"
                        "届满：2026-03-04 17:30（周三）\n"
                        "已用1个工作日，剩余1个工作日\n");
    k = running(CLOCK_CLOSE, "2026-10-03 10:00", 0, SPAN_DAYS);
    assert_true(str_has(explained(LANG_ZH, &k, "2026-10-03 11:00"), "，当日24:00前\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_provisional),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_use),
        cmocka_unit_test(test_explain_workdays),
        cmocka_unit_test(test_explain_weekends_and_pause),
        cmocka_unit_test(test_explain_days),
        cmocka_unit_test(test_explain_hours_and_kept),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
