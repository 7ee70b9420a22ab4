/* SPDX-License-Identifier: Apache-2.0
 * The loop from end to end: Bazhou (screen first, accepted by the citizen) and Zhangye (five
 * working days, two reviewing offices, three locks), and what goes wrong on the way.
 */
#include "loop/testing.h"

#include "base/time.h"

static void in_state(struct office *o, enum subject subject, struct str num, const char *state)
{
    assert_string_equal(state_of(o, subject, num), state);
}

static struct str task_num(struct office *o, struct str matter, int serial)
{
    return str_fmt(o->cx.arena, "%.*s-%d", STR_ARG(matter), serial);
}

/* From the demand to the matter under dispatch at the district. */
static struct str to_dispatch(struct office *o, struct str demand)
{
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, demand, "screen-valid", "{\"title\":\"路灯不亮\"}");
    as(o, ROLE_DISPATCHER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, demand, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_MATTER, m, "level-up", "{\"reason\":\"社区无力解决\"}");
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_MATTER, m, "level-up", "{\"reason\":\"涉及区级部门\"}");
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\",\"difficulty\":\"\"}");
    return m;
}

static void handle(struct office *o, struct str task)
{
    struct task t;
    task_of(o, task, &t);
    as(o, ROLE_HANDLER, t.unit_id, 0);
    must(o, SUBJECT_TASK, task, "sign", "");
    must(o, SUBJECT_TASK, task, "verify", "{\"truth\":\"属实\"}");
    must(o, SUBJECT_TASK, task, "report",
         "{\"words\":\"已换新灯\",\"result\":\"solved\",\"missing\":\"无\"}");
    as(o, ROLE_HEAD, t.unit_id, 0);
    must(o, SUBJECT_TASK, task, "agree", "");
}

static void review_district(struct office *o, struct str m)
{
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "review-agree",
         "{\"cause\":\"线路老化\",\"cause_class\":\"municipal\",\"solved\":\"yes\","
         "\"thorough\":\"yes\"}");
}

static void bazhou_end_to_end(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct str d = kept(o, hand_in(o, "小区门口的路灯坏了三个月"));
    in_state(o, SUBJECT_DEMAND, d, "received");
    struct str m = to_dispatch(o, d);
    in_state(o, SUBJECT_MATTER, m, "to_dispatch");
    in_state(o, SUBJECT_DEMAND, d, "in_matter");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch",
         "{\"lead\":\"4\",\"helpers\":[\"5\"],\"words\":\"尽快修复\"}");
    in_state(o, SUBJECT_MATTER, m, "handling");
    handle(o, task_num(o, m, 2));
    handle(o, task_num(o, m, 1));
    in_state(o, SUBJECT_MATTER, m, "in_review");
    review_district(o, m);
    in_state(o, SUBJECT_MATTER, m, "approved");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"路灯已于今日修复\"}");
    in_state(o, SUBJECT_MATTER, m, "calling_back");
    in_state(o, SUBJECT_DEMAND, d, "answered");
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, d, "verdict",
         "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    in_state(o, SUBJECT_DEMAND, d, "accepted");
    as(o, ROLE_CLOSER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "close", "{\"words\":\"群众验收\"}");
    in_state(o, SUBJECT_MATTER, m, "closed");
    struct matter row;
    matter_of(o, m, &row);
    assert_int_equal(row.close_ground, CLOSE_ACCEPTED);
    assert_true(row.first_closed_at > 0);
    as(o, ROLE_LOOKBACK, DISTRICT, 2);
    must(o, SUBJECT_MATTER, m, "look-back", "{\"words\":\"现场灯亮\"}");
    in_state(o, SUBJECT_MATTER, m, "archived");
    office_close(o);
}

static void zhangye_two_offices_and_three_locks(void **state)
{
    struct office *o = office_open("zhangye", noon("2023-02-26"));
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    struct str d = kept(o, hand_in(o, "市政务大厅东侧停车难"));
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    as(o, ROLE_DISPATCHER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\",\"dispatch_no\":\"交办1号\"}");
    struct clock *k = running_clock(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK);
    assert_non_null(k);
    /* ZY-28, rules.md B4-5: Sunday 2023-02-26 + 5 working days = Friday 2023-03-03, 24:00. */
    assert_int_equal(day_ymd(time_day(k->due_at - 1)), 20230303);
    handle(o, task_num(o, m, 1));
    as(o, ROLE_REVIEWER, PARTY_OFFICE, 0);
    must(o, SUBJECT_MATTER, m, "review-agree", "");
    in_state(o, SUBJECT_MATTER, m, "in_review");
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "review-agree", ""), ERR_DENIED);
    as(o, ROLE_REVIEWER, GOV_OFFICE, 0);
    must(o, SUBJECT_MATTER, m, "review-agree", "");
    in_state(o, SUBJECT_MATTER, m, "approved");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"新增临时停车场\"}");
    as(o, ROLE_CLOSER, DISTRICT, 1);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "close", ""), ERR_CONFLICT);
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, d, "verdict",
         "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"very_satisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 1);
    /* Lock 2: nobody has recorded cause, class and that it is thorough. */
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "close", ""), ERR_CONFLICT);
    office_close(o);
}

static void unsatisfied_gets_a_second_round(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct str d = kept(o, hand_in(o, "下水道堵塞"));
    struct str m = to_dispatch(o, d);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    handle(o, task_num(o, m, 1));
    review_district(o, m);
    as(o, ROLE_HANDLER, WATER, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已疏通\"}");
    struct demand row;
    demand_of(o, d, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "rate",
         "{\"solved\":\"no\",\"grade\":\"unsatisfied\",\"words\":\"又堵了\"}");
    in_state(o, SUBJECT_DEMAND, d, "unsatisfied");
    as(o, ROLE_CLOSER, DISTRICT, 1);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "close", ""), ERR_CONFLICT);
    must(o, SUBJECT_MATTER, m, "dispatch-again", "{\"to\":\"same\",\"reason\":\"群众不满意\"}");
    in_state(o, SUBJECT_MATTER, m, "handling");
    in_state(o, SUBJECT_DEMAND, d, "in_matter");
    in_state(o, SUBJECT_TASK, task_num(o, m, 1), "working");
    as(o, ROLE_HANDLER, WATER, 0);
    must(o, SUBJECT_TASK, task_num(o, m, 1), "report",
         "{\"words\":\"更换管道\",\"result\":\"solved\"}");
    as(o, ROLE_HEAD, WATER, 0);
    must(o, SUBJECT_TASK, task_num(o, m, 1), "agree", "");
    review_district(o, m);
    as(o, ROLE_HANDLER, WATER, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已更换管道\"}");
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "close", "");
    in_state(o, SUBJECT_MATTER, m, "closed");
    office_close(o);
}

static void invalid_is_explained_and_may_be_appealed(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    struct str d = kept(o, hand_in(o, "要求给我家发一百万"));
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "screen-invalid",
                            "{\"ground\":\"unlawful\",\"reason\":\"无依据\"}"),
                     ERR_CONFLICT); /* confirmed above */
    must(o, SUBJECT_DEMAND, d, "pass-up",
         "{\"reason\":\"拟判无效\",\"proposal\":\"unlawful\"}");
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_DEMAND, d, "screen-invalid",
         "{\"ground\":\"unlawful\",\"reason\":\"无依据\"}");
    in_state(o, SUBJECT_DEMAND, d, "to_explain");
    must(o, SUBJECT_DEMAND, d, "explain", "{\"how\":\"phone\",\"words\":\"已电话解释\"}");
    in_state(o, SUBJECT_DEMAND, d, "explained");
    struct demand row;
    demand_of(o, d, &row);
    as_citizen(o, row.id + 1);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "appeal", "{\"reason\":\"不服\"}"),
                     ERR_DENIED);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "appeal", "{\"reason\":\"不服\"}");
    in_state(o, SUBJECT_DEMAND, d, "received");
    as(o, ROLE_SCREENER, DISTRICT, 3);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    in_state(o, SUBJECT_DEMAND, d, "valid");
    office_close(o);
}

static void a_return_goes_back_to_dispatch(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct str d = kept(o, hand_in(o, "水管爆裂"));
    struct str m = to_dispatch(o, d);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}");
    struct str t = task_num(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "ask-return", "{\"ground\":\"not_duty\",\"reason\":\"属水务\"}");
    in_state(o, SUBJECT_TASK, t, "return_asked");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_TASK, t, "refuse-return", "{\"reason\":\"请先牵头\"}");
    in_state(o, SUBJECT_TASK, t, "sent");
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "ask-return",
                            "{\"ground\":\"not_duty\",\"reason\":\"再请\"}"),
                     ERR_CONFLICT);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "change-lead", "{\"lead\":\"5\",\"reason\":\"改派水务\"}");
    in_state(o, SUBJECT_TASK, t, "withdrawn");
    in_state(o, SUBJECT_TASK, task_num(o, m, 2), "sent");
    office_close(o);
}

static void nobody_else_sees_or_acts(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct str d = kept(o, hand_in(o, "楼道堆物"));
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "screen-valid", ""), ERR_NOT_FOUND);
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "screen-valid", ""), ERR_DENIED);
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    const struct step *s = flow_find(SUBJECT_DEMAND, STR("screen-valid"));
    void *body = arena_alloc(o->cx.arena, s->body->size);
    assert_int_equal(flow_act(&o->cx, s, d, -1, body, &o->last), ERR_UNVERSIONED);
    fault_clear(&o->cx);
    assert_int_equal(flow_act(&o->cx, s, d, 99, body, &o->last), ERR_STALE);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "screen-valid", ""), ERR_CONFLICT);
    /* Who knew version 1 acts on what is no more: told so before the state is looked at. */
    fault_clear(&o->cx);
    assert_int_equal(flow_act(&o->cx, s, d, 1, body, &o->last), ERR_STALE);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bazhou_end_to_end),
        cmocka_unit_test(zhangye_two_offices_and_three_locks),
        cmocka_unit_test(unsatisfied_gets_a_second_round),
        cmocka_unit_test(invalid_is_explained_and_may_be_appealed),
        cmocka_unit_test(a_return_goes_back_to_dispatch),
        cmocka_unit_test(nobody_else_sees_or_acts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
