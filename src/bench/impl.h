/* SPDX-License-Identifier: Apache-2.0
 * Between the parts of the bench.
 */
#pragma once

#include <stdatomic.h>

#include "api/api.h"
#include "bench/bench.h"
#include "bench/machine.h"
#include "bench/script.h"
#include "db/db.h"

enum { BENCH_ARENA = 1 << 30, CONNECTIONS = 64, TROUBLE_BYTES = 400 };

struct bench {
    struct ctx *cx;
    const struct bench_options *o;
    struct bench_result *out;
    const struct api *api;
    struct load *load;
    struct ground *ground;
    int64_t server; /* the database server's first process, 0 = none */
    struct times times;
    uint64_t seed;
    bench_note_fn *note;
    void *note_arg;
};

bool bench_wants(const struct bench *b, const char *name);
/* The next figure; dropped figures past FIGURES_MOST are a bug. */
struct figure *figure_add(struct bench *b, enum bench_way way, const char *name, const char *zh,
                          const char *en);
/* Fills a figure from what a stretch of n operations took; b->times holds the single ones. */
void figure_set(struct bench *b, struct figure *f, int64_t n, int64_t ns, struct cpu before,
                struct cpu after);

/* fill.c: makes what is missing; *seconds 0 when nothing was. */
MUST_CHECK enum err bench_fill(struct bench *b, double *seconds);

/* local.c: requests without a network. */
struct local_run {
    enum script_kind kind;
    int threads;
    int64_t operations; /* 0: as many as fit into seconds */
    double seconds;
    bool partly; /* lives end anywhere */
};
MUST_CHECK enum err local_open(struct bench *b); /* sessions, places, versions */
/* One after the other with a pause, until *over; in a thread of its own. */
struct searching {
    struct bench *b;
    enum script_kind kind;
    int pause_ms;
    uint64_t seed;
    const atomic_bool *over;
    struct times times;
    char trouble[TROUBLE_BYTES]; /* empty: all answers were as expected */
};
void local_until(struct bench *b, struct searching *s);
MUST_CHECK enum err local_run(struct bench *b, const struct local_run *r, int64_t *done);
MUST_CHECK enum err local_measure(struct bench *b);

/* load.c and remote.c: the same over HTTP on loopback. */
struct load_job {
    enum script_kind kind;
    int port, connections;
    double seconds;
    double rate; /* operations a second; 0: each connection as fast as it is answered */
    uint64_t seed;
};
struct load_done {
    int64_t operations, requests, refused;
    int64_t ns;
    char trouble[TROUBLE_BYTES]; /* empty: all answers were as expected */
};
struct ground *load_ground(struct load *l);
struct times *load_times(struct load *l);
MUST_CHECK enum err load_run(struct ctx *cx, struct load *l, const struct load_job *job,
                             struct load_done *out);
MUST_CHECK enum err remote_measure(struct bench *b);

/* analysis.c */
MUST_CHECK enum err analysis_fill(struct bench *b); /* what is derived, and the models */
MUST_CHECK enum err regroup_measure(struct bench *b);
/* 500 submissions a second to `port` while two of them are searched for, and how long what is
 * derived stays behind. */
MUST_CHECK enum err burst_measure(struct bench *b, int port);

/* floors.c, sheets.c */
MUST_CHECK enum err floors_measure(struct bench *b);
MUST_CHECK enum err totals_measure(struct bench *b);
MUST_CHECK enum err sheets_measure(struct bench *b);
