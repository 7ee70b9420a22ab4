/* SPDX-License-Identifier: Apache-2.0
 * The directory at dispatch, on the test office: proposed, followed, overridden with a reason,
 * a department's duty kept from the grass roots, talks, returns, and who cannot be proposed.
 */
#include "loop/proposal.h"

#include "base/time.h"
#include "loop/directory_file.h"
#include "loop/directory_report.h"
#include "loop/testing.h"

struct job {
    const struct directory_read *r;
    int64_t expected;
};

static enum err put(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    struct directory_version v = {.from_day = time_day(cx->now)};
    return directory_put(cx, j->expected, &v, j->r->entries, j->r->n);
}

static void in_force(struct office *o, const char *rows)
{
    struct directory_read r;
    const struct directory *d = NULL;
    const char *csv =
        str_fmt(o->cx.arena,
                "序号,类别,适用区域,主办单位,协办单位,责任层级,办结时限,职责类别,法律依据\n%s",
                rows)
            .p;
    assert_int_equal(
        directory_bytes_read(&o->cx, str_c(csv), "示例.csv", time_day(o->cx.now), &r), OK);
    if (r.faults_all)
        fail_msg("%s: %s", r.faults[0].column.p, r.faults[0].reason.p);
    struct job j = {.r = &r,
                    .expected = (int64_t)directory_versions(
                        o->app.directory, &(const struct directory_version *){NULL})};
    assert_int_equal(db_write(&o->cx, o->app.store, put, &j), OK);
    assert_int_equal(directory_load(&o->cx, o->keep, &d), OK);
    o->app.directory = d;
}

static const char roads_row[] =
    "37,市政建设,,示例交通局,示例水务局,区级,10日,部门职责,示例依据\n";

static struct office *office(const char *rows)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    in_force(o, rows);
    return o;
}

/* A matter of that class at the district, waiting for dispatch. */
static struct str waiting(struct office *o, const char *class)
{
    struct demand_new in = plain_demand;
    struct str d = receive(o, &in);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid",
         str_fmt(o->cx.arena, "{\"class\":\"%s\"}", class).p);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    return m;
}

static void proposed(struct office *o, struct str num, struct proposal *out)
{
    struct work *w = work_begin(&o->cx);
    struct matter *m = NULL;
    fault_clear(&o->cx);
    assert_int_equal(work_matter_num(w, num, &m), OK);
    assert_int_equal(
        proposal_make(&o->cx, w, m, work_mechanism(w, m->mechanism, m->mechanism_version), out),
        OK);
}

static void refused(struct office *o, struct str m, const char *step, const char *body,
                    enum err code, const char *field)
{
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, step, body), code);
    if (!o->cx.error.field || strcmp(o->cx.error.field, field) != 0)
        fail_msg("%s: at %s: %s", body, o->cx.error.field ? o->cx.error.field : "-",
                 o->cx.error.message);
}

static int64_t counted(struct office *o, int outcome, int64_t *warned)
{
    struct directory_count *all = NULL;
    size_t n = 0;
    int64_t sum = 0;
    *warned = 0;
    assert_int_equal(directory_counts(&o->cx, &all, &n), OK);
    for (size_t i = 0; i < n; i++) {
        sum += all[i].outcome == outcome ? all[i].n : 0;
        *warned += all[i].outcome == outcome ? all[i].warned : 0;
    }
    return sum;
}

static void test_followed(void **state)
{
    struct office *o = office(roads_row);
    struct proposal p;
    int64_t warned = 0;
    (void)state;
    struct str m = waiting(o, "municipal");
    proposed(o, m, &p);
    assert_int_equal(p.lead, ROADS);
    assert_int_equal(p.helpers_n, 1);
    assert_int_equal(p.helpers[0], WATER);
    assert_true(p.limit_fits);
    assert_string_equal(
        proposal_text(&o->cx, &p).p,
        "依据派单目录 2026-11-20 版第 37 条：由示例交通局主办，协办：示例水务局；"
        "部门职责；法律依据：示例依据");
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\",\"helpers\":[\"5\"]}");
    assert_int_equal(counted(o, OUTCOME_FOLLOWED, &warned), 1);
    assert_int_equal(warned, 0);
    office_close(o);
}

static void test_overridden(void **state)
{
    struct office *o = office(roads_row);
    int64_t warned = 0;
    (void)state;
    struct str m = waiting(o, "municipal");
    refused(o, m, "dispatch", "{\"lead\":\"5\"}", ERR_INPUT, "reason");
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\",\"reason\":\"管网在先\"}");
    assert_int_equal(counted(o, OUTCOME_OVERRIDDEN, &warned), 1);
    /* The mechanism may leave it free. */
    writable(o)->off_directory_free = true;
    m = waiting(o, "municipal");
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    assert_int_equal(counted(o, OUTCOME_OVERRIDDEN, &warned), 2);
    office_close(o);
}

static void test_no_entry(void **state)
{
    struct office *o = office(roads_row);
    struct proposal p;
    int64_t warned = 0;
    (void)state;
    struct str m = waiting(o, "security");
    proposed(o, m, &p);
    assert_non_null(p.version);
    assert_null(p.first);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    assert_int_equal(counted(o, OUTCOME_NO_ENTRY, &warned), 1);
    office_close(o);
}

/* 应由职能部门办理的诉求事项不得分派给基层办理 */
static void test_grass_roots(void **state)
{
    struct office *o = office(roads_row);
    int64_t warned = 0;
    (void)state;
    struct str m = waiting(o, "municipal");
    refused(o, m, "dispatch", "{\"lead\":\"3\",\"reason\":\"就近\"}", ERR_CONFLICT, "lead");
    refused(o, m, "dispatch", "{\"lead\":\"2\",\"reason\":\"就近\"}", ERR_INPUT,
            "confirm_grass_roots");
    refused(o, m, "dispatch", "{\"lead\":\"2\",\"confirm_grass_roots\":true}", ERR_INPUT,
            "reason");
    must(o, SUBJECT_MATTER, m, "dispatch",
         "{\"lead\":\"2\",\"confirm_grass_roots\":true,\"reason\":\"街道已接管该路段\"}");
    assert_int_equal(counted(o, OUTCOME_OVERRIDDEN, &warned), 1);
    assert_int_equal(warned, 1);
    /* Changing the lead is no way round it. */
    m = waiting(o, "municipal");
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}");
    refused(o, m, "change-lead", "{\"lead\":\"2\",\"reason\":\"就近\"}", ERR_INPUT,
            "confirm_grass_roots");
    refused(o, m, "change-lead", "{\"lead\":\"3\",\"reason\":\"就近\"}", ERR_CONFLICT, "lead");
    must(o, SUBJECT_MATTER, m, "change-lead",
         "{\"lead\":\"2\",\"reason\":\"就近\",\"confirm_grass_roots\":true}");
    assert_int_equal(counted(o, OUTCOME_OVERRIDDEN, &warned), 2);
    assert_int_equal(warned, 2);
    office_close(o);
}

/* The street of the place; what the community's level keeps from it. */
static void test_relative(void **state)
{
    struct office *o = office("1,小区管理,,属地街道,属地社区,,,,\n2,环境整治,,属地社区,,,,,\n"
                              "3,环境整治,示例区,示例水务局,,,,,\n");
    struct proposal p;
    (void)state;
    proposed(o, waiting(o, "estate"), &p);
    assert_int_equal(p.lead, STREET);
    assert_int_equal(p.helpers_n, 1);
    assert_int_equal(p.helpers[0], COMMUNITY);
    proposed(o, waiting(o, "cleaning"), &p);
    assert_int_equal(p.entry->serial, 3);
    assert_int_equal(p.lead, WATER);
    office_close(o);
}

/* Closed, barred, given back: the next that fits, and why. */
static void test_passed_over(void **state)
{
    struct office *o = office("1,,,示例交通局,,,,,\n2,市政建设,,示例水务局,,,,,\n");
    struct proposal p;
    (void)state;
    struct str m = waiting(o, "municipal");
    proposed(o, m, &p);
    assert_int_equal(p.lead, WATER);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    as(o, ROLE_HANDLER, WATER, 0);
    must(o, SUBJECT_TASK, t, "ask-return",
         "{\"ground\":\"not_duty\",\"reason\":\"非本局职责\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_TASK, t, "grant-return", "{\"reason\":\"同意\"}");
    proposed(o, m, &p);
    assert_int_equal(p.lead, ROADS);
    assert_int_equal(p.entry->serial, 1);
    assert_true(str_has(p.passed_over, "第2条的“示例水务局”已退单"));

    struct str other = waiting(o, "municipal");
    struct matter *row = NULL;
    struct work *w = work_begin(&o->cx);
    assert_int_equal(work_matter_num(w, other, &row), OK);
    row->complained_unit = WATER;
    assert_int_equal(proposal_make(&o->cx, w, row, writable(o), &p), OK);
    assert_int_equal(p.lead, ROADS);
    assert_true(str_has(p.passed_over, "须回避"));
    row->complained_unit = DISTRICT; /* everybody */
    assert_int_equal(proposal_make(&o->cx, w, row, writable(o), &p), OK);
    assert_int_equal(p.lead, 0);
    assert_null(p.entry);
    assert_non_null(p.first);
    assert_true(str_has(proposal_text(&o->cx, &p), "没有可以建议的主办单位"));
    office_close(o);
}

static void test_negotiated(void **state)
{
    struct office *o = office("5,政策兑现,,协商确定,示例交通局、示例水务局,,,,\n");
    struct proposal p;
    int64_t warned = 0;
    (void)state;
    struct str m = waiting(o, "policy");
    proposed(o, m, &p);
    assert_int_equal(p.lead, 0);
    assert_int_equal(p.helpers_n, 2);
    assert_true(str_has(proposal_text(&o->cx, &p), "征求意见的单位：示例交通局、示例水务局"));
    refused(o, m, "dispatch", "{\"lead\":\"5\"}", ERR_INPUT, "negotiated");
    must(o, SUBJECT_MATTER, m, "dispatch",
         "{\"lead\":\"5\",\"negotiated\":\"两局会商，由水务局主办\"}");
    assert_int_equal(counted(o, OUTCOME_NEGOTIATED, &warned), 1);
    office_close(o);
}

static void given_back(struct office *o, struct str m, const char *decided)
{
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "ask-return",
         "{\"ground\":\"not_duty\",\"reason\":\"非本局职责\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_TASK, t, decided, "{\"reason\":\"已核\"}");
}

/* Asked back 4 times, granted 3 times, and where the matters went. */
static void test_returns(void **state)
{
    struct office *o = office(roads_row);
    struct directory_returned *r = NULL;
    size_t n = 0;
    (void)state;
    given_back(o, waiting(o, "municipal"), "refuse-return");
    for (int i = 0; i < 3; i++) {
        struct str m = waiting(o, "municipal");
        given_back(o, m, "grant-return");
        if (i < 2) /* its only entry was given back: no reason is asked */
            must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    }
    assert_int_equal(directory_returned(&o->cx, 1, 4, &r, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(r[0].serial, 37);
    assert_int_equal(r[0].lead_unit, ROADS);
    assert_int_equal(r[0].granted, 3);
    assert_int_equal(r[0].refused, 1);
    assert_int_equal(r[0].to_unit, WATER);
    assert_int_equal(r[0].to_n, 2);
    assert_false(r[0].suggested);
    assert_int_equal(directory_returned(&o->cx, 1, 3, &r, &n), OK);
    assert_true(r[0].suggested);
    /* A new version begins to count anew. */
    in_force(o, roads_row);
    assert_int_equal(directory_returned(&o->cx, 2, 3, &r, &n), OK);
    assert_int_equal(n, 0);
    office_close(o);
}

/* On what the directory is silent: three matters to one unit, one of which it gave back. */
static void test_missing(void **state)
{
    struct office *o = office(roads_row);
    struct directory_missing *all = NULL;
    size_t n = 0;
    (void)state;
    for (int i = 0; i < 3; i++)
        must(o, SUBJECT_MATTER, waiting(o, "cleaning"), "dispatch", "{\"lead\":\"4\"}");
    assert_int_equal(directory_missing(&o->cx, 1, 3, &all, &n), OK);
    assert_int_equal(n, 1);
    assert_true(str_eq_c(all[0].class, "cleaning"));
    assert_int_equal(all[0].lead_unit, ROADS);
    assert_int_equal(all[0].place_id, 13);
    assert_int_equal(all[0].n, 3);
    assert_int_equal(directory_missing(&o->cx, 1, 4, &all, &n), OK);
    assert_int_equal(n, 0);
    struct str back = waiting(o, "cleaning");
    given_back(o, back, "grant-return");
    assert_int_equal(directory_missing(&o->cx, 1, 4, &all, &n), OK);
    assert_int_equal(n, 0); /* what was given back is no reason for an entry */
    /* The newest version knows it. */
    in_force(o, "37,市政建设,,示例交通局,,,,,\n38,环境整治,,示例交通局,,,,,\n");
    assert_int_equal(directory_missing(&o->cx, 1, 3, &all, &n), OK);
    assert_int_equal(n, 0);
    office_close(o);
}

/* 首接负责 (HY-16): taken in by a department, on which the directory is silent. */
static void test_first_receiver(void **state)
{
    struct office *o = office(roads_row);
    struct demand_new in = plain_demand;
    struct matter *m = NULL;
    struct work *w = work_begin(&o->cx);
    struct unit *roads = (struct unit *)(uintptr_t)org_unit(o->app.org, ROADS);
    int64_t unit = 0;
    (void)state;
    roads->lvl = LEVEL_DISTRICT;
    as(o, ROLE_COLLECTOR, ROADS, 0);
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), OK);
    struct str num = open_matter(o, kept(o, o->last.num));
    assert_int_equal(work_matter_num(w, num, &m), OK);
    assert_int_equal(proposal_first_receiver(&o->cx, w, m, &unit), OK);
    assert_int_equal(unit, ROADS);
    m->complained_unit = ROADS;
    assert_int_equal(proposal_first_receiver(&o->cx, w, m, &unit), OK);
    assert_int_equal(unit, 0);
    /* A community's desk passes on by its nature: it is no first-receiving unit. */
    num = waiting(o, "other");
    assert_int_equal(work_matter_num(w, num, &m), OK);
    assert_int_equal(proposal_first_receiver(&o->cx, w, m, &unit), OK);
    assert_int_equal(unit, 0);
    office_close(o);
}

/* Without a directory nothing is asked and nothing recorded. */
static void test_none(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct directory_count *all = NULL;
    size_t n = 0;
    (void)state;
    struct str m = waiting(o, "municipal");
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"5\"}");
    assert_int_equal(directory_counts(&o->cx, &all, &n), OK);
    assert_int_equal(n, 0);
    office_close(o);
}

/* JN-19: levelled to be done by the sending unit, that leads whatever the directory says. */
static void test_sending_unit(void **state)
{
    struct office *o = office_open("jining", noon("2026-11-20"));
    struct unit *roads = (struct unit *)(uintptr_t)org_unit(o->app.org, ROADS);
    struct demand_new in = plain_demand;
    static const char *const ways[] = {"on_site", "home_unit"};
    (void)state;
    roads->lvl = LEVEL_DISTRICT;
    in.class = STR("road");
    in_force(o, "1,道路修缮,,示例水务局,,区级,10日,部门职责,示例依据\n");
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct matter *m = NULL;
        struct proposal p;
        int64_t unit = 0;
        as(o, ROLE_COLLECTOR, ROADS, 0);
        assert_int_equal(intake_receive(&o->cx, &in, &o->last), OK);
        struct str d = kept(o, o->last.num);
        as(o, ROLE_SCREENER, DISTRICT, 0);
        must(o, SUBJECT_DEMAND, d, "screen-valid", "");
        as(o, ROLE_DISPATCHER, DISTRICT, 0);
        must(o, SUBJECT_DEMAND, d, "open-matter", "");
        struct str num = kept(o, o->last.created);
        as(o, ROLE_SCREENER, DISTRICT, 0);
        must(o, SUBJECT_MATTER, num, "level",
             str_fmt(o->cx.arena, "{\"lvl\":\"district\",\"difficulty\":\"%s\"}", ways[i]).p);
        struct work *w = work_begin(&o->cx);
        assert_int_equal(work_matter_num(w, num, &m), OK);
        const struct mechanism *mech = work_mechanism(w, m->mechanism, m->mechanism_version);
        assert_int_equal(proposal_make(&o->cx, w, m, mech, &p), OK);
        assert_int_equal(proposal_first_receiver(&o->cx, w, m, &unit), OK);
        assert_int_equal(p.lead, i == 0 ? WATER : 0);
        assert_int_equal(unit, ROADS);
    }
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_followed),     cmocka_unit_test(test_overridden),
        cmocka_unit_test(test_no_entry),     cmocka_unit_test(test_grass_roots),
        cmocka_unit_test(test_relative),     cmocka_unit_test(test_passed_over),
        cmocka_unit_test(test_negotiated),   cmocka_unit_test(test_returns),
        cmocka_unit_test(test_missing),      cmocka_unit_test(test_first_receiver),
        cmocka_unit_test(test_sending_unit), cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests_name("proposal", tests, NULL, NULL);
}
