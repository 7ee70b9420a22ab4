/* SPDX-License-Identifier: Apache-2.0
 * What happens by itself: when, only then, only once.
 */
#include "loop/tick.h"

#include "base/time.h"
#include "core/duty.h"
#include "loop/dossier.h"
#include "loop/testing.h"

static struct tick_done tick(struct office *o, const char *day)
{
    struct tick_done done = {0};
    struct ctx cx = o->cx;
    cx.db = NULL;
    cx.now = noon(day);
    enum err e = tick_run(&cx, &done);
    if (e != OK)
        fail_msg("%s: %s", err_code(e), cx.error.message);
    o->cx.now = cx.now;
    assert_int_equal(done.failed, 0);
    return done;
}

static void answered(struct office *o, struct str m)
{
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "sign", "");
    must(o, SUBJECT_TASK, t, "verify", "{\"truth\":\"属实\"}");
    must(o, SUBJECT_TASK, t, "report",
         "{\"words\":\"已修\",\"result\":\"solved\",\"missing\":\"无\"}");
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_TASK, t, "agree", "");
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "review-agree",
         "{\"cause\":\"老化\",\"cause_class\":\"municipal\",\"solved\":\"yes\",\"thorough\":"
         "\"yes\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修好\"}");
}

/* Draws everybody or nobody, whatever the mechanism's share is. */
static void set_shares(struct office *o, int64_t callback, int64_t lookback)
{
    const struct mechanism *m =
        mechanism_get(o->app.mechanisms, str_c(o->app.register_mechanism), 0);
    struct mechanism *writable = (struct mechanism *)(uintptr_t)m;
    writable->callback_percent = callback;
    writable->lookback_percent = lookback;
}

static void a_task_signs_itself_when_its_time_ends(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d, m = to_roads(o, &d);
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    struct task row;
    (void)state;
    /* One working day from Friday: Monday 24:00. */
    assert_int_equal(tick(o, "2026-11-23").signed_for, 0);
    assert_string_equal(state_of(o, SUBJECT_TASK, t), "sent");
    assert_int_equal(tick(o, "2026-11-24").signed_for, 1);
    assert_string_equal(state_of(o, SUBJECT_TASK, t), "signed");
    task_of(o, t, &row);
    assert_int_equal(row.officer_id, 0);
    assert_true(row.signed_at > 0);
    assert_int_equal(tick(o, "2026-11-25").signed_for, 0);
    /* The unit goes on as if somebody had signed. */
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "note", "{\"words\":\"已到现场\"}");
    office_close(o);
}

static void nobody_is_asked_twice_whether_he_is_content(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d, m;
    (void)state;
    set_shares(o, 0, 0);
    m = to_roads(o, &d);
    answered(o, m);
    /* 15 days to rate: up to 24:00 of 12-05. */
    assert_int_equal(tick(o, "2026-12-05").unrated, 0);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");
    assert_int_equal(tick(o, "2026-12-06").unrated, 1);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "no_verdict");
    assert_int_equal(tick(o, "2026-12-07").unrated, 0);
    office_close(o);
}

static bool is_overdue(struct office *o, struct str num)
{
    struct demand d;
    struct duty *rows = NULL;
    size_t n = 0;
    bool owed = false;
    demand_of(o, num, &d);
    assert_int_equal(db_all(&o->cx, SQL_DUTY_BY_SUBJECT,
                            ARGS(I64(o->cx.jid), TXT(STR("demand")), I64(d.id)), &duty_shape,
                            (void **)&rows, &n),
                     OK);
    for (size_t i = 0; i < n; i++)
        owed |= rows[i].part == DUTY_ACT && rows[i].due_at > 0 && rows[i].due_at < o->cx.now;
    return owed;
}

static struct str dossier_of(struct office *o, enum subject kind, struct str num)
{
    struct buf b;
    struct json j;
    int64_t version = 0;
    buf_init(&b, o->cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(dossier_json(&o->cx, kind, num, &j, &version), OK);
    json_obj_end(&j);
    return buf_done(&b);
}

/* Due on 11-27: overdue for all to see through the window of thirty days, then no verdict,
 * once; the matter waits for another person's inspection. */
static void a_call_back_is_owed_until_its_window_ends(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct matter row;
    struct str d, m;
    (void)state;
    set_shares(o, 100, 0);
    m = to_roads(o, &d);
    answered(o, m);
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, d, "attempt", "{\"outcome\":\"no_answer\"}");
    assert_false(is_overdue(o, d));
    assert_int_equal(tick(o, "2026-12-27").uncalled, 0);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");
    assert_true(is_overdue(o, d));
    assert_int_equal(tick(o, "2026-12-28").uncalled, 1);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "no_verdict");
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "calling_back");
    assert_int_equal(tick(o, "2026-12-29").uncalled, 0);
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    assert_true(str_has(dossier_of(o, SUBJECT_DEMAND, d), "回访期限届满30日仍无结果"));
    as(o, ROLE_CLOSER, DISTRICT, 1);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "close", ""), ERR_CONFLICT);
    must(o, SUBJECT_MATTER, m, "close", "{\"inspected\":true,\"words\":\"现场灯亮\"}");
    matter_of(o, m, &row);
    assert_int_equal(row.close_ground, CLOSE_INSPECTED);
    office_close(o);
}

/* Tried as often as it must: the desk owes nothing more when the citizen's time to rate is
 * over.
 */
static void a_call_back_tried_often_enough_ends_with_the_rating(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d, m;
    (void)state;
    set_shares(o, 100, 0);
    m = to_roads(o, &d);
    answered(o, m);
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    for (int i = 0; i < 3; i++)
        must(o, SUBJECT_DEMAND, d, "attempt", "{\"outcome\":\"no_answer\"}");
    assert_int_equal(tick(o, "2026-12-05").uncalled, 0);
    assert_int_equal(tick(o, "2026-12-06").uncalled, 1);
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    assert_true(str_has(dossier_of(o, SUBJECT_DEMAND, d), "已联系3次未果"));
    /* Reached after all: the verdict is taken. */
    must(o, SUBJECT_DEMAND, d, "verdict",
         "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "accepted");
    office_close(o);
}

static struct str closed(struct office *o, int64_t lookback)
{
    struct str d, m;
    set_shares(o, 100, lookback);
    m = to_roads(o, &d);
    answered(o, m);
    as(o, ROLE_CALLBACK, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, d, "verdict",
         "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "close", "{\"words\":\"群众验收\"}");
    return m;
}

static void what_is_not_looked_back_at_is_archived_on_its_day(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str m = closed(o, 0);
    (void)state;
    assert_int_equal(tick(o, "2027-02-10").archived, 0);
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "closed");
    assert_int_equal(tick(o, "2027-03-10").archived, 1);
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "archived");
    assert_int_equal(tick(o, "2027-03-11").archived, 0);
    office_close(o);
}

static void a_drawn_look_back_is_never_archived_unseen(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str m = closed(o, 100);
    (void)state;
    assert_int_equal(tick(o, "2028-01-01").archived, 0);
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "closed");
    office_close(o);
}

/* More than one page of what cannot be moved yet stands before what can. */
static void nothing_stands_in_the_way_of_those_behind(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d, first = to_roads(o, &d);
    (void)state;
    for (int i = 0; i < 119; i++)
        (void)to_roads(o, &d);
    struct tick_done done = tick(o, "2026-11-24");
    assert_int_equal(done.signed_for, TICK_ACTS);
    assert_true(done.more);
    done = tick(o, "2026-11-24");
    assert_int_equal(done.signed_for, 20);
    assert_false(done.more);
    assert_string_equal(
        state_of(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(first))), "signed");
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_signs_itself_when_its_time_ends),
        cmocka_unit_test(nobody_is_asked_twice_whether_he_is_content),
        cmocka_unit_test(a_call_back_is_owed_until_its_window_ends),
        cmocka_unit_test(a_call_back_tried_often_enough_ends_with_the_rating),
        cmocka_unit_test(what_is_not_looked_back_at_is_archived_on_its_day),
        cmocka_unit_test(a_drawn_look_back_is_never_archived_unseen),
        cmocka_unit_test(nothing_stands_in_the_way_of_those_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
