/* SPDX-License-Identifier: Apache-2.0
 * Same again: what is found, for whom, and what a decision does.
 */
#include "loop/same.h"

#include "core/actor.h"
#include "core/person.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/hotspot.h"
#include "loop/testing.h"

static const struct derive_step steps[] = {
    {"hotspot", hotspot_derive, NULL, NULL}, {.name = "same", .fn = same_derive}, {0}};

static void derive(struct office *o)
{
    struct ctx cx = o->cx;
    int64_t leased = 0, done = 1;
    cx.db = NULL;
    cx.actor = &actor_system;
    while (done)
        assert_int_equal(derive_run(&cx, steps, &leased, &done), OK);
}

static void said(void *arg, const char *what, int64_t demand, int64_t stored, int64_t expected)
{
    (void)arg;
    print_error("%s of %lld: %lld, not %lld\n", what, (long long)demand, (long long)stored,
                (long long)expected);
}

static int64_t differences(struct office *o)
{
    struct same_checked c;
    struct ctx cx = o->cx;
    assert_int_equal(db_acquire(&cx, o->app.store, &cx.db), OK);
    assert_int_equal(same_check(&cx, said, NULL, &c), OK);
    db_release(cx.db);
    return c.differences;
}

static struct str say(struct office *o, const char *words, const char *phone)
{
    struct demand_new in = plain_demand;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    in.words = str_c(words);
    in.phone = str_c(phone);
    return kept(o, receive(o, &in));
}

static size_t look(struct office *o, struct str num, struct same_found **out)
{
    struct ctx cx = o->cx;
    struct demand d;
    struct same_asked asked;
    size_t n = 0;
    demand_of(o, num, &d);
    same_asked_of(&d, STR(""), &asked);
    assert_int_equal(db_acquire(&cx, o->app.store, &cx.db), OK);
    struct str words = {0};
    assert_int_equal(demand_words(&cx, d.id, &words), OK);
    asked.words = words;
    assert_int_equal(same_look(&cx, work_begin(&cx), &asked, out, &n), OK);
    db_release(cx.db);
    return n;
}

#define PLANT "银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉"
#define AGAIN "银杏嘉园旁边搅拌站昼夜轰鸣，灰尘很大，我们睡不着觉"
#define OTHER "搅拌站灰尘噪音太大了，银杏嘉园的人都受不了"
#define LAMP "东城路的路灯坏了三天没人修，晚上看不见路"

static void the_same_matter_and_the_same_person_are_found(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct same_found *f = NULL;
    struct str first = say(o, PLANT, "13800000001");
    struct str lamp = say(o, LAMP, "13800000002");
    struct str other = say(o, OTHER, "13800000003");
    struct str again = say(o, AGAIN, "13800000001");
    derive(o);
    size_t n = look(o, again, &f);
    assert_int_equal(n, 2);
    assert_string_equal(f[0].d->num.p, first.p);
    assert_int_equal(f[0].person, SAME_PHONE);
    assert_true(f[0].score > 60);
    assert_string_equal(f[0].name.p, "银杏嘉园");
    assert_string_equal(f[1].d->num.p, other.p);
    assert_int_equal(f[1].person, SAME_NOBODY);
    assert_true(str_has(f[1].words, "搅拌站") || str_has(f[1].words, "灰尘"));
    say(o, "我家门口的树枝太长挡住窗户了，请修剪", "13800000002");
    derive(o);
    n = look(o, lamp, &f); /* another matter, the same telephone */
    assert_int_equal(n, 1);
    assert_int_equal(f[0].person, SAME_PHONE);
    assert_true(f[0].score < same_rule(&o->cx).shown);
    assert_int_equal(differences(o), 0);
    office_close(o);
}

struct erasing {
    int64_t person;
};
static enum err erase(struct ctx *cx, void *arg)
{
    return person_erase(cx, ((struct erasing *)arg)->person);
}

/* Whose data was erased is recognised by nobody's telephone any more; what was said stays. */
static void who_was_erased_is_not_recognised(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct same_found *f = NULL;
    struct demand d;
    struct str lamp = say(o, LAMP, "13800000002");
    struct str tree = say(o, "我家门口的树枝太长挡住窗户了，请修剪", "13800000002");
    derive(o);
    assert_int_equal(look(o, lamp, &f), 1);
    assert_int_equal(f[0].person, SAME_PHONE);
    demand_of(o, tree, &d);
    struct erasing e = {d.person_id};
    struct ctx cx = o->cx;
    assert_int_equal(db_write(&cx, o->app.store, erase, &e), OK);
    assert_int_equal(look(o, lamp, &f), 0);
    assert_int_equal(look(o, tree, &f), 0);
    say(o, "楼上装修到半夜，吵得孩子睡不着", "13800000002");
    derive(o);
    assert_int_equal(look(o, tree, &f), 0);
    office_close(o);
}

static struct str body(struct office *o, struct str other, const char *finding)
{
    return str_fmt(o->keep, "{\"other\":\"%.*s\",\"finding\":\"%s\"}", STR_ARG(other), finding);
}

static void who_does_not_see_it_is_not_shown_it(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct same_found *f = NULL;
    struct demand_new in = plain_demand;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    in.words = STR(PLANT);
    in.phone = STR("13800000001");
    in.complained_unit = STREET;
    struct str barred = kept(o, receive(o, &in));
    struct str again = say(o, AGAIN, "13800000001");
    derive(o);
    as(o, ROLE_SCREENER, STREET, 0);
    assert_int_equal(look(o, again, &f), 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, again, "compare", body(o, barred, "same").p),
                     ERR_NOT_FOUND);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    assert_int_equal(look(o, again, &f), 1);
    office_close(o);
}

static void what_was_said_in_confidence_is_not_found(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct same_found *f = NULL;
    struct demand_new in = plain_demand;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    in.words = STR(LAMP);
    in.phone = STR("13800000001");
    in.privacy = PRIVACY_CONFIDENTIAL;
    kept(o, receive(o, &in));
    struct str plant = say(o, PLANT, "13800000001");
    struct str lamp = say(o, LAMP, "13800000001");
    derive(o);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    assert_int_equal(look(o, plant, &f), 1); /* the same telephone */
    assert_string_equal(f[0].d->num.p, lamp.p);
    assert_int_equal(look(o, lamp, &f), 1); /* nor by the same words */
    assert_string_equal(f[0].d->num.p, plant.p);
    office_close(o);
}

static struct same_decision decision(struct office *o, struct str num, size_t *n)
{
    struct same_decision *rows = NULL;
    struct ctx cx = o->cx;
    struct demand d;
    demand_of(o, num, &d);
    assert_int_equal(db_acquire(&cx, o->app.store, &cx.db), OK);
    assert_int_equal(same_decisions(&cx, d.id, &rows, n), OK);
    db_release(cx.db);
    assert_true(*n > 0);
    return rows[0];
}

static void a_repeat_is_somebodys_decision(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct demand d;
    struct matter m;
    size_t n = 0;
    struct str first = say(o, PLANT, "13800000001");
    struct str again = say(o, AGAIN, "13800000001");
    derive(o);
    demand_of(o, again, &d);
    assert_false(d.repeated); /* never by itself */
    struct str matter = open_matter(o, again);
    matter_of(o, matter, &m);
    assert_false(m.repeated);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, again, "compare", body(o, first, "repeat").p);
    demand_of(o, again, &d);
    assert_true(d.repeated);
    matter_of(o, matter, &m);
    assert_true(m.repeated);
    struct same_decision row = decision(o, again, &n);
    assert_int_equal(n, 1);
    assert_int_equal(row.finding, SAME_REPEAT);
    assert_int_equal(row.person, SAME_PHONE);
    assert_true(row.score > 60 && row.marked && row.officer_id);
    must(o, SUBJECT_DEMAND, again, "compare", body(o, first, "different").p);
    demand_of(o, again, &d);
    assert_false(d.repeated);
    assert_int_equal(decision(o, again, &n).finding, SAME_DIFFERENT);
    assert_int_equal(n, 1); /* the events keep what was decided before */
    assert_int_equal(act_on(o, SUBJECT_DEMAND, again, "compare", body(o, again, "same").p),
                     ERR_CONFLICT);
    assert_int_equal(
        act_on(o, SUBJECT_DEMAND, again, "compare", body(o, STR("不存在"), "same").p),
        ERR_INPUT);
    office_close(o);
}

static enum err keys_gone(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_PRACTICE_CLEAR_SAME_KEY, ARGS(I64(cx->jid)), NULL);
}

static void the_check_sees_what_is_missing(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct ctx cx = o->cx;
    say(o, PLANT, "13800000001");
    say(o, LAMP, "13800000002");
    derive(o);
    assert_int_equal(differences(o), 0);
    cx.db = NULL;
    cx.actor = &actor_system;
    assert_int_equal(same_rebuild(&cx), OK);
    assert_int_equal(differences(o), 0);
    assert_int_equal(db_write(&cx, o->app.store, keys_gone, NULL), OK);
    assert_true(differences(o) > 0);
    assert_int_equal(same_rebuild(&cx), OK);
    assert_int_equal(differences(o), 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_matter_and_the_same_person_are_found),
        cmocka_unit_test(who_was_erased_is_not_recognised),
        cmocka_unit_test(who_does_not_see_it_is_not_shown_it),
        cmocka_unit_test(what_was_said_in_confidence_is_not_found),
        cmocka_unit_test(a_repeat_is_somebodys_decision),
        cmocka_unit_test(the_check_sees_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
