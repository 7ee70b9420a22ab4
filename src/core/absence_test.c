/* SPDX-License-Identifier: Apache-2.0
 * Leave, stand-ins and the roster: what overlaps, who stands in for whom, and at which minute
 * it begins and ends in Beijing.
 */
#include "core/absence.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#undef fail /* the macro; ours is base/err.h */

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/roster.h"
#include "db/testing.h"

enum { A = 101, B = 102, C = 103, GONE = 104, UNIT = 1 };

struct fixture {
    struct app app;
    struct ctx cx;
    struct id_source ids;
    struct arena *keep;
    int64_t day; /* 00:00 in Beijing of the day the tests play on */
};

static enum err fill(struct ctx *cx, void *arg)
{
    static const struct unit unit = {.id = UNIT, .name = STR_INIT("区"), .lvl = LEVEL_DISTRICT};
    (void)arg;
    TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &unit, NULL, 0, NULL));
    for (int64_t id = A; id <= GONE; id++) {
        const struct officer o = {.id = id,
                                  .login = str_fmt(cx->arena, "o%lld", (long long)id),
                                  .name = STR("示例"),
                                  .unit_id = UNIT,
                                  .stand_in_id = id == A ? B : 0,
                                  .version = 1};
        TRY(officer_insert(cx, &o, STR("")));
    }
    return officer_set_disabled(cx, GONE, true);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const struct org *org = NULL;
    f->app.jid = 511902;
    f->app.ids = &f->ids;
    f->app.root_unit = UNIT;
    id_source_init(&f->ids, 0, 0);
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    f->keep = arena_open(1 << 20);
    f->cx.actor = &actor_system;
    f->day = time_day_start(day_from_civil(2026, 11, 20));
    f->cx.now = f->day + 9 * MS_PER_HOUR;
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, NULL), OK);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(org_load(&f->cx, f->keep, &org), OK);
    db_release(f->cx.db);
    f->cx.db = NULL;
    f->app.org = org;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    arena_close(f->keep);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static void read_anew(struct fixture *f)
{
    const struct away *away = NULL;
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(away_load(&f->cx, f->keep, &away), OK);
    db_release(f->cx.db);
    f->cx.db = NULL;
    f->app.away = away;
}

static enum err put_write(struct ctx *cx, void *arg)
{
    return absence_put(cx, arg);
}

/* Hours from the day's beginning; to 0: open. */
static enum err put(struct fixture *f, int64_t who, int64_t stand_in, int64_t from, int64_t to)
{
    struct absence a = {.id = app_id(&f->cx),
                        .officer_id = who,
                        .stand_in_id = stand_in,
                        .from_at = f->day + from * MS_PER_HOUR,
                        .to_at = to ? f->day + to * MS_PER_HOUR : 0,
                        .created_at = f->cx.now};
    f->cx.error = (struct fault){0};
    enum err e = db_write(&f->cx, f->app.store, put_write, &a);
    read_anew(f);
    return e;
}

static enum err end_write(struct ctx *cx, void *arg)
{
    return absence_end(cx, *(int64_t *)arg);
}

static void test_what_may_be_entered(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int64_t who, stand_in, from, to;
        enum err want;
    } t[] = {
        {A, A, 9, 0, ERR_INPUT},       /* oneself */
        {A, C, 12, 10, ERR_INPUT},     /* ends before it begins */
        {A, C, 1, 9, ERR_INPUT},       /* over already: ends now */
        {A, GONE, 9, 0, ERR_CONFLICT}, /* the stand-in is disabled */
        {GONE, A, 9, 0, ERR_CONFLICT}, /* and who is disabled is not on leave */
        {A, 999, 9, 0, ERR_NOT_FOUND}, /* nobody */
        {A, C, 24, 48, OK},            /* tomorrow, by C */
        {A, C, 47, 72, ERR_CONFLICT},  /* overlaps the last hour */
        {A, C, 12, 25, ERR_CONFLICT},  /* … the first */
        {A, C, 9, 0, ERR_CONFLICT},    /* … the whole, being open */
        {A, C, 48, 72, OK},            /* begins where the other ends */
        {C, B, 30, 31, ERR_CONFLICT},  /* stands in for A then */
        {B, C, 30, 31, OK},            /* does not, though they are A's usual one */
        {C, B, 72, 96, OK},            /* no longer stands in */
        {A, C, 80, 90, ERR_CONFLICT},  /* who stands in is away then */
        {B, A, 47, 49, ERR_CONFLICT},  /* no circle: A is away */
        {B, A, 96, 99, OK},
        {A, B, 98, 99, ERR_CONFLICT}, /* nor the other way round */
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        enum err e = put(f, t[i].who, t[i].stand_in, t[i].from, t[i].to);
        if (e != t[i].want)
            print_error("row %zu: %s, %s\n", i, err_code(e), f->cx.error.message);
        assert_int_equal(e, t[i].want);
    }
}

/* The minute before, the first, the last, the one behind: days are Beijing's, 24 hours each. */
static void test_borders(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int64_t at_ms; /* from the day's beginning */
        bool away;
    } t[] = {
        {24 * MS_PER_HOUR - 1, false}, {24 * MS_PER_HOUR, true},  {36 * MS_PER_HOUR, true},
        {48 * MS_PER_HOUR - 1, true},  {48 * MS_PER_HOUR, false},
    };
    int64_t lenders[4];
    assert_int_equal(put(f, A, 0, 24, 48), OK); /* by the usual one */
    for (size_t i = 0; i < COUNT(t); i++) {
        f->cx.now = f->day + t[i].at_ms;
        assert_int_equal(absence_is_away(&f->cx, A), t[i].away);
        assert_int_equal(absence_stand_in(&f->cx, A), t[i].away ? B : 0);
        assert_int_equal(absence_lenders(&f->cx, B, lenders, 4), t[i].away);
    }
    /* A day here begins when it does in Beijing, in winter and in summer. */
    assert_int_equal(time_day_start(day_from_civil(2026, 7, 2)) -
                         time_day_start(day_from_civil(2026, 7, 1)),
                     MS_PER_DAY);
    assert_int_equal(time_day(time_day_start(day_from_civil(2026, 3, 29))),
                     day_from_civil(2026, 3, 29));
}

static void test_several_and_back(void **state)
{
    struct fixture *f = *state;
    int64_t lenders[4], who = A;
    assert_int_equal(put(f, A, C, 9, 0), OK);
    assert_int_equal(put(f, B, C, 9, 20), OK);
    assert_int_equal(absence_lenders(&f->cx, C, lenders, 4), 2);
    assert_int_equal(absence_lenders(&f->cx, C, lenders, 1), 1);
    assert_int_equal(db_write(&f->cx, f->app.store, end_write, &who), OK);
    read_anew(f);
    assert_false(absence_is_away(&f->cx, A));
    assert_int_equal(absence_lenders(&f->cx, C, lenders, 4), 1);
    assert_int_equal(lenders[0], B);
    assert_int_equal(db_write(&f->cx, f->app.store, end_write, &who), ERR_NOT_FOUND);
    /* One that lies ahead is called off. */
    assert_int_equal(put(f, A, C, 50, 60), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, end_write, &who), OK);
    read_anew(f);
    f->cx.now = f->day + 55 * MS_PER_HOUR;
    assert_false(absence_is_away(&f->cx, A));
}

/* ---- the roster ---- */

static enum err turn_write(struct ctx *cx, void *arg)
{
    return roster_put(cx, arg);
}

static enum err turn(struct fixture *f, int64_t who, int64_t unit, int64_t from, int64_t to)
{
    struct roster_row r = {.id = app_id(&f->cx),
                           .unit_id = unit,
                           .officer_id = who,
                           .from_at = f->day + from * MS_PER_HOUR,
                           .to_at = f->day + to * MS_PER_HOUR};
    enum err e = db_write(&f->cx, f->app.store, turn_write, &r);
    read_anew(f);
    return e;
}

static void test_roster(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int64_t who, unit, from, to;
        enum err want;
    } t[] = {
        {A, UNIT, 18, 32, OK},                  /* over midnight */
        {A, UNIT, 18, 32, OK},                  /* twice is once */
        {B, UNIT, 32, 42, OK},                  /* relieves A */
        {C, UNIT, 50, 60, OK},                  /* a gap before */
        {B, UNIT, 55, 58, OK},                  /* two at once */
        {A, UNIT, 20, 20, ERR_INPUT},           /* no time at all */
        {A, UNIT, 18, 18 + 32 * 24, ERR_INPUT}, /* longer than a month */
        {GONE, UNIT, 18, 32, ERR_INPUT},
        {A, 99, 18, 32, ERR_INPUT},
    };
    static const struct {
        int64_t hour;
        const char *who;
    } on[] = {{17, ""}, {18, "101"}, {24, "101"}, {31, "101"},     {32, "102"}, {41, "102"},
              {42, ""}, {49, ""},    {50, "103"}, {56, "103 102"}, {58, "103"}, {60, ""}};
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(turn(f, t[i].who, t[i].unit, t[i].from, t[i].to), t[i].want);
    for (size_t i = 0; i < COUNT(on); i++) {
        const struct roster_row *rows[4];
        struct buf b;
        buf_init(&b, f->cx.arena, 100);
        f->cx.now = f->day + on[i].hour * MS_PER_HOUR;
        size_t n = roster_on_duty(&f->cx, UNIT, rows, 4);
        for (size_t k = 0; k < n; k++)
            buf_fmt(&b, "%s%lld", k ? " " : "", (long long)rows[k]->officer_id);
        assert_string_equal(buf_done(&b).n ? buf_done(&b).p : "", on[i].who);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_may_be_entered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_borders, setup, teardown),
        cmocka_unit_test_setup_teardown(test_several_and_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_roster, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
