/* SPDX-License-Identifier: Apache-2.0
 * The three tracks: the whistle with arrival and both appraisals, who helps, works in stages,
 * the agreement of a mediation, which track is suggested.
 */
#include "loop/testing.h"

#include "base/time.h"
#include "core/person.h"
#include "loop/mediate.h"
#include "loop/quantities.h"
#include "loop/track_json.h"
#include "loop/track_report.h"
#include "loop/whistle.h"

static const int64_t hour = 3600000;

static struct str task_num(struct office *o, struct str matter, int serial)
{
    return kept(o, str_fmt(o->cx.arena, "%.*s-%d", STR_ARG(matter), serial));
}

/* With ROADS in the lead and the community as a helper. */
static struct str with_community(struct office *o)
{
    struct str m = open_matter(o, receive(o, &plain_demand));
    dispatch(o, m, "{\"lead\":\"4\",\"helpers\":[\"3\"],\"words\":\"尽快修复\"}");
    return m;
}

static const char whistle_water[] = "{\"units\":[\"5\"],\"words\":\"总管爆裂，请到现场关阀\"}";

static void a_community_that_takes_part_whistles(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str m = open_matter(o, receive(o, &plain_demand));
    dispatch(o, m, "{\"lead\":\"4\"}");
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "whistle", whistle_water), ERR_NOT_FOUND);
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "whistle", whistle_water), ERR_DENIED);

    m = with_community(o);
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "whistle", "{\"units\":[\"4\"],\"words\":\"已在办理\"}"),
        ERR_CONFLICT);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, m, "whistle", "{\"units\":[\"3\"],\"words\":\"叫自己\"}"),
        ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "whistle", whistle_water);
    struct task t;
    task_of(o, task_num(o, m, 3), &t);
    assert_int_equal(t.role, TASK_WHISTLE);
    assert_int_equal(t.whistle_unit, COMMUNITY);
    assert_int_equal(t.desk_unit, STREET); /* the level above the whistler decides a return */
    assert_non_null(running_clock(o, SUBJECT_TASK, task_num(o, m, 3), CLOCK_ARRIVE));
    assert_null(running_clock(o, SUBJECT_TASK, task_num(o, m, 3), CLOCK_SIGN));
    assert_non_null(running_clock(o, SUBJECT_TASK, task_num(o, m, 3), CLOCK_HELPER));
    office_close(o);
}

static void a_mechanism_without_it_has_no_whistle(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    writable(o)->whistle = false;
    struct str m = with_community(o);
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "whistle", whistle_water), ERR_CONFLICT);
    office_close(o);
}

static void the_level_above_the_whistler_decides_the_return(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str m = with_community(o);
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    must(o, SUBJECT_MATTER, m, "whistle", whistle_water);
    struct str t = task_num(o, m, 3);
    as(o, ROLE_HANDLER, WATER, 0);
    must(o, SUBJECT_TASK, t, "ask-return", "{\"ground\":\"not_duty\",\"reason\":\"非供水管\"}");
    assert_true(running_clock(o, SUBJECT_TASK, t, CLOCK_ARRIVE)->paused_at > 0);
    as(o, ROLE_DISPATCHER, COMMUNITY, 0);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "grant-return", "{\"reason\":\"同意\"}"),
                     ERR_DENIED);
    as(o, ROLE_DISPATCHER, STREET, 0);
    must(o, SUBJECT_TASK, t, "refuse-return", "{\"reason\":\"确是供水管\"}");
    struct task row;
    task_of(o, t, &row);
    assert_int_equal(row.state, TASK_SENT);
    assert_int_equal(row.desk_unit, STREET);
    as(o, ROLE_HANDLER, WATER, 0);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "ask-return",
                            "{\"ground\":\"not_duty\",\"reason\":\"再退一次\"}"),
                     ERR_CONFLICT);
    office_close(o);
}

static void arrival_is_judged_by_its_hour(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct task row;
    bool late = false;
    int64_t due = 0;
    (void)state;
    struct str m = with_community(o);
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    must(o, SUBJECT_MATTER, m, "whistle",
         "{\"units\":[\"5\"],\"arrive_by\":\"2026-11-20T14:00:00+08:00\",\"words\":\"速来\"}");
    struct str t = task_num(o, m, 3);
    assert_int_equal(running_clock(o, SUBJECT_TASK, t, CLOCK_ARRIVE)->due_at,
                     noon("2026-11-20") + 2 * hour);
    as(o, ROLE_HANDLER, WATER, 0);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "sign", ""), ERR_CONFLICT);
    assert_int_equal(act_on(o, SUBJECT_TASK, task_num(o, m, 2), "arrive", "{}"), ERR_DENIED);
    o->cx.now += 3 * hour;
    /* On the spot in time by its own word, recorded too late: late. */
    must(o, SUBJECT_TASK, t, "arrive",
         "{\"at\":\"2026-11-20T13:30:00+08:00\",\"words\":\"已到场\",\"lon\":106.75,"
         "\"lat\":31.86,\"crs\":\"CGCS2000\"}");
    task_of(o, t, &row);
    assert_int_equal(row.state, TASK_SIGNED);
    assert_int_equal(row.arrived_at, noon("2026-11-20") + hour * 3 / 2);
    struct work *w = work_begin(&o->cx);
    struct task *loaded = NULL;
    assert_int_equal(work_task(w, row.id, &loaded), OK);
    assert_int_equal(whistle_arrival(w, loaded, &due, &late), OK);
    assert_true(late);
    office_close(o);
}

/* The whistled unit works and its head agrees. */
static void worked(struct office *o, struct str t)
{
    as(o, ROLE_HANDLER, WATER, 0);
    must(o, SUBJECT_TASK, t, "arrive", "{}");
    must(o, SUBJECT_TASK, t, "verify", "{\"truth\":\"属实\"}");
    must(o, SUBJECT_TASK, t, "report", "{\"words\":\"已关阀\",\"result\":\"solved\"}");
    as(o, ROLE_HEAD, WATER, 0);
    must(o, SUBJECT_TASK, t, "agree", "");
}

static struct str text_json(struct office *o, struct buf *b, struct json *j)
{
    (void)o;
    json_obj_end(j);
    return buf_done(b);
}

static bool holds(struct str s, const char *part)
{
    return s.n && strstr(s.p, part) != NULL;
}

static void both_sides_are_appraised_by_others(void **state)
{
    static const char good[] =
        "{\"came\":\"yes\",\"did\":\"yes\",\"grade\":\"very_satisfied\",\"reason\":\"来得快\"}";
    static const char fair[] =
        "{\"did\":\"no\",\"grade\":\"fairly\",\"reason\":\"本可电话说明\"}";
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct buf b;
    struct json j;
    (void)state;
    struct str m = with_community(o);
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    must(o, SUBJECT_TASK, task_num(o, m, 2), "sign", "");
    must(o, SUBJECT_MATTER, m, "whistle", whistle_water);
    struct str t = task_num(o, m, 3);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "appraise-unit", good), ERR_CONFLICT);
    worked(o, t);
    as(o, ROLE_HANDLER, COMMUNITY, 0); /* names itself a handler of the matter */
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "appraise-unit", good), ERR_DENIED);
    as(o, ROLE_SCREENER, STREET, 0); /* above, and no side */
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "appraise-unit", good), ERR_DENIED);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    must(o, SUBJECT_TASK, t, "appraise-unit", good);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "appraise-unit", good), ERR_CONFLICT);
    as(o, ROLE_HANDLER, WATER, 0);
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "appraise-whistle", fair), ERR_DENIED);
    as(o, ROLE_HEAD, WATER, 0);
    must(o, SUBJECT_TASK, t, "appraise-whistle", fair);

    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    buf_init(&b, o->cx.arena, 1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(whistles_json(&o->cx, &(struct track_query){0}, &j), OK);
    struct str said = text_json(o, &b, &j);
    assert_true(holds(said, "\"whistles\":1,\"arrived\":1,\"in_time\":1,\"late\":0"));
    assert_true(holds(said, "\"did_part\":1,\"graded\":1,\"grade_mean\":\"5\""));
    assert_true(holds(said, "\"called_for\":0,\"graded\":1,\"grade_mean\":\"3\""));
    office_close(o);
}

/* While the return is asked the clock stands still; an hour that goes by then is nobody's. */
static void a_return_that_waits_is_not_late(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct buf b;
    struct json j;
    (void)state;
    struct str m = with_community(o);
    as(o, ROLE_HANDLER, COMMUNITY, 0);
    must(o, SUBJECT_TASK, task_num(o, m, 2), "sign", "");
    must(o, SUBJECT_MATTER, m, "whistle", whistle_water);
    as(o, ROLE_HEAD, WATER, 0);
    must(o, SUBJECT_TASK, task_num(o, m, 3), "ask-return",
         "{\"ground\":\"not_duty\",\"reason\":\"属燃气\"}");
    o->cx.now += (int64_t)3 * MS_PER_DAY;
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    buf_init(&b, o->cx.arena, 1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(whistles_json(&o->cx, &(struct track_query){0}, &j), OK);
    struct str said = text_json(o, &b, &j);
    assert_true(holds(said, "\"whistles\":1,\"arrived\":0,\"in_time\":0,\"late\":0,"
                            "\"waiting\":1"));
    office_close(o);
}

static void a_helper_is_named_and_done(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str d = {0}, m = to_roads(o, &d);
    struct str t = task_num(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "sign", "");
    assert_int_equal(act_on(o, SUBJECT_TASK, t, "name-helper",
                            "{\"kind\":\"behalf\",\"words\":\"代交材料\"}"),
                     ERR_INPUT);
    assert_int_equal(
        act_on(o, SUBJECT_TASK, t, "helper-done", "{\"serial\":1,\"words\":\"已办\"}"),
        ERR_CONFLICT);
    must(o, SUBJECT_TASK, t, "name-helper",
         "{\"kind\":\"behalf\",\"volunteer\":\"示例·李帮\",\"words\":\"代您到窗口交材料\"}");
    must(o, SUBJECT_TASK, t, "helper-done", "{\"serial\":1,\"words\":\"材料已交\"}");
    assert_int_equal(
        act_on(o, SUBJECT_TASK, t, "helper-done", "{\"serial\":1,\"words\":\"又办\"}"),
        ERR_CONFLICT);
    office_close(o);
}

static void amounts_are_read_and_told(void **state)
{
    struct arena *a = arena_open(1 << 16);
    int64_t v = -1;
    (void)state;
    assert_true(amount_read(STR("5002"), &v) && v == 5002000);
    assert_true(amount_read(STR("30.5"), &v) && v == 30500);
    assert_true(amount_read(STR("0.125"), &v) && v == 125);
    assert_false(amount_read(STR("1.2345"), &v));
    assert_false(amount_read(STR("1."), &v));
    assert_false(amount_read(STR("-1"), &v));
    assert_false(amount_read(STR(""), &v));
    assert_string_equal(amount_text(a, 30500).p, "30.5");
    assert_true(str_eq_c(amount_text(a, 5002000), "5002"));
    assert_int_equal(amount_permille(5002000, 3821000), 763);
    assert_int_equal(amount_permille(5002000, 3800000), 759);
    assert_int_equal(amount_permille(0, 0), -1);
    arena_close(a);
}

static struct str works_of(struct office *o, struct str num)
{
    struct buf b;
    struct json j;
    struct matter m;
    matter_of(o, num, &m);
    buf_init(&b, o->cx.arena, 1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(works_json(&o->cx, work_begin(&o->cx), &j, &m), OK);
    return text_json(o, &b, &j);
}

/* ZY-41, ZY-42: planned 5,002, done 2,221 + 1,600; measures are never added. */
static void works_grow_toward_their_plan(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    struct str d = {0}, m = to_roads(o, &d);
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "ask-stages",
                            "{\"reason\":\"分批建\",\"stages\":[\"2026-12-31 建成\"],"
                            "\"quantities\":[\"2 城区 车位 5002 个\"]}"),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "ask-stages",
         "{\"reason\":\"分批建\",\"stages\":[\"2026-12-31 建成\",\"2027-06-30 修路\"],"
         "\"quantities\":[\"1 城区 新增停车位 2402 个\",\"1 城郊 施划停车位 2600个\","
         "\"2 城郊 断头路 30.5 公里\"]}");
    assert_true(str_eq_c(works_of(o, m), "{}")); /* not before it is granted */
    as(o, ROLE_LEADER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "grant-asked", "{\"reason\":\"同意\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "stage-progress",
         "{\"words\":\"七处建成\",\"done\":[\"1 2221 /2402个 城区\",\"2 1600\"]}");
    struct str said = works_of(o, m);
    assert_true(holds(said, "{\"measure\":\"个\",\"planned\":\"5002\",\"done\":\"3821\","
                            "\"permille\":763}"));
    assert_true(holds(said, "{\"measure\":\"公里\",\"planned\":\"30.5\",\"done\":\"0\","
                            "\"permille\":0}"));
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "stage-report",
                            "{\"serial\":1,\"words\":\"完成\",\"done\":[\"9 1\"]}"),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "stage-report",
         "{\"serial\":1,\"words\":\"全部建成\",\"done\":[\"1 2402\",\"2 2600\"]}");
    assert_true(
        holds(works_of(o, m), "\"planned\":\"5002\",\"done\":\"5002\",\"permille\":1000"));
    office_close(o);
}

static void the_track_is_suggested_with_its_reason(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct matter m = {.class = STR_INIT("municipal")};
    struct str code = {0}, why = {0};
    (void)state;
    const struct mechanism *mech = writable(o);
    assert_true(track_suggested(&o->cx, mech, &m, &code, &why));
    assert_true(str_eq_c(code, "hard"));
    assert_true(holds(why, "难事攻坚") && holds(why, "市政建设"));
    m.lvl = LEVEL_BACKSTOP;
    assert_true(track_suggested(&o->cx, mech, &m, &code, &why) && str_eq_c(code, "special"));
    m = (struct matter){.class = STR_INIT("other")};
    assert_false(track_suggested(&o->cx, mech, &m, &code, &why));

    struct str matter = open_matter(o, receive(o, &plain_demand));
    struct matter row;
    matter_of(o, matter, &row);
    assert_true(str_eq_c(row.track, ""));
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, matter, "level-again", "{\"reason\":\"重新定轨道\"}");
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, matter, "level", "{\"lvl\":\"district\",\"track\":\"none\"}"),
        ERR_INPUT);
    must(o, SUBJECT_MATTER, matter, "level", "{\"lvl\":\"district\",\"track\":\"hard\"}");
    matter_of(o, matter, &row);
    assert_true(str_eq_c(row.track, "hard"));
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_community_that_takes_part_whistles),
        cmocka_unit_test(a_mechanism_without_it_has_no_whistle),
        cmocka_unit_test(the_level_above_the_whistler_decides_the_return),
        cmocka_unit_test(arrival_is_judged_by_its_hour),
        cmocka_unit_test(both_sides_are_appraised_by_others),
        cmocka_unit_test(a_return_that_waits_is_not_late),
        cmocka_unit_test(a_helper_is_named_and_done),
        cmocka_unit_test(amounts_are_read_and_told),
        cmocka_unit_test(works_grow_toward_their_plan),
        cmocka_unit_test(the_track_is_suggested_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
