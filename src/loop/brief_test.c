/* SPDX-License-Identifier: Apache-2.0
 * The sheets: figures against acts of known days, the same again later, sent once.
 */
#include "loop/brief.h"

#include "base/time.h"
#include "core/config.h"
#include "core/officer.h"
#include "core/picture.h"
#include "core/urgent.h"
#include "loop/testing.h"

static struct brief daily(struct office *o, const char *day)
{
    struct brief b;
    int64_t d = 0;
    assert_true(day_parse(str_c(day), &d));
    assert_int_equal(brief_make(&o->cx, BRIEF_DAILY, d, &b), OK);
    return b;
}

static void rows_sum_up(const struct brief *b)
{
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++) {
        int64_t sum = 0;
        for (size_t k = 0; k < b->rows_n; k++)
            sum += b->rows[k].n[i];
        assert_int_equal(sum, b->total.n[i]);
    }
}

/* 20 November: two demands, one in no street; one becomes a matter that is not signed for.
 * 25 November: it is closed. */
static struct str two_demands(struct office *o, struct str *d)
{
    struct demand_new stray = {.words = STR("全区路灯"), .privacy = PRIVACY_ANONYMOUS};
    o->cx.now = noon("2026-11-20");
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    receive(o, &stray);
    stray.origin = ORIGIN_FINDING; /* not counted: it is no citizen's */
    receive(o, &stray);
    return to_roads(o, d);
}

static void figures_are_those_of_the_day(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d;
    struct demand row;
    (void)state;
    struct str m = two_demands(o, &d);
    o->cx.now = noon("2026-11-21");
    struct brief b = daily(o, "2026-11-20");
    assert_int_equal(b.total.n[BRIEF_DEMANDS_IN], 2);
    assert_int_equal(b.total.n[BRIEF_MATTERS_IN], 1);
    assert_int_equal(b.total.n[BRIEF_UNSIGNED], 1);
    assert_int_equal(b.total.n[BRIEF_DEMANDS_DONE], 0);
    assert_int_equal(b.total.n[BRIEF_MATTERS_OVERDUE], 0);
    assert_int_equal(b.rows_n, 2);
    assert_true(str_eq_c(b.rows[0].name, "示例街道"));
    assert_true(str_eq_c(b.rows[1].name, "未落到街道"));
    rows_sum_up(&b);
    struct str said = kept(o, brief_text(&o->cx, &b));

    o->cx.now = noon("2026-11-25");
    handled(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修\"}");
    demand_of(o, d, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "close", "");
    o->cx.now = noon("2026-11-30");
    b = daily(o, "2026-11-25");
    assert_int_equal(b.total.n[BRIEF_DEMANDS_DONE], 1);
    assert_int_equal(b.total.n[BRIEF_MATTERS_DONE], 1);
    assert_int_equal(b.total.n[BRIEF_DEMANDS_IN], 0);
    assert_int_equal(b.total.n[BRIEF_UNSIGNED], 0);
    rows_sum_up(&b);

    /* The old sheet again, word for word, although everything went on. */
    b = daily(o, "2026-11-20");
    assert_string_equal(brief_text(&o->cx, &b).p, said.p);
    office_close(o);
}

static void what_is_overdue_is_told_with_its_days(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d;
    (void)state;
    struct str m = two_demands(o, &d);
    o->cx.now = noon("2026-12-12");
    struct brief b = daily(o, "2026-12-11");
    assert_int_equal(b.total.n[BRIEF_MATTERS_OVERDUE], 1); /* feedback and close are over */
    assert_int_equal(b.worst_n, 1);
    assert_true(str_eq(b.worst[0].num, m));
    assert_true(b.worst[0].days >= 2);
    assert_false(b.worst[0].may_open); /* nobody reads */
    as(o, ROLE_PUBLISHER, DISTRICT, 0);
    assert_int_equal(brief_seen(&o->cx, &b), OK);
    assert_false(b.worst[0].may_open);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    assert_int_equal(brief_seen(&o->cx, &b), OK);
    assert_true(b.worst[0].may_open);
    rows_sum_up(&b);
    b = daily(o, "2026-11-21");
    assert_int_equal(b.total.n[BRIEF_MATTERS_OVERDUE], 0); /* it was not so then */
    struct demand row;
    demand_of(o, d, &row);
    assert_null(strstr(brief_text(&o->cx, &b).p, row.title.n ? row.title.p : "路灯不亮"));
    assert_int_equal(brief_make(&o->cx, BRIEF_DAILY, time_day(noon("2026-12-14")), &b),
                     ERR_INPUT);
    office_close(o);
}

static void urgent_words(struct office *o)
{
    static const char rules[] =
        "{\"name\":\"test\",\"zh\":\"测试\",\"en\":\"test\",\"hand\":\"slow\",\"ladders\":["
        "{\"code\":\"slow\",\"acknowledge_minutes\":30,\"rungs\":["
        "{\"after_minutes\":0,\"to\":[{\"role\":\"supervisor\"}]}]}],\"rules\":["
        "{\"code\":\"gas\",\"kind\":\"gas\",\"zh\":\"燃气\",\"en\":\"gas\","
        "\"advice_zh\":\"转119\",\"advice_en\":\"119\",\"ladder\":\"slow\",\"any\":[\"漏气\"]}]"
        "}";
    const struct urgent_set *set = NULL;
    assert_int_equal(urgent_parse(&o->cx, o->keep, "test", str_c(rules), &set), OK);
    o->app.urgent = set;
}

/* 20 November: one says gas, one says nothing of the kind and is called urgent on the 22nd. On
 * the 24th the first is found false, the second handled. */
static void urgent_is_what_was_urgent_then(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new gas = plain_demand;
    (void)state;
    urgent_words(o);
    gas.words = STR("楼道里漏气");
    gas.title = STR("");
    struct str first = kept(o, receive(o, &gas)), second = kept(o, receive(o, &plain_demand));
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    o->cx.now = noon("2026-11-22");
    must(o, SUBJECT_DEMAND, second, "urgent-set",
         "{\"kind\":\"other\",\"reason\":\"领导关注\"}");
    o->cx.now = noon("2026-11-24");
    must(o, SUBJECT_DEMAND, first, "urgent-clear", "{\"reason\":\"说的是往事\"}");
    must(o, SUBJECT_DEMAND, second, "urgent-handled", "{\"words\":\"已到场\"}");
    o->cx.now = noon("2026-11-30");
    static const struct {
        const char *day;
        int first, second;
    } t[] = {
        {"2026-11-19", 0, 0}, {"2026-11-20", 1, 0}, {"2026-11-21", 1, 0}, {"2026-11-22", 1, 1},
        {"2026-11-23", 1, 1}, {"2026-11-24", 0, 0}, {"2026-11-25", 0, 0},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct brief b = daily(o, t[i].day);
        bool seen[2] = {false, false};
        for (size_t k = 0; k < b.urgent_n; k++) {
            seen[0] |= str_eq(b.urgent[k].num, first);
            seen[1] |= str_eq(b.urgent[k].num, second);
        }
        assert_int_equal(seen[0], t[i].first);
        assert_int_equal(seen[1], t[i].second);
        assert_int_equal(b.urgent_all, t[i].first + t[i].second);
        rows_sum_up(&b);
    }
    struct brief b;
    assert_int_equal(brief_make(&o->cx, BRIEF_WEEKLY, time_day(noon("2026-11-24")), &b), OK);
    assert_int_equal(b.urgent_all, 0); /* raised the week before, over by its end */
    office_close(o);
}

static void weeks_and_months_are_whole(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d;
    int64_t first = 0, last = 0;
    (void)state;
    (void)two_demands(o, &d);
    o->cx.now = noon("2026-12-02"); /* a Wednesday */
    brief_period(&o->cx, BRIEF_WEEKLY, -1, &first, &last);
    assert_int_equal(day_ymd(first), 20261123);
    assert_int_equal(day_ymd(last), 20261129);
    brief_period(&o->cx, BRIEF_MONTHLY, -1, &first, &last);
    assert_int_equal(day_ymd(first), 20261101);
    assert_int_equal(day_ymd(last), 20261130);
    struct brief b;
    assert_int_equal(brief_make(&o->cx, BRIEF_MONTHLY, -1, &b), OK);
    assert_int_equal(b.total.n[BRIEF_DEMANDS_IN], 2);
    o->cx.now = noon("2026-12-31");
    brief_period(&o->cx, BRIEF_MONTHLY, time_day(o->cx.now), &first, &last);
    assert_int_equal(day_ymd(last), 20261231);
    office_close(o);
}

static void the_picture_is_a_png(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str d, png = {0};
    (void)state;
    (void)two_demands(o, &d);
    struct brief b = daily(o, "2026-11-20");
    if (!picture_has_chinese()) {
        assert_int_equal(brief_png(&o->cx, &b, &png), ERR_CONFLICT);
        office_close(o);
        skip();
    }
    assert_int_equal(brief_png(&o->cx, &b, &png), OK);
    assert_true(png.n > 5000);
    assert_memory_equal(png.p, "\x89PNG\r\n\x1a\n", 8);
    office_close(o);
}

/* ---- sending ---- */

static enum err add_reader(struct ctx *cx, void *arg)
{
    struct officer row = {.id = 77,
                          .login = STR("lingdao"),
                          .name = STR("示例领导"),
                          .unit_id = DISTRICT,
                          .mail = STR("a@example.cn"),
                          .version = 1};
    const struct role_row role = {.officer_id = 77, .unit_id = DISTRICT, .role = ROLE_LEADER};
    const struct role_row second = {
        .officer_id = 77, .unit_id = DISTRICT, .role = ROLE_ANALYST};
    (void)arg;
    TRY(officer_insert(cx, &row, STR("x")));
    TRY(role_grant(cx, &role));
    return role_grant(cx, &second);
}

static int sends(struct office *o, const char *day, int hour)
{
    int sent = -1;
    db_release(o->cx.db);
    o->cx.db = NULL;
    o->cx.now = noon(day) + (hour - 12) * (int64_t)MS_PER_HOUR;
    assert_int_equal(brief_send_due(&o->cx, &sent), OK);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return sent;
}

/* At eight, once, to each reader once; not on a rest day, whose sheets follow; after an outage
 * the last day alone. */
static void sent_once_on_working_days(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-16"));
    const struct config *c = NULL;
    (void)state;
    assert_int_equal(
        config_parse(&o->cx, o->keep, "f",
                     STR("report_send = daily, weekly\nreport_to = leader,analyst\n"), &c),
        OK);
    o->app.config = c;
    assert_int_equal(db_write(&o->cx, o->app.store, add_reader, NULL), OK);
    assert_int_equal(sends(o, "2026-11-20", 7), 0);
    assert_int_equal(sends(o, "2026-11-20", 8), 2); /* Thursday's, and last week's */
    assert_int_equal(sends(o, "2026-11-20", 9), 0);
    assert_int_equal(sends(o, "2026-11-21", 9), 0); /* Saturday */
    assert_int_equal(sends(o, "2026-11-23", 9), 4); /* Friday's to Sunday's; and the week's */
    assert_int_equal(sends(o, "2026-11-23", 10), 0);
    assert_int_equal(sends(o, "2026-11-27", 15), 1); /* back after three days */
    office_close(o);
}

static void nothing_is_sent_unasked(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    assert_int_equal(sends(o, "2026-11-20", 9), 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_of_the_day),
        cmocka_unit_test(what_is_overdue_is_told_with_its_days),
        cmocka_unit_test(urgent_is_what_was_urgent_then),
        cmocka_unit_test(weeks_and_months_are_whole),
        cmocka_unit_test(the_picture_is_a_png),
        cmocka_unit_test(sent_once_on_working_days),
        cmocka_unit_test(nothing_is_sent_unasked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
