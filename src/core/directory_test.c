/* SPDX-License-Identifier: Apache-2.0
 * The directory: which entry is found for a class, a place and a day, and how versions follow
 * each other in the store.
 */
#include "core/directory.h"

#include "base/testing.h"
#include "base/time.h"
#include "core/app.h"
#include "db/testing.h"

enum { COUNTY = 100, TOWN = 110, OTHER_TOWN = 120, VILLAGE = 111, GRID = 113 };
enum { DAY = 20000 };

static const struct place places[] = {
    {.id = COUNTY, .code = STR_INIT("1"), .kind = PLACE_COUNTY},
    {.id = TOWN, .parent_id = COUNTY, .code = STR_INIT("11"), .kind = PLACE_TOWN},
    {.id = OTHER_TOWN, .parent_id = COUNTY, .code = STR_INIT("12"), .kind = PLACE_TOWN},
    {.id = VILLAGE, .parent_id = TOWN, .code = STR_INIT("111"), .kind = PLACE_COMMUNITY},
    {.id = GRID, .parent_id = VILLAGE, .code = STR_INIT("1111"), .kind = PLACE_GRID},
};

struct fixture {
    struct arena *arena, *keep;
    struct app app;
    struct ctx cx;
    const struct org *org;
    struct mechanism mechanism;
};

static enum err fill(struct ctx *cx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT(places); i++)
        TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &places[i], NULL, 0, NULL));
    return OK;
}

/* water above taps above washers; road by itself. */
static const struct choice classes[] = {
    {.code = STR_INIT("water"), .zh = STR_INIT("供水")},
    {.code = STR_INIT("taps"), .parent = STR_INIT("water")},
    {.code = STR_INIT("washers"), .parent = STR_INIT("taps")},
    {.code = STR_INIT("road")},
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->arena = arena_open(1 << 24);
    f->keep = arena_open(1 << 24);
    f->app.jid = 511902;
    app_ctx(&f->app, f->arena, LANG_ZH, &f->cx);
    f->cx.now = time_day_start(DAY) + MS_PER_HOUR;
    f->mechanism.classes = (struct choices){classes, COUNT(classes)};
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, NULL), OK);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(org_load(&f->cx, f->keep, &f->org), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    db_release(f->cx.db);
    store_close(f->app.store);
    arena_close(f->keep);
    arena_close(f->arena);
    free(f);
    return 0;
}

#define ANY .place_kind = DIRECTORY_ANY_KIND
static const struct directory_version two_versions[] = {
    {.version = 1, .from_day = DAY - 10},
    {.version = 2, .from_day = DAY},
    {.version = 3, .from_day = DAY + 10},
};
static const struct directory_entry entries[] = {
    {.version = 1, .serial = 1, ANY},
    {.version = 2, .serial = 1, ANY},
    {.version = 2, .serial = 2, .class = STR_INIT("water"), ANY},
    {.version = 2, .serial = 3, .class = STR_INIT("water"), .place_id = TOWN, ANY},
    {.version = 2, .serial = 4, .class = STR_INIT("water"), .place_kind = PLACE_TOWN},
    {.version = 2, .serial = 5, .class = STR_INIT("taps"), .place_id = OTHER_TOWN, ANY},
    {.version = 2, .serial = 6, .class = STR_INIT("taps"), .place_kind = PLACE_COMMUNITY},
    {.version = 2, .serial = 7, .class = STR_INIT("taps"), .place_id = COUNTY, ANY},
    {.version = 3, .serial = 9, .class = STR_INIT("road"), ANY},
};

static void test_match(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int64_t day, place;
        const char *class, *serials; /* the best first */
    } cases[] = {
        {DAY - 11, TOWN, "water", ""},            /* before the first version */
        {DAY - 1, TOWN, "water", "1"},            /* the first one's only entry */
        {DAY, COUNTY, "road", "1"},               /* no entry of the class: the general one */
        {DAY, COUNTY, "water", "2 1"},            /* not the town's */
        {DAY, TOWN, "water", "3 4 2 1"},          /* a named place before a kind */
        {DAY, OTHER_TOWN, "water", "4 2 1"},      /* a kind before everywhere */
        {DAY, GRID, "water", "3 4 2 1"},          /* with everything in it */
        {DAY, GRID, "taps", "6 7 3 4 2 1"},       /* the longer class first, though farther */
        {DAY, OTHER_TOWN, "taps", "5 7 4 2 1"},   /* the nearest of the class */
        {DAY, VILLAGE, "washers", "6 7 3 4 2 1"}, /* under a class that has entries */
        {DAY, 0, "taps", "2 1"},                  /* nowhere in particular */
        {DAY, VILLAGE, "never heard of", "1"},    /* a class that is no more */
        {DAY, VILLAGE, "", "1"},                  /* no class */
        {DAY + 9, COUNTY, "road", "1"},           /* the last day of a version */
        {DAY + 10, COUNTY, "road", "9"},          /* and the first of the next */
        {DAY + 10, COUNTY, "water", ""},
    };
    const struct directory *d =
        directory_make(f->keep, two_versions, COUNT(two_versions), entries, COUNT(entries));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct directory_entry *out[16];
        const struct directory_question q = {.day = cases[i].day,
                                             .mechanism = &f->mechanism,
                                             .class = str_c(cases[i].class),
                                             .place_id = cases[i].place};
        struct buf b;
        buf_init(&b, f->arena, 1000);
        size_t n = directory_match(d, f->org, &q, out, COUNT(out));
        for (size_t k = 0; k < n; k++)
            buf_fmt(&b, "%s%lld", k ? " " : "", (long long)out[k]->serial);
        if (!str_eq_c(n ? buf_done(&b) : STR(""), cases[i].serials))
            fail_msg("case %zu: %s, expected %s", i, n ? b.p : "-", cases[i].serials);
    }
}

/* Only so many are asked for: the best of them. */
static void test_match_few(void **state)
{
    struct fixture *f = *state;
    const struct directory_entry *out[2] = {0};
    const struct directory *d =
        directory_make(f->keep, two_versions, COUNT(two_versions), entries, COUNT(entries));
    const struct directory_question q = {
        .day = DAY, .mechanism = &f->mechanism, .class = STR("taps"), .place_id = GRID};
    assert_int_equal(directory_match(d, f->org, &q, out, 2), 2);
    assert_int_equal(out[0]->serial, 6);
    assert_int_equal(out[1]->serial, 7);
}

struct job {
    int64_t expected, from_day;
    size_t n;
    struct directory_version made;
};

static enum err put(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    j->made = (struct directory_version){.from_day = j->from_day, .note = STR("示例")};
    return directory_put(cx, j->expected, &j->made, entries + 1, j->n);
}

static enum err put_one(struct fixture *f, int64_t expected, int64_t from_day, size_t n)
{
    struct job j = {.expected = expected, .from_day = from_day, .n = n};
    fault_clear(&f->cx);
    return db_write(&f->cx, f->app.store, put, &j);
}

static int64_t on(struct fixture *f, int64_t day)
{
    const struct directory *d = NULL;
    assert_int_equal(directory_load(&f->cx, f->keep, &d), OK);
    const struct directory_version *v = directory_on(d, day);
    return v ? v->version : 0;
}

static void test_versions(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(on(f, DAY), 0);
    assert_int_equal(put_one(f, 0, DAY - 1, 1), ERR_INPUT); /* before today */
    assert_int_equal(put_one(f, 0, DAY, 2), OK);
    assert_int_equal(put_one(f, 0, DAY, 1), ERR_STALE); /* somebody was first */
    assert_int_equal(put_one(f, 1, DAY + 5, 3), OK);
    assert_int_equal(on(f, DAY - 1), 0);
    assert_int_equal(on(f, DAY + 4), 1);
    assert_int_equal(on(f, DAY + 5), 2);
    assert_int_equal(put_one(f, 2, DAY, 4), OK); /* of two from one day the newer */
    assert_int_equal(on(f, DAY + 4), 3);
    assert_int_equal(on(f, DAY + 5), 2); /* what comes later still comes */
}

/* History stays: the entries of a version that was replaced are read from the store. */
static void test_history(void **state)
{
    struct fixture *f = *state;
    struct directory_entry *e = NULL;
    const struct directory_entry *out[4];
    const struct directory *d = NULL;
    size_t n = 0;
    assert_int_equal(put_one(f, 0, DAY, 7), OK);
    assert_int_equal(put_one(f, 1, DAY, 1), OK);
    assert_int_equal(directory_entries(&f->cx, 1, &e, &n), OK);
    assert_int_equal(n, 7);
    assert_int_equal(e[3].serial, 4);
    assert_int_equal(e[3].place_kind, PLACE_TOWN);
    assert_int_equal(e[2].place_kind, DIRECTORY_ANY_KIND);
    assert_int_equal(e[2].place_id, TOWN);
    assert_int_equal(directory_load(&f->cx, f->keep, &d), OK);
    const struct directory_question q = {
        .day = DAY, .mechanism = &f->mechanism, .class = STR("taps"), .place_id = GRID};
    assert_int_equal(directory_match(d, f->org, &q, out, COUNT(out)), 1);
    assert_int_equal(out[0]->version, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_match, setup, teardown),
        cmocka_unit_test_setup_teardown(test_match_few, setup, teardown),
        cmocka_unit_test_setup_teardown(test_versions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_history, setup, teardown),
    };
    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
