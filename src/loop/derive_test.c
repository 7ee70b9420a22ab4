/* SPDX-License-Identifier: Apache-2.0
 * The queue of what is computed from what was said: filled by acts, emptied when all is done.
 */
#include "loop/derive.h"

#include "base/time.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/testing.h"

/* What the steps below saw, and what they are to do. */
static struct {
    int calls, readers_only;
    int64_t seen[64];
    size_t n;
    int64_t bad; /* fails for this demand */
    enum err with;
    struct office *change; /* changes the demand while it is at work */
    struct str num;
} spy;

static enum err look(struct ctx *cx, const struct derive_one *d, size_t n)
{
    spy.calls++;
    assert_null(cx->db);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || d[i].demand_id > d[i - 1].demand_id);
        if (spy.bad == d[i].demand_id)
            return fail(cx, spy.with, "坏", "bad");
        spy.readers_only += !d[i].words;
        spy.seen[spy.n++] = d[i].demand_id;
    }
    if (spy.change) {
        struct office *o = spy.change;
        spy.change = NULL;
        as(o, ROLE_SCREENER, COMMUNITY, 0);
        must(o, SUBJECT_DEMAND, spy.num, "correct", "{\"title\":\"灯\",\"reason\":\"简\"}");
    }
    return OK;
}

static const struct derive_step steps[] = {{.name = "look", .fn = look}, {0}};

static struct office *open_office(void)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    spy.n = 0;
    spy.calls = spy.readers_only = 0;
    spy.bad = 0;
    spy.with = ERR_BUG;
    spy.change = NULL;
    return o;
}

struct run {
    int64_t done, leased_until;
    enum err e;
};

static struct run run_at(struct office *o, int64_t later, int64_t leased_until)
{
    struct run r = {.leased_until = leased_until};
    struct ctx cx = o->cx;
    cx.db = NULL;
    cx.wall += later;
    spy.n = 0;
    spy.calls = spy.readers_only = 0;
    r.e = derive_run(&cx, steps, &r.leased_until, &r.done);
    return r;
}

static int64_t run(struct office *o)
{
    struct run r = run_at(o, 0, 0);
    assert_int_equal(r.e, OK);
    return r.done;
}

static struct derive_state state_now(struct office *o)
{
    struct derive_state s = {0};
    assert_int_equal(derive_state(&o->cx, &s), OK);
    return s;
}

static int64_t id_of(struct office *o, struct str num)
{
    struct demand d;
    demand_of(o, num, &d);
    return d.id;
}

static bool was_seen(int64_t id)
{
    for (size_t i = 0; i < spy.n; i++)
        if (spy.seen[i] == id)
            return true;
    return false;
}

static void what_is_received_is_done_once(void **state)
{
    struct office *o = open_office();
    (void)state;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    struct str a = hand_in(o, "路灯不亮"), b = hand_in(o, "井盖没了");
    assert_int_equal(state_now(o).waiting, 2);
    assert_true(state_now(o).oldest_at > 0);
    assert_int_equal(run(o), 2);
    assert_int_equal(spy.n, 2);
    assert_true(was_seen(id_of(o, a)) && was_seen(id_of(o, b)));
    assert_int_equal(spy.readers_only, 0);
    assert_int_equal(state_now(o).waiting, 0);
    assert_int_equal(run(o), 0);
    assert_int_equal(spy.calls, 0);
    office_close(o);
}

/* From the words handed in to the answer: each act that changes what is found, or by whom. */
static void acts_put_in_what_they_change(void **state)
{
    struct office *o = open_office();
    struct str d = {0};
    (void)state;
    struct str m = to_roads(o, &d);
    assert_true(run(o) > 0);
    assert_int_equal(spy.n, 1);
    assert_int_equal(spy.seen[0], id_of(o, d));
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, str_fmt(o->keep, "%.*s-1", STR_ARG(m)), "sign", "");
    assert_int_equal(run(o), 0); /* nothing of the words, and the same units see it */
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, d, "add", "{\"words\":\"还有一盏也不亮\"}");
    assert_int_equal(run(o), 1);
    assert_int_equal(spy.readers_only, 0);
    office_close(o);
}

/* What changes while it is being done is done again. */
static void a_change_meanwhile_stays_in_the_queue(void **state)
{
    struct office *o = open_office();
    (void)state;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    spy.num = hand_in(o, "路灯不亮");
    spy.change = o;
    assert_int_equal(run(o), 1);
    assert_int_equal(state_now(o).waiting, 1);
    assert_int_equal(run(o), 1);
    assert_int_equal(spy.n, 1);
    assert_int_equal(state_now(o).waiting, 0);
    office_close(o);
}

/* Later and later, five times, and then only shown. The others are done meanwhile. */
static void one_that_fails_does_not_stop_the_others(void **state)
{
    enum { MINUTE = 60000 };
    struct office *o = open_office();
    int64_t later = 0;
    (void)state;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    struct str a = hand_in(o, "路灯不亮");
    spy.bad = id_of(o, a);
    struct str b = hand_in(o, "井盖没了");
    assert_int_equal(run(o), 2);
    assert_true(was_seen(id_of(o, b)));
    assert_int_equal(state_now(o).waiting, 1);
    assert_int_equal(state_now(o).failing, 1);
    assert_int_equal(run_at(o, MINUTE - 1, 0).done, 0);
    for (int tries = 1, wait = 1; tries < DERIVE_TRIES; tries++, wait *= 4) {
        later += wait * MINUTE;
        assert_int_equal(state_now(o).given_up, 0);
        assert_int_equal(run_at(o, later, 0).done, 1);
    }
    assert_int_equal(state_now(o).given_up, 1);
    assert_int_equal(run_at(o, later + 1000 * (int64_t)MINUTE, 0).done, 0);
    spy.bad = 0; /* what is said in addition is a row of its own */
    must(o, SUBJECT_DEMAND, a, "add", "{\"words\":\"还是不亮\"}");
    assert_int_equal(run(o), 1);
    assert_true(was_seen(id_of(o, a)));
    office_close(o);
}

static void a_database_that_fails_is_waited_for(void **state)
{
    struct office *o = open_office();
    (void)state;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    spy.bad = id_of(o, hand_in(o, "路灯不亮"));
    spy.with = ERR_IO;
    assert_int_equal(run_at(o, 0, 0).e, ERR_IO);
    assert_int_equal(spy.calls, 1);
    assert_int_equal(state_now(o).waiting, 1);
    assert_int_equal(state_now(o).failing, 0);
    spy.bad = 0;
    assert_int_equal(run(o), 1);
    office_close(o);
}

/* Of two processes one works; the other when the lease has ended. */
static void one_process_works(void **state)
{
    struct office *o = open_office();
    (void)state;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    hand_in(o, "路灯不亮");
    struct run first = run_at(o, 0, 0);
    assert_int_equal(first.done, 1);
    hand_in(o, "井盖没了");
    o->app.node = 7;
    assert_int_equal(run_at(o, 0, 0).done, 0);
    assert_int_equal(spy.calls, 0);
    assert_int_equal(run_at(o, DERIVE_LEASE_MS + 1, 0).done, 1);
    hand_in(o, "自来水浑");
    o->app.node = 0;
    assert_int_equal(run_at(o, DERIVE_LEASE_MS + 2, first.leased_until).done, 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_received_is_done_once),
        cmocka_unit_test(acts_put_in_what_they_change),
        cmocka_unit_test(a_change_meanwhile_stays_in_the_queue),
        cmocka_unit_test(one_that_fails_does_not_stop_the_others),
        cmocka_unit_test(a_database_that_fails_is_waited_for),
        cmocka_unit_test(one_process_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
