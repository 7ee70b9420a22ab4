/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/reckon.h"

#include "core/actor.h"
#include "core/app.h"
#include "core/clock.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/board_step.h"
#include "loop/inspection.h"
#include "loop/limits.h"
#include "loop/notice.h"
#include "loop/spot.h"
#include "loop/trouble.h"

enum { PAGE = 200, SCRATCH_MAX = 64 << 20 };

struct running {
    int subject_kind;
    int64_t subject_id;
};
static const struct field running_fields[] = {
    FIELD(struct running, subject_kind, .names = &subject_names),
    FIELD(struct running, subject_id),
};
static const struct shape running_shape = SHAPE("running", struct running, running_fields);

struct reckon_job {
    struct running at;
    struct reckon_moved moved[CLOCK__MAX * 4];
    size_t n;
};

static enum err subject_found(struct work *w, const struct running *at, struct demand **d,
                              struct str *num, const struct mechanism **m)
{
    struct matter *of = NULL;
    struct task *t = NULL;
    if (at->subject_kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, at->subject_id, d));
        *num = (*d)->num;
        *m = work_mechanism(w, (*d)->mechanism, (*d)->mechanism_version);
        return OK;
    }
    if (at->subject_kind == SUBJECT_TASK)
        TRY(work_task(w, at->subject_id, &t));
    TRY(work_matter(w, t ? t->matter_id : at->subject_id, &of));
    *num = t ? t->num : of->num;
    *m = work_mechanism(w, of->mechanism, of->mechanism_version);
    return OK;
}

struct due_before {
    int64_t due_at;
    bool provisional;
};

static enum err all_dues(struct work *w, enum subject kind, int64_t id, struct due_before **out)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(work_clocks(w, kind, id, &clocks, &n));
    *out = NEWS(work_ctx(w)->arena, struct due_before, n + 1);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = (struct due_before){clocks[i]->due_at, clocks[i]->provisional};
    return OK;
}

/* Its own limits anew; then what a matter's demands cut short, whose dates came before it. */
static enum err reckoned(struct ctx *cx, struct work *w, const struct reckon_job *j,
                         const struct mechanism *m, struct demand *d)
{
    enum subject kind = (enum subject)j->at.subject_kind;
    struct clock **clocks = NULL;
    size_t n = 0;
    bool moved = false;
    TRY(work_clocks(w, kind, j->at.subject_id, &clocks, &n));
    for (size_t i = 0; i < n; i++) {
        struct clock k = *clocks[i];
        if (k.stopped_at || clock_due_is_kept(&k))
            continue;
        clock_reckon(cx->app->calendar, m->roll_calendar_days, &k);
        if (k.due_at == clocks[i]->due_at && k.provisional == clocks[i]->provisional)
            continue;
        moved = true;
        TRY(work_clock_extend(w, clocks[i], 0));
    }
    if (kind == SUBJECT_MATTER) {
        struct matter *of = NULL;
        TRY(work_matter(w, j->at.subject_id, &of));
        return limits_recap(cx, w, of);
    }
    return moved && d ? limits_moved(cx, w, d) : OK;
}

/* Clocks of one subject that the new calendar moves, as one event of the system. */
static enum err reckon_write(struct ctx *cx, void *arg)
{
    struct reckon_job *j = arg;
    struct work *w = work_begin(cx);
    const struct mechanism *m = NULL;
    struct demand *d = NULL;
    struct clock **clocks = NULL;
    struct due_before *before = NULL;
    struct str num = {0};
    size_t n = 0;
    enum subject kind = (enum subject)j->at.subject_kind;
    TRY(subject_found(w, &j->at, &d, &num, &m));
    if (!m)
        return OK;
    TRY(all_dues(w, kind, j->at.subject_id, &before));
    TRY(reckoned(cx, w, j, m, d));
    TRY(work_clocks(w, kind, j->at.subject_id, &clocks, &n));
    j->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (clocks[i]->due_at == before[i].due_at &&
            clocks[i]->provisional == before[i].provisional)
            continue;
        if (j->n < COUNT(j->moved))
            j->moved[j->n++] = (struct reckon_moved){str_dup(cx->arena, num), clocks[i]->kind,
                                                     before[i].due_at, clocks[i]->due_at};
    }
    if (j->n == 0)
        return OK;
    work_as_system(w, true);
    work_event(w, kind, j->at.subject_id, "calendar-loaded", -1, 0);
    work_as_system(w, false);
    return work_commit(w);
}

static enum err page_reckon(struct ctx *cx, const struct running *rows, size_t n,
                            reckon_fn *each, void *arg, size_t *total)
{
    struct reckon_job *j = NEW(cx->arena, struct reckon_job);
    for (size_t i = 0; i < n; i++) {
        j->at = rows[i];
        TRY(db_write(cx, cx->app->store, reckon_write, j));
        for (size_t k = 0; each && k < j->n; k++)
            each(arg, &j->moved[k]);
        *total += j->n;
    }
    return OK;
}

/* The next subjects with a running clock after (kind, id), reckoned; *n of them. */
static enum err page_next(struct ctx *cx, int *kind, int64_t *id, size_t *n, reckon_fn *each,
                          void *arg, size_t *total)
{
    struct running *rows = NULL;
    struct str after = *kind < 0 ? STR("") : str_c(enum_text(&subject_names, *kind));
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e =
        db_all(cx, SQL_RUNNING_PAGE, ARGS(I64(cx->jid), TXT(after), I64(*id), I64(PAGE)),
               &running_shape, (void **)&rows, n);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    if (*n == 0)
        return OK;
    *kind = rows[*n - 1].subject_kind;
    *id = rows[*n - 1].subject_id;
    return page_reckon(cx, rows, *n, each, arg, total);
}

/* The fault of a context whose arena goes. */
static void error_keep(struct ctx *cx, const struct ctx *own)
{
    cx->error = own->error;
    if (own->error.message)
        cx->error.message = str_dup(cx->arena, str_c(own->error.message)).p;
    if (own->error.field)
        cx->error.field = str_dup(cx->arena, str_c(own->error.field)).p;
}

/* Limits that stand in rows of their own. */
static enum err (*const others[])(struct ctx *, size_t *) = {
    notices_reckon, findings_reckon, troubles_reckon, board_steps_reckon, spots_reckon,
};

enum err reckon_all(struct ctx *cx, reckon_fn *each, void *arg, size_t *total)
{
    struct ctx own = *cx;
    int kind = -1;
    int64_t id = 0;
    size_t n = PAGE;
    enum err e = OK;
    *total = 0;
    own.actor = &actor_system;
    own.db = NULL;
    own.arena = arena_open(SCRATCH_MAX); /* memory stays flat however many clocks run */
    while (e == OK && n == PAGE) {
        arena_reset(own.arena);
        e = page_next(&own, &kind, &id, &n, each, arg, total);
    }
    for (size_t i = 0; e == OK && i < COUNT(others); i++) {
        size_t moved = 0;
        e = others[i](&own, &moved);
        *total += moved;
    }
    if (e != OK)
        error_keep(cx, &own);
    arena_close(own.arena);
    return e;
}

/* ---- looked at ---- */

struct looking {
    const struct calendar *calendar;
    reckon_fn *each;
    void *arg;
    size_t *total;
};

static enum err look_subject(struct ctx *cx, const struct running *at, const struct looking *l)
{
    struct work *w = work_begin(cx);
    const struct mechanism *m = NULL;
    struct demand *d = NULL;
    struct clock **clocks = NULL;
    struct str num = {0};
    size_t n = 0;
    TRY(subject_found(w, at, &d, &num, &m));
    if (!m)
        return OK;
    TRY(work_clocks(w, (enum subject)at->subject_kind, at->subject_id, &clocks, &n));
    for (size_t i = 0; i < n; i++) {
        struct clock k = *clocks[i];
        if (k.stopped_at || clock_due_is_kept(&k))
            continue;
        clock_reckon(l->calendar, m->roll_calendar_days, &k);
        if (k.due_at == clocks[i]->due_at && k.provisional == clocks[i]->provisional)
            continue;
        const struct reckon_moved moved = {num, k.kind, clocks[i]->due_at, k.due_at};
        l->each(l->arg, &moved);
        ++*l->total;
    }
    return OK;
}

static enum err look_pages(struct ctx *cx, const struct looking *l)
{
    struct str after = STR("");
    int64_t id = 0;
    for (size_t n = PAGE; n == PAGE;) {
        struct running *rows = NULL;
        arena_reset(cx->arena);
        TRY(db_all(cx, SQL_RUNNING_PAGE, ARGS(I64(cx->jid), TXT(after), I64(id), I64(PAGE)),
                   &running_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(look_subject(cx, &rows[i], l));
        if (n > 0) {
            after = str_c(enum_text(&subject_names, rows[n - 1].subject_kind));
            id = rows[n - 1].subject_id;
        }
    }
    return OK;
}

enum err reckon_look(struct ctx *cx, const struct calendar *calendar, reckon_fn *each,
                     void *arg, size_t *total)
{
    const struct looking l = {calendar, each, arg, total};
    struct ctx own = *cx;
    *total = 0;
    own.arena = arena_open(SCRATCH_MAX);
    enum err e = look_pages(&own, &l);
    if (e != OK)
        error_keep(cx, &own);
    arena_close(own.arena);
    return e;
}
