/* SPDX-License-Identifier: Apache-2.0
 * Group commit: the waiting jobs share a transaction, and a job that spoils it is undone alone.
 */
#include "db/driver.h"

enum { CONFLICTS_MAX = 4 };

enum how {
    TOGETHER,   /* no savepoints: the fast way; anything unclean spoils the attempt */
    SAVEPOINTS, /* an unclean job is undone alone */
    ALONE       /* one job, its own transaction: whatever happens is final */
};

enum outcome {
    DONE,   /* every job has its result */
    SPOILT, /* nothing was kept, and a more careful way has to be taken */
    AGAIN   /* nothing was kept for a reason that lies outside the jobs */
};

/* The first job's language and memory describe what is nobody's own failure. */
static enum tx_result tx(struct db *w, const struct job *j, enum tx_step step)
{
    struct ctx cx = *j->cx;

    fault_clear(&cx);
    return w->store->driver->tx(&cx, w, step);
}

static bool tx_lost(const struct db *w)
{
    return w->store->driver->tx_lost(w);
}

/* Gives up what the attempt did. */
static enum outcome undo(struct db *w, const struct job *j, enum outcome o)
{
    if (!tx_lost(w))
        tx(w, j, TX_ROLLBACK);
    else if (w->store->driver->again)
        return AGAIN;
    return o;
}

/* Every job fails as the transaction did; each sentence in the memory of its own caller. */
static void all_failed(const struct db *w, struct job **jobs, int n)
{
    for (int i = 0; i < n; i++) {
        struct ctx *cx = jobs[i]->cx;

        fault_clear(cx);
        jobs[i]->result = fail(cx, w->failed.code, "%s", "%s", w->failed.message);
        cx->error.retry_after_s = w->failed.retry_after_s;
    }
}

/* Runs one job; true when it failed and left something to undo. */
static bool job_spoils(struct db *w, struct job *j, enum how how)
{
    struct ctx cx = *j->cx;
    int64_t before = w->store->driver->changes(w);

    cx.db = w;
    fault_clear(&cx);
    if (how == SAVEPOINTS)
        w->failed = (struct fault){0};
    j->result = j->fn(&cx, j->arg);
    if (how == SAVEPOINTS && w->failed.code == OK && j->result == OK)
        j->result = w->store->driver->settle(&cx, w);
    j->clashed = w->failed.code == ERR_CONFLICT;
    if (w->failed.code != OK) {
        j->result = w->failed.code;
        cx.error = w->failed;
    }
    j->cx->error = j->result == OK ? (struct fault){.code = OK} : cx.error;
    return j->result != OK &&
           (w->failed.code != OK || w->store->driver->changes(w) != before || tx_lost(w));
}

static enum outcome batch_try(struct db *w, struct job **jobs, int n, enum how how)
{
    w->failed = (struct fault){0};
    if (tx(w, jobs[0], TX_BEGIN) != TX_DONE) {
        all_failed(w, jobs, n);
        return undo(w, jobs[0], DONE);
    }
    for (int i = 0; i < n; i++) {
        if (how == SAVEPOINTS && tx(w, jobs[i], TX_SAVEPOINT) != TX_DONE)
            return undo(w, jobs[i], SPOILT);
        bool spoilt = job_spoils(w, jobs[i], how);
        if (spoilt &&
            (how != SAVEPOINTS || tx_lost(w) || tx(w, jobs[i], TX_ROLLBACK_TO) != TX_DONE))
            return undo(w, jobs[i], how == ALONE ? DONE : SPOILT);
        if (how == SAVEPOINTS && tx(w, jobs[i], TX_RELEASE) != TX_DONE)
            return undo(w, jobs[i], SPOILT);
    }
    enum tx_result committed = tx(w, jobs[0], TX_COMMIT);
    if (committed == TX_DONE)
        return DONE;
    if (how == ALONE || committed == TX_UNKNOWN) {
        all_failed(w, jobs, n);
        jobs[0]->clashed = w->failed.code == ERR_CONFLICT;
    }
    return committed == TX_UNKNOWN ? DONE : undo(w, jobs[0], how == ALONE ? DONE : SPOILT);
}

/* Tries anew as long as the driver finds it worth it; then the reason is the jobs' result. */
static enum outcome batch_insist(struct db *w, struct job **jobs, int n, enum how how)
{
    enum outcome o;
    int tries = 0;

    while ((o = batch_try(w, jobs, n, how)) == AGAIN)
        if (!w->store->driver->again(w, ++tries)) {
            all_failed(w, jobs, n);
            return DONE;
        }
    return o;
}

/* Where other processes write as well, a key that is there already may have come while the job
 * ran: the next run sees it and says what there is to say, or fails in the same way. */
static void insist_alone(struct db *w, struct job *j)
{
    int conflicts = 0;

    do
        batch_insist(w, &j, 1, ALONE);
    while (j->clashed && w->store->driver->again && ++conflicts < CONFLICTS_MAX);
}

void writer_batch(struct db *w, struct job **jobs, int n)
{
    if (n > 1 && batch_insist(w, jobs, n, TOGETHER) == DONE)
        return;
    bool kept = n > 1 && batch_insist(w, jobs, n, SAVEPOINTS) == DONE;
    for (int i = 0; i < n; i++)
        if (!kept || (jobs[i]->clashed && w->store->driver->again))
            insist_alone(w, jobs[i]);
}

enum err writer_run(struct ctx *cx, struct store *s, db_write_fn *fn, void *arg)
{
    struct job j = {.cx = cx, .fn = fn, .arg = arg};

    if (!queue_run(s->queue, &j)) {
        enum err e = fail(cx, ERR_BUSY, "写入排队已满，请稍后再试",
                          "too many writes are waiting, try again");
        cx->error.retry_after_s = 1;
        return e;
    }
    return j.result;
}
