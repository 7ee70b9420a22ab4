/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ontime.h"

#include "base/time.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/testing.h"

static int64_t moment(const char *text)
{
    int64_t at = 0;
    bool date_only = false;
    assert_true(time_parse(str_c(text), &at, &date_only));
    return at;
}

struct put {
    const char *said, *answered;
    int state;
    int origin;
};

static enum err put_all(struct ctx *cx, void *arg)
{
    const struct put *rows = arg;
    for (size_t i = 0; rows[i].said; i++) {
        struct demand d = {
            .jid = cx->jid,
            .id = app_id(cx),
            .num = str_fmt(cx->arena, "%zu", i),
            .state = rows[i].state,
            .origin = rows[i].origin,
            .said_at = moment(rows[i].said),
            .answered_at = rows[i].answered ? moment(rows[i].answered) : 0,
        };
        TRY(db_put(cx, SQL_DEMAND_INSERT, &demand_shape, &d, NULL, 0, NULL));
    }
    return OK;
}

/* rules.md B4-5: the due days themselves are the test. */
static const struct {
    const char *said;
    int64_t workdays;
    const char *due;
} vectors[] = {
    {"2023-02-26 12:00", 5, "2023-03-03"},  {"2023-11-16 08:00", 15, "2023-12-07"},
    {"2023-01-19 23:59", 5, "2023-01-31"},  {"2023-09-28 00:00", 15, "2023-10-25"},
    {"2024-02-08 10:00", 5, "2024-02-21"},  {"2024-09-30 10:00", 5, "2024-10-12"},
    {"2025-09-26 10:00", 5, "2025-10-10"},  {"2025-12-29 10:00", 5, "2026-01-06"},
    {"2026-02-13 10:00", 5, "2026-02-27"},  {"2026-09-18 10:00", 5, "2026-09-24"},
    {"2026-09-30 10:00", 15, "2026-10-27"}, {"2022-12-30 10:00", 5, "2023-01-09"},
};

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct office *o = office_open("bazhou", moment("2026-11-22 10:00"));
        struct arena *a = o->cx.arena;
        const char *last = str_fmt(a, "%s 23:59:59", vectors[i].due).p;
        int64_t day = time_day(moment(last)) + 1;
        char next[TIME_TEXT];
        day_text(next, day);
        struct put rows[] = {
            {vectors[i].said, last, DEMAND_NO_VERDICT, ORIGIN_CITIZEN},
            {vectors[i].said, str_fmt(a, "%s 00:00", next).p, DEMAND_ACCEPTED, ORIGIN_CITIZEN},
            {0},
        };
        struct ontime r;
        assert_int_equal(db_write(&o->cx, o->app.store, put_all, rows), OK);
        assert_int_equal(ontime_report(&o->cx, vectors[i].workdays, STR(""), &r), OK);
        if (r.total.in_time != 1 || r.total.late != 1 || r.provisional)
            fail_msg("%s + %d", vectors[i].said, (int)vectors[i].workdays);
        assert_int_equal(r.n, 1);
        assert_int_equal(ontime_rate(&r.years[0]), 5000);
        office_close(o);
    }
}

static void test_every_demand_once(void **state)
{
    static struct put rows[] = {
        {"2024-01-02 09:00", "2024-01-03", DEMAND_ACCEPTED, ORIGIN_CITIZEN},
        {"2024-01-02 09:00", "2024-03-03", DEMAND_UNSATISFIED, ORIGIN_CITIZEN},
        {"2024-01-02 09:00", NULL, DEMAND_NO_VERDICT, ORIGIN_CITIZEN}, /* undated */
        {"2024-01-02 09:00", NULL, DEMAND_IN_MATTER, ORIGIN_CITIZEN},  /* overdue */
        {"2024-01-02 09:00", NULL, DEMAND_WITHDRAWN, ORIGIN_CITIZEN},
        {"2024-01-02 09:00", NULL, DEMAND_RECEIVED, ORIGIN_FINDING}, /* left out */
        {"2025-06-02 09:00", NULL, DEMAND_RECEIVED, ORIGIN_CITIZEN}, /* waiting */
        {0},
    };
    struct office *o = office_open("bazhou", moment("2025-06-03 10:00"));
    struct ontime r;
    (void)state;
    assert_int_equal(db_write(&o->cx, o->app.store, put_all, rows), OK);
    assert_int_equal(ontime_report(&o->cx, 5, STR(""), &r), OK);
    assert_int_equal(r.n, 2);
    assert_int_equal(r.years[0].year, 2024);
    assert_int_equal(r.years[0].demands, 5);
    assert_int_equal(r.years[0].in_time, 1);
    assert_int_equal(r.years[0].late, 1);
    assert_int_equal(r.years[0].undated, 1);
    assert_int_equal(r.years[0].overdue, 1);
    assert_int_equal(r.years[0].withdrawn, 1);
    assert_int_equal(r.years[1].waiting, 1);
    assert_int_equal(ontime_rate(&r.years[1]), -1);
    assert_int_equal(ontime_answered(&r.total) + ontime_unanswered(&r.total) +
                         r.total.withdrawn,
                     r.total.demands);
    assert_int_equal(ontime_rate(&r.total), 3333);
    assert_int_equal(ontime_report(&o->cx, 5, STR("没有的批次"), &r), ERR_NOT_FOUND);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_every_demand_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
