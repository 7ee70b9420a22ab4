/* SPDX-License-Identifier: Apache-2.0 */
#include "http/wait.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/beat.h"
#include "base/time.h"

enum { LOOK_MS = 250 };

struct waits {
    pthread_mutex_t lock;
    struct waiter *first;
    int n, max;
    bool ended;
    wait_fn *fn;
    void *arg;
    struct beat *beat;
};

/* The list of those whose time is up, taken out; all of them at the end. */
static struct waiter *take(struct waits *w)
{
    struct waiter *due = NULL;
    int64_t now = time_mono();
    pthread_mutex_lock(&w->lock);
    for (struct waiter **at = &w->first; *at;) {
        struct waiter *k = *at;
        if (k->until > now && !w->ended) {
            at = &k->next;
            continue;
        }
        *at = k->next;
        k->next = due;
        due = k;
        w->n--;
    }
    pthread_mutex_unlock(&w->lock);
    return due;
}

static int64_t look(void *arg)
{
    struct waits *w = arg;
    for (struct waiter *k = take(w), *next; k; k = next) {
        next = k->next; /* handed back it is no longer ours */
        w->fn(k->job, w->arg);
    }
    return LOOK_MS;
}

struct waits *waits_open(int max, wait_fn *fn, void *arg)
{
    struct waits *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->max = max;
    w->fn = fn;
    w->arg = arg;
    pthread_mutex_init(&w->lock, NULL);
    w->beat = beat_start(look, w, LOOK_MS);
    if (w->beat)
        return w;
    waits_free(w);
    return NULL;
}

bool waits_put(struct waits *w, struct waiter *k)
{
    pthread_mutex_lock(&w->lock);
    bool room = !w->ended && w->n < w->max;
    if (room) {
        k->next = w->first;
        w->first = k;
        w->n++;
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

void waits_wake(struct waits *w, int64_t what, uint64_t mark)
{
    bool some = false;
    pthread_mutex_lock(&w->lock);
    for (struct waiter *k = w->first; k; k = k->next)
        if (k->what == what && k->mark != mark) {
            k->until = 0;
            some = true;
        }
    pthread_mutex_unlock(&w->lock);
    if (some)
        beat_now(w->beat);
}

static bool is_among(const int64_t *list, size_t n, int64_t one)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == one)
            return true;
    return false;
}

size_t waits_what(struct waits *w, int64_t *what, size_t max)
{
    size_t n = 0;
    pthread_mutex_lock(&w->lock);
    for (const struct waiter *k = w->first; k && n < max; k = k->next)
        if (!is_among(what, n, k->what))
            what[n++] = k->what;
    pthread_mutex_unlock(&w->lock);
    return n;
}

void waits_end(struct waits *w)
{
    pthread_mutex_lock(&w->lock);
    w->ended = true;
    pthread_mutex_unlock(&w->lock);
    beat_stop(w->beat);
    w->beat = NULL;
    look(w);
}

void waits_free(struct waits *w)
{
    if (!w)
        return;
    pthread_mutex_destroy(&w->lock);
    free(w);
}
