/* SPDX-License-Identifier: Apache-2.0
 * The monthly analysis as it stood: what changed since the month ended changes nothing in it.
 */
#include <string.h>

#include "base/time.h"
#include "core/mechanism.h"
#include "loop/month_report.h"
#include "loop/testing.h"

static struct str said(struct office *o, const char *day, const char *class)
{
    o->cx.now = noon(day);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct str num = kept(o, hand_in(o, "路灯坏了，夜里走路看不见"));
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, num, "screen-valid",
         str_fmt(o->cx.arena, "{\"class\":\"%s\"}", class).p);
    return num;
}

static void look(struct office *o, const char *month, enum month_stand stand,
                 struct month_report *r)
{
    const struct month_query q = {.month = str_c(month), .stand = stand};
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(month_report_read(&o->cx, &q, r), OK);
}

/* Of a class; -1: it has no row. */
static int64_t demands_of(const struct month_report *r, const char *code)
{
    for (size_t i = 0; i < r->classes.n; i++)
        if (str_eq_c(r->classes.p[i].code, code))
            return r->classes.p[i].sums.demands;
    return -1;
}

/* Of a year: one said long before, one in September, two in October; in November the first is
 * withdrawn and one of October's is found to be of another class. */
static struct office *year(struct str *old, struct str *late)
{
    struct office *o = office_open("bazhou", noon("2026-06-10"));
    *old = said(o, "2026-06-10", "municipal");
    (void)said(o, "2026-09-20", "municipal");
    (void)said(o, "2026-10-05", "municipal");
    *late = said(o, "2026-10-31", "municipal");
    o->cx.now = noon("2026-11-03");
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, *old, "withdraw", "{\"evidence\":\"电话\"}");
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, *late, "correct", "{\"class\":\"estate\",\"reason\":\"归类有误\"}");
    o->cx.now = noon("2026-11-10");
    return o;
}

static void what_came_later_changes_nothing(void **state)
{
    struct str old, late;
    struct month_report r;
    struct office *o = year(&old, &late);
    (void)state;
    look(o, "2026-10", MONTH_THEN, &r);
    assert_int_equal(r.at, time_day_end(r.last_day));
    assert_int_equal(r.all.demands, 2);
    assert_int_equal(r.all.before, 1);
    assert_int_equal(r.all.unsolved, 1); /* it was withdrawn only in November */
    assert_int_equal(r.worst_n, 1);
    assert_int_equal(r.worst[0].days, 143); /* 10 June to 31 October */
    assert_int_equal(demands_of(&r, "municipal"), 2);
    assert_int_equal(demands_of(&r, "estate"), -1);
    look(o, "2026-10", MONTH_NOW, &r);
    assert_int_equal(r.at, 0);
    assert_int_equal(r.all.demands, 2);
    assert_int_equal(r.all.unsolved, 0);
    assert_int_equal(demands_of(&r, "municipal"), 1);
    assert_int_equal(demands_of(&r, "estate"), 1);
    /* In June itself it was not old yet; in September it was. */
    look(o, "2026-06", MONTH_THEN, &r);
    assert_int_equal(r.all.demands, 1);
    assert_int_equal(r.all.unsolved, 0);
    look(o, "2026-09", MONTH_THEN, &r);
    assert_int_equal(r.all.unsolved, 1);
    office_close(o);
}

/* Ninety days are reached on the ninetieth, by the calendar. */
static void unsolved_to_the_day(void **state)
{
    struct month_report r;
    struct office *o = office_open("bazhou", noon("2026-08-02"));
    (void)state;
    assert_int_equal(writable(o)->unsolved_days, 90);
    (void)said(o, "2026-08-02", "municipal"); /* 31 October is the ninetieth day */
    (void)said(o, "2026-08-03", "municipal");
    o->cx.now = noon("2026-11-01");
    look(o, "2026-10", MONTH_THEN, &r);
    assert_int_equal(r.all.unsolved, 1);
    assert_int_equal(r.worst[0].days, 90);
    writable(o)->unsolved_days = 91;
    look(o, "2026-10", MONTH_THEN, &r);
    assert_int_equal(r.all.unsolved, 0);
    office_close(o);
}

static void a_class_counts_what_lies_under_it(void **state)
{
    struct str old, late;
    struct month_report r;
    struct office *o = year(&old, &late);
    (void)state;
    struct choices *classes = &writable(o)->classes;
    struct choice *own = NEWS(o->keep, struct choice, classes->n);
    for (size_t i = 0; i < classes->n; i++) {
        own[i] = classes->p[i];
        if (str_eq_c(own[i].code, "municipal"))
            own[i].parent = STR("service");
    }
    classes->p = own;
    look(o, "2026-10", MONTH_NOW, &r);
    assert_int_equal(r.classes.n, 3);
    assert_string_equal(r.classes.p[0].code.p, "service");
    assert_int_equal(r.classes.p[0].sums.demands, 1);
    assert_int_equal(r.classes.p[0].sums.before, 1);
    assert_string_equal(r.classes.p[1].code.p, "municipal");
    assert_int_equal(r.classes.p[1].depth, 1);
    assert_int_equal(r.classes.p[1].sums.demands, 1);
    assert_string_equal(r.classes.p[2].code.p, "estate");
    assert_int_equal(r.classes.p[2].depth, 0);
    assert_int_equal(r.all.demands, 2); /* each once */
    office_close(o);
}

static void a_running_month_against_as_many_days(void **state)
{
    struct str old, late;
    struct month_report r;
    struct office *o = year(&old, &late);
    (void)state;
    look(o, "2026-11", MONTH_THEN, &r);
    assert_false(r.over);
    assert_int_equal(r.before_last, day_from_civil(2026, 10, 10));
    assert_int_equal(r.year_last, day_from_civil(2025, 11, 10));
    assert_int_equal(r.all.before, 1); /* the fifth, not the last of October */
    o->cx.now = noon("2027-03-31");
    look(o, "2027-03", MONTH_THEN, &r);
    assert_false(r.over); /* its last day is not */
    assert_int_equal(r.before_last, day_from_civil(2027, 2, 28));
    o->cx.now = noon("2027-01-01");
    look(o, "", MONTH_THEN, &r);
    assert_int_equal(r.year, 2026);
    assert_int_equal(r.month, 12);
    assert_int_equal(r.before_first, day_from_civil(2026, 11, 1));
    assert_int_equal(r.year_first, day_from_civil(2025, 12, 1));
    o->cx.now = noon("2028-03-01");
    look(o, "2028-02", MONTH_THEN, &r);
    assert_int_equal(r.last_day, day_from_civil(2028, 2, 29));
    assert_int_equal(r.year_last, day_from_civil(2027, 2, 28));
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_came_later_changes_nothing),
        cmocka_unit_test(unsolved_to_the_day),
        cmocka_unit_test(a_class_counts_what_lies_under_it),
        cmocka_unit_test(a_running_month_against_as_many_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
