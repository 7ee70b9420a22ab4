/* SPDX-License-Identifier: Apache-2.0
 * Rules of the document that are easily broken, one test each.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/duty.h"
#include "loop/contact.h"
#include "loop/dossier.h"
#include "loop/slip.h"
#include "loop/testing.h"

/* No answer, no call-back, accepted by another person's check on the spot (ZL-33, ZL-40). */
static void a_finding_is_accepted_on_the_spot(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {.words = STR("井盖缺失"), .place_id = 13, .origin = ORIGIN_FINDING};
    struct matter row;
    (void)state;
    struct str d = receive(o, &in);
    struct str m = open_matter(o, d);
    dispatch(o, m, "{\"lead\":\"4\"}");
    handled(o, m, 1);
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "calling_back");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "attempt", "{\"outcome\":\"no_answer\"}"),
                     ERR_CONFLICT);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0); /* who found it */
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "check-finding",
                            "{\"solved\":\"yes\",\"words\":\"已补\"}"),
                     ERR_DENIED);
    as(o, ROLE_COLLECTOR, COMMUNITY, 1);
    must(o, SUBJECT_DEMAND, d, "check-finding", "{\"solved\":\"yes\",\"words\":\"已补\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "accepted");
    as(o, ROLE_CLOSER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "close", "");
    matter_of(o, m, &row);
    assert_int_equal(row.close_ground, CLOSE_INSPECTED);
    office_close(o);
}

/* Marked late: the unit loses what it leads, and does not see it any more (B3-6). */
static void a_unit_complained_about_loses_the_matter(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct matter row;
    (void)state;
    struct str d = receive(o, &plain_demand);
    struct str m = open_matter(o, d);
    dispatch(o, m, "{\"lead\":\"4\",\"helpers\":[\"5\"]}");
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "mark-complained", "{\"unit\":\"4\",\"reason\":\"投诉其收费\"}");
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "to_dispatch");
    matter_of(o, m, &row);
    assert_int_equal(row.complained_unit, ROADS);
    assert_int_equal(row.lead_unit, 0);
    as(o, ROLE_HEAD, ROADS, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "promise", "{\"words\":\"承诺\"}"),
                     ERR_INPUT);
    bool visible = true;
    assert_int_equal(work_visible(work_begin(&o->cx), SUBJECT_MATTER, row.id, &visible), OK);
    assert_false(visible);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}"),
                     ERR_CONFLICT);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    office_close(o);
}

/* A request for stages that nobody decided must not block what follows. */
static void a_pending_request_falls_with_the_handling(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand row;
    (void)state;
    struct str d = receive(o, &plain_demand);
    struct str m = open_matter(o, d);
    dispatch(o, m, "{\"lead\":\"4\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "ask-stages",
         "{\"reason\":\"需立项\",\"stages\":[\"2026-12-20 立项\"]}");
    handled(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修\"}");
    demand_of(o, d, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "rate", "{\"solved\":\"no\",\"grade\":\"unsatisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch-again", "{\"to\":\"same\",\"reason\":\"未解决\"}");
    office_close(o);
}

/* An inherited limit is taken over, once, and holds again after an appeal. */
static void an_upstream_limit_follows_the_reply(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = plain_demand;
    struct demand row;
    (void)state;
    in.upstream = STR("12345");
    in.upstream_due_at = noon("2026-12-01");
    struct str d = receive(o, &in);
    struct clock *k = running_clock(o, SUBJECT_DEMAND, d, CLOCK_REPLY);
    assert_non_null(k);
    assert_int_equal(k->due_at, in.upstream_due_at);
    assert_int_equal(k->serial, 1);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "redirect",
         "{\"ground\":\"lawsuit\",\"to\":\"示例法院\",\"words\":\"请诉讼\"}");
    assert_null(running_clock(o, SUBJECT_DEMAND, d, CLOCK_REPLY));
    demand_of(o, d, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "appeal", "{\"reason\":\"不服\"}");
    k = running_clock(o, SUBJECT_DEMAND, d, CLOCK_REPLY);
    assert_non_null(k);
    assert_int_equal(k->due_at, in.upstream_due_at);
    as(o, ROLE_SCREENER, DISTRICT, 0); /* screened it before */
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "screen-valid", ""), ERR_DENIED);
    as(o, ROLE_SCREENER, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    office_close(o);
}

/* Entered by an officer: with evidence, and called back by somebody else. */
static void a_withdrawal_for_a_citizen_is_checked(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str d = receive(o, &plain_demand);
    struct str m = open_matter(o, d);
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "withdraw", "{\"reason\":\"来电\"}"),
                     ERR_INPUT);
    must(o, SUBJECT_DEMAND, d, "withdraw", "{\"reason\":\"来电\",\"evidence\":\"录音1号\"}");
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "check-withdrawal", "{\"confirmed\":\"no\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "valid");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "join",
         str_fmt(o->cx.arena, "{\"matter\":\"%.*s\"}", STR_ARG(m)).p);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "in_matter");
    office_close(o);
}

/* A limit at dispatch may be shorter than the mechanism's, never longer; no community leads
 * what was levelled above it (B1-3). */
static void dispatch_stays_within_the_rules(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str m = open_matter(o, receive(o, &plain_demand));
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"3\"}"),
                     ERR_CONFLICT);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "dispatch",
                            "{\"lead\":\"4\",\"close_length\":60,\"close_unit\":\"days\"}"),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "dispatch",
         "{\"lead\":\"4\",\"close_length\":10,\"close_unit\":\"days\"}");
    office_close(o);
}

static enum err allow(struct ctx *cx, void *arg)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    TRY(work_matter_num(w, *(struct str *)arg, &m));
    work_event(w, SUBJECT_MATTER, m->id, "allow-barred", -1, 0);
    m->go_between = 1000 + DISTRICT * 100 + ROLE_CALLBACK;
    return work_commit(w);
}

/* Allowed by a reviewer, the unit complained about handles by the released text alone,
 * and the go-between answers. */
static void the_barred_unit_sees_the_released_text_only(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = plain_demand;
    struct matter row;
    struct buf b;
    struct json j;
    int64_t version = 0;
    (void)state;
    in.words = STR("交通局乱收费的原话");
    in.complained_unit = ROADS;
    struct str m = open_matter(o, receive(o, &in));
    as_program(o);
    assert_int_equal(db_write(&o->cx, o->app.store, allow, &m), OK);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}"), ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\",\"words\":\"请核对收费目录\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.answer_unit, DISTRICT);
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "sign", "");
    buf_init(&b, o->cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(dossier_json(&o->cx, SUBJECT_TASK, t, &j, &version), OK);
    json_obj_end(&j);
    const char *text = buf_done(&b).p;
    assert_non_null(strstr(text, "请核对收费目录"));
    assert_null(strstr(text, "乱收费"));
    struct str slip;
    assert_int_equal(slip_html(&o->cx, t, &slip), OK);
    assert_null(strstr(slip.p, "乱收费"));
    must(o, SUBJECT_TASK, t, "verify", "{\"truth\":\"属实\"}");
    must(o, SUBJECT_TASK, t, "report", "{\"words\":\"已退费\",\"result\":\"solved\"}");
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_TASK, t, "agree", "");
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "review-agree", "");
    as(o, ROLE_CALLBACK, DISTRICT, 3);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已退费\"}"),
                     ERR_DENIED);
    as(o, ROLE_CALLBACK, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已退费\"}");
    office_close(o);
}

/* Handed back twice it goes to the arbiter, whose word is final: to_dispatch where it belongs.
 */
static void the_arbiter_hands_down_for_good(void **state)
{
    static const char down[] = "{\"unit\":\"2\",\"reason\":\"属街道职责\"}";
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct matter row;
    (void)state;
    struct str d = receive(o, &plain_demand);
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    as(o, ROLE_DISPATCHER, STREET, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_MATTER, m, "level-up", "{\"reason\":\"涉及部门\"}");
    for (int i = 1; i <= 2; i++) {
        matter_of(o, m, &row);
        if (row.owner_unit == COMMUNITY || row.owner_unit == STREET) {
            as(o, ROLE_SCREENER, row.owner_unit, 0);
            must(o, SUBJECT_MATTER, m, "level-up", "{\"reason\":\"涉及部门\"}");
            matter_of(o, m, &row);
        }
        assert_int_equal(row.owner_unit, DISTRICT);
        as(o, ROLE_SCREENER, DISTRICT, 0);
        must(o, SUBJECT_MATTER, m, "hand-down", down);
        matter_of(o, m, &row);
        assert_int_equal(row.handbacks, i);
        assert_int_equal(row.owner_unit, i == 1 ? STREET : DISTRICT);
        assert_string_equal(state_of(o, SUBJECT_MATTER, m), "to_level");
    }
    as(o, ROLE_SCREENER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "hand-down", down), ERR_DENIED);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\"}"),
                     ERR_DENIED);
    as(o, ROLE_ARBITER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "hand-down", down);
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "to_dispatch");
    matter_of(o, m, &row);
    assert_int_equal(row.owner_unit, STREET);
    assert_int_equal(row.lvl, LEVEL_STREET);
    as(o, ROLE_DISPATCHER, STREET, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"2\"}");
    office_close(o);
}

/* Reaching the citizen is work: the handler's own task goes on by it, nobody else's does, and
 * a report stands on work (domain.md, Task). The answer says which versions are new. */
static void contact_is_work_on_the_own_task(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct person_plain who;
    struct contact_moved moved = {0};
    struct demand row;
    struct task task;
    (void)state;
    struct str d = receive(o, &plain_demand), m = open_matter(o, d);
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    static const char report[] = "{\"words\":\"已修\",\"result\":\"solved\"}";
    dispatch(o, m, "{\"lead\":\"4\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "sign", "");
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "report", report), ERR_CONFLICT);
    as(o, ROLE_HEAD, ROADS, 0); /* sees it, with a reason */
    assert_int_equal(contact_open(&o->cx, d, STR(""), &who, &moved), ERR_INPUT);
    assert_int_equal(contact_open(&o->cx, d, STR("核实地点"), &who, &moved), OK);
    assert_int_equal(moved.n, 0);
    assert_string_equal(state_of(o, SUBJECT_TASK, t), "signed");
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(contact_open(&o->cx, d, STR(""), &who, &moved), OK);
    assert_true(str_eq_c(who.phone, "13800138000"));
    assert_string_equal(state_of(o, SUBJECT_TASK, t), "working");
    task_of(o, t, &task);
    demand_of(o, d, &row);
    assert_int_equal(moved.n, 1);
    assert_true(str_eq(moved.tasks[0].num, t));
    assert_int_equal(moved.tasks[0].version, task.version);
    assert_int_equal(moved.version, row.version);
    assert_int_equal(contact_open(&o->cx, d, STR(""), &who, &moved), OK);
    assert_int_equal(moved.n, 0);
    must(o, SUBJECT_TASK, t, "report", report);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_is_accepted_on_the_spot),
        cmocka_unit_test(a_unit_complained_about_loses_the_matter),
        cmocka_unit_test(a_pending_request_falls_with_the_handling),
        cmocka_unit_test(an_upstream_limit_follows_the_reply),
        cmocka_unit_test(a_withdrawal_for_a_citizen_is_checked),
        cmocka_unit_test(the_barred_unit_sees_the_released_text_only),
        cmocka_unit_test(dispatch_stays_within_the_rules),
        cmocka_unit_test(contact_is_work_on_the_own_task),
        cmocka_unit_test(the_arbiter_hands_down_for_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
