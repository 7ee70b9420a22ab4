/* SPDX-License-Identifier: Apache-2.0 */
#include "text/burst.h"

#include "base/arena.h"
#include "base/testing.h"
#include "base/time.h"

enum { ROOM = 400, NOW = 100, LEAK = 7, NOISE = 8, FLOOD = 9, UNIT = 1, ABOVE = 2 };

struct made {
    struct arena *a;
    struct burst_item items[ROOM];
    size_t n;
    struct burst found[BURST_MOST];
};

static void say(struct made *m, int64_t day, int64_t person, uint64_t first, uint64_t second)
{
    static const int64_t groups[] = {UNIT, ABOVE};
    uint64_t *marks = NEWS(m->a, uint64_t, 2);
    assert_true(m->n < ROOM);
    marks[0] = first;
    marks[1] = second;
    m->items[m->n] = (struct burst_item){.id = (int64_t)m->n + 1,
                                         .at = day * MS_PER_DAY,
                                         .person = person,
                                         .groups = groups,
                                         .groups_n = 2,
                                         .marks = marks,
                                         .marks_n = second ? 2 : 1};
    m->n++;
}

static struct made *open(struct arena *a)
{
    struct made *m = NEW(a, struct made);
    m->a = a;
    return m;
}

static size_t find(struct made *m, const struct burst_rule *r)
{
    int64_t now = (int64_t)NOW * MS_PER_DAY, since = now;
    for (size_t i = 0; i < m->n; i++)
        since = m->items[i].at < since ? m->items[i].at : since;
    return burst_find(m->a, r, m->items, m->n, since, now, m->found);
}

static const struct burst_rule words = {
    .times = 4, .days = 7, .windows = 4, .percent = 100, .people = true, .shares = true};

/* Noise is said once every second day, a leak only now. */
static void what_is_more_than_usual_is_found(void **state)
{
    struct arena *a = arena_open((size_t)16 << 20);
    struct made *m = open(a);
    (void)state;
    for (int64_t day = NOW - 50; day <= NOW; day += 2)
        say(m, day, 100 + day, NOISE, 0);
    assert_int_equal(find(m, &words), 0);
    for (int64_t i = 0; i < 4; i++)
        say(m, NOW - i, 200 + i, LEAK, FLOOD);
    assert_int_equal(find(m, &words), 1); /* two marks and two groups of the same demands */
    assert_true(m->found[0].mark == LEAK || m->found[0].mark == FLOOD);
    assert_int_equal(m->found[0].n, 4);
    assert_int_equal(m->found[0].people, 4);
    assert_true(m->found[0].usual < 0.01);
    assert_true(m->found[0].score > 0);
    for (size_t i = 1; i < 4; i++)
        assert_true(m->found[0].members[i] > m->found[0].members[i - 1]);
    arena_close(a);
}

static void the_usual_is_of_earlier_windows(void **state)
{
    struct arena *a = arena_open((size_t)16 << 20);
    struct made *m = open(a);
    struct burst_rule r = words;
    r.shares = false;
    (void)state;
    for (int64_t day = NOW - 34; day <= NOW - 7; day += 7) /* 3 in each of four windows */
        for (int64_t i = 0; i < 3; i++)
            say(m, day, 300 + i, NOISE, 0);
    say(m, NOW - 36, 1, FLOOD, 0);
    for (int64_t i = 0; i < 5; i++)
        say(m, NOW - 1, 400 + i, NOISE, 0);
    assert_int_equal(find(m, &r), 0); /* 5 of 3 is 67 % more */
    r.percent = 60;
    assert_int_equal(find(m, &r), 1);
    assert_true(m->found[0].usual > 2.99 && m->found[0].usual < 3.01);
    r.times = 6;
    assert_int_equal(find(m, &r), 0);
    arena_close(a);
}

static void one_person_is_not_many(void **state)
{
    const struct burst_rule person = {.times = 4, .days = 7};
    struct arena *a = arena_open((size_t)16 << 20);
    struct made *m = open(a);
    (void)state;
    say(m, NOW - 40, 1, FLOOD, 0);
    for (int64_t i = 0; i < 6; i++)
        say(m, NOW - 1, 500, LEAK, 0);
    assert_int_equal(find(m, &words), 0);
    assert_int_equal(find(m, &person), 1); /* asks nothing of earlier windows */
    assert_int_equal(m->found[0].n, 6);
    assert_int_equal(m->found[0].people, 1);
    for (int64_t i = 0; i < 3; i++)
        say(m, NOW - 1, 0, LEAK, 0); /* unknown ones count each by himself */
    assert_int_equal(find(m, &words), 1);
    assert_int_equal(m->found[0].people, 4);
    arena_close(a);
}

static void nothing_is_unusual_where_nothing_is_known(void **state)
{
    struct arena *a = arena_open((size_t)16 << 20);
    struct made *m = open(a);
    (void)state;
    assert_int_equal(find(m, &words), 0);
    for (int64_t i = 0; i < 9; i++)
        say(m, NOW - 1, 600 + i, LEAK, 0);
    assert_int_equal(find(m, &words), 0);
    say(m, NOW + 1, 1, LEAK, 0); /* tomorrow's do not count */
    say(m, NOW - 15, 1, FLOOD, 0);
    assert_int_equal(find(m, &words), 0); /* one window of four is no usual */
    say(m, NOW - 22, 1, FLOOD, 0);
    assert_int_equal(find(m, &words), 1);
    assert_int_equal(m->found[0].n, 9);
    arena_close(a);
}

/* Twice as many of everything is no signal of any word, but one of the volume. */
static void a_register_that_fills_is_no_signal_of_every_word(void **state)
{
    const struct burst_rule volume = {.times = 4, .days = 7, .windows = 4, .percent = 50};
    struct arena *a = arena_open((size_t)16 << 20);
    struct made *m = open(a);
    (void)state;
    for (int64_t day = NOW - 40; day <= NOW - 7; day++)
        say(m, day, 100 + day, NOISE, day % 2 ? LEAK : FLOOD);
    for (int64_t i = 0; i < 28; i++)
        say(m, NOW - i % 7, 700 + i, NOISE, i % 2 ? LEAK : FLOOD);
    assert_int_equal(find(m, &words), 0);
    assert_int_equal(find(m, &volume), 1);
    assert_int_equal(m->found[0].mark, NOISE);
    arena_close(a);
}

static void dates_and_letters_are_no_words(void **state)
{
    struct arena *a = arena_open((size_t)1 << 20);
    (void)state;
    assert_string_equal(burst_text(a, STR("2019年3月A7县B座漏水")).p, ",,,,,,,,,县,座漏水");
    assert_int_equal(burst_text(a, STR("")).n, 0);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_more_than_usual_is_found),
        cmocka_unit_test(the_usual_is_of_earlier_windows),
        cmocka_unit_test(one_person_is_not_many),
        cmocka_unit_test(a_register_that_fills_is_no_signal_of_every_word),
        cmocka_unit_test(dates_and_letters_are_no_words),
        cmocka_unit_test(nothing_is_unusual_where_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
