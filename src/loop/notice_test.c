/* SPDX-License-Identifier: Apache-2.0
 * The rule of supervision; notices raised by it once, and what becomes of them.
 */
#include "loop/notice.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/clock.h"
#include "loop/check.h"
#include "loop/testing.h"
#include "loop/tick.h"

enum { FILE_BYTES = 1 << 18 };

static struct str file_text(struct arena *a, const char *name)
{
    const char *root = getenv("HUIYIN_SOURCE");
    assert_non_null(root);
    FILE *f = fopen(str_fmt(a, "%s/data/%s", root, name).p, "rb");
    assert_non_null(f);
    char *p = arena_alloc(a, FILE_BYTES);
    size_t n = fread(p, 1, FILE_BYTES - 1, f);
    (void)fclose(f);
    p[n] = '\0';
    return (struct str){p, n};
}

/* ---- the rule ---- */

static void the_shipped_rule_fits_its_schema_file(void **state)
{
    struct arena *a = arena_open((size_t)16 << 20);
    struct ctx cx = {.arena = a, .lang = LANG_EN};
    const struct notice_rule *r = NULL;
    struct buf b;
    struct json w;
    json_error_t why;
    (void)state;
    assert_int_equal(
        notice_rule_parse(&cx, a, "supervision.json", file_text(a, "supervision.json"), &r),
        OK);
    const struct notice_cause *c = notice_cause(r, STR("yellow"), STR("bazhou"));
    assert_non_null(c);
    assert_int_equal(c->workdays, 1);
    assert_true((c->clocks & BIT(CLOCK_FEEDBACK)) != 0);
    buf_init(&b, a, FILE_BYTES);
    json_init(&w, &b);
    notice_rule_schema(&w);
    json_t *made = json_loads(buf_done(&b).p, 0, &why);
    json_t *file = json_loads(file_text(a, "supervision.schema.json").p, 0, &why);
    if (!json_equal(made, file))
        fail_msg("%s", "data/supervision.schema.json differs from the program's table");
    json_decref(made);
    json_decref(file);
    arena_close(a);
}

#define CAUSE(CODE, REST)                                                                      \
    "{\"code\":\"" CODE                                                                        \
    "\",\"zh\":\"甲\",\"en\":\"a\",\"colour\":\"\",\"receivers\":[{\"at\":"                   \
    "\"unit\",\"roles\":[\"head\"]}],\"effect\":\"\"," REST "}"
#define RULE(CAUSES)                                                                           \
    "{\"name\":\"t\",\"zh\":\"甲\",\"en\":\"a\",\"causes\":[" CAUSES                           \
    "],\"too_many\":{\"days\":30,\"unit\":2,\"cause\":3}}"

static void a_rule_that_contradicts_itself_is_refused(void **state)
{
    static const struct {
        const char *text, *path;
    } bad[] = {
        {RULE(CAUSE("a", "\"watch\":\"limit\",\"answer_workdays\":1")), "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"nothing\",\"clocks\":[\"sign\"],\"answer_workdays\":1")),
         "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"limit\",\"clocks\":[\"notice\"],\"answer_workdays\":1")),
         "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"returned\",\"answer_workdays\":1")), "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"repeated\",\"times\":2,\"answer_workdays\":1")),
         "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"nothing\",\"answer_workdays\":0,\"next\":\"a\"")),
         "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"nothing\",\"answer_workdays\":1,\"next\":\"b\"")),
         "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"nothing\",\"answer_workdays\":1,\"next\":\"a\"")),
         "/causes/0"},
        {RULE(CAUSE("a", "\"watch\":\"nothing\",\"answer_workdays\":1") "," CAUSE(
             "a", "\"watch\":\"nothing\",\"answer_workdays\":1")),
         "/causes/1"},
        {RULE(CAUSE("a", "\"watch\":\"nothing\",\"answer_workdays\":61")),
         "/causes/0/answer_workdays"},
    };
    struct arena *a = arena_open((size_t)16 << 20);
    struct ctx cx = {.arena = a, .lang = LANG_EN};
    const struct notice_rule *r = NULL;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(notice_rule_parse(&cx, a, "t.json", str_c(bad[i].text), &r),
                         ERR_INPUT);
        if (!strstr(cx.error.message, bad[i].path))
            fail_msg("%zu: %s", i, cx.error.message);
        fault_clear(&cx);
    }
    arena_close(a);
}

/* ---- raised ---- */

struct load_job {
    struct str text;
    int64_t version;
};
static enum err load_write(struct ctx *cx, void *arg)
{
    struct load_job *j = arg;
    return notice_rule_store(cx, "t.json", j->text, &j->version);
}

static struct office *opened(const char *day, const char *rule)
{
    struct office *o = office_open("bazhou", noon(day));
    struct ctx cx = o->cx;
    struct load_job j = {.text = rule ? str_c(rule) : file_text(cx.arena, "supervision.json")};
    cx.db = NULL;
    if (db_write(&cx, o->app.store, load_write, &j) != OK)
        fail_msg("%s", cx.error.message);
    return o;
}

static int tick(struct office *o, const char *day)
{
    struct tick_done done = {0};
    struct ctx cx = o->cx;
    cx.db = NULL;
    cx.now = noon(day);
    if (tick_run(&cx, &done) != OK)
        fail_msg("%s", cx.error.message);
    assert_int_equal(done.failed, 0);
    o->cx.now = cx.now;
    return done.warned;
}

static struct notice *of_matter(struct office *o, struct str num, size_t *n)
{
    struct notice *rows = NULL;
    struct matter m;
    matter_of(o, num, &m);
    assert_int_equal(db_all(&o->cx, SQL_NOTICE_OF_MATTER, ARGS(I64(o->cx.jid), I64(m.id)),
                            &notice_shape, (void **)&rows, n),
                     OK);
    return rows;
}

/* The last notice of a cause about the matter; NULL: none. */
static struct notice *any_of_cause(struct office *o, struct str num, const char *cause)
{
    size_t n = 0;
    struct notice *rows = of_matter(o, num, &n);
    for (size_t i = n; i > 0; i--)
        if (str_eq_c(rows[i - 1].cause, cause))
            return &rows[i - 1];
    return NULL;
}

static struct notice *of_cause(struct office *o, struct str num, const char *cause)
{
    struct notice *one = any_of_cause(o, num, cause);
    if (!one) {
        fail_msg("no notice of cause %s", cause);
        abort();
    }
    return one;
}

static struct check_result checked;
static enum err finding(struct ctx *cx, void *arg, const struct check_finding *f)
{
    (void)cx, (void)arg;
    if (!f->advice)
        fail_msg("%s: %s", f->code, f->what.p);
    return OK;
}
static void clean(struct office *o)
{
    if (check_register(&o->cx, finding, NULL, &checked) != OK)
        fail_msg("%s", o->cx.error.message);
    db_release(o->cx.db); /* its snapshot */
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
}

static enum err ended(struct office *o, const struct notice *n, int64_t version, bool withdraw)
{
    const struct notice_answer answer = {.answer = STR("已安排专人办理，本周办结")};
    const struct notice_withdraw reason = {.reason = STR("签发有误")};
    struct flow_result r;
    struct ctx cx = o->cx;
    cx.db = NULL;
    enum err e = withdraw ? notice_withdraw_put(&cx, n->num, version, &reason, &r)
                          : notice_answer_put(&cx, n->num, version, &answer, &r);
    return e;
}
/* Dispatched, and somebody has it. */
static struct str taken_on(struct office *o)
{
    struct str d, m = to_roads(o, &d);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m)), "sign", "");
    return m;
}

static void a_limit_climbs_from_reminder_to_listing_each_once(void **state)
{
    struct office *o = opened("2026-11-20", NULL);
    struct str m = taken_on(o);
    struct matter row;
    size_t n = 0;
    (void)state;
    /* Feedback: seven working days from Friday 11-20: Tuesday 12-01, 24:00; closing 12-07. */
    tick(o, "2026-11-27");
    assert_null(any_of_cause(o, m, "nearing"));
    tick(o, "2026-11-30");
    const struct notice *near = of_cause(o, m, "nearing");
    assert_non_null(near);
    assert_int_equal(near->state, NOTICE_TOLD);
    assert_int_equal(near->clock_id, 0);
    assert_int_equal(near->unit_id, ROADS);
    tick(o, "2026-12-02");
    assert_null(any_of_cause(o, m, "due")); /* a working day late has begun: yellow already */
    const struct notice *yellow = of_cause(o, m, "yellow");
    assert_non_null(yellow);
    assert_int_equal(yellow->state, NOTICE_OPEN);
    assert_int_equal(yellow->due_at, time_day_end(time_day(noon("2026-12-04"))));
    assert_true(str_has(notice_text(&o->cx, yellow), "已过1个工作日"));
    (void)of_matter(o, m, &n);
    tick(o, "2026-12-02");
    size_t again = 0;
    (void)of_matter(o, m, &again);
    assert_int_equal(again, n);
    tick(o, "2026-12-04");
    assert_non_null(any_of_cause(o, m, "red"));
    /* Nobody answered the yellow one: what follows is raised, and puts it under supervision. */
    tick(o, "2026-12-07");
    const struct notice *after = of_cause(o, m, "unanswered");
    assert_non_null(after);
    assert_true(after->after_id == of_cause(o, m, "yellow")->id);
    assert_int_equal(after->effect, NOTICE_EFFECT_SUPERVISE);
    matter_of(o, m, &row);
    assert_true(row.supervised);
    tick(o, "2026-12-15");
    assert_non_null(any_of_cause(o, m, "listing"));
    assert_int_equal(of_cause(o, m, "listing")->effect, NOTICE_EFFECT_NONE);
    clean(o);
    office_close(o);
}

static void after_an_outage_the_stage_that_holds_is_raised_alone(void **state)
{
    struct office *o = opened("2026-11-20", NULL);
    struct str m = taken_on(o);
    size_t n = 0;
    (void)state;
    tick(o, "2026-12-04");
    /* The report is red; closing, due on the next working day, is near. */
    (void)of_matter(o, m, &n);
    assert_int_equal(n, 2);
    assert_non_null(any_of_cause(o, m, "red"));
    assert_non_null(any_of_cause(o, m, "nearing"));
    office_close(o);
}

static enum err again_write(struct ctx *cx, void *arg)
{
    return notice_put(cx, arg);
}

/* Two servers at once: both have found the same, one raises it. */
static void of_two_that_raise_it_one_does(void **state)
{
    struct office *o = opened("2026-11-20", NULL);
    struct str d, m = to_roads(o, &d);
    size_t n = 0, first = 0;
    (void)state;
    tick(o, "2026-12-02");
    const struct notice *was = of_cause(o, m, "yellow");
    (void)of_matter(o, m, &first);
    /* The second server's act, begun before the first one's was seen. */
    const struct notice_rule *r = NULL;
    struct ctx cx = o->cx;
    assert_int_equal(notice_rule_get(&cx, 0, &r), OK);
    struct notice_plan p = {.rule = r,
                            .cause = notice_cause(r, STR("yellow"), STR("")),
                            .num = STR("x"),
                            .why = was->why,
                            .words = STR(""),
                            .id = app_id(&cx),
                            .clock_id = app_id(&cx),
                            .kind = SUBJECT_MATTER,
                            .subject_id = was->subject_id,
                            .clock = -1,
                            .answer_workdays = 2};
    cx.db = NULL;
    cx.actor = &actor_system;
    assert_int_equal(db_write(&cx, o->app.store, again_write, &p), OK);
    assert_false(p.done);
    (void)of_matter(o, m, &n);
    assert_int_equal(n, first);
    clean(o);
    office_close(o);
}

static void answered_in_time_by_the_unit_and_nothing_follows(void **state)
{
    struct office *o = opened("2026-11-20", NULL);
    struct str d, m = to_roads(o, &d);
    struct clock k = {0};
    bool found = false;
    (void)state;
    tick(o, "2026-12-02");
    struct notice n = *of_cause(o, m, "yellow");
    as(o, ROLE_HEAD, WATER, 0);
    assert_int_equal(ended(o, &n, 1, false), ERR_NOT_FOUND);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    assert_int_equal(ended(o, &n, 1, false), ERR_DENIED);
    as(o, ROLE_HEAD, ROADS, 0);
    assert_int_equal(ended(o, &n, 1, true), ERR_DENIED);
    assert_int_equal(ended(o, &n, 2, false), ERR_STALE);
    assert_int_equal(ended(o, &n, 1, false), OK);
    assert_int_equal(ended(o, &n, 2, false), ERR_CONFLICT);
    assert_int_equal(db_one(&o->cx, SQL_CLOCK_GET, ARGS(I64(o->cx.jid), I64(n.clock_id)),
                            &clock_shape, &k, &found),
                     OK);
    assert_true(found && k.stopped_at > 0 && k.stopped_at <= k.due_at);
    assert_string_equal(k.stop_action.p, "answer");
    tick(o, "2026-12-07");
    assert_null(any_of_cause(o, m, "unanswered"));
    clean(o);
    office_close(o);
}

static void withdrawn_by_a_supervisor_it_counts_nowhere(void **state)
{
    struct office *o = opened("2026-11-20", NULL);
    struct str d, m = to_roads(o, &d);
    (void)state;
    tick(o, "2026-12-02");
    struct notice n = *of_cause(o, m, "yellow");
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    assert_int_equal(ended(o, &n, 1, true), OK);
    tick(o, "2026-12-07");
    assert_null(any_of_cause(o, m, "unanswered"));
    assert_int_equal(of_cause(o, m, "yellow")->state, NOTICE_WITHDRAWN);
    clean(o);
    office_close(o);
}

/* The general cause says one day, the mechanism's own two, and listing begins elsewhere. */
static void a_mechanism_has_its_own_threshold(void **state)
{
    static const char rule[] = RULE(CAUSE(
        "late",
        "\"watch\":\"limit\",\"clocks\":[\"feedback\"],\"workdays\":1,"
        "\"answer_workdays\":1") "," CAUSE("late", "\"mechanism\":\"bazhou\",\"watch\":"
                                                   "\"limit\",\"clocks\":[\"feedback\"],"
                                                   "\"workdays\":2,\"answer_workdays\":4"));
    struct office *o = opened("2026-11-20", rule);
    struct str d, m = to_roads(o, &d);
    (void)state;
    assert_int_equal(tick(o, "2026-12-02"), 0);
    assert_int_equal(tick(o, "2026-12-03"), 1);
    assert_int_equal(of_cause(o, m, "late")->due_at,
                     time_day_end(time_day(noon("2026-12-09"))));
    office_close(o);
}

static void signed_for_and_nobody_has_it(void **state)
{
    static const char rule[] =
        RULE(CAUSE("idle", "\"watch\":\"unclaimed\",\"workdays\":2,\"answer_workdays\":1"));
    struct office *o = opened("2026-11-20", rule);
    struct str d, m = to_roads(o, &d);
    (void)state;
    assert_int_equal(tick(o, "2026-11-24"), 0); /* signs itself */
    assert_int_equal(tick(o, "2026-11-25"), 0);
    assert_int_equal(tick(o, "2026-11-26"), 1);
    assert_non_null(any_of_cause(o, m, "idle"));
    assert_int_equal(of_cause(o, m, "idle")->subject_kind, SUBJECT_TASK);
    assert_int_equal(tick(o, "2026-11-26"), 0);
    office_close(o);
}

static void by_hand_about_a_matter_or_a_unit(void **state)
{
    struct office *o = opened("2026-11-20", NULL);
    struct str d, m = to_roads(o, &d);
    struct notice_new in = {.about = m, .words = STR("请三日内说明进展"), .cause = STR("")};
    struct flow_result r = {0};
    struct ctx cx;
    (void)state;
    as(o, ROLE_HEAD, ROADS, 0);
    cx = o->cx;
    cx.db = NULL;
    assert_int_equal(notice_issue(&cx, &in, &r), ERR_DENIED);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    cx = o->cx;
    cx.db = NULL;
    if (notice_issue(&cx, &in, &r) != OK)
        fail_msg("%s", cx.error.message);
    const struct notice *n = of_cause(o, m, "by_hand");
    assert_int_equal(n->unit_id, ROADS);
    assert_int_equal(n->due_at, time_day_end(time_day(noon("2026-11-25"))));
    assert_int_equal(ended(o, n, 1, false), ERR_DENIED);
    in = (struct notice_new){.about = STR(""),
                             .unit = WATER,
                             .words = STR("请清理积压事项"),
                             .cause = STR("nonsense")};
    assert_int_equal(notice_issue(&cx, &in, &r), ERR_INPUT);
    fault_clear(&cx);
    in.cause = STR("");
    in.answer_workdays = 1;
    assert_int_equal(notice_issue(&cx, &in, &r), OK);
    clean(o);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_rule_fits_its_schema_file),
        cmocka_unit_test(a_rule_that_contradicts_itself_is_refused),
        cmocka_unit_test(a_limit_climbs_from_reminder_to_listing_each_once),
        cmocka_unit_test(after_an_outage_the_stage_that_holds_is_raised_alone),
        cmocka_unit_test(of_two_that_raise_it_one_does),
        cmocka_unit_test(answered_in_time_by_the_unit_and_nothing_follows),
        cmocka_unit_test(withdrawn_by_a_supervisor_it_counts_nowhere),
        cmocka_unit_test(a_mechanism_has_its_own_threshold),
        cmocka_unit_test(signed_for_and_nobody_has_it),
        cmocka_unit_test(by_hand_about_a_matter_or_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
