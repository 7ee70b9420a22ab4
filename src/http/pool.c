/* SPDX-License-Identifier: Apache-2.0 */
#include "http/pool.h"

#include <pthread.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t some;
    void **ring;
    size_t cap, head, n;
    bool closing;
    size_t arena_max;
    pool_fn *fn;
    void *arg;
    int threads_n;
    pthread_t *threads;
};

/* NULL when the pool closes and the queue is empty. */
static void *take(struct pool *p)
{
    void *job = NULL;
    pthread_mutex_lock(&p->lock);
    while (p->n == 0 && !p->closing)
        pthread_cond_wait(&p->some, &p->lock);
    if (p->n > 0) {
        job = p->ring[p->head];
        p->head = (p->head + 1) % p->cap;
        p->n--;
    }
    pthread_mutex_unlock(&p->lock);
    return job;
}

static void *work(void *arg)
{
    struct pool *p = arg;
    struct arena *arena = arena_open(p->arena_max);
    for (void *job = take(p); job; job = take(p)) {
        p->fn(job, arena, p->arg);
        arena_reset(arena);
    }
    arena_close(arena);
    return NULL;
}

struct pool *pool_open(int workers, int queue_max, size_t arena_max, pool_fn *fn, void *arg)
{
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->some, NULL);
    p->cap = (size_t)queue_max;
    p->ring = calloc(p->cap, sizeof *p->ring);
    p->threads = calloc((size_t)workers, sizeof *p->threads);
    if (!p->ring || !p->threads)
        abort();
    p->arena_max = arena_max;
    p->fn = fn;
    p->arg = arg;
    while (p->threads_n < workers &&
           pthread_create(&p->threads[p->threads_n], NULL, work, p) == 0)
        p->threads_n++;
    if (p->threads_n == workers)
        return p;
    pool_close(p);
    return NULL;
}

bool pool_put(struct pool *p, void *job)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->n < p->cap && !p->closing;
    if (room) {
        p->ring[(p->head + p->n) % p->cap] = job;
        p->n++;
        pthread_cond_signal(&p->some);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

void pool_close(struct pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->some);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->threads_n; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->some);
    pthread_mutex_destroy(&p->lock);
    free(p->ring);
    free(p->threads);
    free(p);
}
