/* SPDX-License-Identifier: Apache-2.0 */
#include "core/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "core/calendar_sample.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static int64_t day_of(const char *text)
{
    int64_t day;
    assert_true(day_parse(str_c(text), &day));
    return day;
}

/* rules.md B4-5. */
static void test_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int64_t n;
        const char *due;
    } vectors[] = {
        {"2023-02-26", 5, "2023-03-03"},  {"2023-11-16", 15, "2023-12-07"},
        {"2023-01-19", 5, "2023-01-31"},  {"2023-09-28", 15, "2023-10-25"},
        {"2024-02-08", 5, "2024-02-21"},  {"2024-09-30", 5, "2024-10-12"},
        {"2025-09-26", 5, "2025-10-10"},  {"2025-12-29", 5, "2026-01-06"},
        {"2026-02-13", 5, "2026-02-27"},  {"2026-09-18", 5, "2026-09-24"},
        {"2026-09-30", 15, "2026-10-27"}, {"2022-12-30", 5, "2023-01-09"},
    };
    const struct calendar *c = calendar_sample(arena);
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        bool provisional = false;
        int64_t start = day_of(vectors[i].start), due = day_of(vectors[i].due);
        assert_int_equal(calendar_add_workdays(c, start, vectors[i].n, &provisional), due);
        assert_int_equal(calendar_workdays_between(c, start, due), vectors[i].n);
        /* The sample has no table of 2022: 2022-12-31 is a row of the 2023 notice. */
        assert_int_equal(provisional, str_starts(str_c(vectors[i].start), "2022"));
    }
}

static void test_roll(void **state)
{
    (void)state;
    const struct calendar *c = calendar_sample(arena);
    bool provisional = false;
    assert_int_equal(calendar_roll(c, day_of("2026-02-14"), &provisional),
                     day_of("2026-02-14"));
    assert_int_equal(calendar_roll(c, day_of("2025-10-01"), &provisional),
                     day_of("2025-10-09"));
    assert_int_equal(calendar_roll(c, day_of("2026-10-01"), &provisional),
                     day_of("2026-10-08"));
    assert_false(provisional);
    assert_int_equal(calendar_roll(c, day_of("2027-01-02"), &provisional),
                     day_of("2027-01-04"));
    assert_true(provisional);
}

/* The last column of the table in rules.md B4-2. */
static void test_workdays_of_year(void **state)
{
    (void)state;
    static const struct {
        int year, workdays;
    } years[] = {{2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    const struct calendar *c = calendar_sample(arena);
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++)
        assert_int_equal(calendar_workdays_between(c, day_from_civil(years[i].year - 1, 12, 31),
                                                   day_from_civil(years[i].year, 12, 31)),
                         years[i].workdays);
}

static void test_names_and_years(void **state)
{
    (void)state;
    const struct calendar *c = calendar_sample(arena);
    assert_true(calendar_is_workday(c, day_of("2024-02-09"))); /* B4-3 */
    assert_true(str_eq_c(calendar_name(c, day_of("2024-02-18")), "春节"));
    assert_true(str_eq_c(calendar_name(c, day_of("2024-02-12")), "春节"));
    assert_true(str_eq_c(calendar_name(c, day_of("2024-02-24")), ""));
    assert_true(calendar_knows(c, day_of("2026-12-31")));
    assert_false(calendar_knows(c, day_of("2027-01-01")));
    assert_false(calendar_knows(c, day_of("2022-12-31"))); /* a row, but no table (B4-4) */
}

static void test_provisional(void **state)
{
    (void)state;
    const struct calendar *c = calendar_sample(arena);
    bool provisional = false;
    assert_int_equal(calendar_add_workdays(c, day_of("2026-12-25"), 4, &provisional),
                     day_of("2026-12-31"));
    assert_false(provisional);
    assert_int_equal(calendar_add_workdays(c, day_of("2026-12-25"), 5, &provisional),
                     day_of("2027-01-01"));
    assert_true(provisional);
    calendar_add_workdays(c, day_of("2025-12-25"), 1, &provisional);
    assert_true(provisional); /* left alone */
}

static void test_zero_and_reverse(void **state)
{
    (void)state;
    const struct calendar *c = calendar_sample(arena);
    bool provisional = false;
    int64_t sunday = day_of("2023-02-26");
    assert_int_equal(calendar_add_workdays(c, sunday, 0, &provisional), sunday);
    assert_int_equal(calendar_workdays_between(c, sunday, sunday), 0);
    assert_int_equal(calendar_workdays_between(c, sunday + 9, sunday), 0);
    assert_false(provisional);
}

/* A small generator of its own, so that a failure can be repeated. */
static uint64_t seed;

static int64_t any(int64_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

struct rows {
    struct calendar_day p[400];
    size_t n;
};

static bool naive_is_workday(const struct rows *r, int64_t day)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->p[i].day == day)
            return !r->p[i].rest;
    }
    return day_weekday(day) < 5;
}

static void generate(struct rows *r, int64_t first)
{
    int64_t density = 2 + any(30);
    r->n = 0;
    for (int64_t day = first; day < first + 800 && r->n < 400; day++) {
        if (any(density) == 0) /* some rows repeat the weekly rhythm, as notices do */
            r->p[r->n++] = (struct calendar_day){day, any(3) > 0, STR("节")};
    }
    for (size_t i = r->n; i > 1; i--) { /* any order */
        size_t k = (size_t)any((int64_t)i);
        struct calendar_day d = r->p[i - 1];
        r->p[i - 1] = r->p[k];
        r->p[k] = d;
    }
}

static void check_one(const struct calendar *c, const struct rows *r, int64_t start, int64_t n)
{
    bool provisional = false;
    int64_t day = start;
    for (int64_t left = n; left > 0;) {
        day++;
        left -= naive_is_workday(r, day);
    }
    assert_int_equal(calendar_add_workdays(c, start, n, &provisional), day);
    assert_int_equal(calendar_workdays_between(c, start, day), n);
    for (day = start + n; !naive_is_workday(r, day);)
        day++;
    assert_int_equal(calendar_roll(c, start + n, &provisional), day);
}

static void test_property(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 150; round++) {
        static struct rows r;
        seed = round;
        int64_t first = any(40000) - 10000; /* also before 1970 */
        generate(&r, first);
        const struct calendar *c = calendar_make(arena, r.p, r.n, NULL, 0);
        for (int i = 0; i < 20; i++)
            check_one(c, &r, first - 50 + any(850), any(i < 18 ? 40 : 300));
        for (int64_t day = first - 20; day < first + 820; day++)
            assert_int_equal(calendar_is_workday(c, day), naive_is_workday(&r, day));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),          cmocka_unit_test(test_roll),
        cmocka_unit_test(test_workdays_of_year), cmocka_unit_test(test_names_and_years),
        cmocka_unit_test(test_provisional),      cmocka_unit_test(test_zero_and_reverse),
        cmocka_unit_test(test_property),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
