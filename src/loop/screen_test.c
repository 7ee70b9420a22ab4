/* SPDX-License-Identifier: Apache-2.0
 * Shares of screening: "invalid" confirmed above, answers given at once reviewed.
 */
#include "base/time.h"
#include "core/duty.h"
#include "loop/links.h"
#include "loop/testing.h"
#include "loop/tick.h"

static const char invalid[] = "{\"ground\":\"unreasonable\",\"reason\":\"于法无据\"}";
static const char proposed[] = "{\"proposal\":\"unreasonable\",\"reason\":\"拟判无效\"}";
static const char at_once[] = "{\"words\":\"带身份证到三号窗口\",\"result\":\"explained\"}";
static const char good[] = "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"satisfied\"}";

/* Exactly the demands that their numbers draw go up, the others are decided where they are. */
static void a_share_of_invalid_is_confirmed_above(void **state)
{
    enum { MANY = 60, SHARE = 40 };
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    int up = 0;
    (void)state;
    writable(o)->invalid_confirmed_percent = SHARE;
    for (int i = 0; i < MANY; i++) {
        struct str d = receive(o, &plain_demand);
        bool drawn = link_drawn(&o->cx, d, SHARE);
        as(o, ROLE_SCREENER, COMMUNITY, 0);
        enum err e = act_on(o, SUBJECT_DEMAND, d, "screen-invalid", invalid);
        assert_int_equal(e, drawn ? ERR_CONFLICT : OK);
        assert_string_equal(state_of(o, SUBJECT_DEMAND, d), drawn ? "received" : "to_explain");
        up += drawn;
        if (!drawn)
            continue;
        must(o, SUBJECT_DEMAND, d, "pass-up", proposed);
        as(o, ROLE_SCREENER, STREET, 0);
        must(o, SUBJECT_DEMAND, d, "screen-invalid", invalid);
    }
    assert_in_range(up, 1, MANY - 1);
    writable(o)->invalid_confirmed_above = false;
    for (int i = 0; i < MANY / 6; i++) {
        struct str d = receive(o, &plain_demand);
        as(o, ROLE_SCREENER, COMMUNITY, 0);
        must(o, SUBJECT_DEMAND, d, "screen-invalid", invalid);
    }
    office_close(o);
}

static struct str told_at_once(struct office *o, const struct demand_new *in)
{
    struct str d = receive(o, in);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "answer-at-once", at_once);
    return d;
}

/* Another person looks at a drawn answer, then it is called back (JN-18, ZL-11). */
static void a_sample_is_reviewed_then_called_back(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand row;
    (void)state;
    writable(o)->at_once_sample_percent = 100;
    struct str d = told_at_once(o, &plain_demand);
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "attempt", "{\"outcome\":\"no_answer\"}"),
                     ERR_CONFLICT);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "verdict", good), ERR_CONFLICT);
    o->cx.now += (int64_t)3 * MS_PER_DAY;
    as(o, ROLE_REVIEWER, STREET, 0);
    assert_int_equal(
        act_on(o, SUBJECT_DEMAND, d, "review-answer", "{\"holds\":\"\",\"words\":\"空\"}"),
        ERR_INPUT);
    must(o, SUBJECT_DEMAND, d, "review-answer",
         "{\"holds\":\"yes\",\"words\":\"已核对窗口公示\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "review-answer",
                            "{\"holds\":\"yes\",\"words\":\"再看一次\"}"),
                     ERR_CONFLICT);
    const struct clock *k = running_clock(o, SUBJECT_DEMAND, d, CLOCK_CALLBACK);
    assert_non_null(k);
    assert_int_equal(k->started_at, o->cx.now);
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "verdict", good);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "accepted");
    demand_of(o, d, &row);
    assert_int_equal(row.asked.n, 0);
    office_close(o);
}

/* An answer that does not hold is handled; the citizen's own word does not wait for a review;
 * who left no contact is reviewed and called by nobody. */
static void a_review_may_say_no(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new nobody = {.words = STR("井盖松动"), .place_id = 13};
    struct demand row;
    struct tick_done done = {0};
    (void)state;
    writable(o)->at_once_sample_percent = 100;
    struct str d = told_at_once(o, &plain_demand);
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "review-answer", "{\"holds\":\"no\",\"words\":\"窗口已搬\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "valid");
    demand_of(o, d, &row);
    assert_int_equal(row.round, 2);
    as(o, ROLE_DISPATCHER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");

    struct str own = told_at_once(o, &plain_demand);
    demand_of(o, own, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, own, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    demand_of(o, own, &row);
    assert_int_equal(row.asked.n, 0);

    struct str silent = told_at_once(o, &nobody);
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, silent, "review-answer", "{\"holds\":\"yes\",\"words\":\"属实\"}");
    o->cx.now += (int64_t)20 * MS_PER_DAY;
    struct ctx cx = o->cx;
    cx.db = NULL;
    assert_int_equal(tick_run(&cx, &done), OK);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, silent), "no_verdict");
    office_close(o);
}

/* Who answered does not review; the answer waits on the reviewing desk's list. */
static void the_sample_waits_for_the_review_desk(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand row;
    struct duty *duties = NULL;
    size_t n = 0, acts = 0;
    (void)state;
    writable(o)->at_once_sample_percent = 100;
    struct str d = told_at_once(o, &plain_demand);
    struct actor *both = NEW(o->cx.arena, struct actor);
    struct grant *more = NEWS(o->cx.arena, struct grant, 2);
    *both = *o->cx.actor;
    more[0] = both->grants[0];
    more[1] = (struct grant){.unit_id = STREET, .role = ROLE_REVIEWER};
    both->grants = more;
    both->n = 2;
    o->cx.actor = both;
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "review-answer",
                            "{\"holds\":\"yes\",\"words\":\"我自己答的\"}"),
                     ERR_DENIED);
    demand_of(o, d, &row);
    assert_int_equal(db_all(&o->cx, SQL_DUTY_BY_SUBJECT,
                            ARGS(I64(o->cx.jid), TXT(STR("demand")), I64(row.id)), &duty_shape,
                            (void **)&duties, &n),
                     OK);
    for (size_t i = 0; i < n; i++)
        if (duties[i].part == DUTY_ACT) {
            acts++;
            assert_int_equal(duties[i].unit_id, STREET);
        }
    assert_int_equal(acts, 1);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_of_invalid_is_confirmed_above),
        cmocka_unit_test(a_sample_is_reviewed_then_called_back),
        cmocka_unit_test(a_review_may_say_no),
        cmocka_unit_test(the_sample_waits_for_the_review_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
