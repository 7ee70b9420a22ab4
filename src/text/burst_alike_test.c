/* SPDX-License-Identifier: Apache-2.0 */
#include "text/burst_alike.h"

#include "base/arena.h"
#include "base/testing.h"

enum { ROOM = 400, MARKS = 40, WORDS_KNOWN = 3000, SET = 8, BEFORE = 100, NOW = 200 };

struct made {
    struct arena *a;
    struct burst_item items[ROOM];
    size_t n;
    uint64_t state;
};

static double plain(const void *arg, uint64_t mark)
{
    (void)arg;
    (void)mark;
    return 1;
}
static const struct burst_rule rule = {.weigh = plain};

static uint64_t next(struct made *m, uint64_t below)
{
    m->state = m->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (m->state >> 33) % below;
}

static int by_mark(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* A text of chance words; the first `shared` of them are the same in each. */
static void say(struct made *m, int64_t at, size_t shared)
{
    uint64_t *marks = NEWS(m->a, uint64_t, MARKS), kept[MARKS];
    size_t n = 0;
    for (size_t i = 0; i < MARKS; i++)
        kept[i] = i < shared ? WORDS_KNOWN + i : next(m, WORDS_KNOWN);
    qsort(kept, MARKS, sizeof kept[0], by_mark);
    for (size_t i = 0; i < MARKS; i++)
        if (!n || marks[n - 1] != kept[i])
            marks[n++] = kept[i];
    assert_true(m->n < ROOM);
    m->items[m->n++] = (struct burst_item){.at = at, .marks = marks, .marks_n = n};
}

static bool found(struct made *m, size_t shared)
{
    size_t set[SET];
    for (size_t i = 0; i < SET; i++) {
        set[i] = m->n;
        say(m, NOW, shared);
    }
    return alike_more_than_chance(alike_open(m->a, &rule, m->items, m->n, 0, BEFORE), set, SET);
}

static void a_phrase_alone_makes_nobody_alike(void **state)
{
    struct arena *a = arena_open((size_t)64 << 20);
    struct made *m = NEW(a, struct made);
    (void)state;
    m->a = a;
    assert_true(found(m, 1)); /* nothing was said before: nothing to compare with */
    for (size_t i = 0; i < 200; i++)
        say(m, BEFORE, 0);
    assert_false(found(m, 0));
    assert_false(found(m, 1));
    assert_false(found(m, ALIKE_SHARED));
    assert_true(found(m, ALIKE_SHARED + 8));
    arena_close(a);
}

/* One text sent twice is alike to itself only. */
static void a_copy_makes_no_set_alike(void **state)
{
    struct arena *a = arena_open((size_t)64 << 20);
    struct made *m = NEW(a, struct made);
    size_t set[SET];
    (void)state;
    m->a = a;
    for (size_t i = 0; i < 200; i++)
        say(m, BEFORE, 0);
    for (size_t i = 0; i < SET; i++) {
        set[i] = m->n;
        say(m, NOW, 1);
    }
    m->items[set[1]] = m->items[set[0]];
    struct alike *k = alike_open(a, &rule, m->items, m->n, 0, BEFORE);
    assert_false(alike_more_than_chance(k, set, SET));
    assert_false(alike_more_than_chance(k, set, SET)); /* the same answer each time */
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_alone_makes_nobody_alike),
        cmocka_unit_test(a_copy_makes_no_set_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
