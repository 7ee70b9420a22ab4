/* SPDX-License-Identifier: Apache-2.0
 * Connections that are handed out one at a time. Private to src/db.
 */
#pragma once

#include <pthread.h>

#include "db/db.h"

enum { POOL_MAX = 64 };

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct db *all[POOL_MAX], *idle[POOL_MAX];
    int n, nidle;
};

void pool_init(struct pool *p);
void pool_done(struct pool *p); /* the connections are the caller's to close */
void pool_add(struct pool *p, struct db *db);
/* ERR_BUSY when none came back for ten seconds. */
MUST_CHECK enum err pool_take(struct ctx *cx, struct pool *p, struct db **out);
struct db *pool_try(struct pool *p); /* NULL: all are out */
void pool_give(struct pool *p, struct db *db);
