/* SPDX-License-Identifier: Apache-2.0
 * huiyin bench: a register of any size, made by the program's own functions, and what the
 * program's work costs on it. Figures stand beside the machine's own floors and the bars that
 * docs/performance.md explains.
 *
 * For an invented register only: ERR_DENIED on a live one.
 */
#pragma once

#include "base/json.h"
#include "core/app.h"

/* X(id, name, zh, en): how a figure was come by. */
#define BENCH_WAY_LIST(X)                                                                      \
    X(WAY_FLOOR, "floor", "机器底线", "the machine")                                           \
    X(WAY_LOCAL, "local", "逐个，不经网络", "one at a time, no network")                       \
    X(WAY_FULL, "full", "64 个连接，满载", "64 connections, all they can")                     \
    X(WAY_HALF, "half", "满载的一半", "at half of that rate")                                  \
    X(WAY_BURST, "burst", "每秒提交 500 件时", "while 500 a second are submitted")
enum bench_way { BENCH_WAY_LIST(ENUM_ID) BENCH_WAY__MAX };
extern const struct enum_names bench_way_names;

struct figure {
    enum bench_way way;
    const char *name, *zh, *en;
    int64_t n;                /* operations */
    double rate;              /* a second */
    double cpu_us, server_us; /* processor time of one: ours, the database server's */
    double p50, p95, p99;     /* microseconds */
    int64_t refused;          /* 503: the queue was full */
};

struct bench_options {
    int64_t matters;
    double seconds;     /* of each measurement */
    int64_t operations; /* of each measurement without network instead, 0 = by seconds */
    const char *only;   /* names of figures by comma; NULL = all */
    bool http;
};

enum { FIGURES_MOST = 48 };

struct bench_result {
    int64_t matters, bytes, rss_bytes;
    int64_t regroup_bytes; /* RssAnon with all signatures read; 0: not measured */
    double fill_seconds;   /* 0: the register was there already */
    bool server;           /* the database is a server's */
    struct figure figures[FIGURES_MOST];
    size_t n;
};

/* The process that sends requests is a child of this one: to be made before any thread. child:
 * whether anything is to be sent at all. NULL when it cannot be made. */
struct load;
struct load *load_start(bool child);
void load_stop(struct load *l); /* NULL is allowed */

typedef void bench_note_fn(void *arg, const char *zh, const char *en);

/* cx: of an app opened exclusively, without a read connection. */
MUST_CHECK enum err bench_run(struct ctx *cx, const struct bench_options *o, struct load *load,
                              bench_note_fn *note, void *arg, struct bench_result *out);

/* What the figures are held against; higher: the figure is to be at least so much. */
struct bar {
    enum bench_way way;
    enum { BAR_CPU, BAR_RATE, BAR_P99, BAR_REFUSED } of;
    const char *name;
    double bar, better;
};
extern const struct bar bars[];
extern const size_t bars_n;
double bar_value(const struct bar *b, const struct figure *f);
bool bar_holds(const struct bar *b, double value, double limit);
/* NULL: not measured, or nothing was done in the time. */
const struct figure *figure_find(const struct bench_result *r, enum bench_way way,
                                 const char *name);
void bench_json(struct json *w, const struct bench_result *r);
