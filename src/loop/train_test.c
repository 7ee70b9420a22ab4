/* SPDX-License-Identifier: Apache-2.0
 * Learning by night: once, by one process, not before its hour; and what a version is kept as.
 */
#include "loop/train.h"

#include "base/time.h"
#include "db/db.h"
#include "loop/testing.h"

enum { DECIDED = 30 };

static struct ctx night_ctx(struct office *o, int64_t at)
{
    as_program(o);
    struct ctx cx = o->cx;
    cx.now = at;
    cx.db = NULL;
    return cx;
}

static void decide(struct office *o)
{
    static const char *const words[] = {"自来水停了两天，水管漏水没人修",
                                        "路面坑洼颠簸，井盖松动很危险"};
    for (int i = 0; i < DECIDED; i++) {
        as(o, ROLE_OPERATOR, COMMUNITY, 0);
        struct str num = kept(o, hand_in(o, words[i % 2]));
        as(o, ROLE_SCREENER, COMMUNITY, 0);
        must(o, SUBJECT_DEMAND, num, "screen-valid",
             i % 2 ? "{\"class\":\"municipal\"}" : "{\"class\":\"estate\"}");
    }
}

static void a_night_is_taken_once_and_not_before_its_hour(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    int64_t day = time_day_start(time_day(noon("2026-11-21")));
    struct ctx early = night_ctx(o, day + (int64_t)TRAIN_HOUR * MS_PER_HOUR - 1);
    struct ctx due = night_ctx(o, day + (int64_t)TRAIN_HOUR * MS_PER_HOUR);
    bool trained = true;
    assert_int_equal(train_night(&early, &trained), OK);
    assert_false(trained);
    assert_int_equal(train_night(&due, &trained), OK);
    assert_true(trained);
    assert_int_equal(train_night(&due, &trained), OK);
    assert_false(trained);
    due.now += MS_PER_DAY;
    assert_int_equal(train_night(&due, &trained), OK);
    assert_true(trained);
    office_close(o);
}

static void too_few_decisions_are_not_learnt_from(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct train_done done;
    decide(o);
    struct ctx cx = night_ctx(o, noon("2026-11-21"));
    assert_int_equal(train_run(&cx, MODEL_CLASS, &done), OK);
    assert_true(done.too_few);
    assert_int_equal(done.decisions, DECIDED);
    assert_int_equal(done.row.version, 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_night_is_taken_once_and_not_before_its_hour),
        cmocka_unit_test(too_few_decisions_are_not_learnt_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
