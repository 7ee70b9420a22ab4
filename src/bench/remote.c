/* SPDX-License-Identifier: Apache-2.0
 * The server as it runs, on loopback, and the load of a child process on it: first all that 64
 * connections can send, then half of that, which is where waiting times mean something.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "bench/impl.h"

enum { WARM_UP_PERCENT = 20, GRACE_MS = 5000, WORKERS = 64 };

/* The access log is written as ever, but not where the table is to stand. */
static int log_away(void)
{
    int kept = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && null >= 0)
        (void)dup2(null, STDERR_FILENO);
    if (null >= 0)
        close(null);
    return kept;
}

static void log_back(int kept)
{
    if (kept < 0)
        return;
    (void)dup2(kept, STDERR_FILENO);
    close(kept);
}

static enum err measure(struct bench *b, struct load_job *j, enum bench_way way)
{
    struct load_done done;
    struct load_job warm = *j;
    const char *name = enum_text(&script_names, (int)j->kind);
    warm.seconds = j->seconds * WARM_UP_PERCENT / 100;
    warm.seed = ++b->seed;
    TRY(load_run(b->cx, b->load, &warm, &done));
    j->seed = ++b->seed;
    struct cpu before = machine_cpu(b->server);
    TRY(load_run(b->cx, b->load, j, &done));
    struct cpu after = machine_cpu(b->server);
    struct figure *f =
        figure_add(b, way, name, enum_label(&script_names, (int)j->kind, LANG_ZH),
                   enum_label(&script_names, (int)j->kind, LANG_EN));
    b->times = *load_times(b->load);
    figure_set(b, f, done.operations, done.ns, before, after);
    f->refused = done.refused;
    return OK;
}

static enum err measure_kind(struct bench *b, enum script_kind kind, int port)
{
    struct load_job j = {
        .kind = kind, .port = port, .connections = CONNECTIONS, .seconds = b->o->seconds};
    if (!bench_wants(b, enum_text(&script_names, (int)kind)))
        return OK;
    TRY(measure(b, &j, kind == SCRIPT_BARE ? WAY_FLOOR : WAY_FULL));
    j.rate = b->out->figures[b->out->n - 1].rate / 2;
    return kind == SCRIPT_BARE || j.rate <= 0 ? OK : measure(b, &j, WAY_HALF);
}

static enum err measure_all(struct bench *b, int port)
{
    struct times local = b->times;
    enum err e = OK;
    for (int kind = SCRIPT_BARE; kind < SCRIPT__MAX && e == OK; kind++)
        e = measure_kind(b, (enum script_kind)kind, port);
    if (e == OK)
        e = burst_measure(b, port);
    b->times = local;
    return e;
}

enum err remote_measure(struct bench *b)
{
    struct http_options o;
    struct http_server *http = NULL;
    union {
        const struct api *from;
        void *to;
    } arg = {.from = b->api};
    http_defaults(&o);
    o.address = "127.0.0.1";
    o.port = 0;
    o.workers = WORKERS;
    o.per_address_max = o.connections_max;
    o.handler = api_handle;
    o.limit = api_limit;
    o.arg = arg.to;
    TRY(http_open(b->cx, &o, &http));
    log_set_level(LOG_INFO);
    int kept = log_away();
    enum err e = measure_all(b, http_port(http));
    http_close(http, GRACE_MS);
    log_back(kept);
    return e;
}
