/* SPDX-License-Identifier: Apache-2.0 */
#include "text/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/testing.h"
#include "text/signature.h"

static const int64_t day = INT64_C(86400000);

static int by_hash(const void *a, const void *b)
{
    const struct cluster_name *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static struct cluster_item item_of(struct arena *a, int64_t id, int64_t at, const char *words)
{
    struct signature s;
    signature_make(a, STR(""), str_c(words), &s);
    struct cluster_name *names = NEWS(a, struct cluster_name, s.names_n + 1);
    for (size_t i = 0; i < s.names_n; i++)
        names[i] = (struct cluster_name){.hash = cluster_name_hash(s.names[i].text),
                                         .lead = s.names[i].lead,
                                         .wide = s.names[i].kind == NAME_WIDE};
    if (s.names_n)
        qsort(names, s.names_n, sizeof *names, by_hash);
    return (struct cluster_item){.id = id,
                                 .at = at,
                                 .names = names,
                                 .names_n = s.names_n,
                                 .pairs = s.pairs,
                                 .pairs_n = s.pairs_n};
}

static void same_trouble_at_the_same_place(void **state)
{
    static const struct {
        const char *words;
        int64_t days, part;
    } rows[] = {
        {"丽发新城旁的搅拌站昼夜轰鸣，灰尘很大", 0, 1},
        {"搅拌站的灰尘飘进丽发新城小区", 10, 1},
        {"丽发新城的幼儿园什么时候开学", 20, 3},          /* the place alone */
        {"银杏嘉园旁的搅拌站昼夜轰鸣，灰尘很大", 5, 4},   /* the trouble alone */
        {"丽发新城旁的搅拌站昼夜轰鸣，灰尘很大", 400, 5}, /* long after */
        {"路灯不亮", 3, 6},
    };
    (void)state;
    struct arena *a = arena_open((size_t)256 << 20);
    struct cluster_item items[6];
    int64_t part[6];
    struct weights w;
    for (int i = 0; i < 6; i++)
        items[i] = item_of(a, i + 1, rows[i].days * day, rows[i].words);
    weights_count(a, items, 6, &w);
    cluster_parts(a, &w, items, 6, part);
    for (int i = 0; i < 6; i++)
        assert_int_equal(part[i], rows[i].part);
    arena_close(a);
}

/* ---- what is added one by one, in any order, is what comes from nothing ---- */

enum { N = 240, ROUNDS = 12 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static struct cluster_item made_up(struct arena *a, int64_t id, uint64_t *seed)
{
    static const char *const places[] = {"丽发新城", "银杏嘉园小区", "魅力之城",
                                         "太平路",   "泉星公园",     "茶场村"};
    static const char *const troubles[] = {"搅拌站灰尘噪音", "油烟熏人烧烤", "路灯坏了很黑",
                                           "停车位捆绑销售", "楼板开裂漏水", "噪音和烧烤"};
    char words[200];
    snprintf(words, sizeof words, "%s，%s，%s", places[next_random(seed) % 6],
             troubles[next_random(seed) % 6], troubles[next_random(seed) % 6]);
    return item_of(a, id, (int64_t)(next_random(seed) % 500) * day, words);
}

/* As the register does it: one more is compared with those there are, groups grow together. */
static void add_one(const struct weights *w, struct cluster_item *all, int64_t *part, size_t n)
{
    part[n] = all[n].id;
    for (size_t i = 0; i < n; i++) {
        if (part[i] == part[n] || !cluster_linked(w, &all[i], &all[n]))
            continue;
        int64_t from = part[i] > part[n] ? part[i] : part[n];
        int64_t to = part[i] > part[n] ? part[n] : part[i];
        for (size_t k = 0; k <= n; k++)
            if (part[k] == from)
                part[k] = to;
    }
}

static void shuffle(struct cluster_item *p, size_t n, uint64_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = next_random(seed) % i;
        struct cluster_item t = p[i - 1];
        p[i - 1] = p[k];
        p[k] = t;
    }
}

static void one_by_one_is_from_nothing(void **state)
{
    (void)state;
    uint64_t seed = 20261122;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena *a = arena_open((size_t)512 << 20);
        struct cluster_item items[N];
        struct weights w;
        int64_t part[N], grown[N];
        size_t groups = 0;
        for (int i = 0; i < N; i++)
            items[i] = made_up(a, i + 1, &seed);
        weights_count(a, items, N / 2, &w); /* counted when there were fewer */
        cluster_parts(a, &w, items, N, part);
        int64_t of[N + 1];
        for (int i = 0; i < N; i++) {
            of[items[i].id] = part[i];
            groups += part[i] == items[i].id;
        }
        assert_true(groups > 10 && groups < N - 10);
        shuffle(items, N, &seed);
        for (size_t i = 0; i < N; i++)
            add_one(&w, items, grown, i);
        for (int i = 0; i < N; i++)
            assert_int_equal(grown[i], of[items[i].id]);
        cluster_parts(a, &w, items, N, part);
        assert_memory_equal(part, grown, sizeof part);
        arena_close(a);
    }
}

/* A group whose member goes is grouped anew by itself: no link leads out of it. */
static void one_that_goes_takes_only_its_links(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct arena *a = arena_open((size_t)512 << 20);
    struct cluster_item items[N], fewer[N];
    struct weights w;
    int64_t part[N], all[N], own[N];
    for (int i = 0; i < N; i++)
        items[i] = made_up(a, i + 1, &seed);
    weights_count(a, items, N, &w);
    cluster_parts(a, &w, items, N, part);
    for (size_t gone = 0; gone < N; gone += 7) {
        size_t n = 0, own_n = 0;
        for (size_t i = 0; i < N; i++)
            if (i != gone)
                fewer[n++] = items[i];
        cluster_parts(a, &w, fewer, n, all);
        struct cluster_item group[N];
        for (size_t i = 0; i < N; i++)
            if (i != gone && part[i] == part[gone])
                group[own_n++] = items[i];
        cluster_parts(a, &w, group, own_n, own);
        for (size_t i = 0; i < own_n; i++)
            for (size_t k = 0; k < n; k++)
                if (fewer[k].id == group[i].id)
                    assert_int_equal(own[i], all[k]);
    }
    arena_close(a);
}

static void weights_are_written_and_read(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct arena *a = arena_open((size_t)512 << 20);
    struct cluster_item items[N];
    struct weights w, r, none;
    weights_none(&none);
    for (int i = 0; i < N; i++)
        items[i] = made_up(a, i + 1, &seed);
    weights_count(a, items, N, &w);
    struct str text = weights_write(a, &w);
    assert_true(weights_read(a, text, &r));
    assert_int_equal(r.n, N);
    assert_int_equal(r.slots, w.slots);
    assert_memory_equal(r.pairs, w.pairs, w.slots);
    assert_memory_equal(r.names, w.names, w.slots);
    assert_memory_equal(r.rare, w.rare, sizeof w.rare);
    assert_false(weights_read(a, STR(""), &r));
    assert_false(weights_read(a, STR("5,4096,z99999z"), &r));
    assert_false(weights_read(a, STR("5,4097,z4097zz4097z"), &r));
    assert_false(weights_read(a, str_sub(text, 0, text.n / 2), &r));
    assert_true(weights_grown(&none, 50));
    assert_false(weights_grown(&none, 49));
    assert_false(weights_grown(&w, N + 10));
    assert_true(weights_grown(&w, N * 5 / 4));
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_trouble_at_the_same_place),
        cmocka_unit_test(one_by_one_is_from_nothing),
        cmocka_unit_test(one_that_goes_takes_only_its_links),
        cmocka_unit_test(weights_are_written_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
