/* SPDX-License-Identifier: Apache-2.0
 * The agency list in and out of table files, and what a redirection makes of it, on the test
 * office: every fault by row and column, what goes out comes in again, what the citizen is
 * told.
 */
#include "loop/agency_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/outbox.h"
#include "db/db.h"
#include "loop/redirect.h"
#include "loop/testing.h"

static struct office *office(void)
{
    return office_open("bazhou", noon("2026-11-20"));
}

static enum err take(struct office *o, const char *csv, struct agency_read *r)
{
    char path[80];
    (void)snprintf(path, sizeof path, "%s/agencies.csv", o->dir);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(csv, 1, strlen(csv), f), strlen(csv));
    assert_int_equal(fclose(f), 0);
    fault_clear(&o->cx);
    return agency_file_read(&o->cx, path, NULL, r);
}

static const char plain[] = "名称,去向,受理事项,电话,地址,受理时间\n"
                            "示例法院,应通过诉讼解决,起诉,12368,示例路1号,工作日\n"
                            "示例热线,应通过诉讼解决、arbitration,法律咨询,12348,,全天\n"
                            "示例报警台,转110报警,报警,110,,\n"
                            "示例窗口,,,,示例路2号,\n";

static void put(struct office *o, const char *csv)
{
    struct agency_read r;
    assert_int_equal(take(o, csv, &r), OK);
    assert_int_equal(r.faults_all, 0);
    as_program(o);
    assert_int_equal(agencies_enforce(&o->cx, r.rows, r.n), OK);
}

static void a_list_is_read_kept_and_comes_back(void **state)
{
    struct office *o = office();
    struct agency *kept_rows = NULL;
    struct agency_change *all = NULL;
    struct agency_read r;
    char path[80];
    size_t n = 0, changes = 0;
    (void)state;
    put(o, plain);
    assert_int_equal(agencies_read(&o->cx, &kept_rows, &n), OK);
    assert_int_equal(n, 4);
    const struct agency *line = agency_find(kept_rows, n, STR("示例热线"));
    assert_non_null(line);
    assert_true(str_eq_c(line->exits, "lawsuit,arbitration"));
    assert_true(agency_takes(line, STR("arbitration")));
    assert_false(agency_takes(line, STR("petition")));
    assert_true(agency_takes(agency_find(kept_rows, n, STR("示例窗口")), STR("petition")));
    assert_null(agency_find(kept_rows, n, STR("示例")));
    const char *const ends[] = {"csv", "xlsx"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        (void)snprintf(path, sizeof path, "%s/out.%s", o->dir, ends[i]);
        assert_int_equal(agency_file_write(&o->cx, path, kept_rows, n), OK);
        assert_int_equal(agency_file_read(&o->cx, path, NULL, &r), OK);
        assert_int_equal(r.faults_all, 0);
        agencies_diff(&o->cx, kept_rows, n, r.rows, r.n, &all, &changes);
        assert_int_equal(changes, 0);
        assert_int_equal(r.n, n);
    }
    /* Replaced as a whole, and what differs is said by name. */
    assert_int_equal(take(o, "名称,电话\n示例法院,12368\n示例新所,12333\n", &r), OK);
    agencies_diff(&o->cx, kept_rows, n, r.rows, r.n, &all, &changes);
    assert_int_equal(changes, 5);
    assert_true(all[0].before && all[0].after);
    assert_true(!all[1].before && str_eq_c(all[1].after->name, "示例新所"));
    assert_true(all[2].before && !all[2].after);
    as_program(o);
    assert_int_equal(agencies_enforce(&o->cx, r.rows, r.n), OK);
    assert_int_equal(agencies_read(&o->cx, &kept_rows, &n), OK);
    assert_int_equal(n, 2);
    office_close(o);
}

static void faults_stand_by_row_and_column(void **state)
{
    struct office *o = office();
    struct agency_read r;
    (void)state;
    assert_int_equal(take(o,
                          "名称,去向,电话\n"
                          "甲,没有的去向,1\n"
                          ",应通过诉讼解决,1\n"
                          "乙,,\n"
                          "丙,,1\n"
                          "丙,,2\n"
                          "other,,1\n"
                          "丁,,1234567890123456789012345678901234567890123456789012345678901\n",
                          &r),
                     OK);
    static const struct {
        int row;
        const char *column;
    } want[] = {{2, "去向"}, {3, "名称"}, {4, "电话"}, {6, "名称"}, {7, "名称"}, {8, "电话"}};
    assert_int_equal(r.faults_all, COUNT(want));
    assert_int_equal(r.n, 1);
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(r.faults[i].row, want[i].row);
        assert_string_equal(r.faults[i].column.p, want[i].column);
        assert_true(r.faults[i].reason.n > 0);
    }
    assert_int_equal(take(o, "去向,电话\n,1\n", &r), ERR_INPUT);
    assert_int_equal(take(o, "名称,电话\n", &r), ERR_INPUT);
    office_close(o);
}

static struct str told(struct office *o, struct str num, const char *body)
{
    struct demand d;
    must(o, SUBJECT_DEMAND, num, "redirect", body);
    demand_of(o, num, &d);
    return kept(o, d.redirect_to);
}

static void a_redirection_names_one_of_the_list(void **state)
{
    struct office *o = office();
    (void)state;
    put(o, plain);
    struct str d = receive(o, &plain_demand);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    static const struct {
        const char *body, *field;
    } wrong[] = {
        {"{\"ground\":\"lawsuit\",\"agency\":\"没有的\"}", "agency"},
        {"{\"ground\":\"lawsuit\",\"agency\":\"示例报警台\"}", "agency"},
        {"{\"ground\":\"lawsuit\",\"agency\":\"示例法院\",\"to\":\"别处\"}", "to"},
        {"{\"ground\":\"lawsuit\",\"agency\":\"other\"}", "words"},
        {"{\"ground\":\"lawsuit\"}", "words"},
        {"{\"ground\":\"lawsuit\",\"words\":\"请诉讼\"}", "to"},
        {"{\"ground\":\"civil\",\"words\":\"请诉讼\"}", "ground"},
        {"{\"ground\":\"malicious\",\"to\":\"示例派出所\",\"words\":\"线索移送\"}",
         "attachments"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "redirect", wrong[i].body), ERR_INPUT);
        assert_string_equal(o->cx.error.field, wrong[i].field);
    }
    assert_true(str_eq_c(told(o, d, "{\"ground\":\"lawsuit\",\"agency\":\"示例法院\"}"),
                         "示例法院，电话：12368；地址：示例路1号；受理时间：工作日"));
    d = receive(o, &plain_demand);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    assert_true(str_eq_c(told(o, d,
                              "{\"ground\":\"petition\",\"agency\":\"other\",\"to\":\"示例局\","
                              "\"words\":\"请到示例局\"}"),
                         "示例局"));
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_read_kept_and_comes_back),
        cmocka_unit_test(faults_stand_by_row_and_column),
        cmocka_unit_test(a_redirection_names_one_of_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
