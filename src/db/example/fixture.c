/* SPDX-License-Identifier: Apache-2.0 */
#include "db/example/fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

ENUM_NAMES(item_kind, ITEM_KIND_LIST);

static const struct field item_fields[] = {
    FIELD(struct item, jid, .as = AS_ID),
    FIELD(struct item, id, .as = AS_ID),
    FIELD(struct item, kind, .names = &item_kind_names),
    FIELD(struct item, title, .max = 200),
    FIELD(struct item, open, .as = AS_SELF),
    FIELD(struct item, tags, .max = 10),
    FIELD(struct item, due_at, .as = AS_TIME),
};
const struct shape item_shape = SHAPE("item", struct item, item_fields);

struct ctx thread_ctx(void)
{
    return (struct ctx){.arena = arena_open(64 << 20), .jid = 1, .now = 1000, .wall = 1000};
}

int fixture_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->cx = thread_ctx();
    enum err e = store_open_test(&f->cx, &f->store);
    if (e != OK)
        fail_msg("%s", f->cx.error.message);
    *state = f;
    return 0;
}

int fixture_down(void **state)
{
    struct fixture *f = *state;

    store_close(f->store);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

enum err item_write(struct ctx *cx, void *arg)
{
    return db_put(cx, SQL_ITEM_INSERT, &item_shape, arg, NULL, 0, NULL);
}

int64_t item_count(struct fixture *f, int64_t jid)
{
    struct ctx cx = thread_ctx();
    int64_t n = -1;

    assert_int_equal(db_acquire(&cx, f->store, &cx.db), OK);
    assert_int_equal(db_i64(&cx, SQL_ITEM_COUNT, ARGS(I64(jid)), -1, &n), OK);
    db_release(cx.db);
    arena_close(cx.arena);
    return n;
}

static enum err wait_inside(struct ctx *cx, void *arg)
{
    struct gate *g = arg;

    (void)cx;
    sem_post(&g->entered);
    sem_wait(&g->go);
    return OK;
}

static void *hold(void *arg)
{
    struct gate *g = arg;
    struct ctx cx = thread_ctx();

    if (db_write(&cx, g->f->store, wait_inside, g) != OK)
        abort();
    arena_close(cx.arena);
    return NULL;
}

void gate_shut(struct gate *g, struct fixture *f)
{
    g->f = f;
    sem_init(&g->entered, 0, 0);
    sem_init(&g->go, 0, 0);
    assert_int_equal(pthread_create(&g->thread, NULL, hold, g), 0);
    sem_wait(&g->entered);
}

void gate_open(struct gate *g)
{
    sem_post(&g->go);
    pthread_join(g->thread, NULL);
    sem_destroy(&g->entered);
    sem_destroy(&g->go);
}
