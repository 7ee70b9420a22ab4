/* SPDX-License-Identifier: Apache-2.0 */
#include "core/app.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/field.h"
#include "base/number.h"
#include "base/time.h"
#include "core/node.h"
#include "db/testing.h"

struct fixture {
    struct app app;
    struct ctx cx;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    f->app.serials = serials_open();
    f->app.clock_offset_ms = -1000;
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    serials_close(f->app.serials);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static void test_ctx(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(f->cx.now, f->cx.wall - 1000);
    assert_int_equal(f->cx.jid, 150703);
    assert_int_equal(f->cx.lang, LANG_EN);
}

static void test_numbers(void **state)
{
    struct fixture *f = *state;
    struct str n[40];
    f->cx.now = time_day_start(day_from_civil(2026, 11, 22));
    assert_int_equal(app_numbers(&f->cx, 3, n), OK);
    assert_int_equal(app_numbers(&f->cx, 37, n + 3), OK);
    for (size_t i = 0; i < 40; i++) {
        assert_true(number_valid(n[i]));
        assert_true(str_starts(n[i], "15070320261122"));
        assert_int_equal(n[i].n, 20);
    }
    assert_memory_equal(n[0].p, "1507032026112200001", 19);
    for (size_t i = 1; i < 40; i++)
        assert_true(str_cmp(n[i - 1], n[i]) < 0);
    /* The next day begins at 1 again; another process does not repeat this one's. */
    f->cx.now += MS_PER_DAY;
    assert_int_equal(app_numbers(&f->cx, 1, n), OK);
    assert_memory_equal(n[0].p, "1507032026112300001", 19);
    f->cx.now -= MS_PER_DAY;
    struct serials *mine = f->app.serials;
    f->app.serials = NULL;
    assert_int_equal(app_numbers(&f->cx, 1, n), OK);
    assert_true(str_cmp(n[0], n[39]) > 0);
    f->app.serials = mine;
}

enum { THREADS = 8, EACH = 50 };
struct worker {
    struct app *app;
    struct arena *arena;
    struct str n[EACH];
};

static void *work(void *arg)
{
    struct worker *w = arg;
    struct ctx cx;
    app_ctx(w->app, w->arena, LANG_ZH, &cx);
    for (size_t i = 0; i < EACH; i++)
        if (app_numbers(&cx, 1, &w->n[i]) != OK)
            return w;
    return NULL;
}

static int str_order(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void test_numbers_threads(void **state)
{
    struct fixture *f = *state;
    static struct worker w[THREADS];
    pthread_t t[THREADS];
    struct str all[THREADS * EACH];
    for (size_t i = 0; i < THREADS; i++) {
        w[i] = (struct worker){.app = &f->app, .arena = arena_open(4 << 20)};
        assert_int_equal(pthread_create(&t[i], NULL, work, &w[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(t[i], &failed);
        assert_null(failed);
        memcpy(all + i * EACH, w[i].n, sizeof(w[i].n));
    }
    qsort(all, COUNT(all), sizeof(all[0]), str_order);
    for (size_t i = 1; i < COUNT(all); i++)
        assert_false(str_eq(all[i - 1], all[i]));
    for (size_t i = 0; i < THREADS; i++)
        arena_close(w[i].arena);
}

static void test_node_lease(void **state)
{
    struct fixture *f = *state;
    struct node_lease a, b, c;
    struct id_source ia, ib, ic;
    assert_int_equal(node_take(&f->cx, f->app.store, &a, &ia), OK);
    assert_int_equal(node_take(&f->cx, f->app.store, &b, &ib), OK);
    assert_int_equal(a.node, 0);
    assert_int_equal(b.node, 1);
    int64_t last = id_next(&ia, time_wall());
    assert_int_equal(node_renew(&f->cx, f->app.store, &a, &ia), OK);
    assert_int_equal(node_release(&f->cx, f->app.store, &a, &ia), OK);
    assert_int_equal(node_take(&f->cx, f->app.store, &c, &ic), OK);
    assert_int_equal(c.node, 0);
    assert_true(id_next(&ic, time_wall()) > last);
    /* a lost its number and must notice. */
    assert_int_equal(node_renew(&f->cx, f->app.store, &a, &ia), ERR_CONFLICT);
}

static enum err expire(struct ctx *cx, void *arg)
{
    struct node_lease *l = arg;
    return db_exec(cx, SQL_NODE_TAKE, ARGS(I64(l->node), TXT(STR("")), I64(1), I64(INT64_MAX)),
                   NULL);
}

/* A process that died: the next one begins above all it may have made until noticed. */
static void test_node_died(void **state)
{
    struct fixture *f = *state;
    struct node_lease a, b;
    struct id_source ia, ib;
    assert_int_equal(node_take(&f->cx, f->app.store, &a, &ia), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, expire, &a), OK);
    assert_int_equal(node_take(&f->cx, f->app.store, &b, &ib), OK);
    assert_int_equal(b.node, a.node);
    int64_t late = id_next(&ia, time_wall() + NODE_LEASE_MS);
    assert_true(id_next(&ib, time_wall()) > late);
}

static void test_node_all_held(void **state)
{
    struct fixture *f = *state;
    struct node_lease l;
    struct id_source ids;
    for (int i = 0; i < ID_NODES; i++) {
        assert_int_equal(node_take(&f->cx, f->app.store, &l, &ids), OK);
        assert_int_equal(l.node, i);
    }
    assert_int_equal(node_take(&f->cx, f->app.store, &l, &ids), ERR_BUSY);
    assert_true(f->cx.error.retry_after_s > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ctx, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_node_lease, setup, teardown),
        cmocka_unit_test_setup_teardown(test_node_died, setup, teardown),
        cmocka_unit_test_setup_teardown(test_node_all_held, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
