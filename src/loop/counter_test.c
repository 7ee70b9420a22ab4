/* SPDX-License-Identifier: Apache-2.0
 * Ringing again, three at the telephone, a group's representatives, and what is read back.
 */
#include "loop/counter.h"

#include "base/time.h"
#include "core/person.h"
#include "loop/dossier.h"
#include "loop/read_back.h"
#include "loop/testing.h"

/* Each call counts, on the demand and on what is open of its matters; nobody registers anew. */
static void who_rings_again_urges(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand d;
    struct matter m;
    struct str num;
    (void)state;
    struct str matter = to_roads(o, &num);
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, num, "urge", "{\"words\":\"还是黑的\"}");
    must(o, SUBJECT_DEMAND, num, "urge", "");
    demand_of(o, num, &d);
    matter_of(o, matter, &m);
    assert_int_equal(d.urged, 2);
    assert_int_equal(m.urged, 2);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, num), "in_matter");
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urge", ""), ERR_DENIED);
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    must(o, SUBJECT_DEMAND, num, "withdraw", "{\"evidence\":\"电话\"}");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "urge", ""), ERR_CONFLICT);
    office_close(o);
}

static void three_way_answers_or_is_registered(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    struct str d = hand_in(o, "想问公积金怎么提取");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "three-way",
                            "{\"unit\":\"4\",\"took_by\":\"示例科员\",\"outcome\":\"answered\","
                            "\"words\":\"带身份证到窗口\"}"),
                     ERR_INPUT); /* without a result */
    must(o, SUBJECT_DEMAND, d, "three-way",
         "{\"unit\":\"4\",\"took_by\":\"示例科员\",\"outcome\":\"register\",\"words\":"
         "\"要查档\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "received");
    must(o, SUBJECT_DEMAND, d, "three-way",
         "{\"unit\":\"4\",\"took_by\":\"示例科员\",\"outcome\":\"answered\","
         "\"words\":\"带身份证到窗口\",\"result\":\"explained\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");
    office_close(o);
}

/* Not to whom it is about, and not about what was screened already. */
static void three_way_keeps_the_bar(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const char *answered = "{\"unit\":\"4\",\"took_by\":\"示例科员\",\"outcome\":\"answered\","
                           "\"words\":\"已经修了\",\"result\":\"solved\"}";
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    struct str d = hand_in(o, "路政收费不开票");
    must(o, SUBJECT_DEMAND, d, "mark-complained", "{\"unit\":\"4\",\"reason\":\"投诉其收费\"}");
    assert_int_equal(act_on(o, SUBJECT_DEMAND, d, "three-way", answered), ERR_CONFLICT);
    struct str other;
    (void)to_roads(o, &other);
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, other, "three-way", answered), ERR_CONFLICT);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, other), "in_matter");
    office_close(o);
}

static struct str lines[8];
static struct strs said(size_t n)
{
    for (size_t i = 0; i < n; i++)
        lines[i] =
            str_c((const char *[]){"示例乙 13800138001", "示例丙　１３８００１３８００２",
                                   "示例丁", "示例 戊 0827-5551234", "示例己"}[i]);
    return (struct strs){lines, n};
}

static void a_group_has_five_representatives(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {.words = STR("小区停水三天"),
                            .place_id = 13,
                            .name = STR("示例甲"),
                            .phone = STR("13800138000"),
                            .head_count = 40,
                            .representatives = said(5),
                            .read_back = READ_BACK_AGREED};
    struct person_plain *all = NULL;
    struct demand d;
    size_t n = 0;
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), ERR_INPUT); /* a sixth */
    in.representatives = said(4);
    in.head_count = 4;
    assert_int_equal(intake_receive(&o->cx, &in, &o->last),
                     ERR_INPUT); /* fewer than they are */
    in.head_count = 40;
    in.privacy = PRIVACY_ANONYMOUS;
    in.name = in.phone = STR("");
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), ERR_INPUT); /* nobody is first */
    in.privacy = PRIVACY_NAMED;
    in.name = STR("示例甲");
    demand_of(o, receive(o, &in), &d);
    assert_int_equal(d.head_count, 40);
    assert_int_equal(speakers_open(&o->cx, d.id, &all, &n), OK);
    assert_int_equal(n, 4);
    assert_true(str_eq_c(all[1].name, "示例丙") && str_eq_c(all[1].phone, "13800138002"));
    assert_true(str_eq_c(all[2].name, "示例丁") && all[2].phone.n == 0);
    assert_true(str_eq_c(all[3].name, "示例 戊") && str_eq_c(all[3].phone, "08275551234"));
    office_close(o);
}

static struct str read_to(struct office *o, const struct demand_new *in)
{
    struct buf b;
    struct json j;
    buf_init(&b, o->cx.arena, 1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(read_back_json(&o->cx, in, &j), OK);
    json_obj_end(&j);
    return buf_done(&b);
}

/* The date that is read out is the one that the clock has afterwards. */
static void what_is_read_back_holds(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {.words = STR("路灯不亮"),
                            .place_id = 13,
                            .privacy = PRIVACY_CONFIDENTIAL,
                            .name = STR("示例甲"),
                            .phone = STR("+86 138-0013-8000"),
                            .notify = STR("sms"),
                            .proposal = STR("换一盏")};
    char day[TIME_TEXT];
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    o->cx.lang = LANG_EN;
    struct str text = read_to(o, &in);
    struct str num = receive(o, &in);
    struct clock *k = running_clock(o, SUBJECT_DEMAND, num, CLOCK_REPLY);
    assert_non_null(k);
    assert_true(str_has(text, day_text(day, time_day(k->due_at - 1))));
    o->cx.lang = LANG_ZH;
    text = read_to(o, &in);
    assert_true(str_has(text, "您反映的是：路灯不亮"));
    assert_true(str_has(text, "您希望：换一盏"));
    assert_true(str_has(text, "为您保密"));
    assert_true(str_has(text, "138 0013 8000"));
    assert_true(str_has(text, "发短信"));
    in.place_id = 999;
    struct json none;
    struct buf b;
    buf_init(&b, o->cx.arena, 64);
    json_init(&none, &b);
    assert_int_equal(read_back_json(&o->cx, &in, &none), ERR_INPUT);
    office_close(o);
}

static void an_unread_demand_says_why(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {
        .words = STR("路灯不亮"), .place_id = 13, .read_back = READ_BACK_NOT};
    (void)state;
    as(o, ROLE_OPERATOR, DISTRICT, 1);
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), ERR_INPUT);
    in.not_read_why = STR("对方已挂断");
    (void)receive(o, &in);
    in.send_receipt = true; /* nowhere to send it to */
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), ERR_INPUT);
    office_close(o);
}

/* Leaving the channel out is no way round the read-back. */
static void without_a_channel_it_was_said(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand_new in = {.words = STR("路灯不亮"), .place_id = 13};
    struct demand d;
    (void)state;
    for (int role = ROLE_OPERATOR; role <= ROLE_COLLECTOR; role++) {
        in.read_back = READ_BACK_NONE;
        as(o, role, DISTRICT, 1);
        assert_int_equal(intake_receive(&o->cx, &in, &o->last), ERR_INPUT);
        assert_string_equal(o->cx.error.field, "read_back");
        in.read_back = READ_BACK_AGREED;
        assert_int_equal(intake_receive(&o->cx, &in, &o->last), OK);
        demand_of(o, o->last.num, &d);
        assert_string_equal(d.channel.p, "hotline");
    }
    in.read_back = READ_BACK_NONE;
    in.channel = STR("box");
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), OK);
    as_citizen(o, 0);
    in.channel = STR("");
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), OK);
    demand_of(o, o->last.num, &d);
    assert_int_equal(d.channel.n, 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_rings_again_urges),
        cmocka_unit_test(three_way_answers_or_is_registered),
        cmocka_unit_test(three_way_keeps_the_bar),
        cmocka_unit_test(a_group_has_five_representatives),
        cmocka_unit_test(what_is_read_back_holds),
        cmocka_unit_test(an_unread_demand_says_why),
        cmocka_unit_test(without_a_channel_it_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
