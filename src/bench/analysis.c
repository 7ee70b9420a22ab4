/* SPDX-License-Identifier: Apache-2.0
 * What is computed from what was said: the queue worked off to its end, groups made anew, and
 * how far both stay behind while people submit and search.
 */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "bench/impl.h"
#include "core/actor.h"
#include "loop/derive.h"
#include "loop/hotspot.h"
#include "loop/search_index.h"
#include "loop/train.h"

static const size_t WIDE_ARENA = (size_t)1 << 34; /* of address space */

enum {
    DERIVE_ARENA = 1 << 30,
    BURST_RATE = 500,   /* a second */
    BURST_STRETCH = 12, /* times the seconds of another measurement: 60 s usually */
    BURST_CONNECTIONS = 16,
    LAG_MOST_S = 600,
    LOOK_MS = 100,
    SEARCH_PAUSE_MS = 50, /* four searches of selective words for one of the other kind */
    RARE_PAUSE_MS = 200,
};

static void own_ctx(struct bench *b, struct ctx *own, size_t bytes)
{
    *own = *b->cx;
    own->actor = &actor_system;
    own->arena = arena_open(bytes);
    own->wall = time_wall();
}

static enum err own_end(struct bench *b, struct ctx *own, enum err e, const char *zh,
                        const char *en)
{
    if (e != OK)
        e = fail(b->cx, e, "%s：%s", "%s: %s", b->cx->lang == LANG_ZH ? zh : en,
                 own->error.message ? own->error.message : "");
    arena_close(own->arena);
    return e;
}

/* ---- the queue, as a server's thread would work it off ---- */

static enum err queue_piece(struct bench *b, int64_t *leased_until, int64_t *done)
{
    struct ctx own;
    own_ctx(b, &own, DERIVE_ARENA);
    return own_end(b, &own, derive_run(&own, derive_steps, leased_until, done), "推算没有完成",
                   "what is derived was not made");
}

/* The rows that wait, up to DERIVE_COUNTED. */
static enum err waiting(struct bench *b, int64_t *rows)
{
    struct ctx own;
    struct derive_state s = {0};
    own_ctx(b, &own, DERIVE_ARENA);
    enum err e = db_acquire(&own, own.app->store, &own.db);
    if (e == OK) {
        e = derive_state(&own, &s);
        db_release(own.db);
    }
    *rows = s.waiting;
    return own_end(b, &own, e, "待推算的行没有数到", "the queue was not counted");
}

static enum err queue_fill(struct bench *b)
{
    int64_t leased_until = 0, done = 1, all = 0;
    struct cpu before = machine_cpu(b->server);
    int64_t from = machine_ns();
    b->note(b->note_arg, "推算：索引、相似、热点", "deriving: index, likeness, hot spots");
    while (done) {
        TRY(queue_piece(b, &leased_until, &done));
        all += done;
    }
    if (all == 0)
        return OK;
    struct figure *f =
        figure_add(b, WAY_LOCAL, "derive", "推算（一件诉求）", "what is derived, a demand");
    b->times.n = 0;
    /* The first time every demand is new to the index, whatever number of pieces that took. */
    figure_set(b, f, all > b->out->matters ? all : b->out->matters, machine_ns() - from, before,
               machine_cpu(b->server));
    return OK;
}

static enum err model_fill(struct bench *b)
{
    struct ctx own;
    struct train_done d = {0};
    struct model_held held;
    if (model_hold(b->cx, MODEL_CLASS, &held))
        return OK;
    b->note(b->note_arg, "训练类别模型", "training the model of classes");
    own_ctx(b, &own, WIDE_ARENA);
    return own_end(b, &own, train_run(&own, MODEL_CLASS, &d), "没有训练成",
                   "nothing was learnt");
}

/* As it is after a night. */
static enum err index_tidy(struct bench *b)
{
    bool done = !store_is_file(b->cx->app->store);
    while (!done)
        TRY(search_index_tidy(b->cx, &done));
    return OK;
}

enum err analysis_fill(struct bench *b)
{
    static const char *const needing[] = {"derive", "search",  "search_rare",
                                          "same",   "regroup", "burst"};
    bool wanted = false;
    for (size_t i = 0; i < COUNT(needing); i++)
        wanted = wanted || bench_wants(b, needing[i]);
    if (wanted) {
        TRY(search_index_open(b->cx));
        TRY(queue_fill(b));
        TRY(index_tidy(b));
    }
    return bench_wants(b, "suggest") ? model_fill(b) : OK;
}

/* ---- groups from stored signatures ---- */

enum err regroup_measure(struct bench *b)
{
    struct ctx own;
    int64_t demands = 0, from = machine_ns();
    if (!bench_wants(b, "regroup"))
        return OK;
    struct cpu before = machine_cpu(b->server);
    own_ctx(b, &own, WIDE_ARENA);
    enum err e = hotspot_regroup(&own, &demands);
    b->out->regroup_bytes = machine_rss_anon();
    TRY(own_end(b, &own, e, "热点没有重新归并", "hot spots were not grouped anew"));
    struct figure *f =
        figure_add(b, WAY_LOCAL, "regroup", "热点全部重新归并", "all hot spots grouped anew");
    b->times.n = 0;
    times_add(&b->times, machine_ns() - from);
    figure_set(b, f, 1, machine_ns() - from, before, machine_cpu(b->server));
    return OK;
}

/* ---- a burst ---- */

static void *searching_run(void *arg)
{
    struct searching *s = arg;
    local_until(s->b, s);
    return NULL;
}

static enum err figure_of(struct bench *b, struct searching *s, int64_t ns)
{
    const char *name = enum_text(&script_names, (int)s->kind);
    struct times kept = b->times;
    struct cpu none = {0};
    if (s->trouble[0])
        return fail(b->cx, ERR_BUG, "不是预期的答复：%s",
                    "not the answer that was expected: %s", s->trouble);
    struct figure *f =
        figure_add(b, WAY_BURST, name, enum_label(&script_names, (int)s->kind, LANG_ZH),
                   enum_label(&script_names, (int)s->kind, LANG_EN));
    b->times = s->times;
    figure_set(b, f, (int64_t)s->times.n, ns, none, none);
    b->times = kept;
    return OK;
}

static enum err lag_measure(struct bench *b, int64_t submitted)
{
    const struct timespec look = {.tv_nsec = LOOK_MS * INT64_C(1000000)};
    int64_t from = machine_ns(), rows = 1, until = from + LAG_MOST_S * INT64_C(1000000000);
    while (rows && machine_ns() < until) {
        TRY(waiting(b, &rows));
        if (rows)
            nanosleep(&look, NULL);
    }
    if (rows)
        return fail(b->cx, ERR_BUSY, "过了 %d 秒还有没推算完的", "%d s later some still waits",
                    LAG_MOST_S);
    struct figure *f = figure_add(b, WAY_BURST, "lag", "此后推算完（次数是提交的件数）",
                                  "done with after (count: submitted)");
    struct cpu none = {0}; /* requests and what is derived cannot be told apart */
    struct times one = {.p = (uint32_t[1]){0}, .cap = 1}, kept = b->times;
    times_add(&one, machine_ns() - from);
    b->times = one;
    figure_set(b, f, submitted, machine_ns() - from, none, none);
    b->times = kept;
    return OK;
}

static enum err burst(struct bench *b, int port, struct searching *s)
{
    struct load_job j = {.kind = SCRIPT_SUBMIT,
                         .port = port,
                         .connections = BURST_CONNECTIONS,
                         .seconds = b->o->seconds * BURST_STRETCH,
                         .rate = BURST_RATE,
                         .seed = ++b->seed};
    struct load_done done = {0};
    atomic_bool over = false;
    pthread_t threads[2];
    int started = 0;
    enum err e = OK;
    for (; started < 2 && e == OK; started++) {
        s[started].over = &over;
        if (pthread_create(&threads[started], NULL, searching_run, &s[started]) != 0) {
            e = fail(b->cx, ERR_IO, "无法启动线程", "no thread could be started");
            break;
        }
    }
    int64_t from = machine_ns();
    if (e == OK)
        e = load_run(b->cx, b->load, &j, &done);
    int64_t ns = machine_ns() - from;
    atomic_store(&over, true);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    TRY(e);
    struct figure *f =
        figure_add(b, WAY_BURST, "submit", enum_label(&script_names, SCRIPT_SUBMIT, LANG_ZH),
                   enum_label(&script_names, SCRIPT_SUBMIT, LANG_EN));
    struct cpu none = {0};
    b->times = *load_times(b->load);
    figure_set(b, f, done.operations, done.ns, none, none);
    f->refused = done.refused;
    for (int i = 0; i < 2; i++)
        TRY(figure_of(b, &s[i], ns));
    return lag_measure(b, done.operations);
}

enum err burst_measure(struct bench *b, int port)
{
    enum { KEPT = 200000 };
    struct searching s[2] = {
        {.b = b, .kind = SCRIPT_SEARCH, .pause_ms = SEARCH_PAUSE_MS, .seed = ++b->seed},
        {.b = b, .kind = SCRIPT_SEARCH_RARE, .pause_ms = RARE_PAUSE_MS, .seed = ++b->seed},
    };
    struct deriver *d = NULL;
    struct ctx own;
    if (!bench_wants(b, "burst"))
        return OK;
    for (int i = 0; i < 2; i++)
        s[i].times = (struct times){.p = NEWS(b->cx->arena, uint32_t, KEPT), .cap = KEPT};
    own_ctx(b, &own, DERIVE_ARENA);
    enum err e = deriver_start(&own, derive_steps, &d);
    if (e == OK)
        e = burst(b, port, s);
    else
        e = fail(b->cx, e, "无法启动推算", "the deriver could not be started");
    deriver_stop(d);
    arena_close(own.arena);
    return e;
}
