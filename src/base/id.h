/* SPDX-License-Identifier: Apache-2.0
 * Identifiers made by the program: 53 bits = 32 bits seconds since 2020-01-01T00:00Z, 5 bits
 * node, 16 bits sequence. Ascending within a process, never the same twice between processes as
 * long as each runs under a node number of its own. From the wall clock, never an injected one.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

enum { ID_SECOND_BITS = 32, ID_NODE_BITS = 5, ID_SEQUENCE_BITS = 16, ID_NODES = 32 };

/* The caller's storage; every function may be called from any thread after id_source_init. */
struct id_source {
    _Atomic int64_t at; /* second << 16 | sequence of the last identifier */
    int64_t start;      /* at, before the first */
    int64_t mark;       /* the high water it began from */
    int64_t node;
};

/* node 0 … 31, leased by the caller. high_water: no identifier at or below it is given out; 0
 * when there is none. */
void id_source_init(struct id_source *src, int node, int64_t high_water);
/* The next identifier, > 0 and above all before it. When the clock stands still, goes back or a
 * second's 65,536 are used up, it borrows from the seconds to come. Aborts past the year 2156.
 */
int64_t id_next(struct id_source *src, int64_t wall_ms);
/* The highest identifier given out so far, or the mark it began from: what to write down with
 * the lease. */
int64_t id_high_water(struct id_source *src);
/* When it was given out, ms of the wall clock, to the second. */
int64_t id_at(int64_t id);
