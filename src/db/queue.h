/* SPDX-License-Identifier: Apache-2.0
 * A bounded queue of write jobs with one thread that takes whatever waits, up to a batch.
 * Private to src/db.
 */
#pragma once

#include <semaphore.h>
#include <stdbool.h>

#include "db/db.h"

struct job {
    struct ctx *cx; /* the caller's; the caller sleeps meanwhile */
    db_write_fn *fn;
    void *arg;
    enum err result;
    bool clashed; /* the database found a conflict with what is stored */
    sem_t done;
};

/* Runs n >= 1 jobs on the queue's thread and sets every result. */
typedef void queue_batch_fn(void *arg, struct job **jobs, int n);

struct queue;
struct queue *queue_open(int max, int batch_max, queue_batch_fn *fn,
                         void *arg); /* NULL: errno */
void queue_close(struct queue *q);   /* runs what waits first; nobody may be putting any more */
/* Puts the job and sleeps until its batch has ended. False at once when max jobs wait. */
bool queue_run(struct queue *q, struct job *j);
int queue_waiting(struct queue *q); /* jobs that no batch has taken yet */
