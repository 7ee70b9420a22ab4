/* SPDX-License-Identifier: Apache-2.0
 * The directory in and out of table files, on the test office: every fault by row and column,
 * what goes out comes in again, and what differs.
 */
#include "loop/directory_file.h"

#include "base/time.h"
#include "loop/testing.h"

enum { DAY = 20700 };

static struct office *office(void)
{
    return office_open("bazhou", time_day_start(DAY) + MS_PER_HOUR);
}

static enum err take(struct office *o, const char *csv, struct directory_read *r)
{
    fault_clear(&o->cx);
    return directory_bytes_read(&o->cx, str_c(csv), "示例.csv", DAY, r);
}

static const char plain[] =
    "序号,类别,适用区域,主办单位,协办单位,责任层级,办结时限,职责类别,法律依据,备注\n"
    "10,市政建设,,示例交通局,示例水务局、属地街道,区级,15日,部门职责,示例依据,示例\n"
    "20,市政建设,示例街道,示例水务局,,,,,,\n"
    "30,cleaning,社区村,属地社区,,社区,3个工作日,基层履职事项,,\n"
    "40,政策兑现,,协商确定,示例交通局，示例水务局,,,,,\n";

static void test_read(void **state)
{
    struct office *o = office();
    struct directory_read r;
    (void)state;
    assert_int_equal(take(o, plain, &r), OK);
    assert_int_equal(r.faults_all, 0);
    assert_int_equal(r.n, 4);
    const struct directory_entry *e = r.entries;
    assert_int_equal(e[0].serial, 10);
    assert_true(str_eq_c(e[0].class, "municipal"));
    assert_int_equal(e[0].place_id, 0);
    assert_int_equal(e[0].place_kind, DIRECTORY_ANY_KIND);
    assert_int_equal(e[0].lead_unit, ROADS);
    assert_true(str_eq_c(e[0].helpers, "5,street"));
    assert_int_equal(e[0].lvl, LEVEL_DISTRICT);
    assert_int_equal(e[0].length, 15);
    assert_int_equal(e[0].span, SPAN_DAYS);
    assert_int_equal(e[0].charge, CHARGE_DEPARTMENT);
    assert_int_equal(e[1].place_id, 12);
    assert_int_equal(e[2].place_kind, PLACE_COMMUNITY);
    assert_int_equal(e[2].lead, LEAD_COMMUNITY);
    assert_int_equal(e[2].span, SPAN_WORKDAYS);
    assert_int_equal(e[3].lead, LEAD_NEGOTIATE);
    assert_true(str_eq_c(e[3].helpers, "4,5"));
    office_close(o);
}

static void test_faults(void **state)
{
    static const struct {
        const char
            *row; /* under "序号,类别,适用区域,主办单位,协办单位,责任层级,办结时限,职责类别" */
        const char *column, *says;
    } cases[] = {
        {"1,没有的类别,,示例交通局,,,,", "类别", "没有类别"},
        {"1,市政建设,没有的地方,示例交通局,,,,", "适用区域", "没有区划"},
        {"1,市政建设,,没有的单位,,,,", "主办单位", "没有单位"},
        {"1,市政建设,,,,,,", "主办单位", "没有写"},
        {"1,市政建设,,示例交通局,没有的单位,,,", "协办单位", "没有单位"},
        {"1,市政建设,,示例交通局,示例交通局,,,", "协办单位", "两次"},
        {"1,市政建设,,示例交通局,示例水务局、示例水务局,,,", "协办单位", "两次"},
        {"1,市政建设,,示例交通局,协商确定,,,", "协办单位", "主办单位"},
        {"1,市政建设,,示例交通局,,很高,,", "责任层级", "没有层级"},
        {"1,市政建设,,示例交通局,,,尽快,", "办结时限", "不是时限"},
        {"1,市政建设,,示例交通局,,,0日,", "办结时限", "不是时限"},
        {"1,市政建设,,示例交通局,,,,大家的事", "职责类别", "只能是"},
        {"1,市政建设,,属地社区,,,,部门职责", "主办单位", "不得由社区"},
        {"1,市政建设,,示例社区,,,,部门职责", "主办单位", "不得由社区"},
        {"1,政策兑现,,协商确定,,,,", "协办单位", "参加协商"},
        {"零,市政建设,,示例交通局,,,,", "序号", "正整数"},
        {"2,公共服务,,示例水务局,,,,", "序号", "与第2行"},
        {"3,社会治安,,示例水务局,,,,", "类别", "与第2行"},
    };
    struct office *o = office();
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct directory_read r;
        const char *csv =
            str_fmt(o->cx.arena,
                    "序号,类别,适用区域,主办单位,协办单位,责任层级,办结时限,职责类别\n"
                    "2,社会治安,,示例交通局,,,,\n%s\n",
                    cases[i].row)
                .p;
        assert_int_equal(take(o, csv, &r), OK);
        if (r.faults_all != 1 || r.n != 1 || r.faults[0].row != 3 ||
            !str_eq_c(r.faults[0].column, cases[i].column) ||
            !str_has(r.faults[0].reason, cases[i].says))
            fail_msg("%s: %zu faults, row %lld, %s, %s", cases[i].row, r.faults_all,
                     (long long)r.faults[0].row, r.faults[0].column.p, r.faults[0].reason.p);
    }
    office_close(o);
}

/* A unit that is closed on the day the version begins. */
static void test_closed_unit(void **state)
{
    struct office *o = office();
    struct directory_read r;
    struct unit *u = (struct unit *)(uintptr_t)org_unit(o->app.org, ROADS);
    (void)state;
    u->valid_to = time_day_start(DAY) + 1;
    assert_int_equal(take(o, plain, &r), OK);
    assert_int_equal(r.faults_all, 0);
    u->valid_to = time_day_start(DAY);
    assert_int_equal(take(o, plain, &r), OK);
    assert_int_equal(r.faults_all, 2);
    assert_true(str_has(r.faults[0].reason, "停用"));
    assert_int_equal(r.faults[1].row, 5);
    office_close(o);
}

static void test_files_refused(void **state)
{
    static const struct {
        const char *csv, *says;
    } cases[] = {
        {"序号,类别\n1,市政建设\n", "主办单位"},
        {"序号,主办单位\n1,示例交通局\n", "类别"},
        {"类别,主办单位\n", "一条也没有"},
    };
    struct office *o = office();
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct directory_read r;
        assert_int_equal(take(o, cases[i].csv, &r), ERR_INPUT);
        if (!str_has(str_c(o->cx.error.message), cases[i].says))
            fail_msg("%s: %s", cases[i].csv, o->cx.error.message);
    }
    office_close(o);
}

/* Titles of another hand, a note above the header, the class by its code. */
static void test_foreign_titles(void **state)
{
    struct office *o = office();
    struct directory_read r;
    (void)state;
    assert_int_equal(take(o,
                          "示例区派单目录,,,\n编号,事项类别,责任单位,办理时限\n"
                          "7,estate,示例交通局,48小时\n",
                          &r),
                     OK);
    assert_int_equal(r.faults_all, 0);
    assert_int_equal(r.n, 1);
    assert_int_equal(r.entries[0].serial, 7);
    assert_int_equal(r.entries[0].span, SPAN_HOURS);
    office_close(o);
}

static void test_round_trip(void **state)
{
    static const char *const names[] = {"out.xlsx", "out.csv"};
    struct office *o = office();
    struct directory_read first, again;
    struct directory_change *c = NULL;
    size_t n = 0;
    (void)state;
    assert_int_equal(take(o, plain, &first), OK);
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = str_fmt(o->cx.arena, "%s/%s", o->dir, names[i]).p;
        assert_int_equal(directory_file_write(&o->cx, path, first.entries, first.n), OK);
        assert_int_equal(directory_file_read(&o->cx, path, NULL, DAY, &again), OK);
        assert_int_equal(again.faults_all, 0);
        assert_int_equal(again.n, first.n);
        directory_diff(&o->cx, first.entries, first.n, again.entries, again.n, &c, &n);
        assert_int_equal(n, 0);
        for (size_t k = 0; k < first.n; k++)
            assert_int_equal(again.entries[k].serial, first.entries[k].serial);
    }
    office_close(o);
}

static void test_diff(void **state)
{
    static const char changed[] =
        "序号,类别,适用区域,主办单位,协办单位,责任层级,办结时限,职责类别,法律依据,备注\n"
        "1,市政建设,,示例水务局,属地街道,区级,15日,部门职责,示例依据,示例\n"
        "2,市政建设,示例街道,示例水务局,,,,,,\n"
        "3,社会治安,,示例交通局,,,,,,\n"
        "4,政策兑现,,协商确定,示例交通局，示例水务局,,,,,\n";
    struct office *o = office();
    struct directory_read a, b;
    struct directory_change *c = NULL;
    size_t n = 0;
    (void)state;
    assert_int_equal(take(o, plain, &a), OK);
    assert_int_equal(take(o, changed, &b), OK);
    directory_diff(&o->cx, a.entries, a.n, b.entries, b.n, &c, &n);
    assert_int_equal(n, 3);
    assert_int_equal(c[0].columns, BIT(DIRECTORY_LEAD) | BIT(DIRECTORY_HELPERS));
    assert_int_equal(c[0].before->serial, 10); /* another number is no difference */
    assert_null(c[1].before);
    assert_true(str_eq_c(c[1].after->class, "security"));
    assert_null(c[2].after);
    assert_true(str_eq_c(c[2].before->class, "cleaning"));
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),           cmocka_unit_test(test_faults),
        cmocka_unit_test(test_closed_unit),    cmocka_unit_test(test_files_refused),
        cmocka_unit_test(test_foreign_titles), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_diff),
    };
    return cmocka_run_group_tests_name("directory_file", tests, NULL, NULL);
}
