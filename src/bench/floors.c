/* SPDX-License-Identifier: Apache-2.0
 * What this machine takes for the least that could be asked: four kilobytes made durable, one
 * row put into the store in a large batch. And what reads no row at all: the ledgers' totals.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/rand.h"
#include "bench/impl.h"
#include "core/idem.h"
#include "core/tally.h"

enum { PAGE_BYTES = 4096, ROWS = 1000, ROW_TEXT = 300, FLOOR_SECONDS = 2 };

static double seconds_of(const struct bench *b)
{
    return b->o->seconds < FLOOR_SECONDS ? b->o->seconds : FLOOR_SECONDS;
}

/* ---- the disk ---- */

static enum err sync_loop(struct bench *b, int fd, const char *path)
{
    char page[PAGE_BYTES];
    int64_t from = machine_ns(), until = from + (int64_t)(seconds_of(b) * 1e9), now = from;
    int64_t n = 0;
    struct cpu before = machine_cpu(0);
    memset(page, 'x', sizeof page);
    b->times.n = 0;
    while (now < until) {
        if (pwrite(fd, page, sizeof page, (n % 1024) * PAGE_BYTES) != PAGE_BYTES ||
            fdatasync(fd) != 0)
            return fail(b->cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
        int64_t then = machine_ns();
        times_add(&b->times, then - now);
        now = then;
        n++;
    }
    struct figure *f =
        figure_add(b, WAY_FLOOR, "sync", "4 KB 落盘（fdatasync）", "4 KB made durable");
    figure_set(b, f, n, now - from, before, machine_cpu(0));
    return OK;
}

static enum err sync_measure(struct bench *b)
{
    const char *path = str_fmt(b->cx->arena, "%s/bench.sync", b->cx->app->data_dir).p;
    if (!bench_wants(b, "sync"))
        return OK;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(b->cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
    enum err e = sync_loop(b, fd, path);
    close(fd);
    unlink(path);
    return e;
}

/* ---- the store ---- */

/* Rows of the table of kept answers, too old to be given to anybody: swept away afterwards. */
static enum err rows_write(struct ctx *cx, void *arg)
{
    const struct str *keys = arg;
    for (size_t i = 0; i < ROWS; i++)
        TRY(db_exec(cx, SQL_IDEM_PUT,
                    ARGS(TXT(keys[i]), TXT(keys[i]), I64(0), TXT(keys[ROWS]), I64(0), I64(1)),
                    NULL));
    return OK;
}

static enum err insert_loop(struct bench *b, struct ctx *cx)
{
    int64_t ns = 0, n = 0, until = machine_ns() + (int64_t)(seconds_of(b) * 1e9);
    struct cpu spent = {0};
    b->times.n = 0;
    while (machine_ns() < until) {
        struct str keys[ROWS + 1];
        arena_reset(cx->arena);
        for (size_t i = 0; i < ROWS; i++)
            keys[i] = rand_hex(cx->arena, HASH_BYTES);
        keys[ROWS] = rand_hex(cx->arena, ROW_TEXT / 2);
        struct cpu before = machine_cpu(b->server);
        int64_t from = machine_ns();
        TRY(db_write(cx, cx->app->store, rows_write, keys));
        int64_t took = machine_ns() - from;
        struct cpu after = machine_cpu(b->server);
        spent.own += after.own - before.own;
        spent.server += after.server - before.server;
        times_add(&b->times, took / ROWS);
        ns += took;
        n += ROWS;
    }
    struct figure *f = figure_add(b, WAY_FLOOR, "insert", "插入一行（每批 1000 行）",
                                  "one row inserted (1,000 a batch)");
    figure_set(b, f, n, ns, (struct cpu){0}, spent);
    return OK;
}

enum err floors_measure(struct bench *b)
{
    struct ctx cx;
    TRY(sync_measure(b));
    if (!bench_wants(b, "insert"))
        return OK;
    app_ctx(b->cx->app, arena_open(BENCH_ARENA), b->cx->lang, &cx);
    enum err e = insert_loop(b, &cx);
    if (e == OK)
        e = idem_sweep(&cx);
    if (e != OK)
        b->cx->error = cx.error;
    arena_close(cx.arena);
    return e;
}

/* ---- totals ---- */

static enum err totals_read(struct ctx *cx)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = OK;
    for (size_t i = 0; i < tallies_n && e == OK; i++) {
        struct tally_sum *rows = NULL;
        size_t n = 0;
        e = tally_read(cx, &tallies[i], &rows, &n);
    }
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

static enum err totals_loop(struct bench *b, struct ctx *cx)
{
    int64_t ns = 0, n = 0, from = machine_ns(), until = from + (int64_t)(b->o->seconds * 1e9);
    struct cpu before = machine_cpu(b->server);
    b->times.n = 0;
    while (b->o->operations ? n < b->o->operations : machine_ns() < until) {
        int64_t start = machine_ns();
        arena_reset(cx->arena);
        TRY(totals_read(cx));
        times_add(&b->times, machine_ns() - start);
        n++;
    }
    ns = machine_ns() - from;
    struct figure *f =
        figure_add(b, WAY_LOCAL, "totals", "各台账合计", "totals of all ledgers");
    figure_set(b, f, n, ns, before, machine_cpu(b->server));
    return OK;
}

enum err totals_measure(struct bench *b)
{
    struct ctx cx;
    if (!bench_wants(b, "totals"))
        return OK;
    app_ctx(b->cx->app, arena_open(BENCH_ARENA), b->cx->lang, &cx);
    enum err e = totals_loop(b, &cx);
    if (e != OK)
        b->cx->error = cx.error;
    arena_close(cx.arena);
    return e;
}
