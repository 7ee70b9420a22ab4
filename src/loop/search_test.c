/* SPDX-License-Identifier: Apache-2.0
 * A place with very many below it: the filter then narrows no look-up, and is right all the
 * same.
 */
#include "loop/search.h"

#include "base/buf.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_place_with_many_below)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
