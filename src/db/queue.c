/* SPDX-License-Identifier: Apache-2.0 */
#include "db/queue.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t put;
    pthread_t thread;
    struct job **ring;
    struct job **batch;
    int max, batch_max;
    int first, n;
    bool closing;
    queue_batch_fn *fn;
    void *arg;
};

/* Takes what waits, at most a batch; 0 at the end. */
static int take(struct queue *q)
{
    int n = 0;

    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->closing)
        pthread_cond_wait(&q->put, &q->lock);
    while (q->n > 0 && n < q->batch_max) {
        q->batch[n++] = q->ring[q->first];
        q->first = (q->first + 1) % q->max;
        q->n--;
    }
    pthread_mutex_unlock(&q->lock);
    return n;
}

static void *run(void *arg)
{
    struct queue *q = arg;
    int n;

    while ((n = take(q)) > 0) {
        q->fn(q->arg, q->batch, n);
        /* The job is on its caller's stack: it is gone once posted. */
        for (int i = 0; i < n; i++)
            sem_post(&q->batch[i]->done);
    }
    return NULL;
}

/* Signals are for the program's own threads. */
static int start(struct queue *q)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int e = pthread_create(&q->thread, NULL, run, q);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return e;
}

struct queue *queue_open(int max, int batch_max, queue_batch_fn *fn, void *arg)
{
    struct queue *q = calloc(1, sizeof *q);

    if (!q)
        abort();
    q->ring = calloc((size_t)max, sizeof(void *));
    q->batch = calloc((size_t)batch_max, sizeof(void *));
    if (!q->ring || !q->batch)
        abort();
    q->max = max;
    q->batch_max = batch_max;
    q->fn = fn;
    q->arg = arg;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->put, NULL);
    int e = start(q);
    if (e == 0)
        return q;
    free(q->ring);
    free(q->batch);
    free(q);
    errno = e;
    return NULL;
}

void queue_close(struct queue *q)
{
    if (!q)
        return;
    pthread_mutex_lock(&q->lock);
    q->closing = true;
    pthread_cond_signal(&q->put);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->thread, NULL);
    pthread_cond_destroy(&q->put);
    pthread_mutex_destroy(&q->lock);
    free(q->ring);
    free(q->batch);
    free(q);
}

bool queue_run(struct queue *q, struct job *j)
{
    pthread_mutex_lock(&q->lock);
    bool room = q->n < q->max && !q->closing;
    if (room) {
        sem_init(&j->done, 0, 0);
        q->ring[(q->first + q->n) % q->max] = j;
        q->n++;
        pthread_cond_signal(&q->put);
    }
    pthread_mutex_unlock(&q->lock);
    if (!room)
        return false;
    while (sem_wait(&j->done) != 0 && errno == EINTR)
        ;
    sem_destroy(&j->done);
    return true;
}

int queue_waiting(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    int n = q->n;
    pthread_mutex_unlock(&q->lock);
    return n;
}
