/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_in.h"

#include <unistd.h>

#include "base/time.h"
#include "core/person.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/check.h"
#include "loop/testing.h"

enum { FAULTS = 32 };

struct fix {
    struct office *o;
    char path[64];
    struct ledger_fault faults[FAULTS];
    size_t faults_n;
    struct ledger_result r;
};

static int setup(void **state)
{
    struct fix *f = calloc(1, sizeof(*f));
    f->o = office_open("bazhou", time_day_start(day_from_civil(2024, 6, 3)) + 36000000);
    (void)snprintf(f->path, sizeof f->path, "/tmp/huiyin-ledger-%ld.csv", (long)getpid());
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fix *f = *state;
    unlink(f->path);
    office_close(f->o);
    free(f);
    return 0;
}

static enum err keep_fault(struct ctx *cx, void *arg, const struct ledger_fault *fault)
{
    struct fix *f = arg;
    assert_true(f->faults_n < FAULTS);
    struct arena *a = f->o->cx.arena;
    (void)cx;
    f->faults[f->faults_n++] = (struct ledger_fault){.line = fault->line,
                                                     .column = str_dup(a, fault->column),
                                                     .reason = str_dup(a, fault->reason)};
    return OK;
}

static void file_put(struct fix *f, const char *text)
{
    FILE *out = fopen(f->path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
    assert_int_equal(fclose(out), 0);
}

static enum err take_with(struct fix *f, const char *text, struct ledger_import job)
{
    file_put(f, text);
    job.path = f->path;
    job.rejected = keep_fault;
    job.arg = f;
    f->faults_n = 0;
    return ledger_import(&f->o->cx, &job, &f->r);
}

static void take(struct fix *f, const char *text)
{
    if (take_with(f, text, (struct ledger_import){0}) != OK)
        fail_msg("%s", f->o->cx.error.message);
}

/* The only demand with that number in its ledger. */
static struct demand demand_no(struct fix *f, const char *number)
{
    struct demand *all = NULL, hit = {0};
    size_t n = 0;
    assert_int_equal(db_all(&f->o->cx, SQL_DEMAND_PAGE,
                            ARGS(I64(f->o->cx.jid), I64(0), I64(1000)), &demand_shape,
                            (void **)&all, &n),
                     OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(all[i].upstream_no, number)) {
            assert_int_equal(hit.id, 0);
            hit = all[i];
        }
    assert_true(hit.id > 0);
    return hit;
}

static struct matter matter_of_demand(struct fix *f, const struct demand *d, struct link *l)
{
    struct work *w = work_begin(&f->o->cx);
    struct link **links = NULL;
    struct matter *m = NULL;
    size_t n = 0;
    assert_int_equal(work_links_of_demand(w, d->id, &links, &n), OK);
    assert_int_equal(n, 1);
    *l = *links[0];
    assert_int_equal(work_matter(w, l->matter_id, &m), OK);
    return *m;
}

static struct clock clock_of(struct fix *f, enum subject kind, int64_t id, enum clock_kind want)
{
    struct clock **clocks = NULL, out = {0};
    size_t n = 0;
    assert_int_equal(work_clocks(work_begin(&f->o->cx), kind, id, &clocks, &n), OK);
    for (size_t i = 0; i < n; i++)
        if (clocks[i]->kind == (int)want)
            out = *clocks[i];
    return out;
}

static enum err count_finding(struct ctx *cx, void *arg, const struct check_finding *f)
{
    (void)cx;
    (void)arg;
    print_error("%s %.*s: %.*s (%.*s, %.*s)\n", f->code, STR_ARG(f->num), STR_ARG(f->what),
                STR_ARG(f->stored), STR_ARG(f->expected));
    return OK;
}

static void check_clean(struct fix *f)
{
    struct check_result r;
    db_release(f->o->cx.db);
    assert_int_equal(db_acquire(&f->o->cx, f->o->app.store, &f->o->cx.db), OK);
    assert_int_equal(check_register(&f->o->cx, count_finding, NULL, &r), OK);
    assert_int_equal(r.findings, 0);
    db_release(f->o->cx.db);
    assert_int_equal(db_acquire(&f->o->cx, f->o->app.store, &f->o->cx.db), OK);
}

static int64_t at(int y, int mo, int d, int h, int mi)
{
    return time_day_start(day_from_civil(y, mo, d)) + (int64_t)h * MS_PER_HOUR +
           (int64_t)mi * MS_PER_MINUTE;
}

#define HEAD                                                                                   \
    "编号,姓名,反映时间,诉求内容,答复意见,答复时间,承办单位,状态,时限,满意度,是否解决,地点\n"

static void test_answered(void **state)
{
    struct fix *f = *state;
    struct link l;
    take(f,
         "某某县台账\n" HEAD
         "1,甲,2024/5/6 9:32,\"路灯  不亮。\t 请修\",已修,2024-05-10,示例交通局,,,,,\n"
         "2,乙,2024年5月7日,水压低,已调,20240513,示例水务局,已办结,,满意,是,示例街道/示例社区\n"
         "3,丙,45420.5,垃圾未清,已清,2024/5/20 8:00:00,,办结,2024-05-15,不满意,否,\n");
    assert_int_equal(f->r.fresh, 3);
    assert_int_equal(f->r.rejected, 0);
    struct demand d = demand_no(f, "1");
    struct matter m = matter_of_demand(f, &d, &l);
    assert_int_equal(d.state, DEMAND_NO_VERDICT);
    assert_int_equal(d.said_at, at(2024, 5, 6, 9, 32));
    assert_int_equal(d.answered_at, at(2024, 5, 10, 0, 0));
    assert_int_equal(d.recorded_at, f->o->cx.now);
    assert_int_equal(m.state, MATTER_CLOSED);
    assert_int_equal(m.close_ground, CLOSE_TAKEN_OVER);
    assert_false(m.drawn);
    assert_int_equal(m.lead_unit, ROADS);
    assert_int_equal(l.state, LINK_NO_VERDICT);
    assert_true(l.answer_seq > 0 && l.answer_final);
    d = demand_no(f, "2");
    m = matter_of_demand(f, &d, &l);
    assert_int_equal(d.state, DEMAND_ACCEPTED);
    assert_int_equal(d.grade, GRADE_GOOD);
    assert_int_equal(d.source, SOURCE_LEDGER);
    assert_int_equal(d.place_id, 13);
    assert_int_equal(m.state, MATTER_CLOSED);
    d = demand_no(f, "3");
    m = matter_of_demand(f, &d, &l);
    assert_int_equal(d.said_at, at(2024, 5, 8, 12, 0));
    assert_int_equal(d.state, DEMAND_UNSATISFIED);
    assert_int_equal(m.state, MATTER_CALLING_BACK);
    assert_int_equal(m.lead_unit, DISTRICT); /* no unit said: the root unit's */
    struct clock reply = clock_of(f, SUBJECT_DEMAND, d.id, CLOCK_REPLY);
    assert_string_equal(reply.source.p, "taken_over");
    assert_int_equal(reply.due_at, at(2024, 5, 16, 0, 0));
    assert_int_equal(reply.stopped_at, at(2024, 5, 20, 8, 0));
    check_clean(f);
}

static void test_open(void **state)
{
    struct fix *f = *state;
    struct link l;
    take(f, HEAD "1,甲,2024-05-27 10:00,漏水,,,示例水务局,处理中,15个工作日,,,\n"
                 "2,乙,2024-05-28,噪音,,,,未处理,,,,示例社区\n"
                 "3,丙,2024-05-29,占道,,,示例街道,已受理,2024-06-20,,,\n"
                 "4,丁,2024-05-30,无内容,不属受理范围,2024-05-31,,不予受理,,,,\n");
    assert_int_equal(f->r.fresh, 4);
    struct demand d = demand_no(f, "1");
    struct matter m = matter_of_demand(f, &d, &l);
    assert_int_equal(d.state, DEMAND_IN_MATTER);
    assert_int_equal(m.state, MATTER_HANDLING);
    assert_int_equal(m.owner_unit, WATER);
    /* 10 June 2024 rests (端午). */
    struct clock close = clock_of(f, SUBJECT_MATTER, m.id, CLOCK_CLOSE);
    assert_int_equal(close.due_at, at(2024, 6, 19, 0, 0));
    assert_string_equal(close.source.p, "taken_over");
    assert_int_equal(clock_of(f, SUBJECT_DEMAND, d.id, CLOCK_REPLY).due_at, close.due_at);
    d = demand_no(f, "2");
    assert_int_equal(d.state, DEMAND_RECEIVED);
    assert_int_equal(d.unit_id, COMMUNITY);
    assert_int_equal(clock_of(f, SUBJECT_DEMAND, d.id, CLOCK_SCREEN).stopped_at, 0);
    assert_true(clock_of(f, SUBJECT_DEMAND, d.id, CLOCK_SCREEN).id > 0);
    assert_int_equal(clock_of(f, SUBJECT_DEMAND, d.id, CLOCK_REPLY).started_at, d.said_at);
    d = demand_no(f, "3");
    assert_int_equal(d.state, DEMAND_VALID);
    assert_int_equal(d.unit_id, STREET);
    assert_int_equal(clock_of(f, SUBJECT_DEMAND, d.id, CLOCK_REPLY).due_at,
                     at(2024, 6, 21, 0, 0));
    d = demand_no(f, "4");
    assert_int_equal(d.state, DEMAND_EXPLAINED);
    assert_int_equal(d.valid, YN_NO);
    check_clean(f);
}

static void test_goes_on(void **state)
{
    struct fix *f = *state;
    struct link l;
    take(f, HEAD "1,甲,2024-05-27 10:00,漏水,,,示例水务局,处理中,,,,\n");
    struct demand d = demand_no(f, "1");
    struct matter m = matter_of_demand(f, &d, &l);
    struct str task = str_fmt(f->o->cx.arena, "%.*s-1", STR_ARG(m.num));
    as(f->o, ROLE_HANDLER, WATER, 1);
    must(f->o, SUBJECT_TASK, task, "report",
         "{\"words\":\"已更换水管\",\"result\":\"solved\"}");
    as(f->o, ROLE_HEAD, WATER, 2);
    must(f->o, SUBJECT_TASK, task, "agree", "");
    assert_string_equal(state_of(f->o, SUBJECT_MATTER, m.num), "in_review");
    check_clean(f);
}

static void test_rejects(void **state)
{
    static const struct {
        const char *column, *reason;
    } want[] = {
        {"反映时间", "不是日期"}, {"反映时间", "缺少"},     {"反映时间", "晚于现在"},
        {"诉求内容", "为空"},     {"承办单位", "没有名为"}, {"状态", "看不懂"},
        {"状态", "没有答复内容"}, {"满意度", "看不懂"},     {"时限", "不是日期"},
        {"答复时间", "不是日期"},
    };
    struct fix *f = *state;
    take(f, HEAD "1,甲,前天,内容,,,,,,,,\n"
                 "2,甲,,内容,,,,,,,,\n"
                 "3,甲,2024-07-01,内容,,,,,,,,\n"
                 "4,甲,2024-05-01, ,,,,,,,,\n"
                 "5,甲,2024-05-01,内容,,,市城管局,,,,,\n"
                 "6,甲,2024-05-01,内容,,,,第七天,,,,\n"
                 "7,甲,2024-05-01,内容,,,,已办结,,,,\n"
                 "8,甲,2024-05-01,内容,答,2024-05-02,,,,八成,,\n"
                 "9,甲,2024-05-01,内容,,,,,尽快,,,\n"
                 "10,甲,2024-05-01,内容,答,后天,,,,,,\n"
                 "11,甲,2024-05-01,好的一行,答,2024-05-02,,,,,,\n");
    assert_int_equal(f->r.rejected, COUNT(want));
    assert_int_equal(f->r.fresh, 1);
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(f->faults[i].line, (int64_t)i + 2);
        if (!str_eq_c(f->faults[i].column, want[i].column) ||
            !str_has(f->faults[i].reason, want[i].reason))
            fail_msg("%s: %s", f->faults[i].column.p, f->faults[i].reason.p);
    }
    check_clean(f);
}

static void test_known_again(void **state)
{
    struct fix *f = *state;
    const char *rows = "1,甲,2024-05-01,一,答,2024-05-02,,,,,,\n"
                       "2,乙,2024-05-01,二,答,2024-05-02,,,,,,\n";
    struct arena *a = f->o->cx.arena;
    take(f, str_fmt(a, HEAD "%s", rows).p);
    assert_int_equal(f->r.fresh, 2);
    take(f, str_fmt(a, HEAD "%s", rows).p);
    assert_int_equal(f->r.fresh, 0);
    assert_int_equal(f->r.known, 2);
    /* Other columns and spaces around, a row twice, a changed one, a new one. */
    take(f, "备注,编号,姓名,反映时间,诉求内容,答复意见,答复时间\n"
            "x,1, 甲 ,2024/5/1,一,答,2024年5月2日\n"
            ",2,乙,2024-05-01,二改,答,2024-05-02\n"
            ",3,丙,2024-05-01,三,答,2024-05-02\n"
            ",3,丙,2024-05-01,三,答,2024-05-02\n"
            ",3,丙,2024-05-01,另一件,答,2024-05-02\n");
    assert_int_equal(f->r.fresh, 1);
    assert_int_equal(f->r.known, 1);
    assert_int_equal(f->r.repeated, 1);
    assert_int_equal(f->r.rejected, 2);
    assert_true(str_has(f->faults[0].reason, "第 4 行") ||
                str_has(f->faults[1].reason, "第 4 行"));
    /* Another ledger that numbers from 1 as well. */
    assert_int_equal(take_with(f, HEAD "1,戊,2024-05-03,别处的一,,,,,,,,\n",
                               (struct ledger_import){.series = STR("民政局")}),
                     OK);
    assert_int_equal(f->r.fresh, 1);
    check_clean(f);
}

static void test_dry_run(void **state)
{
    struct fix *f = *state;
    int64_t n = -1;
    assert_int_equal(
        take_with(f, HEAD "1,甲,2024-05-01,一,答,2024-05-02,,,,,,\n2,乙,x,二,,,,,,,,\n",
                  (struct ledger_import){.dry_run = true}),
        OK);
    assert_int_equal(f->r.fresh, 1);
    assert_int_equal(f->r.rejected, 1);
    assert_int_equal(db_i64(&f->o->cx, SQL_BATCH_NAMED,
                            ARGS(I64(f->o->cx.jid), TXT(f->r.map.columns[0].title)), 0, &n),
                     OK);
    struct demand *all = NULL;
    size_t count = 0;
    assert_int_equal(db_all(&f->o->cx, SQL_DEMAND_PAGE,
                            ARGS(I64(f->o->cx.jid), I64(0), I64(10)), &demand_shape,
                            (void **)&all, &count),
                     OK);
    assert_int_equal(count, 0);
}

static void test_persons(void **state)
{
    struct fix *f = *state;
    struct person_plain p;
    take(f, "编号,姓名,联系电话,反映时间,诉求内容\n"
            "1,甲某某,138 0013 8000,2024-05-01,一\n"
            "2,乙**,139****9000,2024-05-01,二\n"
            "3,丙,12,2024-05-01,三\n");
    assert_int_equal(f->r.fresh, 2);
    assert_int_equal(f->r.rejected, 1);
    assert_string_equal(f->faults[0].column.p, "联系电话");
    struct demand d = demand_no(f, "1");
    assert_int_equal(person_open(&f->o->cx, d.person_id, &p), OK);
    assert_string_equal(p.name.p, "甲某某");
    assert_string_equal(p.phone.p, "13800138000");
    /* A masked number reaches nobody. */
    d = demand_no(f, "2");
    assert_int_equal(person_open(&f->o->cx, d.person_id, &p), OK);
    assert_string_equal(p.name.p, "乙**");
    assert_int_equal(p.phone.n, 0);
    check_clean(f);
}

static void test_columns(void **state)
{
    struct fix *f = *state;
    assert_int_equal(take_with(f, "序号,标题\n1,a\n", (struct ledger_import){0}), ERR_INPUT);
    assert_true(str_has(str_c(f->o->cx.error.message), "反映时间"));
    fault_clear(&f->o->cx);
    /* A mapping that was saved is used, and refused where it does not fit. */
    take(f, "第一,第二,第三,反映时间,诉求内容\nA,x,甲,2024-05-01,一\n");
    struct mapping m = f->r.map;
    m.columns[0].target = LEDGER_NUMBER;
    assert_int_equal(take_with(f, "第一,第二,第三,反映时间,诉求内容\nB,x,甲,2024-05-02,二\n",
                               (struct ledger_import){.map = &m}),
                     OK);
    assert_int_equal(demand_no(f, "B").state, DEMAND_RECEIVED);
    assert_int_equal(take_with(f, "别的,第二,第三,反映时间,诉求内容\nC,x,甲,2024-05-03,三\n",
                               (struct ledger_import){.map = &m}),
                     ERR_INPUT);
    assert_true(str_has(str_c(f->o->cx.error.message), "不符"));
    fault_clear(&f->o->cx);
    check_clean(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_open, setup, teardown),
        cmocka_unit_test_setup_teardown(test_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rejects, setup, teardown),
        cmocka_unit_test_setup_teardown(test_known_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dry_run, setup, teardown),
        cmocka_unit_test_setup_teardown(test_persons, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
