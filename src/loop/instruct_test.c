/* SPDX-License-Identifier: Apache-2.0
 * Instructions and sponsorships: who writes, who answers, what they do not touch (BZ-46).
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/officer.h"
#include "loop/dossier.h"
#include "loop/instruct.h"
#include "loop/instruct_new.h"
#include "loop/leaders.h"
#include "loop/testing.h"

enum { LEADER_ID = 1000 + DISTRICT * 100 + ROLE_LEADER };

static enum err add_leader(struct ctx *cx, void *arg)
{
    struct officer row = {.id = LEADER_ID,
                          .login = STR("lingdao"),
                          .name = STR("示例领导"),
                          .unit_id = DISTRICT,
                          .mail = STR("lingdao@example.cn"),
                          .version = 1};
    const struct role_row role = {
        .officer_id = LEADER_ID, .unit_id = DISTRICT, .role = ROLE_LEADER};
    (void)arg;
    TRY(officer_insert(cx, &row, STR("x")));
    return role_grant(cx, &role);
}

static struct office *office_with_leader(const char *mechanism)
{
    struct office *o = office_open(mechanism, noon("2026-11-20"));
    assert_int_equal(db_write(&o->cx, o->app.store, add_leader, NULL), OK);
    return o;
}

static json_t *listed(struct office *o, bool all)
{
    struct buf b;
    struct json j;
    json_t *out = NULL;
    struct leaders_query q = {.all = all};
    buf_init(&b, o->cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(leaders_json(&o->cx, &q, &j), OK);
    json_obj_end(&j);
    assert_int_equal(json_read(&o->cx, buf_done(&b), &out), OK);
    return out;
}

static const char *said(json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static json_t *first(json_t *page, const char *list)
{
    return json_array_get(json_object_get(page, list), 0);
}

/* Messages so far; only the leader has an address. */
static int64_t told(struct office *o)
{
    struct row {
        int64_t n;
    };
    static const struct field fields[] = {FIELD(struct row, n)};
    static const struct shape shape = SHAPE("outbox_row", struct row, fields);
    struct row *rows = NULL;
    size_t n = 0;
    int64_t sum = 0;
    assert_int_equal(
        db_all(&o->cx, SQL_OUTBOX_COUNTS, ARGS(I64(o->cx.jid)), &shape, (void **)&rows, &n),
        OK);
    for (size_t i = 0; i < n; i++)
        sum += rows[i].n;
    return sum;
}

static void tick(struct office *o, const char *day, int want)
{
    int n = -1;
    o->cx.now = noon(day);
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(instruct_overdue(&o->cx, 10, &n), OK);
    assert_int_equal(n, want);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
}

/* Written, received, answered, asked again, answered, accepted; the flow goes its own way. */
static void an_instruction_is_answered_and_accepted(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct str d;
    struct matter row;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruct",
         "{\"words\":\"请两家一周内说清\",\"units\":[\"4\",\"5\",\"4\"]}");
    matter_of(o, m, &row);
    assert_int_equal(row.state, MATTER_HANDLING);
    assert_true(str_eq_c(row.instructed_units, "4,5"));
    assert_int_equal(row.instructed_done.n, 0);
    struct clock *k = running_clock(o, SUBJECT_MATTER, m, CLOCK_INSTRUCTION);
    assert_non_null(k); /* 5 working days from Friday, 20 November */
    assert_int_equal(k->due_at, time_day_end(time_day(noon("2026-11-27"))));
    assert_string_equal(said(first(listed(o, false), "instructions"), "turn"), "unit");

    /* WATER has no part in the matter but this: it sees it, and owes its own answer only. */
    as(o, ROLE_HEAD, WATER, 0);
    must(o, SUBJECT_MATTER, m, "instruction-receive", "");
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "instruction-receive", ""), ERR_CONFLICT);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "instruction-answer", "{\"serial\":1,\"words\":\"代答\"}"),
        ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "instruction-answer", "{\"serial\":2,\"words\":\"管网已查\"}");
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "instruction-accept", "{\"serial\":2}"),
                     ERR_DENIED);
    matter_of(o, m, &row);
    assert_true(str_eq_c(row.instructed_done, "5"));

    as(o, ROLE_LEADER, DISTRICT, 1); /* another leader */
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "instruction-accept", "{\"serial\":2}"),
                     ERR_CONFLICT);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_string_equal(said(first(listed(o, false), "instructions"), "turn"), "leader");
    must(o, SUBJECT_MATTER, m, "instruction-again",
         "{\"serial\":2,\"words\":\"何时换管\",\"due_at\":\"2026-12-01T12:00:00+08:00\"}");
    as(o, ROLE_HEAD, WATER, 0);
    must(o, SUBJECT_MATTER, m, "instruction-answer", "{\"serial\":2,\"words\":\"年内换\"}");
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruction-accept", "{\"serial\":2}");
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "handling");

    /* The other one is overdue: first on the page, for the office as well. */
    o->cx.now = noon("2026-12-02");
    json_t *page = listed(o, false);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(page, "counts"), "overdue")), 1);
    assert_true(json_is_true(json_object_get(first(page, "instructions"), "overdue")));
    assert_string_equal(said(first(page, "instructions"), "unit"), "示例交通局");
    assert_int_equal(json_array_size(json_object_get(page, "instructions")), 2);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    assert_int_equal(json_array_size(json_object_get(listed(o, true), "instructions")), 1);
    as(o, ROLE_SUPERVISOR, WATER, 0); /* sees the matter through its own subtree */
    assert_int_equal(json_array_size(json_object_get(listed(o, true), "instructions")), 1);
    as(o, ROLE_SUPERVISOR, PARTY_OFFICE, 0); /* does not see it at all */
    assert_int_equal(json_array_size(json_object_get(listed(o, true), "instructions")), 0);
    office_close(o);
}

/* It neither closes nor holds up the closing, and is answered afterwards. */
static void it_stands_beside_the_flow(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct str d;
    struct demand row;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruct", "{\"words\":\"请报结果\",\"units\":[\"4\"]}");
    handled(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修\"}");
    demand_of(o, d, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "close", "");
    assert_non_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_INSTRUCTION));
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "instruction-answer", "{\"serial\":1,\"words\":\"已修好\"}");
    assert_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_INSTRUCTION));
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "closed");
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruction-withdraw", "{\"serial\":1,\"words\":\"误批\"}");
    office_close(o);
}

/* Who writes down for a leader says for whom and shows the hand; nobody else is a leader. */
static void an_office_writes_it_down(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct str d;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "instruct", "{\"words\":\"速办\",\"units\":[\"4\"]}"),
        ERR_INPUT);
    assert_string_equal(o->cx.error.field, "leader");
    struct str forged = str_fmt(
        o->cx.arena, "{\"words\":\"速办\",\"units\":[\"4\"],\"leader\":\"%d\"}", LEADER_ID);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "instruct", forged.p), ERR_INPUT);
    assert_string_equal(o->cx.error.field, "attachments");
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "instruct", "{\"words\":\"速办\",\"units\":[\"5\"]}"),
        ERR_DENIED);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(
        act_on(
            o, SUBJECT_MATTER, m, "instruct",
            "{\"words\":\"速办\",\"units\":[\"4\"],\"due_at\":\"2026-11-01T12:00:00+08:00\"}"),
        ERR_INPUT);
    office_close(o);
}

/* The unit complained about is neither asked nor told. */
static void the_barred_unit_hears_nothing(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct str d;
    struct matter row;
    bool visible = true;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruct", "{\"words\":\"请说明\",\"units\":[\"5\"]}");
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "mark-complained", "{\"unit\":\"5\",\"reason\":\"投诉其收费\"}");
    as(o, ROLE_HEAD, WATER, 0);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "instruction-answer", "{\"serial\":1,\"words\":\"没有\"}"),
        ERR_NOT_FOUND);
    matter_of(o, m, &row);
    assert_int_equal(work_visible(work_begin(&o->cx), SUBJECT_MATTER, row.id, &visible), OK);
    assert_false(visible);
    as(o, ROLE_SUPERVISOR, WATER, 0);
    assert_int_equal(json_array_size(json_object_get(listed(o, true), "instructions")), 0);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "instruct", "{\"words\":\"再说明\",\"units\":[\"5\"]}"),
        ERR_INPUT);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "sponsor", "{\"words\":\"方案\",\"units\":[\"5\"]}"),
        ERR_INPUT);
    office_close(o);
}

/* On a demand it passes by no screening: it waits, and goes with it into the matter. */
static void it_goes_with_the_demand(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct demand row;
    (void)state;
    struct str d = receive(o, &plain_demand);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "instruct",
         "{\"words\":\"请城管查实\",\"due_at\":\"2026-12-04T12:00:00+08:00\"}");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "instruct", "{\"words\":\"再批\"}"),
                     ERR_CONFLICT);
    assert_non_null(running_clock(o, SUBJECT_DEMAND, d, CLOCK_INSTRUCTION));
    assert_string_equal(said(first(listed(o, false), "demands"), "words"), "请城管查实");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "received");
    struct str m = open_matter(o, d);
    demand_of(o, d, &row);
    assert_int_equal(row.instructed_seq, 0);
    assert_null(running_clock(o, SUBJECT_DEMAND, d, CLOCK_INSTRUCTION));
    struct clock *k = running_clock(o, SUBJECT_MATTER, m, CLOCK_INSTRUCTION);
    assert_non_null(k);
    assert_int_equal(k->due_at, time_day_end(time_day(noon("2026-12-04"))));
    as(o, ROLE_LEADER, DISTRICT, 0);
    json_t *page = listed(o, false);
    assert_int_equal(json_array_size(json_object_get(page, "demands")), 0);
    assert_string_equal(said(first(page, "instructions"), "words"), "请城管查实");
    office_close(o);
}

/* Taken over with a plan, progress due again and again, over with the closing (BZ-46). */
static void a_sponsored_matter_reports(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct str d;
    struct matter row;
    struct demand dem;
    bool visible = false;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "sponsor-progress", "{\"words\":\"没有包案\"}"),
        ERR_CONFLICT);
    must(o, SUBJECT_MATTER, m, "sponsor", "{\"words\":\"每周调度\",\"units\":[\"5\"]}");
    matter_of(o, m, &row);
    assert_int_equal(row.sponsor_id, LEADER_ID);
    as(o, ROLE_HEAD, WATER, 0); /* a sponsor unit takes part */
    assert_int_equal(work_visible(work_begin(&o->cx), SUBJECT_MATTER, row.id, &visible), OK);
    assert_true(visible);
    o->cx.now = noon("2026-12-22");
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_true(json_is_true(json_object_get(first(listed(o, false), "sponsored"), "overdue")));
    as(o, ROLE_HEAD, WATER, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "sponsor-progress",
                            "{\"words\":\"已调度\",\"on_at\":\"2027-01-01T12:00:00+08:00\"}"),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "sponsor-progress", "{\"words\":\"已调度\"}");
    as(o, ROLE_DISPATCHER, PARTY_OFFICE, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "sponsor-progress", "{\"words\":\"无关\"}"),
                     ERR_NOT_FOUND);
    as(o, ROLE_LEADER, DISTRICT, 0);
    json_t *page = listed(o, false);
    assert_false(json_is_true(json_object_get(first(page, "sponsored"), "overdue")));
    assert_string_equal(said(first(page, "sponsored"), "words"), "已调度");
    handled(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修\"}");
    demand_of(o, d, &dem);
    as_citizen(o, dem.id);
    must(o, SUBJECT_DEMAND, d, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    assert_non_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_SPONSOR));
    as(o, ROLE_CLOSER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "close", "");
    assert_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_SPONSOR));
    office_close(o);
}

static void a_sponsorship_can_be_ended(void **state)
{
    struct office *o = office_with_leader("jining");
    struct str d;
    struct matter row;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "sponsor", "{\"words\":\"每周调度\"}");
    must(o, SUBJECT_MATTER, m, "sponsor-end", "{\"reason\":\"已平稳\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.sponsor_id, 0);
    assert_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_SPONSOR));
    office_close(o);
}

/* When the unit receives, when it answers, and when the date is over: once for each date. */
static void the_leader_hears(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct str d;
    (void)state;
    struct str m = to_roads(o, &d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruct",
         "{\"words\":\"请报结果\",\"units\":[\"4\",\"5\"],"
         "\"due_at\":\"2026-11-24T12:00:00+08:00\"}");
    int64_t before = told(o);
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "instruction-receive", "");
    assert_int_equal(told(o) - before, 1);
    must(o, SUBJECT_MATTER, m, "instruction-answer", "{\"serial\":1,\"words\":\"已查\"}");
    assert_int_equal(told(o) - before, 2);

    tick(o, "2026-11-24", 0); /* its last day */
    tick(o, "2026-11-25", 1); /* WATER has not answered */
    tick(o, "2026-11-25", 0);
    tick(o, "2026-11-30", 0);
    assert_int_equal(told(o) - before, 3);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruction-again",
         "{\"serial\":1,\"words\":\"何时\",\"due_at\":\"2026-12-01T12:00:00+08:00\"}");
    tick(o, "2026-12-02", 1); /* another date */
    tick(o, "2026-12-02", 0);
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "instruction-withdraw", "{\"serial\":2,\"words\":\"误批\"}");
    tick(o, "2026-12-20", 0);
    assert_int_equal(told(o) - before, 4);
    office_close(o);
}

/* On a demand that nobody has screened it is overdue as well. */
static void the_leader_hears_of_a_demand(void **state)
{
    struct office *o = office_with_leader("bazhou");
    (void)state;
    struct str d = kept(o, receive(o, &plain_demand));
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "instruct",
         "{\"words\":\"请看\",\"due_at\":\"2026-11-23T12:00:00+08:00\"}");
    tick(o, "2026-11-23", 0);
    tick(o, "2026-11-24", 1);
    tick(o, "2026-11-24", 0);
    assert_int_equal(told(o), 1);
    office_close(o);
}

static enum err give(struct office *o, const struct instruction_new *in)
{
    db_release(o->cx.db);
    o->cx.db = NULL;
    fault_clear(&o->cx);
    enum err e = instruction_give(&o->cx, in, &o->last);
    struct fault why = o->cx.error;
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    o->cx.error = why;
    return e;
}

/* About nothing that is here: found and instructed in one act, or neither. */
static void a_new_one_is_found_and_given_at_once(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct instruction_new in = {.words = STR("请查全区化粪池井盖"), .place_id = 13};
    struct demand row;
    (void)state;
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(give(o, &in), OK);
    struct str d = kept(o, o->last.num);
    assert_int_equal(o->last.version, 2);
    demand_of(o, d, &row);
    assert_int_equal(row.origin, ORIGIN_FINDING);
    assert_int_equal(row.state, DEMAND_RECEIVED);
    assert_int_equal(row.instructed_by, LEADER_ID);
    assert_int_equal(row.instructed_seq, 2);
    assert_non_null(running_clock(o, SUBJECT_DEMAND, d, CLOCK_INSTRUCTION));
    assert_string_equal(said(first(listed(o, false), "demands"), "words"),
                        "请查全区化粪池井盖");
    /* It goes with the demand, as one written on a demand does. */
    struct str m = open_matter(o, d);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_string_equal(said(first(listed(o, false), "instructions"), "num"), m.p);
    assert_int_equal(json_array_size(json_object_get(listed(o, false), "demands")), 0);
    office_close(o);
}

static void a_new_one_that_is_refused_leaves_nothing(void **state)
{
    struct office *o = office_with_leader("bazhou");
    struct instruction_new in = {.words = STR("请查"), .place_id = 13};
    (void)state;
    as(o, ROLE_LEADER, DISTRICT, 0);
    in.due_at = noon("2026-11-19");
    assert_int_equal(give(o, &in), ERR_INPUT);
    assert_string_equal(o->cx.error.field, "due_at");
    in.due_at = 0;
    in.place_id = 987654;
    assert_int_equal(give(o, &in), ERR_INPUT);
    assert_string_equal(o->cx.error.field, "place_id");
    in.place_id = 13;
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(give(o, &in), ERR_DENIED);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0); /* for a leader: by name, with the scan */
    assert_int_equal(give(o, &in), ERR_INPUT);
    assert_string_equal(o->cx.error.field, "leader");
    in.leader = LEADER_ID;
    assert_int_equal(give(o, &in), ERR_INPUT);
    assert_string_equal(o->cx.error.field, "attachments");
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(json_array_size(json_object_get(listed(o, true), "demands")), 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instruction_is_answered_and_accepted),
        cmocka_unit_test(it_stands_beside_the_flow),
        cmocka_unit_test(an_office_writes_it_down),
        cmocka_unit_test(the_barred_unit_hears_nothing),
        cmocka_unit_test(it_goes_with_the_demand),
        cmocka_unit_test(a_sponsored_matter_reports),
        cmocka_unit_test(a_sponsorship_can_be_ended),
        cmocka_unit_test(the_leader_hears),
        cmocka_unit_test(the_leader_hears_of_a_demand),
        cmocka_unit_test(a_new_one_is_found_and_given_at_once),
        cmocka_unit_test(a_new_one_that_is_refused_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
