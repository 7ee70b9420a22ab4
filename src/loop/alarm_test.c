/* SPDX-License-Identifier: Apache-2.0
 * From the words to the alarm: who is told, by the minute, until somebody answers, and what is
 * counted.
 */
#include "loop/alarm.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/absence.h"
#include "core/officer.h"
#include "core/roster.h"
#include "loop/alarm_list.h"
#include "loop/testing.h"
#include "loop/tick.h"

/* Screener, then dispatcher of the street, then the leader; a group rule of three. */
static const char rules[] =
    "{\"name\":\"test\",\"zh\":\"测试\",\"en\":\"test\",\"hand\":\"slow\",\"ladders\":["
    "{\"code\":\"fast\",\"acknowledge_minutes\":5,\"rungs\":["
    "{\"after_minutes\":0,\"to\":[{\"role\":\"screener\"}]},"
    "{\"after_minutes\":5,\"to\":[{\"role\":\"dispatcher\",\"level\":\"street\"}]},"
    "{\"after_minutes\":12,\"to\":[{\"role\":\"leader\"}],\"officers\":[\"jing\"]}]},"
    "{\"code\":\"slow\",\"acknowledge_minutes\":30,\"rungs\":["
    "{\"after_minutes\":0,\"to\":[{\"role\":\"supervisor\"}]}]}],\"rules\":["
    "{\"code\":\"jump\",\"kind\":\"self_harm\",\"zh\":\"轻生\",\"en\":\"self-harm\","
    "\"advice_zh\":\"转110\",\"advice_en\":\"110\",\"ladder\":\"fast\",\"any\":[\"要跳楼\"]},"
    "{\"code\":\"gas\",\"kind\":\"gas\",\"zh\":\"燃气\",\"en\":\"gas\",\"advice_zh\":\"转119\","
    "\"advice_en\":\"119\",\"ladder\":\"slow\",\"any\":[\"漏气\"]},"
    "{\"code\":\"dry\",\"kind\":\"water\",\"zh\":\"停水\",\"en\":\"water\",\"advice_zh\":"
    "\"核查\","
    "\"advice_en\":\"ask\",\"ladder\":\"fast\",\"any\":[\"停水\"],\"min_count\":3,"
    "\"within_minutes\":120,\"area\":\"town\"}]}";

enum { SCREENER = 901, SECOND = 902, STREETS = 903, BOSS = 904, NAMED = 905, WATCH = 906 };

static enum err staff(struct ctx *cx, void *arg)
{
    static const struct {
        int64_t id, unit;
        const char *login, *mail;
        enum role role;
    } people[] = {
        {SCREENER, COMMUNITY, "zhen1", "zhen1@example.org", ROLE_SCREENER},
        {SECOND, COMMUNITY, "zhen2", "", ROLE_SCREENER},
        {STREETS, STREET, "pai1", "", ROLE_DISPATCHER},
        {904, DISTRICT, "ling", "", ROLE_LEADER},
        {NAMED, ROADS, "jing", "", ROLE_HANDLER},
        {WATCH, DISTRICT, "du", "", ROLE_SUPERVISOR},
    };
    (void)arg;
    for (size_t i = 0; i < COUNT(people); i++) {
        const struct officer o = {.id = people[i].id,
                                  .login = str_c(people[i].login),
                                  .name = str_c(people[i].login),
                                  .unit_id = people[i].unit,
                                  .mail = str_c(people[i].mail),
                                  .version = 1};
        const struct role_row r = {
            .officer_id = o.id, .unit_id = o.unit_id, .role = (int)people[i].role};
        TRY(officer_insert(cx, &o, STR("")));
        TRY(role_grant(cx, &r));
    }
    return OK;
}

static struct office *alarmed_office(void)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const struct urgent_set *set = NULL;
    assert_int_equal(db_write(&o->cx, o->app.store, staff, NULL), OK);
    assert_int_equal(urgent_parse(&o->cx, o->keep, "test", str_c(rules), &set), OK);
    o->app.urgent = set;
    return o;
}

static struct str say(struct office *o, const char *words)
{
    struct demand_new in = plain_demand;
    in.words = str_c(words);
    in.title = STR("");
    return kept(o, receive(o, &in));
}

/* Somebody of the staff above, as the actor. */
static void sit(struct office *o, int64_t id)
{
    struct actor *a = NEW(o->keep, struct actor);
    assert_int_equal(actor_load(&o->cx, id, a), OK);
    o->cx.actor = a;
}

static struct alarm running(struct office *o, struct str num, bool *found)
{
    struct demand d;
    struct alarm a = {0};
    demand_of(o, num, &d);
    assert_int_equal(alarm_running(&o->cx, d.id, &a, found), OK);
    return a;
}

static struct alarm must_run(struct office *o, struct str num)
{
    bool found = false;
    struct alarm a = running(o, num, &found);
    assert_true(found);
    return a;
}

/* "901 902": who was told, in the order of the ladder. */
static const char *told(struct office *o, int64_t alarm)
{
    struct alarm_receiver *r = NULL;
    struct buf b;
    size_t n = 0;
    buf_init(&b, o->cx.arena, 400);
    assert_int_equal(alarm_receivers(&o->cx, alarm, &r, &n), OK);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%lld", i ? " " : "", (long long)r[i].officer_id);
    return buf_done(&b).p;
}

static int climb(struct office *o, int64_t minutes)
{
    struct tick_done done = {0};
    struct ctx cx = o->cx;
    cx.db = NULL;
    cx.now = noon("2026-11-20") + minutes * MS_PER_MINUTE;
    assert_int_equal(tick_run(&cx, &done), OK);
    assert_int_equal(done.failed, 0);
    o->cx.now = cx.now;
    return done.climbed;
}

static int64_t outbox(struct office *o)
{
    void *rows = NULL;
    size_t n = 0;
    struct row {
        struct str state;
        int64_t n;
    };
    static const struct field fields[] = {FIELD(struct row, state), FIELD(struct row, n)};
    static const struct shape shape = SHAPE("outbox_row", struct row, fields);
    int64_t sum = 0;
    assert_int_equal(db_all(&o->cx, SQL_OUTBOX_COUNTS, ARGS(I64(o->cx.jid)), &shape, &rows, &n),
                     OK);
    for (size_t i = 0; i < n; i++)
        sum += ((struct row *)rows)[i].n;
    return sum;
}

static void words_raise_an_alarm_with_the_demand(void **state)
{
    struct office *o = alarmed_office();
    struct demand d;
    (void)state;
    int64_t before = outbox(o);
    struct str calm = say(o, "路灯不亮"), num = say(o, "再不修我就要 跳楼");
    demand_of(o, calm, &d);
    assert_false(d.urgent);
    demand_of(o, num, &d);
    assert_true(d.urgent);
    struct alarm a = must_run(o, num);
    assert_int_equal(a.kind, URGENT_SELF_HARM);
    assert_string_equal(str_cdup(o->cx.arena, a.rule), "jump");
    assert_int_equal(a.state, ALARM_OPEN);
    assert_int_equal(a.answer_by, a.raised_at + 5 * MS_PER_MINUTE);
    assert_string_equal(told(o, a.id), "901 902");
    /* Each demand tells the screener, the alarm tells the one who has an address. */
    assert_int_equal(outbox(o) - before, 3);
    office_close(o);
}

static void the_ladder_climbs_until_somebody_answers(void **state)
{
    struct office *o = alarmed_office();
    struct str num = say(o, "我要跳楼");
    struct alarm a = must_run(o, num);
    (void)state;
    assert_int_equal(climb(o, 4), 0);
    assert_int_equal(climb(o, 5), 1);
    assert_string_equal(told(o, a.id), "901 902 903");
    assert_int_equal(climb(o, 5), 0);
    assert_int_equal(climb(o, 11), 0);
    assert_int_equal(climb(o, 12), 1);
    assert_string_equal(told(o, a.id), "901 902 903 904 905");
    assert_int_equal(climb(o, 600), 0); /* there is nobody above */
    assert_int_equal(must_run(o, num).next_at, 0);
    office_close(o);
}

static void an_answer_stops_the_ladder(void **state)
{
    struct office *o = alarmed_office();
    struct str num = say(o, "我要跳楼");
    struct alarm a = must_run(o, num);
    (void)state;
    sit(o, STREETS); /* not told yet: nothing to answer */
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urgent-acknowledge", ""), ERR_DENIED);
    sit(o, SECOND);
    must(o, SUBJECT_DEMAND, num, "urgent-acknowledge", "");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urgent-acknowledge", ""), ERR_CONFLICT);
    a = must_run(o, num);
    assert_int_equal(a.state, ALARM_ACKED);
    assert_int_equal(a.acked_by, SECOND);
    assert_int_equal(climb(o, 60), 0);
    assert_string_equal(told(o, a.id), "901 902");
    office_close(o);
}

/* A server that was down for an hour goes up all rungs that are due, one after the other. */
static void what_was_missed_is_made_up_for(void **state)
{
    struct office *o = alarmed_office();
    struct alarm a = must_run(o, say(o, "我要跳楼"));
    (void)state;
    assert_int_equal(climb(o, 60) + climb(o, 60), 2);
    assert_string_equal(told(o, a.id), "901 902 903 904 905");
    office_close(o);
}

static struct alarm_figures figures(struct office *o, const char *code, int64_t *unfound)
{
    struct alarm_figures *f = NULL;
    const struct urgent_set *set = o->app.urgent;
    assert_int_equal(alarm_figures(&o->cx, set, 0, &f, unfound), OK);
    return f[urgent_rule(set, str_c(code))->place];
}

static void a_false_alarm_takes_the_flag_away_and_counts_against_its_rules(void **state)
{
    struct office *o = alarmed_office();
    struct str num = say(o, "我要跳楼"), other = say(o, "他说要跳楼，家里漏气");
    struct demand d;
    int64_t unfound = 0;
    bool found = true;
    (void)state;
    sit(o, SCREENER);
    must(o, SUBJECT_DEMAND, num, "urgent-clear", "{\"reason\":\"歌词\"}");
    demand_of(o, num, &d);
    assert_false(d.urgent);
    (void)running(o, num, &found);
    assert_false(found);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urgent-clear", "{\"reason\":\"歌词\"}"),
                     ERR_CONFLICT);
    /* One of two rules was wrong. */
    must(o, SUBJECT_DEMAND, other, "urgent-handled",
         "{\"words\":\"已劝回\",\"wrong\":[\"gas\"]}");
    demand_of(o, other, &d);
    assert_true(d.urgent);
    struct alarm_figures jump = figures(o, "jump", &unfound), gas = figures(o, "gas", &unfound);
    assert_int_equal(jump.right, 1);
    assert_int_equal(jump.wrong, 1);
    assert_int_equal(gas.right, 0);
    assert_int_equal(gas.wrong, 1);
    assert_int_equal(jump.open + gas.open, 0);
    assert_int_equal(unfound, 0);
    office_close(o);
}

static void the_flag_follows_to_the_matter_and_back(void **state)
{
    struct office *o = alarmed_office();
    struct str d = say(o, "路灯不亮");
    struct str m = kept(o, open_matter(o, d));
    struct matter row;
    int64_t unfound = 0;
    (void)state;
    sit(o, WATCH);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "urgent-set", "{\"reason\":\"无类型\"}"),
                     ERR_INPUT);
    must(o, SUBJECT_DEMAND, d, "urgent-set", "{\"kind\":\"other\",\"reason\":\"领导关注\"}");
    assert_int_equal(
        act_on(o, SUBJECT_DEMAND, d, "urgent-set", "{\"kind\":\"fire\",\"reason\":\"再来\"}"),
        ERR_CONFLICT);
    matter_of(o, m, &row);
    assert_true(row.urgent);
    struct alarm a = must_run(o, d);
    assert_true(a.by_hand);
    assert_string_equal(told(o, a.id), "906");
    (void)figures(o, "jump", &unfound);
    assert_int_equal(unfound, 1);
    must(o, SUBJECT_DEMAND, d, "urgent-clear", "{\"reason\":\"看错了\"}");
    matter_of(o, m, &row);
    assert_false(row.urgent);
    (void)figures(o, "jump", &unfound);
    assert_int_equal(unfound, 0);
    office_close(o);
}

static void what_is_added_later_is_looked_at_too(void **state)
{
    struct office *o = alarmed_office();
    struct str num = say(o, "路灯不亮");
    struct demand d;
    (void)state;
    demand_of(o, num, &d);
    as_citizen(o, d.id);
    must(o, SUBJECT_DEMAND, num, "add", "{\"words\":\"再不管我要跳楼\"}");
    struct alarm a = must_run(o, num);
    assert_int_equal(a.seq, 2);
    /* Another rule joins the alarm that runs, and tells its own people. */
    as_citizen(o, d.id);
    must(o, SUBJECT_DEMAND, num, "add", "{\"words\":\"楼道里还漏气\"}");
    assert_int_equal(must_run(o, num).id, a.id);
    assert_string_equal(told(o, a.id), "901 902 906");
    office_close(o);
}

static void three_of_one_street_are_an_alarm(void **state)
{
    struct office *o = alarmed_office();
    bool found = false;
    (void)state;
    struct str first = say(o, "停水了");
    (void)running(o, first, &found);
    assert_false(found);
    o->cx.now += 130 * MS_PER_MINUTE; /* the first is too long ago by now */
    (void)say(o, "一直停水");
    (void)running(o, say(o, "又停水"), &found);
    assert_false(found);
    struct str full = say(o, "怎么还停水");
    struct alarm a = must_run(o, full);
    assert_int_equal(a.kind, URGENT_WATER);
    assert_int_equal(a.area_id, 12);
    /* One alarm for one cause. */
    (void)running(o, say(o, "停水第四家"), &found);
    assert_false(found);
    struct alarm_line *lines = NULL;
    size_t n = 0;
    assert_int_equal(alarm_of_period(&o->cx, a.raised_at, a.raised_at + 1, &lines, &n), OK);
    assert_int_equal(n, 1);
    assert_true(str_eq(lines[0].num, full));
    office_close(o);
}

static struct str mine(struct office *o)
{
    struct buf b;
    struct json j;
    buf_init(&b, o->cx.arena, 1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(alarm_mine_json(&o->cx, &j), OK);
    json_obj_end(&j);
    return buf_done(&b);
}

/* The unit complained about is told nothing, and sees nothing. */
static void the_unit_complained_about_is_left_out(void **state)
{
    struct office *o = alarmed_office();
    struct demand_new in = plain_demand;
    (void)state;
    in.words = STR("社区的人要跳楼");
    in.complained_unit = COMMUNITY;
    struct str num = kept(o, receive(o, &in));
    struct alarm a = must_run(o, num);
    assert_string_equal(told(o, a.id), "903"); /* no screener above: the next rung at once */
    sit(o, SCREENER);
    assert_false(str_has(mine(o), num.p));
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urgent-clear", "{\"reason\":\"没有\"}"),
                     ERR_NOT_FOUND);
    sit(o, STREETS);
    assert_true(str_has(mine(o), num.p));
    office_close(o);
}

/* Told by name, from a unit that has no part in it: sees it, and may answer. */
static void who_is_named_may_look(void **state)
{
    struct office *o = alarmed_office();
    struct str num = say(o, "我要跳楼");
    (void)state;
    sit(o, NAMED);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urgent-acknowledge", ""), ERR_NOT_FOUND);
    assert_int_equal(climb(o, 12) + climb(o, 12), 2);
    sit(o, NAMED);
    assert_true(str_has(mine(o), num.p));
    must(o, SUBJECT_DEMAND, num, "urgent-acknowledge", "");
    office_close(o);
}

/* "901 role, 906 duty, 905 stand_in 904": who was told, why, for whom. */
static const char *told_why(struct office *o, int64_t alarm)
{
    struct alarm_receiver *r = NULL;
    struct buf b;
    size_t n = 0;
    buf_init(&b, o->cx.arena, 400);
    assert_int_equal(alarm_receivers(&o->cx, alarm, &r, &n), OK);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&b, "%s%lld %s", i ? ", " : "", (long long)r[i].officer_id,
                enum_text(&alarm_why_names, r[i].why));
        if (r[i].for_id)
            buf_fmt(&b, " %lld", (long long)r[i].for_id);
    }
    return buf_done(&b).p;
}

static const char *event_data(struct office *o, int64_t demand, int64_t seq)
{
    struct row {
        struct str data;
    };
    static const struct field fields[] = {FIELD(struct row, data)};
    static const struct shape shape = SHAPE("event_row", struct row, fields);
    struct row row = {0};
    bool found = false;
    assert_int_equal(db_one(&o->cx, SQL_EVENT_GET,
                            ARGS(I64(o->cx.jid), TXT(STR("demand")), I64(demand), I64(seq)),
                            &shape, &row, &found),
                     OK);
    assert_true(found);
    return str_cdup(o->cx.arena, row.data);
}

static void who_is_on_duty_and_who_stands_in_is_told(void **state)
{
    struct office *o = alarmed_office();
    int64_t hour = 60 * MS_PER_MINUTE;
    const struct roster_row turns[] = {
        {.unit_id = COMMUNITY,
         .officer_id = WATCH,
         .from_at = o->cx.now - hour,
         .to_at = o->cx.now + hour},
        {.unit_id = COMMUNITY,
         .officer_id = NAMED,
         .from_at = o->cx.now + hour,
         .to_at = o->cx.now + 2 * hour}, /* later */
    };
    const struct absence leave[] = {
        {.officer_id = SECOND, .stand_in_id = STREETS, .from_at = o->cx.now - hour},
        {.officer_id = SCREENER, .from_at = o->cx.now - hour}, /* and nobody stands in */
        {.officer_id = NAMED, .stand_in_id = BOSS, .from_at = o->cx.now - hour},
    };
    struct away away = {.p = leave, .n = COUNT(leave), .turns = turns, .turns_n = COUNT(turns)};
    (void)state;
    o->app.away = &away;
    struct str num = say(o, "我要跳楼");
    struct alarm a = must_run(o, num);
    assert_string_equal(told_why(o, a.id), "901 role, 903 stand_in 902, 906 duty");
    assert_non_null(strstr(event_data(o, a.demand_id, a.seq),
                           "\"told\":[\"901 role\",\"903 stand_in 902\",\"906 duty\"]"));
    sit(o, STREETS); /* told for another, answers as themselves */
    assert_true(str_has(mine(o), num.p));
    assert_true(str_has(mine(o), "\"ask_again_ms\":1000"));
    /* Who was told before is not told again; the one named is away. */
    assert_int_equal(climb(o, 12) + climb(o, 12), 2);
    o->app.away = &away;
    assert_string_equal(told_why(o, a.id), "901 role, 903 stand_in 902, 906 duty, 904 role");
    sit(o, WATCH);
    must(o, SUBJECT_DEMAND, num, "urgent-acknowledge", "");
    /* The hour is over: the next on duty, and the unit complained about has none. */
    o->cx.now += 90 * MS_PER_MINUTE;
    assert_string_equal(told_why(o, must_run(o, say(o, "要跳楼")).id),
                        "901 role, 903 stand_in 902, 904 stand_in 905");
    struct demand_new in = plain_demand;
    in.words = STR("社区的人要跳楼");
    in.complained_unit = COMMUNITY;
    assert_string_equal(told_why(o, must_run(o, kept(o, receive(o, &in))).id), "903 role");
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_raise_an_alarm_with_the_demand),
        cmocka_unit_test(the_ladder_climbs_until_somebody_answers),
        cmocka_unit_test(an_answer_stops_the_ladder),
        cmocka_unit_test(what_was_missed_is_made_up_for),
        cmocka_unit_test(a_false_alarm_takes_the_flag_away_and_counts_against_its_rules),
        cmocka_unit_test(the_flag_follows_to_the_matter_and_back),
        cmocka_unit_test(what_is_added_later_is_looked_at_too),
        cmocka_unit_test(three_of_one_street_are_an_alarm),
        cmocka_unit_test(the_unit_complained_about_is_left_out),
        cmocka_unit_test(who_is_named_may_look),
        cmocka_unit_test(who_is_on_duty_and_who_stands_in_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
