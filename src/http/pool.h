/* SPDX-License-Identifier: Apache-2.0
 * Worker threads and their bounded queue.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct pool;

/* Runs in a worker; the arena is the worker's and is reset afterwards. */
typedef void pool_fn(void *job, struct arena *arena, void *arg);

struct pool *pool_open(int workers, int queue_max, size_t arena_max, pool_fn *fn, void *arg);
bool pool_put(struct pool *p, void *job); /* false: the queue is full, the job was not taken */
void pool_close(struct pool *p); /* finishes every job taken, then ends; NULL allowed */
