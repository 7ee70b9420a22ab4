/* SPDX-License-Identifier: Apache-2.0
 * When a kind of meeting comes round, and whose turn it is to lead.
 */
#include "loop/meeting.h"

#include "base/time.h"
#include "core/calendar.h"
#include "core/officer.h"
#include "core/outbox.h"
#include "loop/testing.h"

static int64_t at(const char *text)
{
    int64_t out = 0;
    bool date_only = false;
    assert_true(time_parse(str_c(text), &out, &date_only));
    return out;
}

static void comes_round(void **state)
{
    static const struct {
        int cycle;
        int64_t weekday;
        const char *after, *next;
    } rows[] = {
        /* 2026-11-22 is a Sunday. */
        {MEETING_WEEK, 1, "2026-11-22 12:00", "2026-11-23 09:00"},
        {MEETING_WEEK, 1, "2026-11-23 08:59", "2026-11-23 09:00"},
        {MEETING_WEEK, 1, "2026-11-23 09:00", "2026-11-30 09:00"},
        {MEETING_WEEK, 5, "2026-11-23 09:00", "2026-11-27 09:00"},
        /* Monday 2026-02-16 to 23 is the Spring Festival: the first working day after it. */
        {MEETING_WEEK, 1, "2026-02-23 10:00", "2026-02-24 09:00"},
        /* The last day of May 2026 is a Sunday; of November a Monday. */
        {MEETING_MONTH, 1, "2026-05-20 09:00", "2026-05-29 09:00"},
        {MEETING_MONTH, 1, "2026-11-30 08:00", "2026-11-30 09:00"},
        {MEETING_MONTH, 1, "2026-11-30 09:00", "2026-12-31 09:00"},
    };
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct meeting_kind k = {
            .cycle = rows[i].cycle, .weekday = rows[i].weekday, .minute = 540};
        assert_int_equal(meeting_next(o->app.calendar, &k, at(rows[i].after)),
                         at(rows[i].next));
    }
    const struct meeting_kind any = {.cycle = MEETING_ANY, .minute = 540};
    assert_int_equal(meeting_next(o->app.calendar, &any, at("2026-11-22 12:00")), 0);
    office_close(o);
}

static void bodies_lead_in_turn(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const struct meeting_kind two = {.leads = STR_INIT("4,5")}, none = {.leads = STR_INIT("")};
    (void)state;
    assert_int_equal(meeting_turn(&o->cx, &two, 0), 4);
    assert_int_equal(meeting_turn(&o->cx, &two, 4), 5);
    assert_int_equal(meeting_turn(&o->cx, &two, 5), 4);
    assert_int_equal(meeting_turn(&o->cx, &two, 99), 4); /* led by somebody else once */
    assert_int_equal(meeting_turn(&o->cx, &none, 4), 0);
    office_close(o);
}

/* ---- what the mechanism brings; what units are told ---- */

static void the_mechanism_brings_its_kinds(void **state)
{
    static const struct {
        const char *mechanism, *code, *name, *draws;
        int cycle;
    } rows[] = {
        {"bazhou", "monday", "周一碰头会", "key,overdue", MEETING_WEEK},        /* BZ-28 */
        {"bazhou", "joint", "月底联席会", "unit,trade,area", MEETING_MONTH},    /* BZ-29 */
        {"bazhou", "party_joint", "党政联席会议", "key", MEETING_ANY},          /* BZ-46 */
        {"zhangye", "topic", "“每月一题”面对面座谈会", "topic", MEETING_MONTH}, /* ZY-02 */
        {"heyuan", "face_to_face", "“面对面”解决群众“急难愁盼”问题座谈会", "", MEETING_MONTH},
        {"zhalainuoer", "council", "居民议事会", "overdue", MEETING_WEEK}, /* ZL-09 */
        {"jining", "analysis", "民意诉求月度分析研判会", "key,overdue", MEETING_MONTH},
        {"jining", "bench", "板凳会", "", MEETING_ANY},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_open(rows[i].mechanism, noon("2026-11-20"));
        struct meeting_kind k = {0};
        assert_int_equal(meeting_kind_get(&o->cx, str_c(rows[i].code), &k), OK);
        assert_true(str_eq_c(k.name, rows[i].name));
        assert_true(str_eq_c(k.draws, rows[i].draws));
        assert_int_equal(k.cycle, rows[i].cycle);
        assert_int_equal(k.version, 0);
        assert_int_equal(k.minute, 540);
        office_close(o);
    }
}

static void the_office_s_own_stands_before_it(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const struct meeting_kind_body own = {.code = STR_INIT("joint"),
                                          .name = STR_INIT("联席调度会"),
                                          .at = STR_INIT("14:30"),
                                          .cycle = MEETING_MONTH};
    struct flow_result done;
    struct meeting_kind *k = NULL;
    size_t n = 0;
    (void)state;
    as(o, ROLE_SUPERVISOR, STREET, 0);
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(meeting_kind_put(&o->cx, &own, &done), ERR_DENIED);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(meeting_kind_put(&o->cx, &own, &done), OK);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    assert_int_equal(meeting_kinds(&o->cx, &k, &n), OK);
    assert_int_equal(n, 3);
    assert_true(str_eq_c(k[n - 1].name, "联席调度会") && k[n - 1].version == 1);
    office_close(o);
}

enum { ROADS_HEAD = 901 };

static enum err head_put(struct ctx *cx, void *arg)
{
    const struct officer o = {.id = ROADS_HEAD,
                              .login = STR_INIT("lu"),
                              .name = STR_INIT("lu"),
                              .unit_id = ROADS,
                              .mail = STR_INIT("lu@example.org"),
                              .version = 1};
    const struct role_row r = {.officer_id = o.id, .unit_id = ROADS, .role = ROLE_HEAD};
    (void)arg;
    TRY(officer_insert(cx, &o, STR("")));
    return role_grant(cx, &r);
}

static struct buf mails;

static enum err mail_kept(struct ctx *cx, const struct outbox_message *m)
{
    (void)cx;
    buf_fmt(&mails, "[%.*s] %.*s | %.*s\n", STR_ARG(m->to), STR_ARG(m->subject),
            STR_ARG(m->text));
    return OK;
}

/* What was sent since, "[to] subject | text". */
static const char *sent(struct office *o)
{
    static const struct outbox_sender by_mail[] = {{"mail", mail_kept}};
    int n = 0;
    buf_init(&mails, o->cx.arena, 4000);
    assert_int_equal(outbox_run(&o->cx, by_mail, COUNT(by_mail), 10, &n), OK);
    return n ? buf_done(&mails).p : "";
}

static void units_are_reminded_once_in_these_words(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str units[] = {STR_INIT("4")};
    const struct meeting_body b = {.kind = STR_INIT("monday"),
                                   .title = STR_INIT("碰头会"),
                                   .venue = STR_INIT("二楼会议室"),
                                   .units = {units, COUNT(units)}};
    struct flow_result done;
    int told = -1;
    (void)state;
    o->app.register_kind = REGISTER_LIVE; /* others send nothing out */
    assert_int_equal(db_write(&o->cx, o->app.store, head_put, NULL), OK);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(meeting_call(&o->cx, &b, &done), OK);
    assert_string_equal(sent(o),
                        "[lu@example.org] 会议通知：碰头会 2026-11-23 09:00 二楼会议室 | "
                        "会议通知：碰头会 2026-11-23 09:00 "
                        "二楼会议室。议题和材料请登录回音系统查看，请准时参加。\n");
    o->cx.now = at("2026-11-22 08:59");
    assert_int_equal(meetings_remind(&o->cx, 10, &told), OK);
    assert_int_equal(told, 0); /* not before its 24 hours */
    o->cx.now = at("2026-11-22 09:00");
    assert_int_equal(meetings_remind(&o->cx, 10, &told), OK);
    assert_int_equal(told, 1);
    assert_string_equal(sent(o),
                        "[lu@example.org] 会议提醒：碰头会 2026-11-23 09:00 二楼会议室 | "
                        "会议提醒：碰头会 2026-11-23 09:00 二楼会议室。请准时参加。\n");
    assert_int_equal(meetings_remind(&o->cx, 10, &told), OK);
    assert_int_equal(told, 0);
    assert_string_equal(sent(o), "");
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_round),
        cmocka_unit_test(bodies_lead_in_turn),
        cmocka_unit_test(the_mechanism_brings_its_kinds),
        cmocka_unit_test(the_office_s_own_stands_before_it),
        cmocka_unit_test(units_are_reminded_once_in_these_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
