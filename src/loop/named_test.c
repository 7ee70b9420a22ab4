/* SPDX-License-Identifier: Apache-2.0
 * close_needs "named ones": whose word closes is said before the answer.
 */
#include "loop/links.h"
#include "loop/testing.h"

static const char good[] = "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"satisfied\"}";
static const char bad[] = "{\"reached\":\"yes\",\"solved\":\"no\",\"grade\":\"unsatisfied\"}";

static struct str join(struct office *o, struct str m, const struct demand_new *in)
{
    struct str d = receive(o, in);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "join",
         str_fmt(o->cx.arena, "{\"matter\":\"%.*s\"}", STR_ARG(m)).p);
    return d;
}

static const char *naming(struct office *o, struct str a, struct str b)
{
    return str_fmt(o->cx.arena, "{\"reason\":\"推选的代表\",\"demands\":[\"%.*s\"%s%.*s%s]}",
                   STR_ARG(a), b.n ? ",\"" : "", STR_ARG(b), b.n ? "\"" : "")
        .p;
}

static void answer(struct office *o, struct str m)
{
    handled(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修好\"}");
}

static void say(struct office *o, struct str d, const char *verdict)
{
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "verdict", verdict);
}

static enum err close_matter(struct office *o, struct str m)
{
    as(o, ROLE_CLOSER, DISTRICT, 0);
    return act_on(o, SUBJECT_MATTER, m, "close", "");
}

static void the_named_ones_decide(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new nobody = {.words = STR("灯不亮"), .place_id = 13};
    (void)state;
    writable(o)->close_rule = CLOSE_NAMED_SATISFIED;
    struct str first = receive(o, &plain_demand), m = open_matter(o, first);
    struct str second = join(o, m, &plain_demand), third = join(o, m, &plain_demand);
    struct str fourth = join(o, m, &plain_demand), silent = join(o, m, &nobody);
    struct str other = receive(o, &plain_demand);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "name-citizens", naming(o, other, STR(""))),
                     ERR_NOT_FOUND);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "name-citizens", naming(o, silent, STR(""))),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "name-citizens", naming(o, third, STR("")));
    dispatch(o, m, "{\"lead\":\"4\"}");
    as(o, ROLE_CLOSER, DISTRICT, 0); /* the last naming holds */
    must(o, SUBJECT_MATTER, m, "name-citizens", naming(o, first, second));
    answer(o, m);
    as(o, ROLE_CLOSER, DISTRICT, 0); /* no verdict picks its judge */
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "name-citizens", naming(o, third, STR(""))),
                     ERR_CONFLICT);
    say(o, third, bad);
    say(o, first, good);
    assert_int_equal(close_matter(o, m), ERR_CONFLICT);
    say(o, second, good);
    assert_int_equal(close_matter(o, m), OK);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, third), "unsatisfied");
    /* Nobody's word is cut off by it: the fourth is asked still. */
    assert_string_equal(state_of(o, SUBJECT_DEMAND, fourth), "answered");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, silent), "no_verdict");
    say(o, fourth, good);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, fourth), "accepted");
    office_close(o);
}

/* With nobody named, or none of them left, all decide; elsewhere nobody is named. */
static void without_named_ones_all_decide(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str first = receive(o, &plain_demand), m = open_matter(o, first);
    struct str second = join(o, m, &plain_demand);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "name-citizens", naming(o, first, STR(""))),
                     ERR_CONFLICT);
    writable(o)->close_rule = CLOSE_NAMED_SATISFIED;
    must(o, SUBJECT_MATTER, m, "name-citizens", naming(o, first, STR("")));
    dispatch(o, m, "{\"lead\":\"4\"}");
    answer(o, m);
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, first, "withdraw",
         "{\"reason\":\"来电\",\"evidence\":\"录音1号\"}");
    assert_int_equal(close_matter(o, m), ERR_CONFLICT);
    say(o, second, good);
    assert_int_equal(close_matter(o, m), OK);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_named_ones_decide),
        cmocka_unit_test(without_named_ones_all_decide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
