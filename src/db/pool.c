/* SPDX-License-Identifier: Apache-2.0 */
#include "db/pool.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

enum { WAIT_S = 10 };

void pool_init(struct pool *p)
{
    pthread_condattr_t monotonic;

    *p = (struct pool){.n = 0};
    pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->freed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void pool_done(struct pool *p)
{
    pthread_cond_destroy(&p->freed);
    pthread_mutex_destroy(&p->lock);
}

void pool_add(struct pool *p, struct db *db)
{
    assert(p->n < POOL_MAX);
    p->all[p->n++] = db;
    p->idle[p->nidle++] = db;
}

static struct db *last_idle(struct pool *p)
{
    return p->nidle > 0 ? p->idle[--p->nidle] : NULL;
}

struct db *pool_try(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct db *db = last_idle(p);
    pthread_mutex_unlock(&p->lock);
    return db;
}

enum err pool_take(struct ctx *cx, struct pool *p, struct db **out)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&p->lock);
    while (p->nidle == 0)
        if (pthread_cond_timedwait(&p->freed, &p->lock, &until) == ETIMEDOUT)
            break;
    *out = last_idle(p);
    pthread_mutex_unlock(&p->lock);
    if (*out)
        return OK;
    enum err e = fail(cx, ERR_BUSY, "查询过多，请稍后再试", "too many readers, try again");
    cx->error.retry_after_s = 1;
    return e;
}

void pool_give(struct pool *p, struct db *db)
{
    pthread_mutex_lock(&p->lock);
    p->idle[p->nidle++] = db;
    pthread_cond_signal(&p->freed);
    pthread_mutex_unlock(&p->lock);
}
