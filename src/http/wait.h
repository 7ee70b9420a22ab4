/* SPDX-License-Identifier: Apache-2.0
 * Requests whose answer is put off: held without a worker until what they wait for has changed,
 * or their time is up; then each is handed back.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct waits;

/* Lives in what waits. */
struct waiter {
    struct waiter *next;
    void *job;
    int64_t what;
    uint64_t mark; /* how `what` stood when the request was looked at */
    int64_t until; /* monotonic ms */
};

/* From the waits' own thread. */
typedef void wait_fn(void *job, void *arg);

/* Holds max at most. NULL: no thread. */
struct waits *waits_open(int max, wait_fn *fn, void *arg);
/* From here on *k may be handed back at any moment. False when no more are held, or the waits
 * end: then it is still the caller's. */
bool waits_put(struct waits *w, struct waiter *k);
/* Those that wait for `what` and saw it otherwise. */
void waits_wake(struct waits *w, int64_t what, uint64_t mark);
/* What is waited for, each once; not more than max of it. */
size_t waits_what(struct waits *w, int64_t *what, size_t max);
/* Hands everything back and takes no more. */
void waits_end(struct waits *w);
/* After waits_end, when nobody can call any more. NULL is allowed. */
void waits_free(struct waits *w);
