/* SPDX-License-Identifier: Apache-2.0
 * A place with very many below it: the filter then narrows no look-up, and is right all the
 * same.
 */
#include "loop/search.h"

#include "base/buf.h"
#include "base/time.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/derive.h"
#include "loop/search_index.h"
#include "loop/testing.h"

enum { STREET_PLACE = 12, POINT = 1000, POINTS = 300, OTHER = 20 };

static const struct derive_step steps[] = {
    {"search", search_index_put, search_index_waits, search_index_more}, {0}};

static enum err points_write(struct ctx *cx, void *arg)
{
    (void)arg;
    for (int64_t i = 0; i < POINTS; i++) {
        struct place p = {.id = POINT + i, .parent_id = 13, .kind = PLACE_POINT};
        p.code = str_fmt(cx->arena, "p%lld", (long long)i);
        p.name = p.code;
        TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &p, NULL, 0, NULL));
    }
    struct place other = {.id = OTHER,
                          .parent_id = 11,
                          .code = STR("511902002"),
                          .name = STR("另一街道"),
                          .kind = PLACE_TOWN};
    TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &other, NULL, 0, NULL));
    return OK;
}

static struct office *open_office(void)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const struct org *org = NULL;
    assert_int_equal(db_write(&o->cx, o->app.store, points_write, NULL), OK);
    assert_int_equal(org_load(&o->cx, o->keep, &org), OK);
    o->app.org = org;
    assert_int_equal(search_index_open(&o->cx), OK);
    return o;
}

static void derive(struct office *o)
{
    struct ctx cx = o->cx;
    int64_t leased = 0, done = 1;
    cx.db = NULL;
    cx.actor = &actor_system;
    while (done)
        assert_int_equal(derive_run(&cx, steps, &leased, &done), OK);
}

static void say_at(struct office *o, int64_t place, const char *words)
{
    struct demand_new in = plain_demand;
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    in.place_id = place;
    in.words = str_c(words);
    receive(o, &in);
}

/* How many are found, by whoever holds this role there; -1: refused. */
static int64_t found(struct office *o, enum role role, int64_t unit, struct search_query q)
{
    struct ctx cx = o->cx;
    struct buf b;
    struct json j;
    as(o, role, unit, 0);
    cx.actor = o->cx.actor;
    cx.db = NULL;
    q.count = true;
    buf_init(&b, cx.arena, 1 << 20);
    json_init(&j, &b);
    json_obj(&j);
    if (search_json(&cx, &q, &j) != OK)
        return -1;
    json_obj_end(&j);
    const char *at = strstr(buf_done(&b).p, "\"count\":");
    assert_non_null(at);
    return strtoll(at + strlen("\"count\":"), NULL, 10);
}

static void test_place_with_many_below(void **state)
{
    static const struct {
        const char *words;
        int64_t place, n;
    } rows[] = {
        {"", 11, 4},        {"", STREET_PLACE, 3},    {"", 13, 3},          {"", OTHER, 1},
        {"", POINT, 1},     {"", POINT + 299, 1},     {"路灯", 11, 3},      {"路灯", 13, 2},
        {"路灯", OTHER, 1}, {"路灯", POINT + 299, 0}, {"路灯 井盖", 11, 0}, {"", POINT + 7, 0},
    };
    struct office *o = open_office();
    say_at(o, 13, "路灯不亮了");
    say_at(o, POINT, "门口的路灯坏了");
    say_at(o, POINT + 299, "井盖响了一夜");
    say_at(o, OTHER, "另一条街的路灯坏了");
    derive(o);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct search_query q = {.q = str_c(rows[i].words), .place = rows[i].place};
        int64_t above = found(o, ROLE_SCREENER, DISTRICT, q);
        if (above != rows[i].n)
            fail_msg("row %zu: %lld", i, (long long)above);
        q.unit = DISTRICT;
        assert_int_equal(found(o, ROLE_SCREENER, DISTRICT, q), rows[i].n);
        q.unit = ROADS;
        assert_int_equal(found(o, ROLE_SCREENER, DISTRICT, q), 0);
        assert_int_equal(found(o, ROLE_HANDLER, WATER, q), 0);
    }
    assert_int_equal(found(o, ROLE_SCREENER, DISTRICT, (struct search_query){0}), -1);
    search_index_close(&o->app);
    office_close(o);
    (void)state;
}

/* By day when it was filled, by night once; what is found stays. */
static void test_tidied(void **state)
{
    enum { SAID = 30 };
    struct office *o = open_office();
    struct search_query q = {.q = STR("井盖")};
    bool done = false;
    int64_t night = time_day_start(time_day(o->cx.wall)) + (int64_t)2 * MS_PER_HOUR;
    for (int i = 0; i < SAID; i++) {
        say_at(o, 13, i % 3 ? "井盖响了一夜" : "路灯不亮了");
        derive(o);
    }
    struct ctx cx = o->cx;
    cx.db = NULL;
    if (store_is_file(o->app.store)) {
        cx.wall = night - 1;
        for (int i = 0; !done; i++) {
            assert_true(i < 100);
            assert_int_equal(search_index_tidy(&cx, &done), OK);
        }
        assert_false(search_index_tidy_due(&cx)); /* not by day */
        cx.wall = night;
        assert_false(search_index_tidy_due(&cx)); /* it was, today */
        cx.wall = night + MS_PER_DAY;
        assert_true(search_index_tidy_due(&cx));
        assert_true(search_index_waits(&cx));
        for (int i = 0; search_index_waits(&cx); i++) {
            assert_true(i < 100);
            assert_int_equal(search_index_more(&cx), OK);
        }
        assert_int_equal(search_index_check(&cx), OK);
    } else {
        assert_false(search_index_tidy_due(&cx));
    }
    assert_int_equal(found(o, ROLE_SCREENER, DISTRICT, q), SAID / 3 * 2);
    search_index_close(&o->app);
    office_close(o);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_place_with_many_below),
        cmocka_unit_test(test_tidied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
