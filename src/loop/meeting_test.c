/* SPDX-License-Identifier: Apache-2.0
 * When a kind of meeting comes round, and whose turn it is to lead.
 */
#include "loop/meeting.h"

#include "base/time.h"
#include "core/calendar.h"
#include "loop/testing.h"

static int64_t at(const char *text)
{
    int64_t out = 0;
    bool date_only = false;
    assert_true(time_parse(str_c(text), &out, &date_only));
    return out;
}

static void comes_round(void **state)
{
    static const struct {
        int cycle;
        int64_t weekday;
        const char *after, *next;
    } rows[] = {
        /* 2026-11-22 is a Sunday. */
        {MEETING_WEEK, 1, "2026-11-22 12:00", "2026-11-23 09:00"},
        {MEETING_WEEK, 1, "2026-11-23 08:59", "2026-11-23 09:00"},
        {MEETING_WEEK, 1, "2026-11-23 09:00", "2026-11-30 09:00"},
        {MEETING_WEEK, 5, "2026-11-23 09:00", "2026-11-27 09:00"},
        /* Monday 2026-02-16 to 23 is the Spring Festival: the first working day after it. */
        {MEETING_WEEK, 1, "2026-02-23 10:00", "2026-02-24 09:00"},
        /* The last day of May 2026 is a Sunday; of November a Monday. */
        {MEETING_MONTH, 1, "2026-05-20 09:00", "2026-05-29 09:00"},
        {MEETING_MONTH, 1, "2026-11-30 08:00", "2026-11-30 09:00"},
        {MEETING_MONTH, 1, "2026-11-30 09:00", "2026-12-31 09:00"},
    };
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct meeting_kind k = {
            .cycle = rows[i].cycle, .weekday = rows[i].weekday, .minute = 540};
        assert_int_equal(meeting_next(o->app.calendar, &k, at(rows[i].after)),
                         at(rows[i].next));
    }
    const struct meeting_kind any = {.cycle = MEETING_ANY, .minute = 540};
    assert_int_equal(meeting_next(o->app.calendar, &any, at("2026-11-22 12:00")), 0);
    office_close(o);
}

static void bodies_lead_in_turn(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const struct meeting_kind two = {.leads = STR_INIT("4,5")}, none = {.leads = STR_INIT("")};
    (void)state;
    assert_int_equal(meeting_turn(&o->cx, &two, 0), 4);
    assert_int_equal(meeting_turn(&o->cx, &two, 4), 5);
    assert_int_equal(meeting_turn(&o->cx, &two, 5), 4);
    assert_int_equal(meeting_turn(&o->cx, &two, 99), 4); /* led by somebody else once */
    assert_int_equal(meeting_turn(&o->cx, &none, 4), 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_round),
        cmocka_unit_test(bodies_lead_in_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
