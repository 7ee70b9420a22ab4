/* SPDX-License-Identifier: Apache-2.0
 * Who is ringing: what was typed, what is found, what is not shown, what is recorded.
 */
#include "loop/lookup.h"

#include "core/event.h"
#include "core/event_row.h"
#include "db/db.h"
#include "loop/testing.h"

static void what_was_typed_is_told_apart(void **state)
{
    static const struct {
        const char *typed;
        enum lookup_by by;
    } all[] = {
        {"13800138000", LOOKUP_PHONE},
        {"１３８ ００１３ ８０００", LOOKUP_PHONE},
        {"+86 138-0013-8000", LOOKUP_PHONE},
        {"(0827) 5551234", LOOKUP_PHONE},
        {"95588", LOOKUP_PHONE},
        {"5119022026112300000", LOOKUP_UPSTREAM},
        {"DD20261122-001", LOOKUP_UPSTREAM},
        {"示例甲", LOOKUP_NAME},
        {"Zhang San", LOOKUP_NAME},
        {"示例甲2", LOOKUP_NAME},
    };
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        assert_int_equal(lookup_kind(o->cx.arena, str_c(all[i].typed)), all[i].by);
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    struct str num = hand_in(o, "路灯不亮");
    assert_int_equal(lookup_kind(o->cx.arena, num), LOOKUP_NUMBER);
    struct str spaced = str_fmt(o->cx.arena, "%.6s %.8s %s", num.p, num.p + 6, num.p + 14);
    assert_int_equal(lookup_kind(o->cx.arena, spaced), LOOKUP_NUMBER);
    office_close(o);
}

static enum err look(struct office *o, const char *value, struct str *out)
{
    struct buf b;
    struct json j;
    buf_init(&b, o->cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    enum err e = lookup_json(&o->cx, str_c(value), &j);
    json_obj_end(&j);
    *out = buf_done(&b);
    return e;
}

static struct str found(struct office *o, const char *value)
{
    struct str out;
    assert_int_equal(look(o, value, &out), OK);
    return out;
}

/* Handed in at the community; an operator of the district looks. */
static const char *registered(struct office *o, const struct demand_new *in)
{
    const char *num = str_cdup(o->cx.arena, receive(o, in));
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    return num;
}

static struct event last_search(struct office *o)
{
    struct event e = {0};
    bool any = false;
    assert_int_equal(
        db_one(&o->cx, SQL_EVENT_LAST,
               ARGS(I64(o->cx.jid), TXT(STR("officer")), I64(o->cx.actor->officer_id)),
               &event_shape, &e, &any),
        OK);
    if (!any)
        e.action = STR("");
    return e;
}

/* By telephone in any spelling, by name, by every number; masked; the event names what was
 * shown and not whom was asked for. */
static void a_caller_is_found_again(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {.words = STR("路灯不亮"),
                            .place_id = 13,
                            .name = STR("示例甲"),
                            .phone = STR("(0827) 5551234"),
                            .upstream = STR("12345"),
                            .upstream_no = STR("20261120000123")};
    (void)state;
    const char *num = registered(o, &in);
    const char *spellings[] = {"0827-5551234", "+86 827 5551234", "示 例甲", "示例甲"};
    for (size_t i = 0; i < COUNT(spellings); i++) {
        struct str text = found(o, spellings[i]);
        assert_true(str_has(text, num));
        assert_false(str_has(text, "5551234"));
        assert_false(str_has(text, "示例甲"));
        assert_true(str_has(text, "\"urge\""));
        struct event e = last_search(o);
        assert_true(str_eq_c(e.action, "search-person"));
        assert_true(str_has(e.data, num));
        assert_false(str_has(e.data, "555"));
        assert_int_equal(e.seq, (int64_t)i + 1);
    }
    assert_true(str_has(found(o, "20261120000123"), "\"by\":\"upstream\""));
    assert_true(str_has(found(o, num), "\"by\":\"number\""));
    assert_int_equal(last_search(o).seq,
                     COUNT(spellings)); /* a number is no search by person */
    assert_true(str_has(found(o, "13900139000"), "\"rows\":[]"));
    struct str none;
    assert_int_equal(look(o, "甲", &none), ERR_INPUT);
    office_close(o);
}

/* A further representative is found like the first. */
static void every_representative_is_found(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str others[] = {STR("示例乙 13800138001"), STR("示例丙")};
    struct demand_new in = {.words = STR("停水"),
                            .place_id = 13,
                            .name = STR("示例甲"),
                            .head_count = 12,
                            .representatives = {others, 2}};
    (void)state;
    const char *num = registered(o, &in);
    assert_true(str_has(found(o, "13800138001"), num));
    assert_true(str_has(found(o, "示例丙"), num));
    assert_true(str_has(found(o, "示例甲"), num));
    office_close(o);
}

/* Confidential: counted for a person, opened by its number; the unit complained about and other
 * units find nothing at all. */
static void what_is_hidden_stays_hidden(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {.words = STR("举报占道"),
                            .place_id = 13,
                            .name = STR("示例甲"),
                            .phone = STR("13800138000"),
                            .privacy = PRIVACY_CONFIDENTIAL};
    (void)state;
    const char *secret = registered(o, &in);
    struct str text = found(o, "13800138000");
    assert_false(str_has(text, secret));
    assert_true(str_has(text, "\"confidential\":1"));
    assert_true(str_has(found(o, secret), secret));
    in.privacy = PRIVACY_NAMED;
    in.complained_unit = COMMUNITY;
    const char *barred = registered(o, &in);
    text = found(o, "13800138000");
    assert_true(str_has(text, barred));
    as(o, ROLE_OPERATOR, COMMUNITY, 2);
    text = found(o, "13800138000");
    assert_false(str_has(text, barred));
    assert_true(str_has(found(o, barred), "\"rows\":[]"));
    as(o, ROLE_OPERATOR, WATER, 3);
    text = found(o, "13800138000");
    assert_true(str_has(text, "\"confidential\":0") && str_has(text, "\"rows\":[]"));
    office_close(o);
}

static void looking_through_people_is_slowed_down(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str text;
    int free = 0;
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    while (free < 100 && look(o, "示例甲", &text) == OK)
        free++;
    assert_int_equal(free, 60);
    assert_int_equal(look(o, "示例甲", &text), ERR_LIMIT);
    assert_int_equal(last_search(o).seq, free); /* refused: nothing was shown */
    o->cx.wall += 16000;
    assert_int_equal(look(o, "示例甲", &text), OK);
    as(o, ROLE_OPERATOR, DISTRICT, 2);
    assert_int_equal(look(o, "示例甲", &text), OK);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_typed_is_told_apart),
        cmocka_unit_test(a_caller_is_found_again),
        cmocka_unit_test(every_representative_is_found),
        cmocka_unit_test(what_is_hidden_stays_hidden),
        cmocka_unit_test(looking_through_people_is_slowed_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
