/* SPDX-License-Identifier: Apache-2.0
 * Threads that write at the same time, each in its own way.
 */
#pragma once

#include <pthread.h>

#include "db/example/fixture.h"

/* One caller of db_write. */
struct caller {
    struct fixture *f;
    struct db *reader;
    struct item item;
    enum {
        WRITES,
        REFUSES, /* before its first write */
        WRITES_AND_REFUSES,
        WRITES_TWICE, /* the second violates the key */
        SWALLOWS,     /* the same, and says OK */
        ORPHAN        /* its deferred foreign key is never satisfied */
    } how;
    pthread_t thread;
    enum err result;
    char message[200];
    int runs;
    int64_t unseen; /* rows in this transaction that a reader does not see yet */
};

/* Calls db_write; arg is a struct caller. For pthread_create. */
void *caller_run(void *arg);
/* Lets all callers into one batch, in their order, and waits for them. */
void callers_together(struct fixture *f, struct caller *c, int n);
