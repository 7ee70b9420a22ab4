/* SPDX-License-Identifier: Apache-2.0
 * What a writer and a reviewer are shown of an answer, and what is kept of it.
 */
#include "loop/answer.h"

#include "base/source_testing.h"
#include "core/answer_rules.h"
#include "loop/dossier.h"
#include "loop/testing.h"

#define COPIED                                                                                                           \
    "您好，您反映的问题我局十分重视，示例交通局已于十一月二十一日派人到现场查看，" \
    "更换了损坏的部件，并安排专人每周巡查，今后如有问题请拨打热线。"

static struct office *office_with_rules(void)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    if (answer_rules_parse(&o->cx, o->keep, "data/answers.json",
                           source_text(o->keep, "data/answers.json"), &o->app.answers) != OK)
        fail_msg("%s", o->cx.error.message);
    return o;
}

static const char *check_of(struct office *o, struct str num, const char *words)
{
    struct buf b;
    struct json j;
    buf_init(&b, o->cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    enum err e =
        answer_check_json(&o->cx, num, &(struct answer_draft){.words = str_c(words)}, &j);
    assert_int_equal(e, OK);
    json_obj_end(&j);
    return buf_done(&b).p;
}

/* The dossier as the present actor sees it. */
static const char *dossier_of(struct office *o, enum subject subject, struct str num)
{
    struct buf b;
    struct json j;
    int64_t version = 0;
    buf_init(&b, o->cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    enum err e = dossier_json(&o->cx, subject, num, &j, &version);
    assert_int_equal(e, OK);
    json_obj_end(&j);
    return buf_done(&b).p;
}

static struct str reported(struct office *o, struct str matter, const char *words)
{
    struct str t = str_fmt(o->keep, "%.*s-1", STR_ARG(matter));
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "sign", "");
    must(o, SUBJECT_TASK, t, "verify", "{\"truth\":\"属实\"}");
    must(o, SUBJECT_TASK, t, "report",
         str_fmt(o->keep, "{\"words\":\"%s\",\"result\":\"solved\"}", words).p);
    return t;
}

static void the_reviewer_sees_what_the_writer_saw(void **state)
{
    struct office *o = office_with_rules();
    struct str demand;
    (void)state;
    struct str m = to_roads(o, &demand);
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_non_null(strstr(check_of(o, m, "路灯已由交通局于11月21日修复，请打13800138000"),
                           "\"rule\":\"mobile\""));
    struct str t = reported(o, m, "路灯已由交通局于11月21日修复，请打13800138000");
    assert_non_null(strstr(dossier_of(o, SUBJECT_TASK, t), "mobile:19-30"));
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_TASK, t, "agree", "");
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    const char *seen = dossier_of(o, SUBJECT_MATTER, m);
    assert_non_null(strstr(seen, "\"rule\":\"mobile\""));
    assert_non_null(strstr(seen, "\"words\":\"13800138000\""));
    must(o, SUBJECT_MATTER, m, "review-send-back", "{\"reason\":\"有手机号\"}");
    seen = dossier_of(o, SUBJECT_MATTER, m);
    if (!strstr(seen, "\"answer_check\":\"mobile:19-30\""))
        fail_msg("%s", strstr(seen, "review-send-back"));
    assert_non_null(strstr(seen, "\"answer_rules\""));
    assert_null(strstr(seen, "\"rule\":\"mobile\"")); /* decided */
    office_close(o);
}

static void derive_all(struct office *o)
{
    static const struct derive_step steps[] = {{.name = "answers", .fn = answer_derive}, {0}};
    struct ctx cx = o->cx;
    int64_t until = 0, done = 1;
    cx.db = NULL;
    while (done)
        assert_int_equal(derive_run(&cx, steps, &until, &done), OK);
}

static void a_copy_is_told_with_what_it_copies(void **state)
{
    struct office *o = office_with_rules();
    struct str first, second;
    (void)state;
    struct str m = to_roads(o, &first);
    struct str t = reported(o, m, COPIED);
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_TASK, t, "agree", "");
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "review-agree", "");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"" COPIED "\",\"result\":\"solved\"}");
    as_program(o);
    derive_all(o);
    struct str n = to_roads(o, &second);
    as(o, ROLE_HANDLER, ROADS, 0);
    /* The same trouble may have the same answer; another may not. */
    assert_null(strstr(check_of(o, n, COPIED), "\"rule\":\"copied\""));
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct str d = kept(o, hand_in(o, "三组通村公路塌方，校车进不来，请尽快抢修"));
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "{\"title\":\"公路塌方\"}");
    as(o, ROLE_DISPATCHER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str other = kept(o, o->last.created);
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_MATTER, other, "level-up", "{\"reason\":\"社区无力\"}");
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_MATTER, other, "level-up", "{\"reason\":\"涉及部门\"}");
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, other, "level", "{\"lvl\":\"district\",\"difficulty\":\"\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, other, "dispatch", "{\"lead\":\"4\",\"words\":\"尽快\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    const char *seen = check_of(o, other, COPIED);
    assert_non_null(strstr(seen, "\"rule\":\"copied\""));
    assert_non_null(strstr(seen, str_fmt(o->cx.arena, "\"like\":\"%.*s\"", STR_ARG(m)).p));
    office_close(o);
}

static void a_draft_is_checked_only_where_it_may_be_seen(void **state)
{
    struct office *o = office_with_rules();
    struct str demand;
    struct buf b;
    struct json j;
    (void)state;
    struct str m = to_roads(o, &demand);
    as(o, ROLE_HANDLER, WATER, 0);
    buf_init(&b, o->cx.arena, 4096);
    json_init(&j, &b);
    assert_int_equal(
        answer_check_json(&o->cx, m, &(struct answer_draft){.words = STR("已修")}, &j),
        ERR_NOT_FOUND);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reviewer_sees_what_the_writer_saw),
        cmocka_unit_test(a_copy_is_told_with_what_it_copies),
        cmocka_unit_test(a_draft_is_checked_only_where_it_may_be_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
