/* SPDX-License-Identifier: Apache-2.0 */
#include "core/gate.h"

#include <pthread.h>
#include <stdbool.h>

enum { RETRY_S = 3 };

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t place;
    int inside, waiting;
    int inside_max, waiting_max;
};

struct gate *gate_open(int inside_max, int waiting_max)
{
    struct gate *g = calloc(1, sizeof(*g));
    if (!g)
        abort();
    g->inside_max = inside_max;
    g->waiting_max = waiting_max;
    pthread_mutex_init(&g->mutex, NULL);
    pthread_cond_init(&g->place, NULL);
    return g;
}

void gate_close(struct gate *g)
{
    if (!g)
        return;
    pthread_cond_destroy(&g->place);
    pthread_mutex_destroy(&g->mutex);
    free(g);
}

enum err gate_enter(struct ctx *cx, struct gate *g)
{
    if (!g)
        return OK;
    pthread_mutex_lock(&g->mutex);
    bool full = g->inside >= g->inside_max && g->waiting >= g->waiting_max;
    if (!full) {
        g->waiting++;
        while (g->inside >= g->inside_max)
            pthread_cond_wait(&g->place, &g->mutex);
        g->waiting--;
        g->inside++;
    }
    pthread_mutex_unlock(&g->mutex);
    if (!full)
        return OK;
    cx->error.retry_after_s = RETRY_S;
    return fail(cx, ERR_BUSY, "当前使用人数较多，请稍后再试",
                "many are waiting: try again soon");
}

void gate_leave(struct gate *g)
{
    if (!g)
        return;
    pthread_mutex_lock(&g->mutex);
    g->inside--;
    pthread_cond_signal(&g->place);
    pthread_mutex_unlock(&g->mutex);
}
