/* SPDX-License-Identifier: Apache-2.0
 * The problem bank: admission rules, in and out with its clock, the ranking and its arithmetic.
 */
#include "loop/bank.h"

#include "base/time.h"
#include "db/db.h"
#include "loop/testing.h"
#include "loop/topic.h"

static struct str waiting(struct office *o)
{
    struct str d = kept(o, receive(o, &plain_demand));
    return kept(o, open_matter(o, d));
}

static void rules_are_rows(void **state)
{
    struct office *o = office_open("zhangye", noon("2026-11-20"));
    const struct mechanism *m = writable(o);
    (void)state;
    const struct {
        struct bank_item item;
        uint32_t flags;
        bool a, b;
    } rows[] = {
        {{.people = 9, .demands = 4, .urged = 2, .earlier = 1, .said_days = 29},
         0,
         false,
         false},
        {{.people = 10}, BIT(BANK_INTENSITY), false, false},
        {{.demands = 5, .repeated = 1},
         BIT(BANK_INTENSITY) | BIT(BANK_RECURRENCE),
         true,
         false},
        {{.urged = 3, .said_days = 30}, BIT(BANK_INTENSITY) | BIT(BANK_URGENCY), true, false},
        {{.difficulty = STR("no_owner"), .unplaced_days = 14},
         BIT(BANK_NO_OWNER),
         false,
         false},
        {{.difficulty = STR("no_owner"), .unplaced_days = 15},
         BIT(BANK_NO_OWNER) | BIT(BANK_WAITING),
         false,
         true},
        {{.returns = 2, .unplaced_days = 40, .difficulty = STR("ordinary")},
         BIT(BANK_NO_OWNER) | BIT(BANK_WAITING),
         false,
         true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t flags = bank_flags_of(m, &rows[i].item);
        assert_int_equal(flags, rows[i].flags);
        assert_int_equal(bank_rule_a(m, flags), rows[i].a);
        assert_int_equal(bank_rule_b(m, flags), rows[i].b);
    }
    office_close(o);
}

static void in_and_out_with_its_clock(void **state)
{
    struct office *o = office_open("zhangye", noon("2026-11-20"));
    struct matter row;
    (void)state;
    struct str m = waiting(o);
    as(o, ROLE_ANALYST, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "bank", "{\"reason\":\"反映强烈\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.state, MATTER_TO_DISPATCH);
    assert_non_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_BANK));
    assert_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_PLACE));
    /* 31 days on, 2026-12-21, a Monday. */
    assert_int_equal(row.bank_review_at, noon("2026-12-21") + MS_PER_DAY / 2);
    must(o, SUBJECT_MATTER, m, "bank-keep",
         "{\"reason\":\"下月再议\",\"review_at\":\"2026-12-30\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.bank_review_at, noon("2026-12-30") + MS_PER_DAY / 2);
    must(o, SUBJECT_MATTER, m, "unbank", "{\"reason\":\"已有单位\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.bank_review_at, 0);
    assert_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_BANK));
    assert_non_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_PLACE));
    must(o, SUBJECT_MATTER, m, "bank", "{\"reason\":\"再入库\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.bank_review_at, 0); /* whatever takes it from the desk */
    assert_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_BANK));
    office_close(o);
}

static void no_bank_elsewhere(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str m = waiting(o);
    as(o, ROLE_ANALYST, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "bank", "{\"reason\":\"反映强烈\"}"),
                     ERR_CONFLICT);
    office_close(o);
}

static void ranking_is_arithmetic(void **state)
{
    struct office *o = office_open("zhangye", noon("2026-11-20"));
    const struct mechanism *m = writable(o);
    struct bank_group *g = NULL;
    size_t n = 0;
    (void)state;
    const struct bank_item items[] = {
        {.class = STR("facilities"),
         .place_id = 1,
         .area_id = 7,
         .demands = 6,
         .people = 9,
         .said_days = 10,
         .state = STR("in")},
        {.class = STR("facilities"),
         .place_id = 2,
         .area_id = 8,
         .demands = 2,
         .people = 3,
         .said_days = 40,
         .urgent = 1,
         .state = STR("in")},
        {.class = STR("wages"),
         .place_id = 1,
         .area_id = 7,
         .demands = 4,
         .people = 24,
         .said_days = 20,
         .repeated = 1,
         .state = STR("in")},
        {.class = STR("wages"),
         .place_id = 9,
         .area_id = 7,
         .demands = 99,
         .people = 99,
         .state = STR("left")},
    };
    bank_rank(&o->cx, m, items, COUNT(items), &g, &n);
    assert_int_equal(n, 5); /* two classes, three with their streets; what left is not ranked */
    assert_string_equal(g[0].kind, "class");
    /* wages: 40 × 4/8 + 30 × 24/24 + 20 × 1/2 + 10 × 1/2 = 65; 30 × 20/40 + 15 × 1/1 = 30.
     * facilities: 40 + 30 × 12/24 + 20 + 10 = 85; 30 + 20 × 1/1 = 50 */
    assert_true(str_eq_c(g[0].class, "facilities"));
    assert_int_equal(g[0].score[BANK_CONCENTRATION], 8500);
    assert_int_equal(g[0].score[BANK_PRESSING], 5000);
    assert_int_equal(g[1].score[BANK_CONCENTRATION], 6500);
    assert_int_equal(g[1].score[BANK_PRESSING], 3000);
    assert_int_equal(g[0].place, 1);
    assert_int_equal(g[1].place, 2);
    assert_int_equal(g[2].place, 1); /* places are counted within a kind */
    office_close(o);
}

/* HY-09: of 881 said 355 are representative. */
static enum err members_write(struct ctx *cx, void *arg)
{
    (void)arg;
    for (int64_t i = 1; i <= 881; i++) {
        TRY(db_exec(cx, SQL_TOPIC_MEMBER_INSERT,
                    ARGS(I64(cx->jid), I64(5), I64(i), I64(1), I64(2)), NULL));
        if (i <= 355)
            TRY(db_exec(cx, SQL_TOPIC_MEMBER_DECIDE,
                        ARGS(I64(cx->jid), I64(5), I64(i), TXT(STR("kept")), I64(1),
                             TXT(STR("有代表性")), I64(1), I64(1)),
                        NULL));
    }
    return OK;
}

static void totals_of_a_topic(void **state)
{
    struct office *o = office_open("zhangye", noon("2026-11-20"));
    struct ctx cx = o->cx;
    struct topic_total t = {0};
    (void)state;
    cx.db = NULL;
    assert_int_equal(db_write(&cx, o->app.store, members_write, NULL), OK);
    assert_int_equal(topic_totals(&o->cx, 5, &t), OK);
    assert_int_equal(t.demands[MEMBER_REPRESENTATIVE], 355);
    assert_int_equal(t.demands[MEMBER_KEPT], 355);
    assert_int_equal(t.demands[MEMBER_OPEN], 526);
    assert_int_equal(t.heads[MEMBER_REPRESENTATIVE], 710);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_rows),    cmocka_unit_test(in_and_out_with_its_clock),
        cmocka_unit_test(no_bank_elsewhere), cmocka_unit_test(ranking_is_arithmetic),
        cmocka_unit_test(totals_of_a_topic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
