/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/time.h"

/* Every day of four centuries against counting on by one. */
static void civil_dates_count_on(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1800, month = 1, mday = 1;
    int weekday = 2; /* 1800-01-01 was a Wednesday */
    for (int64_t day = day_from_civil(1800, 1, 1); year < 2200; day++) {
        int y, m, d;
        day_to_civil(day, &y, &m, &d);
        assert_true(y == year && m == month && d == mday);
        assert_int_equal(day_from_civil(year, month, mday), day);
        assert_int_equal(day_weekday(day), weekday);
        assert_int_equal(day_ymd(day), year * 10000 + month * 100 + mday);
        weekday = (weekday + 1) % 7;
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (++mday > lengths[month - 1] + (leap && month == 2 ? 1 : 0)) {
            mday = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
}

static void days_begin_at_midnight_in_beijing(void **state)
{
    (void)state;
    int64_t day = day_from_civil(2026, 11, 22);
    int64_t start = time_day_start(day);
    assert_int_equal(start, 1795276800000); /* 2026-11-21T16:00:00Z */
    assert_int_equal(time_day_end(day) - start, MS_PER_DAY);
    for (int64_t at = start - 2; at < start + 2; at++)
        assert_int_equal(time_day(at), at < start ? day - 1 : day);
    assert_int_equal(time_day(-1), 0);
    assert_int_equal(time_day(-8LL * MS_PER_HOUR - 1), -1);
    assert_true(time_day(INT64_MAX) > 0);
    assert_true(time_day(INT64_MIN) < 0);
}

static void day_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int ymd; /* 0: refused */
    } rows[] = {
        {"2026-11-22", 20261122},
        {"2026/1/2", 20260102},
        {"2026.11.22", 20261122},
        {"2026年11月22日", 20261122},
        {"2026年1月2日", 20260102},
        {"20261122", 20261122},
        {" 2026-11-22　", 20261122},
        {"2024-02-29", 20240229},
        {"2000-02-29", 20000229},
        {"2026-02-29", 0},
        {"1900-02-29", 0},
        {"2026-13-01", 0},
        {"2026-00-01", 0},
        {"2026-01-00", 0},
        {"2026-04-31", 0},
        {"2026-11/22", 0},
        {"2026-11", 0},
        {"2026年11月22", 0},
        {"2026112", 0},
        {"202611220", 0},
        {"26-11-22", 0},
        {"0000-01-01", 0},
        {"2026-111-2", 0},
        {"", 0},
        {"2026-11-22x", 0},
        {"-2026-11-22", 0},
        {"２０２６-11-22", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t day = 4711;
        bool good = day_parse(str_c(rows[i].text), &day);
        if (good != (rows[i].ymd != 0) || (good && day_ymd(day) != rows[i].ymd))
            fail_msg("%s", rows[i].text);
        if (!good)
            assert_int_equal(day, 4711);
    }
}

static void time_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *out; /* NULL: refused */
        bool date_only;
    } rows[] = {
        {"2026-11-22", "2026-11-22T00:00:00.000+08:00", true},
        {"2026年11月22日 9:08", "2026-11-22T09:08:00.000+08:00", false},
        {"20261122 09:08:07", "2026-11-22T09:08:07.000+08:00", false},
        {"2026-11-22T09:08:07.123+08:00", "2026-11-22T09:08:07.123+08:00", false},
        {"2026-11-22T09:08:07.1Z", "2026-11-22T17:08:07.100+08:00", false},
        {"2026-11-22t09:08:07.123999z", "2026-11-22T17:08:07.123+08:00", false},
        {"2026-11-22T23:59:59-01:30", "2026-11-23T09:29:59.000+08:00", false},
        {"2026/11/22   23:59", "2026-11-22T23:59:00.000+08:00", false},
        {"1969-12-31T23:59:59.999Z", "1970-01-01T07:59:59.999+08:00", false},
        {"9999-12-31T23:59:59.999", "9999-12-31T23:59:59.999+08:00", false},
        {"9999-12-31T23:59:59Z", NULL, false},
        {"0001-01-01T00:00+14:00", NULL, false},
        {"2026-11-22T24:00", NULL, false},
        {"2026-11-22T23:60", NULL, false},
        {"2026-11-22T23:59:60", NULL, false},
        {"2026-11-22T9", NULL, false},
        {"2026-11-22T9:8", NULL, false},
        {"2026-11-22T09:08:07.", NULL, false},
        {"2026-11-22T09:08:07.1234567890", NULL, false},
        {"2026-11-22T09:08+0800", NULL, false},
        {"2026-11-22T09:08+8:00", NULL, false},
        {"2026-11-22T09:08+24:00", NULL, false},
        {"2026-11-22T09:08 Z", NULL, false},
        {"2026-11-22T", NULL, false},
        {"2026-11-2209:08", NULL, false},
        {"09:08", NULL, false},
        {"", NULL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t at = 4711;
        bool date_only = false;
        char text[TIME_TEXT];
        bool good = time_parse(str_c(rows[i].text), &at, &date_only);
        if (good != (rows[i].out != NULL))
            fail_msg("%s", rows[i].text);
        if (good)
            assert_string_equal(time_rfc3339(text, at), rows[i].out);
        else
            assert_int_equal(at, 4711);
        assert_int_equal(date_only, rows[i].date_only);
    }
}

static void texts(void **state)
{
    (void)state;
    char text[TIME_TEXT];
    assert_string_equal(time_human(text, 1795309687123), "2026-11-22 09:08");
    assert_string_equal(day_text(text, 0), "1970-01-01");
    assert_string_equal(time_rfc3339(text, INT64_MAX), "9999-12-31T23:59:59.999+08:00");
    assert_string_equal(time_rfc3339(text, INT64_MIN), "0001-01-01T00:00:00.000+08:00");
    assert_string_equal(day_text(text, INT64_MAX), "9999-12-31");
    assert_string_equal(day_text(text, INT64_MIN), "0001-01-01");
}

static void clocks_run(void **state)
{
    (void)state;
    assert_true(time_wall() > time_day_start(day_from_civil(2020, 1, 1)));
    int64_t before = time_mono();
    assert_true(time_mono() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_dates_count_on),
        cmocka_unit_test(days_begin_at_midnight_in_beijing),
        cmocka_unit_test(day_forms),
        cmocka_unit_test(time_forms),
        cmocka_unit_test(texts),
        cmocka_unit_test(clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
