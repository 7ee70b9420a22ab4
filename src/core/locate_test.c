/* SPDX-License-Identifier: Apache-2.0 */
#include "core/locate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "core/app.h"
#include "core/org.h"
#include "db/testing.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

#define SQUARE(w, s, e, n)                                                                     \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" #w "," #s "],[" #e "," #s "],[" #e "," #n      \
    "],[" #w "," #n "],[" #w "," #s "]]]}"

#define PLACE(i, up, k, o, c)                                                                  \
    {                                                                                          \
        .id = (i), .parent_id = (up), .kind = (k), .name = STR_INIT("地"),                     \
        .outline = STR_INIT(o), .crs = STR_INIT(c)                                             \
    }

static const struct place places[] = {
    PLACE(1, 0, PLACE_COUNTY, "", ""),
    PLACE(2, 1, PLACE_TOWN, SQUARE(106.0, 30.0, 106.1, 30.1), "CGCS2000"),
    PLACE(3, 2, PLACE_COMMUNITY, SQUARE(106.0, 30.0, 106.05, 30.05), "CGCS2000"),
    PLACE(4, 1, PLACE_TOWN, "", ""), /* no outline, but a community with one */
    PLACE(5, 4, PLACE_COMMUNITY, SQUARE(106.2, 30.0, 106.3, 30.1), "GCJ-02"),
    PLACE(6, 1, PLACE_TOWN, "{\"type\":\"Nonsense\"}", "CGCS2000"),
};

struct fixture {
    struct app app;
    struct ctx cx;
};

static enum err fill(struct ctx *cx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT(places); i++)
        TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &places[i], NULL, 0, NULL));
    return OK;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const struct org *org;
    f->app.jid = 150703;
    f->app.root_place = 1;
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, NULL), OK);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(org_load(&f->cx, f->cx.arena, &org), OK);
    db_release(f->cx.db);
    f->app.org = org;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static const struct {
    int64_t lon, lat;
    const char *crs;
    int64_t place;
} rows[] = {
    {106020000, 30020000, "CGCS2000", 3},
    {106080000, 30080000, "CGCS2000", 2},
    {106000000, 30000000, "CGCS2000", 3}, /* on the corner */
    {106500000, 30500000, "CGCS2000", 0},
    {106250000, 30050000, "GCJ-02", 5},
    {106200500, 30050000, "GCJ-02", 5},   /* 50 m inside on the map … */
    {106200500, 30050000, "CGCS2000", 5}, /* … and further inside when carried over */
    {106299500, 30050000, "CGCS2000", 0}, /* inside as it stands, outside when carried over */
    {106050800, 30020000, "CGCS2000", 2},
    {106052000, 30020000, "GCJ-02", 3}, /* outside as it stands, inside when carried over */
};

static void test_locate(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct point p = {rows[i].lon, rows[i].lat, str_c(rows[i].crs)};
        int64_t place = -1;
        assert_int_equal(locate_place(&f->cx, &p, &place), OK);
        if (place != rows[i].place)
            fail_msg("row %zu: %d, not %d", i, (int)place, (int)rows[i].place);
    }
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    int64_t place = -1;
    struct point p = {106000000, 30000000, STR("WGS84")};
    assert_int_equal(locate_place(&f->cx, &p, &place), ERR_INPUT);
    p = (struct point){180000001, 0, STR("GCJ-02")};
    fault_clear(&f->cx);
    assert_int_equal(locate_place(&f->cx, &p, &place), ERR_INPUT);
    assert_int_equal(place, -1);
}

static void test_shift(void **state)
{
    (void)state;
    /* The published example. */
    struct point p = {116404000, 39915000, STR("CGCS2000")}, g = point_to_gcj02(&p);
    assert_in_range(g.lon, 116410243, 116410246);
    assert_in_range(g.lat, 39916403, 39916405);
    for (int64_t lon = 74; lon < 135; lon += 7)
        for (int64_t lat = 4; lat < 53; lat += 5) {
            struct point from = {lon * 1000000, lat * 1000000, STR("CGCS2000")};
            struct point there = point_to_gcj02(&from), back = point_to_cgcs2000(&there);
            assert_true(llabs(back.lon - from.lon) <= 5 && llabs(back.lat - from.lat) <= 5);
        }
    struct point abroad = {2350000, 48850000, STR("CGCS2000")}, same = point_to_gcj02(&abroad);
    assert_int_equal(same.lon, abroad.lon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_locate, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test(test_shift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
