/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/tick.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/beat.h"
#include "base/log.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app_open.h"
#include "core/attach.h"
#include "core/flow.h"
#include "core/idem.h"
#include "core/model.h"
#include "core/node.h"
#include "core/partial.h"
#include "core/session.h"
#include "db/db.h"
#include "loop/brief.h"
#include "loop/instruct.h"
#include "loop/interview.h"
#include "loop/links.h"
#include "loop/meeting.h"
#include "loop/notice.h"
#include "loop/reckon.h"
#include "loop/relist.h"
#include "loop/signal.h"
#include "loop/spot.h"
#include "loop/urgent.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, KEEP_BYTES = 16 * 1024 * 1024, PAGE = 50 };

/* ---- limits that end ---- */

struct due {
    int64_t clock_id, due_at, subject_id;
};
static const struct field due_fields[] = {
    FIELD(struct due, clock_id),
    FIELD(struct due, due_at),
    FIELD(struct due, subject_id),
};
static const struct shape due_shape = SHAPE("due", struct due, due_fields);

/* Whether more than the clock's due date is over; then the body of the step. */
typedef enum err over_fn(struct work *w, int64_t id, const struct clock *k, bool *yes,
                         const void **body);

/* What the end of a clock brings about. */
struct ending {
    enum sql statement;
    enum subject subject;
    enum clock_kind clock;
    const char *step;
    over_fn *over; /* NULL: the due date is all */
};

struct job {
    const struct ending *end;
    int64_t id;
    bool early; /* nothing to do yet, or any more */
};

/* The citizen's time to rate. */
static bool rating_ended(const struct ctx *cx, const struct demand *d,
                         const struct mechanism *m)
{
    return cx->now > time_day_end(time_day(d->answered_at) + m->rate_days);
}

static enum err demand_and_mechanism(struct work *w, int64_t id, struct demand **d,
                                     const struct mechanism **m)
{
    TRY(work_demand(w, id, d));
    *m = work_mechanism(w, (*d)->mechanism, (*d)->mechanism_version);
    return *m ? OK
              : fail(work_ctx(w), ERR_BUG, "找不到所用的机制版本",
                     "the mechanism version is not loaded");
}

static enum err unrated_over(struct work *w, int64_t id, const struct clock *k, bool *yes,
                             const void **body)
{
    static const struct reason_body why = {.reason = STR_INIT("评价期已过，群众未作评价")};
    const struct mechanism *m = NULL;
    struct demand *d = NULL;
    (void)k;
    TRY(demand_and_mechanism(w, id, &d, &m));
    *yes = rating_ended(work_ctx(w), d, m);
    *body = &why;
    return OK;
}

/* The desk has tried as often as it must, or its window after the due date is over (ADR 0014).
 */
static enum err uncalled_over(struct work *w, int64_t id, const struct clock *k, bool *yes,
                              const void **body)
{
    struct ctx *cx = work_ctx(w);
    struct reason_body *why = NEW(cx->arena, struct reason_body);
    const struct mechanism *m = NULL;
    struct demand *d = NULL;
    TRY(demand_and_mechanism(w, id, &d, &m));
    bool tried = d->attempts >= m->callback_attempts;
    bool late = cx->now > k->due_at + m->callback_window_days * MS_PER_DAY;
    *yes = rating_ended(cx, d, m) && (tried || late);
    why->reason =
        tried ? str_fmt(cx->arena, "回访期限届满，已联系%" PRId64 "次未果", d->attempts)
              : str_fmt(cx->arena, "回访期限届满%" PRId64 "日仍无结果（已联系%" PRId64 "次）",
                        m->callback_window_days, d->attempts);
    *body = why;
    return OK;
}

static const struct ending endings[] = {
    {SQL_TICK_UNSIGNED, SUBJECT_TASK, CLOCK_SIGN, "sign", NULL},
    {SQL_TICK_UNRATED, SUBJECT_DEMAND, CLOCK_CALLBACK, "no-verdict", unrated_over},
    {SQL_TICK_UNCALLED, SUBJECT_DEMAND, CLOCK_CALLBACK, "no-verdict", uncalled_over},
    {SQL_TICK_UNARCHIVED, SUBJECT_MATTER, CLOCK_LOOKBACK, "archive", NULL},
};

static enum err subject_load(struct work *w, enum subject kind, int64_t id)
{
    struct demand *d = NULL;
    struct matter *m = NULL;
    struct task *t = NULL;
    if (kind == SUBJECT_DEMAND)
        return work_demand(w, id, &d);
    return kind == SUBJECT_MATTER ? work_matter(w, id, &m) : work_task(w, id, &t);
}

static enum err end_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    struct work *w = work_begin(cx);
    struct clock *k = NULL;
    const void *body = NULL;
    struct act a;
    bool over = true;
    TRY(subject_load(w, j->end->subject, j->id));
    TRY(work_clock(w, j->end->subject, j->id, j->end->clock, &k));
    j->early = !k || k->paused_at || k->due_at > cx->now;
    if (!j->early && j->end->over) {
        TRY(j->end->over(w, j->id, k, &over, &body));
        j->early = !over;
    }
    if (j->early)
        return OK;
    work_as_system(w, true);
    TRY(flow_step(cx, w, j->end->subject, j->end->step, j->id, body, &a));
    return work_commit(w);
}

static bool is_systems_fault(enum err e)
{
    return e == ERR_IO || e == ERR_BUSY;
}

static enum err end_one(struct ctx *cx, const struct ending *end, int64_t id, int *acts,
                        int *failed)
{
    char number[24];
    struct job j = {.end = end, .id = id};
    enum err e = db_write(cx, cx->app->store, end_write, &j);
    if (is_systems_fault(e))
        return e;
    if (e == OK) {
        *acts += !j.early;
        return OK;
    }
    log_event(LOG_WARN, "tick_refused", "step", end->step, "id", log_num(number, id), "code",
              err_code(e), "why", cx->error.message, NULL);
    fault_clear(cx);
    ++*failed;
    return OK;
}

/* The latest due date whose call-back window can be over under any mechanism. */
static int64_t windows_over(const struct ctx *cx)
{
    const struct mechanism *const *all = NULL;
    size_t n = mechanism_all(cx->app->mechanisms, &all);
    int64_t days = 0;
    for (size_t i = 0; i < n; i++)
        if (!days || all[i]->callback_window_days < days)
            days = all[i]->callback_window_days;
    return cx->now - days * MS_PER_DAY;
}

static enum err page_read(struct ctx *cx, const struct ending *end, const struct due *after,
                          struct due **rows, size_t *n)
{
    void *all = NULL;
    const struct val args[] = {I64(cx->jid),         I64(cx->now), I64(after->due_at),
                               I64(after->clock_id), I64(PAGE),    I64(windows_over(cx))};
    size_t args_n = COUNT(args) - (end->statement != SQL_TICK_UNCALLED);
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, end->statement, args, args_n, &due_shape, &all, n);
    db_release(cx->db);
    cx->db = NULL;
    *rows = all;
    return e;
}

static enum err end_all(struct ctx *cx, const struct ending *end, int *acts, int *failed)
{
    struct due after = {0}, *rows = NULL;
    size_t n = PAGE;
    while (n == PAGE && *acts < TICK_ACTS) {
        TRY(page_read(cx, end, &after, &rows, &n));
        for (size_t i = 0; i < n && *acts < TICK_ACTS; i++) {
            TRY(end_one(cx, end, rows[i].subject_id, acts, failed));
            after = rows[i];
        }
    }
    return OK;
}

enum err tick_run(struct ctx *cx, struct tick_done *out)
{
    int acts[COUNT(endings)] = {0};
    size_t wound = 0;
    *out = (struct tick_done){0};
    cx->actor = &actor_system;
    for (size_t i = 0; i < COUNT(endings); i++) {
        TRY(end_all(cx, &endings[i], &acts[i], &out->failed));
        out->more |= acts[i] == TICK_ACTS;
    }
    TRY(urgent_climb(cx, TICK_ACTS, &out->climbed, &out->failed));
    out->more |= out->climbed == TICK_ACTS;
    TRY(instruct_overdue(cx, TICK_ACTS, &out->told));
    out->more |= out->told >= TICK_ACTS;
    TRY(promises_remind(cx, TICK_ACTS, &out->reminded));
    TRY(notices_raise(cx, TICK_ACTS, &out->warned, &out->failed));
    out->more |= out->warned >= TICK_ACTS;
    TRY(signals_raise(cx, &out->signals, &out->failed));
    TRY(spots_wind(cx, &wound));
    TRY(meetings_remind(cx, TICK_ACTS, &out->meetings));
    out->more |= out->reminded >= TICK_ACTS || out->meetings >= TICK_ACTS;
    out->signed_for = acts[0];
    out->unrated = acts[1];
    out->uncalled = acts[2];
    out->archived = acts[3];
    return OK;
}

/* ---- what other processes changed ---- */

struct fingerprint {
    int64_t clock_offset_ms;
    struct str mechanism;
    int64_t units, unit_sum, places, place_sum, org_events, mechanisms, directories, urgent,
        days, day_sum;
    int64_t away_sum, roster_sum;
};
static const struct field fingerprint_fields[] = {
    FIELD(struct fingerprint, clock_offset_ms),
    FIELD(struct fingerprint, mechanism),
    FIELD(struct fingerprint, units),
    FIELD(struct fingerprint, unit_sum),
    FIELD(struct fingerprint, places),
    FIELD(struct fingerprint, place_sum),
    FIELD(struct fingerprint, org_events),
    FIELD(struct fingerprint, mechanisms),
    FIELD(struct fingerprint, directories),
    FIELD(struct fingerprint, urgent),
    FIELD(struct fingerprint, days),
    FIELD(struct fingerprint, day_sum),
    FIELD(struct fingerprint, away_sum),
    FIELD(struct fingerprint, roster_sum),
};
static const struct shape fingerprint_shape =
    SHAPE("fingerprint", struct fingerprint, fingerprint_fields);

static enum err fingerprint_text(struct ctx *cx, struct str *out)
{
    struct fingerprint f = {0};
    struct buf b;
    struct json w;
    bool found = false;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e =
        db_one(cx, SQL_TICK_FINGERPRINT, ARGS(I64(cx->jid)), &fingerprint_shape, &f, &found);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    buf_init(&b, cx->arena, 4096);
    json_init(&w, &b);
    json_obj(&w);
    shape_json(&w, &fingerprint_shape, &f);
    json_ki64(&w, "today", time_day(cx->wall + f.clock_offset_ms));
    json_obj_end(&w);
    *out = buf_done(&b);
    return OK;
}

static enum err no_write(struct ctx *cx, void *arg)
{
    (void)cx, (void)arg;
    return OK;
}

enum err tick_reload(struct ctx *cx, struct arena *keep, struct tick_seen *seen)
{
    struct str now = {0};
    size_t moved = 0, listed = 0;
    TRY(fingerprint_text(cx, &now));
    if (str_eq(now, seen->fingerprint))
        return OK;
    if (!seen->org)
        seen->org = cx->app->org;
    if (seen->fingerprint.n > 0) {
        TRY(app_reload(cx));
        log_event(LOG_INFO, "reloaded", NULL);
        /* What was done by the old calendar and the old tree while another process changed
         * them. An act that was being written meanwhile is on disk once a write behind it
         * returns. */
        TRY(db_write(cx, cx->app->store, no_write, NULL));
        TRY(reckon_all(cx, NULL, NULL, &moved));
        TRY(relist_moved(cx, seen->org, &listed));
    }
    *seen = (struct tick_seen){.fingerprint = str_dup(keep, now), .org = cx->app->org};
    return OK;
}

/* ---- the thread ---- */

struct ticker {
    struct app *app;
    struct ticker_options o;
    struct arena *arena; /* of one run */
    struct arena *keep;
    struct tick_seen seen;
    int64_t renewed_at, swept_at; /* monotonic; 0 = never */
    int64_t briefed;              /* minute of the register's clock */
    struct beat *beat;
};

static void complain(struct ctx *cx, const char *what, enum err e)
{
    if (e == OK)
        return;
    log_event(e == ERR_BUSY ? LOG_WARN : LOG_ERROR, "tick_failed", "what", what, "code",
              err_code(e), "why", cx->error.message ? cx->error.message : "", NULL);
    fault_clear(cx);
}

/* The lease comes first: without it nothing may be written. */
static bool renew(struct ticker *t, struct ctx *cx)
{
    int64_t now = time_mono();
    if (t->renewed_at && now - t->renewed_at < NODE_RENEW_MS)
        return true;
    enum err e = app_renew(cx);
    complain(cx, "renew", e);
    if (e == OK)
        t->renewed_at = now;
    if (e != ERR_CONFLICT)
        return true;
    t->o.lost(t->o.arg);
    return false;
}

static void sweep(struct ticker *t, struct ctx *cx)
{
    int64_t now = time_mono();
    int removed = 0;
    if (t->swept_at && now - t->swept_at < TICK_SWEEP_MS)
        return;
    t->swept_at = now;
    complain(cx, "sessions", session_sweep(cx));
    complain(cx, "answers", idem_sweep(cx));
    complain(cx, "uploads", attach_sweep(cx, &removed));
    complain(cx, "unfinished uploads", partial_sweep(cx));
    complain(cx, "urgent", urgent_sweep(cx));
}

/* A gateway that hangs must not cost the lease. */
static bool messages(struct ticker *t, struct ctx *cx)
{
    int sent = 0;
    for (size_t i = 0; i < t->o.senders_n; i++) {
        complain(cx, "messages", outbox_run(cx, &t->o.senders[i], 1, TICK_MESSAGES, &sent));
        if (!renew(t, cx))
            return false;
    }
    return true;
}

/* Looked for every minute of the register's clock: what was sent stands in the store. */
static void briefs(struct ticker *t, struct ctx *cx)
{
    int64_t minute = cx->now / MS_PER_MINUTE;
    int sent = 0;
    if (t->briefed == minute)
        return;
    t->briefed = minute;
    complain(cx, "reports", brief_send_due(cx, &sent));
}

/* What another process, or the night, has put into use. */
static enum err models_reload(struct ctx *cx)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = models_refresh(cx);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

static bool run_once(struct ticker *t)
{
    struct tick_done done = {0};
    struct ctx cx;
    arena_reset(t->arena);
    app_ctx(t->app, t->arena, LANG_ZH, &cx);
    cx.actor = &actor_system;
    if (!renew(t, &cx))
        return false;
    complain(&cx, "reload", tick_reload(&cx, t->keep, &t->seen));
    cx.now = cx.wall + t->app->clock_offset_ms;
    complain(&cx, "models", models_reload(&cx));
    complain(&cx, "limits", tick_run(&cx, &done));
    briefs(t, &cx);
    if (!messages(t, &cx))
        return false;
    sweep(t, &cx);
    return done.more && !done.failed;
}

static int64_t ticker_beat(void *arg)
{
    return run_once(arg) ? 1 : TICK_EVERY_MS;
}

enum err ticker_start(struct ctx *cx, const struct ticker_options *o, struct ticker **out)
{
    struct ticker *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    t->app = cx->app;
    t->o = *o;
    t->arena = arena_open(ARENA_BYTES);
    t->keep = arena_open(KEEP_BYTES);
    t->beat = beat_start(ticker_beat, t, 0);
    *out = t;
    return t->beat ? OK
                   : fail(cx, ERR_IO, "无法启动定时线程", "cannot start the scheduler thread");
}

void ticker_stop(struct ticker *t)
{
    if (!t)
        return;
    beat_stop(t->beat);
    arena_close(t->arena);
    arena_close(t->keep);
    free(t);
}
