/* SPDX-License-Identifier: Apache-2.0 */
#include "db/example/callers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static enum err caller_job(struct ctx *cx, void *arg)
{
    struct caller *c = arg;
    struct ctx reader = *cx;
    int64_t mine, committed;

    c->runs++;
    if (c->how == REFUSES)
        return (fail)(cx, ERR_CONFLICT, "不行", "no");
    if (c->how == ORPHAN)
        return db_exec(cx, SQL_ITEM_CHILD, ARGS(I64(1), I64(c->item.id), I64(-1)), NULL);
    TRY(item_write(cx, &c->item));
    if (c->how == WRITES_AND_REFUSES)
        return (fail)(cx, ERR_DENIED, "后悔了", "changed its mind");
    if (c->how == WRITES_TWICE)
        return item_write(cx, &c->item);
    if (c->how == SWALLOWS) {
        if (item_write(cx, &c->item) == ERR_BUG)
            abort();
        fault_clear(cx);
        return OK;
    }
    reader.db = c->reader;
    TRY(db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &mine));
    TRY(db_i64(&reader, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &committed));
    c->unseen = mine - committed;
    return OK;
}

void *caller_run(void *arg)
{
    struct caller *c = arg;
    struct ctx cx = thread_ctx();

    c->result = db_write(&cx, c->f->store, caller_job, c);
    if (cx.error.message)
        snprintf(c->message, sizeof c->message, "%s", cx.error.message);
    arena_close(cx.arena);
    return NULL;
}

void callers_together(struct fixture *f, struct caller *c, int n)
{
    struct gate g;
    struct db *reader;

    assert_int_equal(db_acquire(&f->cx, f->store, &reader), OK);
    gate_shut(&g, f);
    for (int i = 0; i < n; i++) {
        c[i].f = f;
        c[i].reader = reader;
        c[i].item = (struct item){.jid = 1, .id = i + 1, .title = STR("一")};
        assert_int_equal(pthread_create(&c[i].thread, NULL, caller_run, &c[i]), 0);
        while (store_waiting(f->store) <= i)
            usleep(100);
    }
    gate_open(&g);
    for (int i = 0; i < n; i++)
        pthread_join(c[i].thread, NULL);
    db_release(reader);
}
