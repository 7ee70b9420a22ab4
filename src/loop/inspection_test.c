/* SPDX-License-Identifier: Apache-2.0
 * Who is drawn: by shares of the units, by seed, the same again.
 */
#include "loop/inspection.h"

#include "base/testing.h"

enum { UNITS = 3 };

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_open((size_t)16 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

/* 60 matters of unit 1, 30 of unit 2, 10 of unit 3. */
static struct drawn *population(size_t *n)
{
    static const int64_t of[UNITS] = {60, 30, 10};
    struct drawn *d = NEWS(arena, struct drawn, 100);
    *n = 0;
    for (int64_t u = 0; u < UNITS; u++)
        for (int64_t i = 0; i < of[u]; i++)
            d[(*n)++] = (struct drawn){u + 1, (u + 1) * 1000 + i};
    return d;
}

static void count(const struct drawn *d, size_t n, size_t by[UNITS])
{
    for (size_t i = 0; i < n; i++)
        by[d[i].unit_id - 1]++;
}

/* Of ten: one of each first, then seven by the remaining 59, 29, 9 of 97: 4.26, 2.09, 0.65;
 * the one left over goes to the largest remainder. */
static void shares_follow_the_units(void **state)
{
    size_t n = 0, all = 0, by[UNITS] = {0};
    const struct drawn *p = population(&all);
    const struct drawn *d = inspection_draw(arena, p, all, STR("s"), 10, &n);
    (void)state;
    assert_int_equal(n, 10);
    count(d, n, by);
    assert_int_equal(by[0], 5);
    assert_int_equal(by[1], 3);
    assert_int_equal(by[2], 2);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(d[i].matter_id != d[k].matter_id);
}

static void the_same_seed_draws_the_same_and_another_another(void **state)
{
    size_t n = 0, m = 0, all = 0, differs = 0;
    const struct drawn *p = population(&all);
    const struct drawn *a = inspection_draw(arena, p, all, STR("seed"), 10, &n);
    const struct drawn *b = inspection_draw(arena, p, all, STR("seed"), 10, &m);
    const struct drawn *c = inspection_draw(arena, p, all, STR("other"), 10, &m);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(a[i].matter_id == b[i].matter_id);
        differs += a[i].matter_id != c[i].matter_id;
    }
    assert_true(differs > 0);
}

static void never_more_than_there_are(void **state)
{
    size_t n = 0, all = 0, by[UNITS] = {0};
    const struct drawn *p = population(&all);
    const struct drawn *d = inspection_draw(arena, p, all, STR("s"), 500, &n);
    (void)state;
    assert_int_equal(n, 100);
    count(d, n, by);
    assert_int_equal(by[0], 60);
    assert_int_equal(by[2], 10);
    (void)inspection_draw(arena, p, all, STR("s"), 2, &n); /* fewer than units */
    assert_int_equal(n, 2);
    (void)inspection_draw(arena, p, 0, STR("s"), 2, &n);
    assert_int_equal(n, 0);
    (void)inspection_draw(arena, p, all, STR("s"), 0, &n);
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_follow_the_units),
        cmocka_unit_test(the_same_seed_draws_the_same_and_another_another),
        cmocka_unit_test(never_more_than_there_are),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
