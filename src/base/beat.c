/* SPDX-License-Identifier: Apache-2.0 */
#include "base/beat.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/time.h"

struct beat {
    beat_fn *fn;
    void *arg;
    int64_t first_ms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, now;
};

/* With the lock. The clock is the monotonic one: a day that is set back delays nothing. */
static void wait_ms(struct beat *b, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(ms % MS_PER_SECOND) * 1000000L;
    until.tv_sec += (time_t)(ms / MS_PER_SECOND) + until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (ms > 0 && !b->stop && !b->now &&
           pthread_cond_timedwait(&b->wake, &b->lock, &until) != ETIMEDOUT)
        continue;
    b->now = false;
}

static void *beat_main(void *arg)
{
    struct beat *b = arg;
    int64_t ms = b->first_ms;
    pthread_mutex_lock(&b->lock);
    for (;;) {
        wait_ms(b, ms);
        if (b->stop)
            break;
        pthread_mutex_unlock(&b->lock);
        ms = b->fn(b->arg);
        pthread_mutex_lock(&b->lock);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

static void beat_free(struct beat *b)
{
    pthread_cond_destroy(&b->wake);
    pthread_mutex_destroy(&b->lock);
    free(b);
}

struct beat *beat_start(beat_fn *fn, void *arg, int64_t first_ms)
{
    struct beat *b = calloc(1, sizeof *b);
    pthread_condattr_t attr;
    if (!b)
        abort();
    b->fn = fn;
    b->arg = arg;
    b->first_ms = first_ms;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&b->thread, NULL, beat_main, b) == 0)
        return b;
    beat_free(b);
    return NULL;
}

void beat_now(struct beat *b)
{
    pthread_mutex_lock(&b->lock);
    b->now = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
}

void beat_stop(struct beat *b)
{
    if (!b)
        return;
    pthread_mutex_lock(&b->lock);
    b->stop = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->thread, NULL);
    beat_free(b);
}
