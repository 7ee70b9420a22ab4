/* SPDX-License-Identifier: Apache-2.0
 * What the machine says about a stretch of work: time, processor, memory, disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

/* Processor time in microseconds. */
struct cpu {
    double own;    /* this process, all threads */
    double server; /* the database server's processes; 0 when there is none */
};

int64_t machine_ns(void); /* monotonic */
/* server: process number of the database server's first process, 0 = none. */
struct cpu machine_cpu(int64_t server);
int64_t machine_parent(int64_t process); /* 0 when it is not to be seen */
int64_t machine_rss_anon(void);          /* bytes of this process */
int machine_cores(void);

/* Times of single operations, kept whole. */
struct times {
    uint32_t *p; /* tenths of a microsecond */
    size_t n, cap;
};
enum { TIMES_MAX = 4 * 1024 * 1024 };
void times_add(struct times *t, int64_t ns); /* past cap: not kept */
void times_sort(struct times *t);
double times_at(const struct times *t, double share); /* sorted; microseconds; 0 when empty */
