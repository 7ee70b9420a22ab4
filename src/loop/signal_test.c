/* SPDX-License-Identifier: Apache-2.0
 * Weak signals in a register: raised once with their notice, grown, left alone, answered; not
 * told to those complained about.
 */
#include "loop/signal.h"

#include <jansson.h>

#include "base/time.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/check.h"
#include "loop/notice.h"
#include "loop/testing.h"
#include "loop/tick.h"

#define CAUSE(CODE, REST)                                                                      \
    "{\"code\":\"" CODE                                                                        \
    "\",\"zh\":\"甲\",\"en\":\"a\",\"colour\":\"\",\"receivers\":[{\"at\":"                   \
    "\"unit\",\"roles\":[\"head\"]}],\"effect\":\"\"," REST "}"
#define RULE(CAUSES)                                                                           \
    "{\"name\":\"t\",\"zh\":\"甲\",\"en\":\"a\",\"causes\":[" CAUSES                           \
    "],\"too_many\":{\"days\":30,\"unit\":2,\"cause\":3}}"

#define OWED "\"within_days\":7,\"answer_workdays\":1,\"next\":\"left\""
#define USUAL ",\"windows\":4,\"percent\":"
static const char rule[] =
    RULE(CAUSE("word", "\"watch\":\"word\",\"times\":3," OWED USUAL "100") "," CAUSE(
        "person",
        "\"watch\":\"person\",\"times\":3," OWED) "," CAUSE("volume",
                                                            "\"watch\":\"volume\",\"times\":"
                                                            "6," OWED USUAL
                                                            "50") "," CAUSE("left",
                                                                            "\"watch\":"
                                                                            "\"nothing\","
                                                                            "\"answer_"
                                                                            "workdays\":1"));

static enum err load_write(struct ctx *cx, void *arg)
{
    int64_t version = 0;
    (void)arg;
    return notice_rule_store(cx, "t.json", str_c(rule), &version);
}

static struct office *opened(void)
{
    struct office *o = office_open("bazhou", noon("2026-10-10"));
    struct ctx cx = o->cx;
    cx.db = NULL;
    if (db_write(&cx, o->app.store, load_write, NULL) != OK)
        fail_msg("%s", cx.error.message);
    return o;
}

/* By the person with this number, about a unit (0: none). */
static void say(struct office *o, const char *day, int person, const char *words, int64_t about)
{
    const struct demand_new in = {
        .words = str_c(words),
        .place_id = 13,
        .privacy = PRIVACY_NAMED,
        .name = STR("示例甲"),
        .phone = str_fmt(o->keep, "138001380%02d", person),
        .channel = STR("web"),
        .complained_unit = about,
        .read_back = READ_BACK_AGREED,
    };
    o->cx.now = noon(day);
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    if (intake_receive(&o->cx, &in, &o->last) != OK)
        fail_msg("%s", o->cx.error.message);
}

static void derive(struct office *o)
{
    static const struct derive_step steps[] = {{.name = "signals", .fn = signal_derive}, {0}};
    struct ctx cx = o->cx;
    int64_t leased = 0, done = 1;
    cx.db = NULL;
    cx.actor = &actor_system;
    while (done)
        assert_int_equal(derive_run(&cx, steps, &leased, &done), OK);
}

static struct tick_done tick(struct office *o, int64_t now)
{
    struct tick_done done = {0};
    struct ctx cx = o->cx;
    derive(o);
    cx.db = NULL;
    cx.now = now;
    if (tick_run(&cx, &done) != OK)
        fail_msg("%s", cx.error.message);
    assert_int_equal(done.failed, 0);
    o->cx.now = now;
    db_release(o->cx.db); /* its snapshot */
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return done;
}

static struct notice *notices(struct office *o, const char *cause, size_t *n)
{
    struct notice *rows = NULL;
    assert_int_equal(
        db_all(&o->cx, SQL_NOTICE_PAGE,
               ARGS(I64(o->cx.jid), I64(0), I64(INT64_MAX), I64(INT64_MAX), I64(INT64_MAX),
                    TXT(STR("")), TXT(str_c(cause)), I64(100), TXT(STR(""))),
               &notice_shape, (void **)&rows, n),
        OK);
    return rows;
}

static struct signal signal_of(struct office *o, const struct notice *n)
{
    struct signal s = {0};
    bool found = false;
    assert_int_equal(db_one(&o->cx, SQL_SIGNAL_GET, ARGS(I64(o->cx.jid), I64(n->id)),
                            &signal_shape, &s, &found),
                     OK);
    assert_true(found);
    return s;
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

static const char *const brown[] = {"自来水发黄，有铁锈味", "水龙头放出来的自来水发黄",
                                    "自来水又发黄了，洗不了衣服", "今天自来水还是发黄",
                                    "家里自来水发黄"};

static void three_say(struct office *o, int64_t about)
{
    say(o, "2026-10-12", 1, "路口红绿灯坏了", 0);
    say(o, "2026-11-16", 2, brown[0], about);
    say(o, "2026-11-17", 3, brown[1], about);
    say(o, "2026-11-18", 4, brown[2], about);
}

static void a_word_is_raised_once_and_grows(void **state)
{
    struct office *o = opened();
    size_t n = 0;
    (void)state;
    three_say(o, 0);
    assert_int_equal(tick(o, noon("2026-11-18")).signals, 1);
    struct notice *of = notices(o, "word", &n);
    assert_int_equal(n, 1);
    assert_int_equal(of[0].unit_id, COMMUNITY);
    assert_int_equal(of[0].state, NOTICE_OPEN);
    assert_true(str_has(of[0].words, "发黄"));
    struct signal s = signal_of(o, &of[0]);
    assert_int_equal(s.size, 3);
    assert_int_equal(s.people, 3);
    assert_int_equal(s.first_at, noon("2026-11-16"));
    assert_int_equal(s.last_at, noon("2026-11-18"));
    assert_int_equal(tick(o, noon("2026-11-18") + 2 * SIGNAL_EVERY_MS).signals, 0);
    say(o, "2026-11-19", 5, brown[3], 0);
    say(o, "2026-11-19", 5, brown[4], 0);
    assert_int_equal(tick(o, noon("2026-11-19")).signals, 0);
    of = notices(o, "word", &n);
    assert_int_equal(n, 1);
    s = signal_of(o, &of[0]);
    assert_int_equal(s.size, 5);
    assert_int_equal(s.people, 4);
    assert_int_equal(s.grown_at, noon("2026-11-19"));
    clean(o);
    office_close(o);
}

/* What is said besides, so that brown water is not all that is ever said. */
static const struct {
    const char *day, *words;
} everyday[] = {
    {"2026-10-29", "楼道灯不亮"},   {"2026-10-30", "垃圾没有人收"},
    {"2026-10-31", "井盖松动"},     {"2026-11-02", "公交站台破损"},
    {"2026-11-03", "流浪狗伤人"},   {"2026-11-05", "下水道堵塞"},
    {"2026-11-06", "工地夜间施工"}, {"2026-11-07", "路面坑洼"},
    {"2026-11-08", "树枝挡窗"},     {"2026-11-09", "暖气不热"},
};

static void left_alone_it_is_followed_and_answered_it_may_come_again(void **state)
{
    const struct notice_answer answer = {.answer = STR("水厂冲洗管网，明日复查")};
    struct office *o = opened();
    struct flow_result r;
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(everyday); i++)
        say(o, everyday[i].day, 20 + (int)i, everyday[i].words, 0);
    three_say(o, 0);
    assert_int_equal(tick(o, noon("2026-11-18")).signals, 1);
    assert_int_equal(tick(o, noon("2026-11-20")).warned, 1);
    struct notice *left = notices(o, "left", &n), *of = notices(o, "word", &n);
    assert_int_equal(left[0].after_id, of[0].id);
    as(o, ROLE_HEAD, COMMUNITY, 0);
    struct ctx cx = o->cx;
    cx.db = NULL;
    assert_int_equal(notice_answer_put(&cx, of[0].num, of[0].version, &answer, &r), OK);
    say(o, "2026-12-01", 2, brown[0], 0);
    say(o, "2026-12-01", 3, brown[1], 0);
    assert_int_equal(tick(o, noon("2026-12-01")).signals, 0);
    say(o, "2026-12-02", 4, brown[3], 0);
    say(o, "2026-12-02", 6, brown[4], 0);
    assert_int_equal(tick(o, noon("2026-12-02")).signals, 1);
    notices(o, "word", &n);
    assert_int_equal(n, 2);
    clean(o);
    office_close(o);
}

static void one_person_and_the_volume(void **state)
{
    static const char *const each[] = {"楼道灯不亮", "垃圾没有人收", "井盖松动了"};
    struct office *o = opened();
    size_t n = 0;
    (void)state;
    say(o, "2026-10-12", 1, "路口红绿灯坏了", 0);
    for (size_t i = 0; i < COUNT(each); i++)
        say(o, "2026-11-17", 7, each[i], 0);
    assert_int_equal(tick(o, noon("2026-11-18")).signals, 1);
    struct notice *of = notices(o, "person", &n);
    assert_int_equal(n, 1);
    assert_int_equal(of[0].unit_id, COMMUNITY);
    assert_false(str_has(of[0].words, "138")); /* who, it does not say */
    struct signal s = signal_of(o, &of[0]);
    assert_int_equal(s.people, 1);
    assert_int_equal(s.size, 3);
    say(o, "2026-11-19", 11, "公交站台破损", 0);
    say(o, "2026-11-19", 12, "流浪狗伤人", 0);
    assert_int_equal(tick(o, noon("2026-11-19")).signals, 0);
    say(o, "2026-11-19", 13, "下水道堵塞", 0);
    assert_int_equal(tick(o, noon("2026-11-19") + SIGNAL_EVERY_MS).signals, 1);
    of = notices(o, "volume", &n);
    assert_int_equal(n, 1); /* not again for the street and the district */
    s = signal_of(o, &of[0]);
    assert_int_equal(s.size, 6);
    clean(o);
    office_close(o);
}

/* A notice as its page has it. */
static json_t *page_of(struct office *o, struct str num)
{
    struct buf b;
    struct json j;
    json_error_t why;
    int64_t version = 0;
    buf_init(&b, o->cx.arena, (size_t)1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    if (notice_json(&o->cx, num, &j, &version) != OK)
        fail_msg("%s", o->cx.error.message);
    json_obj_end(&j);
    struct str text = buf_done(&b);
    json_t *page = json_loadb(text.p, text.n, 0, &why);
    assert_non_null(page);
    return page;
}

static void its_page_names_the_demands_behind_it(void **state)
{
    struct office *o = opened();
    size_t n = 0;
    (void)state;
    three_say(o, 0);
    assert_int_equal(tick(o, noon("2026-11-18")).signals, 1);
    struct str num = kept(o, notices(o, "word", &n)[0].num);
    as(o, ROLE_HEAD, COMMUNITY, 0);
    json_t *page = page_of(o, num), *s = json_object_get(page, "signal");
    size_t listed = json_array_size(json_object_get(s, "demands"));
    assert_int_equal(json_integer_value(json_object_get(s, "size")), 3);
    assert_int_equal(json_integer_value(json_object_get(s, "people")), 3);
    assert_int_equal(listed + (size_t)json_integer_value(json_object_get(s, "not_listed")), 3);
    assert_int_equal(listed, 3);
    json_decref(page);
    office_close(o);
}

static void who_is_complained_about_is_not_told(void **state)
{
    struct office *o = opened();
    size_t n = 0;
    (void)state;
    three_say(o, COMMUNITY);
    assert_int_equal(tick(o, noon("2026-11-18")).signals, 1);
    struct notice *of = notices(o, "word", &n);
    assert_int_equal(n, 1);
    assert_int_not_equal(of[0].unit_id, COMMUNITY);
    clean(o);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_raised_once_and_grows),
        cmocka_unit_test(left_alone_it_is_followed_and_answered_it_may_come_again),
        cmocka_unit_test(one_person_and_the_volume),
        cmocka_unit_test(its_page_names_the_demands_behind_it),
        cmocka_unit_test(who_is_complained_about_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
