/* SPDX-License-Identifier: Apache-2.0
 * What is computed from what was said: search index, likeness, hot spots. Never in a request:
 * acts put rows into a queue (core/work_derive.h), one thread takes them, runs every step of a
 * table on the demands they stand for and deletes the rows it has done.
 *
 * A row is deleted only after all steps have succeeded, so a process killed at any point loses
 * nothing and some demands are done again: a step's work may be repeated. What stands in the
 * queue is what no step has seen yet (the search reads it besides its index). A database that
 * fails is waited for; a single demand that fails is tried DERIVE_TRIES times, each later than
 * the one before, and then shown by `huiyin doctor`.
 *
 * On PostgreSQL with several servers one of them works, under a lease; another takes over.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

struct derive_one {
    int64_t demand_id;
    bool words; /* what was said or what it is filed under changed; else only who sees it */
};

/* Demands in ascending order, each once, at most DERIVE_BATCH. cx->db is NULL, cx->arena lasts
 * for this call, cx->actor is the system; reads by db_acquire, writes by db_write. ERR_IO and
 * ERR_BUSY: the whole batch is tried again later. Any other failure: the demands are given one
 * by one, and those that fail are tried again later. */
typedef enum err derive_fn(struct ctx *cx, const struct derive_one *d, size_t n);

/* Work of a step besides the queue, such as filling a new index: `waits` says cheaply whether
 * there is any, `more` does a piece of it (a second or so), under the lease. May be NULL. */
typedef bool derive_waits_fn(struct ctx *cx);
typedef enum err derive_more_fn(struct ctx *cx);

struct derive_step {
    const char *name;
    derive_fn *fn;
    derive_waits_fn *waits;
    derive_more_fn *more;
};
/* Ends with a row without a name. */
extern const struct derive_step derive_steps[];

enum {
    DERIVE_BATCH = 500,
    DERIVE_TRIES = 5,
    DERIVE_EVERY_MS = 500,   /* between looks when nothing waits */
    DERIVE_LEASE_MS = 15000, /* another process takes over after that */
    DERIVE_COUNTED = 100000, /* rows that derive_state counts at most */
};

/* One batch by these steps, then a piece of what else waits. *done = rows of the queue that
 * were done with, and pieces; 0: nothing waits (or what waits has to wait longer, or another
 * process is at it). *leased_until: 0 at first, then as the call before left it. */
MUST_CHECK enum err derive_run(struct ctx *cx, const struct derive_step *steps,
                               int64_t *leased_until, int64_t *done);
/* The lease given up, so that another process goes on at once: one's own, or on SQLite, where
 * only one server runs, that of a process that was killed. */
void derive_leave(struct ctx *cx);

struct derive_state {
    int64_t waiting;   /* rows, as far as DERIVE_COUNTED */
    int64_t failing;   /* of these, failed at least once */
    int64_t given_up;  /* of these, DERIVE_TRIES times */
    int64_t oldest_at; /* when the oldest was put in; 0: none */
};
MUST_CHECK enum err derive_state(struct ctx *cx, struct derive_state *out); /* cx->db set */

/* The thread. Steps as in derive_run. */
struct deriver;
MUST_CHECK enum err deriver_start(struct ctx *cx, const struct derive_step *steps,
                                  struct deriver **out);
void deriver_stop(struct deriver *d); /* finishes the batch it is at; NULL is allowed */
