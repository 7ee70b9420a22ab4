/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/derive.h"

#include <stdlib.h>

#include "base/beat.h"
#include "base/id.h"
#include "base/log.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"

enum {
    ARENA_BYTES = 512 * 1024 * 1024,
    STEP_BYTES = 1024 * 1024 * 1024,
    FIRST_RETRY_MS = 60000, /* then four times as long, each time */
    PAUSE_MS = 5000,        /* after the database failed */
    PROBLEM_MAX = 300,
};

/* ---- the queue ---- */

struct todo {
    int64_t id;
    int subject_kind; /* enum subject */
    int64_t subject_id, tries;
    bool words;
};
static const struct field todo_fields[] = {
    FIELD(struct todo, id),         FIELD(struct todo, subject_kind, .names = &subject_names),
    FIELD(struct todo, subject_id), FIELD(struct todo, tries),
    FIELD(struct todo, words),
};
static const struct shape todo_shape = SHAPE("derive_todo", struct todo, todo_fields);

struct id_row {
    int64_t demand_id;
};
static const struct field id_fields[] = {FIELD(struct id_row, demand_id)};
static const struct shape id_shape = SHAPE("demand_id", struct id_row, id_fields);

/* What one run took, and the demands behind it. */
struct batch {
    struct todo *rows;
    size_t n;
    struct derive_one *demands;
    size_t demands_n, cap;
    struct str *problem; /* of a row; p NULL: none */
};

static void demand_add(struct ctx *cx, struct batch *b, int64_t id, bool words)
{
    if (b->demands_n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : DERIVE_BATCH;
        struct derive_one *more = NEWS(cx->arena, struct derive_one, cap);
        if (b->demands_n)
            memcpy(more, b->demands, b->demands_n * sizeof *more);
        b->demands = more;
        b->cap = cap;
    }
    b->demands[b->demands_n++] = (struct derive_one){.demand_id = id, .words = words};
}

static enum err demands_of(struct ctx *cx, struct batch *b, const struct todo *t)
{
    struct id_row *rows = NULL;
    size_t n = 0;
    if (t->subject_kind == SUBJECT_DEMAND) {
        demand_add(cx, b, t->subject_id, t->words);
        return OK;
    }
    TRY(db_all(cx, SQL_DERIVE_DEMANDS_OF, ARGS(I64(cx->jid), I64(t->subject_id)), &id_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        demand_add(cx, b, rows[i].demand_id, t->words);
    return OK;
}

static int by_demand(const void *a, const void *b)
{
    const struct derive_one *x = a, *y = b;
    if (x->demand_id != y->demand_id)
        return x->demand_id < y->demand_id ? -1 : 1;
    return y->words - x->words;
}

/* Each demand once; words before readers only. */
static void demands_sort(struct batch *b)
{
    size_t n = 0;
    if (b->demands_n)
        qsort(b->demands, b->demands_n, sizeof *b->demands, by_demand);
    for (size_t i = 0; i < b->demands_n; i++)
        if (n == 0 || b->demands[i].demand_id != b->demands[n - 1].demand_id)
            b->demands[n++] = b->demands[i];
    b->demands_n = n;
}

/* The rows are read before what they stand for, so that a change in between is a row of its
 * own. */
static enum err batch_read(struct ctx *cx, struct batch *b)
{
    TRY(db_all(cx, SQL_DERIVE_TAKE,
               ARGS(I64(cx->jid), I64(cx->wall), I64(DERIVE_TRIES), I64(DERIVE_BATCH)),
               &todo_shape, (void **)&b->rows, &b->n));
    b->problem = NEWS(cx->arena, struct str, b->n + 1);
    for (size_t i = 0; i < b->n; i++)
        TRY(demands_of(cx, b, &b->rows[i]));
    demands_sort(b);
    return OK;
}

static enum err batch_take(struct ctx *cx, struct batch *b)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = batch_read(cx, b);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

static int64_t retry_at(const struct ctx *cx, int64_t tries)
{
    int64_t ms = FIRST_RETRY_MS;
    for (int64_t i = 1; i < tries; i++)
        ms *= 4;
    return cx->wall + ms;
}

static enum err batch_write(struct ctx *cx, void *arg)
{
    const struct batch *b = arg;
    for (size_t i = 0; i < b->n; i++) {
        const struct todo *t = &b->rows[i];
        int64_t tries = t->tries + 1;
        if (!b->problem[i].p)
            TRY(db_exec(cx, SQL_DERIVE_DONE, ARGS(I64(cx->jid), I64(t->id)), NULL));
        else
            TRY(db_exec(cx, SQL_DERIVE_FAILED,
                        ARGS(I64(cx->jid), I64(t->id), I64(tries), I64(retry_at(cx, tries)),
                             TXT(b->problem[i])),
                        NULL));
    }
    return OK;
}

/* ---- the steps ---- */

static bool is_systems_fault(enum err e)
{
    return e == ERR_IO || e == ERR_BUSY;
}

/* One step on some demands, in memory of its own. */
static enum err step_run(struct ctx *cx, const struct derive_step *s,
                         const struct derive_one *d, size_t n)
{
    struct ctx own = *cx;
    own.arena = arena_open(STEP_BYTES);
    own.db = NULL;
    enum err e = s->fn(&own, d, n);
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}

static enum err all_steps(struct ctx *cx, const struct derive_step *steps,
                          const struct derive_one *d, size_t n, const char **failed)
{
    for (const struct derive_step *s = steps; s->name; s++) {
        enum err e = step_run(cx, s, d, n);
        if (e != OK) {
            *failed = s->name;
            return e;
        }
    }
    return OK;
}

/* The rows that stand for a demand which failed. */
static enum err blame(struct ctx *cx, struct batch *b, int64_t demand, const char *step)
{
    struct str why = str_fmt(cx->arena, "%s: %.*s", step, PROBLEM_MAX, cx->error.message);
    fault_clear(cx);
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = OK;
    for (size_t i = 0; i < b->n && e == OK; i++) {
        struct batch one = {0};
        e = demands_of(cx, &one, &b->rows[i]);
        for (size_t k = 0; k < one.demands_n; k++)
            if (one.demands[k].demand_id == demand)
                b->problem[i] = why;
    }
    db_release(cx->db);
    cx->db = NULL;
    log_event(LOG_ERROR, "derive_failed", "demand", str_of_i64(cx->arena, demand).p, "why",
              why.p, NULL);
    return e;
}

static enum err one_by_one(struct ctx *cx, const struct derive_step *steps, struct batch *b,
                           const struct derive_one *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *failed = NULL;
        fault_clear(cx);
        enum err e = all_steps(cx, steps, &d[i], 1, &failed);
        if (is_systems_fault(e))
            return e;
        if (e != OK)
            TRY(blame(cx, b, d[i].demand_id, failed));
    }
    return OK;
}

static enum err batch_run(struct ctx *cx, const struct derive_step *steps, struct batch *b)
{
    for (size_t i = 0; i < b->demands_n; i += DERIVE_BATCH) {
        size_t n = b->demands_n - i < DERIVE_BATCH ? b->demands_n - i : DERIVE_BATCH;
        const char *failed = NULL;
        enum err e = all_steps(cx, steps, b->demands + i, n, &failed);
        if (is_systems_fault(e))
            return e;
        if (e != OK)
            TRY(one_by_one(cx, steps, b, b->demands + i, n));
    }
    return OK;
}

/* ---- one run ---- */

/* *until stays when another process has it. */
static enum err lease_write(struct ctx *cx, void *arg)
{
    int64_t *until = arg, changed = 0;
    int64_t wanted = cx->wall + DERIVE_LEASE_MS;
    TRY(db_exec(cx, SQL_DERIVE_LEASE,
                ARGS(I64(cx->jid), I64(cx->app->node), I64(wanted), I64(cx->wall)), &changed));
    if (changed == 1)
        *until = wanted;
    return OK;
}

static enum err lease_hold(struct ctx *cx, int64_t *until)
{
    if (*until - cx->wall > DERIVE_LEASE_MS / 2)
        return OK;
    return db_write(cx, cx->app->store, lease_write, until);
}

static enum err lease_end(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(
        cx, SQL_DERIVE_LEASE_END,
        ARGS(I64(cx->jid), I64(cx->app->node), I64(store_is_file(cx->app->store) ? 1 : 0)),
        NULL);
}

void derive_leave(struct ctx *cx)
{
    if (db_write(cx, cx->app->store, lease_end, NULL) != OK)
        fault_clear(cx); /* it ends by itself */
}

/* Pieces of work beside the queue. */
static enum err more_run(struct ctx *cx, const struct derive_step *steps, int64_t *leased_until,
                         int64_t *done)
{
    for (const struct derive_step *s = steps; s->name; s++) {
        if (!s->waits || !s->waits(cx))
            continue;
        TRY(lease_hold(cx, leased_until));
        if (*leased_until <= cx->wall)
            return OK;
        TRY(s->more(cx));
        *done += 1;
    }
    return OK;
}

static enum err todo_run(struct ctx *cx, const struct derive_step *steps, int64_t *leased_until,
                         int64_t *done)
{
    struct batch b = {0};
    TRY(batch_take(cx, &b));
    if (!b.n)
        return OK;
    TRY(lease_hold(cx, leased_until));
    if (*leased_until <= cx->wall)
        return OK;
    TRY(batch_run(cx, steps, &b));
    TRY(db_write(cx, cx->app->store, batch_write, &b));
    *done += (int64_t)b.n;
    return OK;
}

enum err derive_run(struct ctx *cx, const struct derive_step *steps, int64_t *leased_until,
                    int64_t *done)
{
    *done = 0;
    TRY(todo_run(cx, steps, leased_until, done));
    return more_run(cx, steps, leased_until, done);
}

/* ---- how it stands ---- */

struct waiting {
    int64_t n, failing, given_up, oldest;
};
static const struct field waiting_fields[] = {
    FIELD(struct waiting, n),
    FIELD(struct waiting, failing),
    FIELD(struct waiting, given_up),
    FIELD(struct waiting, oldest),
};
static const struct shape waiting_shape =
    SHAPE("derive_waiting", struct waiting, waiting_fields);

enum err derive_state(struct ctx *cx, struct derive_state *out)
{
    struct waiting w = {0};
    bool found = false;
    TRY(db_one(cx, SQL_DERIVE_WAITING,
               ARGS(I64(cx->jid), I64(DERIVE_TRIES), I64(DERIVE_COUNTED)), &waiting_shape, &w,
               &found));
    *out = (struct derive_state){
        .waiting = w.n,
        .failing = w.failing,
        .given_up = w.given_up,
        .oldest_at = w.oldest ? id_at(w.oldest) : 0,
    };
    return OK;
}

/* ---- the thread ---- */

struct deriver {
    struct app *app;
    const struct derive_step *steps;
    int64_t leased_until;
    struct arena *arena; /* of one run */
    struct beat *beat;
};

/* How long to wait before the next run, ms. */
static int64_t run_once(struct deriver *d, struct ctx *cx)
{
    int64_t done = 0;
    enum err e = derive_run(cx, d->steps, &d->leased_until, &done);
    if (e != OK) {
        log_event(e == ERR_BUSY ? LOG_WARN : LOG_ERROR, "derive_stopped", "code", err_code(e),
                  "why", cx->error.message ? cx->error.message : "", NULL);
        return PAUSE_MS;
    }
    return done ? 0 : DERIVE_EVERY_MS;
}

static int64_t deriver_beat(void *arg)
{
    struct deriver *d = arg;
    struct ctx cx;
    arena_reset(d->arena);
    app_ctx(d->app, d->arena, LANG_ZH, &cx);
    cx.actor = &actor_system;
    return run_once(d, &cx);
}

/* What a killed process held is free at once. */
static void leave(struct deriver *d)
{
    struct ctx cx;
    arena_reset(d->arena);
    app_ctx(d->app, d->arena, LANG_ZH, &cx);
    derive_leave(&cx);
}

enum err deriver_start(struct ctx *cx, const struct derive_step *steps, struct deriver **out)
{
    struct deriver *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->app = cx->app;
    d->steps = steps;
    d->arena = arena_open(ARENA_BYTES);
    leave(d);
    d->beat = beat_start(deriver_beat, d, 0);
    *out = d;
    return d->beat
               ? OK
               : fail(cx, ERR_IO, "无法启动分析线程", "cannot start the thread that derives");
}

void deriver_stop(struct deriver *d)
{
    if (!d)
        return;
    beat_stop(d->beat);
    leave(d);
    arena_close(d->arena);
    free(d);
}
