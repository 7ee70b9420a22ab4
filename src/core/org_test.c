/* SPDX-License-Identifier: Apache-2.0 */
#include "core/org.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "core/actor.h"
#include "core/app.h"
#include "db/testing.h"

enum { NOW = 1700000000 };

struct fixture {
    struct arena *arena, *keep;
    struct app app;
    struct ctx cx;
    const struct org *org;
};

/* 1 district government, runs everything; 2 its party office; 10 street; 11 community in it;
 * 12 company without level; 13 abolished community; 20 bureau */
static const struct unit units[] = {
    {.id = 1,
     .place_id = 100,
     .code = {"GOV", 3},
     .lvl = LEVEL_DISTRICT,
     .desks = BIT(DESK_SCREEN) | BIT(DESK_DISPATCH) | BIT(DESK_CLOSE)},
    {.id = 2,
     .parent_id = 1,
     .place_id = 100,
     .lvl = LEVEL_DISTRICT,
     .office = {"party_office", 12}},
    {.id = 10,
     .parent_id = 1,
     .place_id = 110,
     .code = {"ST", 2},
     .lvl = LEVEL_STREET,
     .desks = BIT(DESK_SCREEN)},
    {.id = 11,
     .parent_id = 10,
     .place_id = 111,
     .lvl = LEVEL_COMMUNITY,
     .desks = BIT(DESK_SCREEN) | BIT(DESK_CALLBACK)},
    {.id = 12, .parent_id = 10, .place_id = 111},
    {.id = 13,
     .parent_id = 10,
     .place_id = 112,
     .lvl = LEVEL_COMMUNITY,
     .valid_to = NOW - 1,
     .desks = BIT(DESK_SCREEN)},
    {.id = 20,
     .parent_id = 1,
     .place_id = 100,
     .lvl = LEVEL_DISTRICT,
     .desks = BIT(DESK_CALLBACK)},
};
static const struct place places[] = {
    {.id = 100, .code = {"150703", 6}, .kind = PLACE_COUNTY},
    {.id = 110, .parent_id = 100, .code = {"150703001", 9}, .kind = PLACE_TOWN},
    {.id = 111, .parent_id = 110, .code = {"150703001001", 12}, .kind = PLACE_COMMUNITY},
    {.id = 112, .parent_id = 110, .code = {"150703001002", 12}, .kind = PLACE_COMMUNITY},
    {.id = 113, .parent_id = 111, .kind = PLACE_GRID},
    {.id = 900, .parent_id = 777, .code = {"150703001002", 12}, .kind = PLACE_POINT},
};

static enum err fill(struct ctx *cx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT(units); i++)
        TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &units[i], NULL, 0, NULL));
    for (size_t i = 0; i < COUNT(places); i++)
        TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &places[i], NULL, 0, NULL));
    return OK;
}

static enum err load(struct fixture *f)
{
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    enum err e = org_load(&f->cx, f->keep, &f->org);
    db_release(f->cx.db);
    f->cx.db = NULL;
    f->app.org = f->org;
    return e;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->arena = arena_open(16 << 20);
    f->keep = arena_open(16 << 20);
    f->cx = (struct ctx){.arena = f->arena, .app = &f->app, .now = NOW, .wall = NOW};
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, NULL), OK);
    assert_int_equal(load(f), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    arena_close(f->keep);
    arena_close(f->arena);
    free(f);
    return 0;
}

static void test_lookups(void **state)
{
    struct fixture *f = *state;
    const struct unit *first;
    assert_int_equal(org_units(f->org, &first), COUNT(units));
    assert_int_equal(first[0].id, 1);
    assert_int_equal(org_unit(f->org, 11)->lvl, LEVEL_COMMUNITY);
    assert_null(org_unit(f->org, 3));
    assert_int_equal(org_unit_code(f->org, STR("ST"))->id, 10);
    assert_null(org_unit_code(f->org, STR("")));
    assert_null(org_unit_code(f->org, STR("S")));
    assert_int_equal(org_place_code(f->org, STR("150703"))->id, 100);
    assert_int_equal(org_place_code(f->org, STR("150703001002"))->id, 900);
    assert_int_equal(org_office(f->org, STR("party_office")), 2);
    assert_int_equal(org_office(f->org, STR("")), 0);
}

static void test_tree(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int64_t unit, above;
        bool under;
    } t[] = {
        {11, 11, true},  {11, 10, true}, {11, 1, true}, {10, 11, false},
        {20, 10, false}, {11, 0, false}, {0, 1, false}, {99, 99, false},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(org_unit_under(f->org, t[i].unit, t[i].above), t[i].under);
    assert_true(org_place_under(f->org, 113, 100));
    assert_false(org_place_under(f->org, 900, 100));
    int64_t path[3];
    assert_int_equal(org_unit_path(f->org, 11, path, 3), 3);
    assert_int_equal(path[0], 11);
    assert_int_equal(path[2], 1);
    assert_int_equal(org_unit_path(f->org, 11, path, 2), 2);
}

static void test_desks(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int64_t from;
        enum desk desk;
        enum level lvl;
        int64_t barred, want;
    } t[] = {
        {11, DESK_SCREEN, LEVEL_NONE, 0, 11},
        {12, DESK_SCREEN, LEVEL_NONE, 0, 10},
        {11, DESK_SCREEN, LEVEL_STREET, 0, 10},
        {11, DESK_SCREEN, LEVEL_DISTRICT, 0, 1},
        {11, DESK_SCREEN, LEVEL_CITY, 0, 0},
        {11, DESK_SCREEN, LEVEL_NONE, 11, 10}, /* complained about: the level above */
        {11, DESK_SCREEN, LEVEL_NONE, 10, 1},  /* its whole subtree */
        {11, DESK_SCREEN, LEVEL_NONE, 1, 0},
        {13, DESK_SCREEN, LEVEL_NONE, 0, 10}, /* abolished */
        {2, DESK_CLOSE, LEVEL_NONE, 0, 1},
        /* What the root does not run, a centre right below it does for all, of its level. */
        {10, DESK_CALLBACK, LEVEL_NONE, 0, 20},
        {1, DESK_CALLBACK, LEVEL_NONE, 0, 20},
        {10, DESK_CALLBACK, LEVEL_CITY, 0, 0},
        {10, DESK_CALLBACK, LEVEL_NONE, 20, 0},
        {10, DESK_LOOKBACK, LEVEL_NONE, 0, 0},
        {99, DESK_SCREEN, LEVEL_NONE, 0, 0},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(org_desk_at(f->org, t[i].from, t[i].desk, t[i].lvl, t[i].barred),
                         t[i].want);
    assert_int_equal(org_desk(f->org, 12, DESK_SCREEN, 10), 1);
    assert_int_equal(org_desk_above(f->org, 11, DESK_SCREEN, 0), 10);
    assert_int_equal(org_desk_above(f->org, 10, DESK_SCREEN, 0), 1);
    /* A parent of the same level is no level above, even if it runs the desk. */
    assert_int_equal(org_desk_above(f->org, 2, DESK_SCREEN, 0), 0);
    assert_int_equal(org_desk_above(f->org, 1, DESK_SCREEN, 0), 0);
}

static void test_unit_of_place(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(org_unit_of_place(f->org, 111, 1), 11);
    assert_int_equal(org_unit_of_place(f->org, 113, 1), 11); /* grid without a unit */
    assert_int_equal(org_unit_of_place(f->org, 112, 1), 10); /* its own unit is abolished */
    assert_int_equal(org_unit_of_place(f->org, 100, 1), 1); /* of three, the one that screens */
    assert_int_equal(org_unit_of_place(f->org, 900, 1), 1); /* outside the tree */
    assert_int_equal(org_unit_of_place(f->org, 0, 1), 1);
}

static enum err make_cycle(struct ctx *cx, void *arg)
{
    (void)arg;
    struct unit u = units[0];
    u.parent_id = 11;
    return db_put(cx, SQL_UNIT_UPDATE, &unit_shape, &u, NULL, 0, NULL);
}

static void test_cycle_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_write(&f->cx, f->app.store, make_cycle, NULL), OK);
    assert_int_equal(load(f), ERR_CONFLICT);
    assert_non_null(strstr(f->cx.error.message, "1"));
}

static void test_actor_roles(void **state)
{
    struct fixture *f = *state;
    const struct grant grants[] = {{10, ROLE_SCREENER, 0}, {11, ROLE_HANDLER, 0}};
    struct actor a = {.officer_id = 5, .kind = ROLE__MAX, .grants = grants, .n = 2};
    assert_int_equal(actor_roles_at(&f->cx, &a, 11), BIT(ROLE_SCREENER) | BIT(ROLE_HANDLER));
    assert_int_equal(actor_roles_at(&f->cx, &a, 10), BIT(ROLE_SCREENER));
    assert_int_equal(actor_roles_at(&f->cx, &a, 1), 0);
    assert_int_equal(actor_roles(&a), BIT(ROLE_SCREENER) | BIT(ROLE_HANDLER));
    assert_int_equal(actor_roles_at(&f->cx, &actor_system, 20), BIT(ROLE_SYSTEM));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lookups, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(test_desks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unit_of_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cycle_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_actor_roles, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
