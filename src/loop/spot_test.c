/* SPDX-License-Identifier: Apache-2.0
 * The clock of a letter box: from when it was last emptied until it is emptied again, by the
 * calendar; what the unit is told before and after it is due.
 */
#include "loop/spot.h"

#include <string.h>

#include "base/time.h"
#include "core/clock_row.h"
#include "db/db.h"
#include "loop/testing.h"

enum { ANSWER = 1 << 16 };

static void free_reader(struct office *o)
{
    db_release(o->cx.db);
    o->cx.db = NULL;
    o->cx.error = (struct fault){0};
}

static void take_reader(struct office *o)
{
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
}

static struct spot box(struct office *o)
{
    struct spot *rows = NULL;
    size_t n = 0;
    assert_int_equal(db_all(&o->cx, SQL_SPOT_OF_KIND,
                            ARGS(I64(o->cx.jid), TXT(STR("box")), I64(INT64_MAX), I64(10)),
                            &spot_shape, (void **)&rows, &n),
                     OK);
    assert_int_equal(n, 1);
    if (!rows)
        abort();
    return rows[0];
}

static void hang(struct office *o, int64_t every_days)
{
    const struct spot_new in = {
        .kind = SPOT_BOX, .place_id = 13, .name = STR("大门口"), .every_days = every_days};
    struct str answer = {0};
    free_reader(o);
    assert_int_equal(spot_make(&o->cx, &in, &answer), OK);
    take_reader(o);
}

static void empty(struct office *o)
{
    const struct spot_emptied in = {.letters = 3};
    struct spot s = box(o);
    struct str answer = {0};
    free_reader(o);
    assert_int_equal(spot_empty(&o->cx, s.id, s.version, &in, &answer), OK);
    take_reader(o);
}

static size_t clocks(struct office *o, struct clock **out)
{
    struct spot s = box(o);
    size_t n = 0;
    *out = NULL;
    assert_int_equal(db_all(&o->cx, SQL_CLOCK_BY_SUBJECT,
                            ARGS(I64(o->cx.jid), TXT(STR("box")), I64(s.id)), &clock_shape,
                            (void **)out, &n),
                     OK);
    if (n && !*out)
        abort();
    return n;
}

/* What stands above the unit's work list on that day: "", "soon" or "late". */
static const char *told(struct office *o, const char *day)
{
    struct buf b;
    struct json j;
    int64_t was = o->cx.now;
    o->cx.now = noon(day);
    buf_init(&b, o->cx.arena, ANSWER);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(spots_due_json(&o->cx, &j), OK);
    json_obj_end(&j);
    o->cx.now = was;
    struct str s = buf_done(&b);
    if (!strstr(str_cdup(o->cx.arena, s), "\"overdue\""))
        return "";
    return strstr(str_cdup(o->cx.arena, s), "\"overdue\":true") ? "late" : "soon";
}

/* 2026-11-14 is a Saturday: four days from the tenth end on Monday the sixteenth. */
static void a_box_warns_goes_red_and_stops(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    struct clock *k = NULL;
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    hang(o, 4);
    assert_int_equal(clocks(o, &k), 1);
    assert_int_equal(k[0].kind, CLOCK_BOX);
    assert_int_equal(k[0].started_at, noon("2026-11-10"));
    assert_int_equal(k[0].due_at, noon("2026-11-16") + MS_PER_DAY / 2);
    assert_string_equal(told(o, "2026-11-13"), "");
    assert_string_equal(told(o, "2026-11-15"), "soon");
    assert_string_equal(told(o, "2026-11-16"), "soon");
    assert_string_equal(told(o, "2026-11-17"), "late");
    as(o, ROLE_COLLECTOR, ROADS, 0);
    assert_string_equal(told(o, "2026-11-17"), "");

    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    o->cx.now = noon("2026-11-17");
    empty(o);
    assert_string_equal(told(o, "2026-11-17"), "");
    assert_int_equal(clocks(o, &k), 2);
    assert_int_equal(k[0].stopped_at, noon("2026-11-17"));
    assert_true(str_eq_c(k[0].stop_action, "box-emptied"));
    assert_true(k[0].stopped_at > k[0].due_at);
    assert_int_equal(k[1].serial, 2);
    assert_int_equal(k[1].started_at, noon("2026-11-17"));
    assert_int_equal(k[1].stopped_at, 0);
    office_close(o);
}

static void its_limit_moves_and_ends_with_it(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    const struct spot_change change = {.every_days = 2, .reason = STR("信多")};
    const struct spot_end end = {.reason = STR("箱子拆了")};
    struct clock *k = NULL;
    struct str answer = {0};
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    hang(o, 0);
    assert_int_equal(clocks(o, &k), 1);
    assert_int_equal(k[0].length, 7); /* the mechanism's */
    assert_true(str_eq_c(k[0].source, "mechanism"));
    struct spot s = box(o);
    free_reader(o);
    assert_int_equal(spot_correct(&o->cx, s.id, s.version, &change, &answer), OK);
    take_reader(o);
    assert_int_equal(clocks(o, &k), 1);
    assert_int_equal(k[0].due_at, noon("2026-11-12") + MS_PER_DAY / 2);
    free_reader(o);
    assert_int_equal(spot_finish(&o->cx, s.id, s.version + 1, &end, &answer), OK);
    take_reader(o);
    assert_int_equal(clocks(o, &k), 1);
    assert_int_equal(k[0].stopped_at, noon("2026-11-10"));
    assert_string_equal(told(o, "2026-11-20"), "");
    office_close(o);
}

static enum err forget(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_PRACTICE_CLEAR_CLOCK, ARGS(I64(cx->jid)), NULL);
}

/* One that hung before boxes had clocks gets its own at the next tick. */
static void an_old_box_is_wound(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    struct clock *k = NULL;
    size_t moved = 0;
    (void)state;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    hang(o, 3);
    free_reader(o);
    assert_int_equal(db_write(&o->cx, o->app.store, forget, NULL), OK);
    assert_int_equal(spots_wind(&o->cx, &moved), OK);
    assert_int_equal(moved, 1);
    assert_int_equal(spots_wind(&o->cx, &moved), OK);
    assert_int_equal(moved, 0);
    take_reader(o);
    assert_int_equal(clocks(o, &k), 1);
    assert_int_equal(k[0].due_at, noon("2026-11-13") + MS_PER_DAY / 2);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_warns_goes_red_and_stops),
        cmocka_unit_test(its_limit_moves_and_ends_with_it),
        cmocka_unit_test(an_old_box_is_wound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
