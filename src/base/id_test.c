/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include <pthread.h>

#include "base/id.h"

static const int64_t epoch_ms = 1577836800000;

static int64_t made(int64_t second, int64_t node, int64_t sequence)
{
    return (second << 21) | (node << 16) | sequence;
}

static void parts_stand_where_they_should(void **state)
{
    (void)state;
    struct id_source src;
    id_source_init(&src, 31, 0);
    assert_int_equal(id_high_water(&src), 0);
    assert_int_equal(id_next(&src, epoch_ms + 5999), made(5, 31, 0));
    assert_int_equal(id_next(&src, epoch_ms + 5999), made(5, 31, 1));
    assert_int_equal(id_next(&src, epoch_ms + 6000), made(6, 31, 0));
    assert_int_equal(id_high_water(&src), made(6, 31, 0));
    int64_t last = id_next(&src, epoch_ms + 1000 * (((int64_t)1 << 32) - 1));
    assert_true(last < (int64_t)1 << 53);
    id_source_init(&src, 0, 0);
    assert_true(id_next(&src, 0) > 0);
}

static void a_full_second_borrows_and_the_clock_may_go_back(void **state)
{
    (void)state;
    struct id_source src;
    id_source_init(&src, 3, 0);
    int64_t now = epoch_ms + 10000;
    int64_t before = 0;
    for (int i = 0; i < 65536; i++) {
        int64_t id = id_next(&src, now);
        assert_true(id > before && id >> 21 == 10);
        before = id;
    }
    assert_int_equal(id_next(&src, now), made(11, 3, 0));
    assert_int_equal(id_next(&src, now - 5000), made(11, 3, 1));
    assert_int_equal(id_next(&src, now + 1000), made(11, 3, 2));
    assert_int_equal(id_next(&src, now + 2000), made(12, 3, 0));
}

static void never_at_or_below_the_mark(void **state)
{
    (void)state;
    static const struct {
        int node;
        int64_t mark_node, mark_sequence;
    } rows[] = {{3, 3, 7}, {3, 3, 65535}, {3, 5, 7}, {5, 3, 7}, {0, 31, 65535}, {31, 0, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t mark = made(1000, rows[i].mark_node, rows[i].mark_sequence);
        struct id_source src;
        id_source_init(&src, rows[i].node, mark);
        assert_int_equal(id_high_water(&src), mark);
        int64_t before = mark;
        for (int k = 0; k < 5; k++) {
            int64_t id = id_next(&src, epoch_ms + (k - 2) * 500000);
            assert_true(id > before);
            assert_int_equal(id >> 16 & 31, rows[i].node);
            assert_int_equal(id_high_water(&src), id);
            assert_true(id_at(id) % 1000 == 0 &&
                        id_at(id) >= epoch_ms + (k - 2) * 500000 - 999);
            before = id;
        }
    }
}

enum { THREADS = 4, EACH = 50000 };

struct share {
    struct id_source *src;
    int64_t got[EACH];
};

static void *draw(void *arg)
{
    struct share *share = arg;
    for (int i = 0; i < EACH; i++)
        share->got[i] = id_next(share->src, epoch_ms + 1000000);
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void threads_never_draw_the_same(void **state)
{
    (void)state;
    static struct share shares[THREADS];
    static int64_t all[THREADS * EACH];
    struct id_source src;
    id_source_init(&src, 1, 0);
    pthread_t threads[THREADS];
    for (int t = 0; t < THREADS; t++) {
        shares[t].src = &src;
        assert_int_equal(pthread_create(&threads[t], NULL, draw, &shares[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        pthread_join(threads[t], NULL);
        memcpy(all + t * EACH, shares[t].got, sizeof shares[t].got);
    }
    qsort(all, THREADS * EACH, sizeof all[0], by_value);
    for (int i = 1; i < THREADS * EACH; i++)
        assert_true(all[i] > all[i - 1]);
    assert_int_equal(id_high_water(&src), all[THREADS * EACH - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_stand_where_they_should),
        cmocka_unit_test(a_full_second_borrows_and_the_clock_may_go_back),
        cmocka_unit_test(never_at_or_below_the_mark),
        cmocka_unit_test(threads_never_draw_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
