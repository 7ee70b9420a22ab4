/* SPDX-License-Identifier: Apache-2.0
 * Clocks of a unit of work: the rules that tie them to states, and the acts that change them.
 */
#include <assert.h>

#include "core/app.h"
#include "core/work_impl.h"

/* A clock starts when a state of `start` is entered, runs through the states of `run`, rests in
 * those of `pause` and stops anywhere else (domain.md, Clocks). happened: the citizen's wait is
 * counted from when it happened, a desk's from when it was recorded. */
struct clock_rule {
    enum subject subject;
    enum clock_kind clock;
    uint32_t start, run, pause;
    bool happened;
    bool once; /* not started again once it has stopped */
};

enum {
    DEMAND_WAITS = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                   BIT(DEMAND_IN_MATTER),
    MATTER_GOES_ON = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) |
                     BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
                     BIT(MATTER_CALLING_BACK) | BIT(MATTER_MOVED_UP),
    TASK_GOES_ON = BIT(TASK_SENT) | BIT(TASK_SIGNED) | BIT(TASK_WORKING) |
                   BIT(TASK_RETURN_ASKED) | BIT(TASK_REPORTED),
};

static const struct clock_rule rules[] = {
    /* Again after an answer, an explanation or an exit, the citizen waits anew. */
    {SUBJECT_DEMAND, CLOCK_REPLY, DEMAND_WAITS, DEMAND_WAITS, 0, true, false},
    {SUBJECT_DEMAND, CLOCK_SCREEN, BIT(DEMAND_RECEIVED), BIT(DEMAND_RECEIVED), 0, false, false},
    {SUBJECT_DEMAND, CLOCK_EXPLAIN, BIT(DEMAND_TO_EXPLAIN), BIT(DEMAND_TO_EXPLAIN), 0, false,
     false},
    {SUBJECT_DEMAND, CLOCK_CALLBACK, BIT(DEMAND_ANSWERED), BIT(DEMAND_ANSWERED), 0, false,
     false},
    {SUBJECT_DEMAND, CLOCK_REDO, BIT(DEMAND_UNSATISFIED), BIT(DEMAND_UNSATISFIED), 0, false,
     false},
    {SUBJECT_MATTER, CLOCK_PLACE, BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH),
     BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH), 0, false, false},
    {SUBJECT_MATTER, CLOCK_FEEDBACK, BIT(MATTER_HANDLING), BIT(MATTER_HANDLING),
     BIT(MATTER_IN_REVIEW), true, false},
    {SUBJECT_MATTER, CLOCK_REVIEW, BIT(MATTER_IN_REVIEW), BIT(MATTER_IN_REVIEW), 0, false,
     false},
    {SUBJECT_MATTER, CLOCK_ANSWER, BIT(MATTER_APPROVED), BIT(MATTER_APPROVED), 0, false, false},
    {SUBJECT_MATTER, CLOCK_CLOSE, BIT(MATTER_HANDLING), MATTER_GOES_ON, 0, true, false},
    {SUBJECT_MATTER, CLOCK_UPSTREAM, BIT(MATTER_MOVED_UP), BIT(MATTER_MOVED_UP), 0, false,
     false},
    {SUBJECT_MATTER, CLOCK_LOOKBACK, BIT(MATTER_CLOSED), BIT(MATTER_CLOSED), 0, false, false},
    /* Started by acts, ended by states: a sponsorship ends with closing; what a leader wrote on
     * a demand goes over to its matter, or is answered by the demand's own end. */
    {SUBJECT_MATTER, CLOCK_BANK, 0, BIT(MATTER_TO_DISPATCH), 0, false, false},
    {SUBJECT_MATTER, CLOCK_SPONSOR, 0, MATTER_GOES_ON, 0, false, false},
    {SUBJECT_DEMAND, CLOCK_INSTRUCTION, 0,
     BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN), 0, false, false},
    {SUBJECT_TASK, CLOCK_SIGN, BIT(TASK_SENT), BIT(TASK_SENT), 0, false, false},
    {SUBJECT_TASK, CLOCK_RETURN, BIT(TASK_RETURN_ASKED), BIT(TASK_RETURN_ASKED), 0, false,
     false},
    /* Started by the whistle with its hour; rests while the return is decided. */
    {SUBJECT_TASK, CLOCK_ARRIVE, 0, BIT(TASK_SENT), BIT(TASK_RETURN_ASKED), false, false},
    {SUBJECT_TASK, CLOCK_HELPER, BIT(TASK_SENT), TASK_GOES_ON, 0, false, true},
};

/* What a limit depends on: the mechanism and the traits of the subject (a task's are its
 * matter's). */
struct traits {
    const struct mechanism *m;
    struct str kind, class, difficulty;
    enum level lvl;
};

static enum err traits_of(struct work *w, const struct item *it, struct traits *out)
{
    const struct matter *m = NULL;
    *out = (struct traits){0};
    if (it->kind == SUBJECT_DEMAND) {
        const struct demand *d = it->now;
        *out = (struct traits){.kind = d->kind, .class = d->class, .lvl = (enum level)d->lvl};
        out->m = work_mechanism(w, d->mechanism, d->mechanism_version);
    } else if (it->kind == SUBJECT_MATTER) {
        m = it->now;
    } else {
        struct matter *of_task = NULL;
        TRY(work_matter(w, ((const struct task *)it->now)->matter_id, &of_task));
        m = of_task;
    }
    if (m) {
        *out = (struct traits){.kind = m->kind,
                               .class = m->class,
                               .difficulty = m->difficulty,
                               .lvl = (enum level)m->lvl};
        out->m = work_mechanism(w, m->mechanism, m->mechanism_version);
    }
    if (!out->m)
        return fail(w->cx, ERR_BUG, "找不到这件事所用的机制版本",
                    "the subject's mechanism version is not loaded");
    return OK;
}

static enum err clock_running(struct work *w, struct item *it, enum clock_kind kind,
                              struct clock **out, int64_t *serial)
{
    struct clock **all = NULL;
    size_t n = 0;
    *out = NULL;
    *serial = 0;
    TRY(work_clocks(w, it->kind, it->id, &all, &n));
    for (size_t i = 0; i < n; i++) {
        if (all[i]->kind != (int)kind)
            continue;
        if (all[i]->serial > *serial)
            *serial = all[i]->serial;
        if (!all[i]->stopped_at)
            *out = all[i];
    }
    return OK;
}

enum err work_clock(struct work *w, enum subject kind, int64_t id, enum clock_kind clock,
                    struct clock **out)
{
    struct item *it = item_find(w, kind, id);
    assert(it && "clocks are read of loaded subjects");
    int64_t serial = 0;
    return clock_running(w, it, clock, out, &serial);
}

enum err task_due(struct work *w, const struct task *t, bool before, int64_t *out)
{
    bool lead = t->role == TASK_LEAD;
    enum subject kind = lead ? SUBJECT_MATTER : SUBJECT_TASK;
    int64_t id = lead ? t->matter_id : t->id, serial = 0;
    struct clock **all = NULL;
    size_t n = 0;
    *out = 0;
    if (t->state == TASK_WITHDRAWN)
        return OK;
    TRY(work_clocks(w, kind, id, &all, &n));
    const struct item *owner = item_find(w, kind, id);
    for (const struct kid *k = w->kids; k; k = k->next) {
        const struct clock *c = before ? k->stored : k->now;
        if (k->kind != KID_CLOCK || k->owner != owner || !c)
            continue;
        if (c->kind == (lead ? CLOCK_FEEDBACK : CLOCK_HELPER) && c->serial > serial) {
            serial = c->serial;
            *out = c->due_at;
        }
    }
    return OK;
}

enum err work_task_due(struct work *w, const struct task *t, int64_t *out)
{
    return task_due(w, t, false, out);
}

enum err work_clock_start(struct work *w, enum subject kind, int64_t id, enum clock_kind clock,
                          int64_t started_at, struct span_length len, const char *source,
                          int64_t due_at)
{
    struct ctx *cx = w->cx;
    struct item *it = item_find(w, kind, id);
    assert(it && "clocks start on loaded subjects");
    struct clock *running = NULL;
    int64_t serial = 0;
    TRY(clock_running(w, it, clock, &running, &serial));
    bool several = clock == CLOCK_STAGE || clock == CLOCK_PROMISE ||
                   (clock == CLOCK_INSTRUCTION && kind == SUBJECT_MATTER);
    if ((running && !several) || !len.set)
        return OK;
    struct traits t;
    TRY(traits_of(w, it, &t));
    struct clock k = {
        .jid = cx->jid,
        .id = app_id(cx),
        .subject_kind = (int)kind,
        .subject_id = id,
        .kind = (int)clock,
        .serial = serial + 1,
        .started_at = started_at,
        .length = len.length,
        .span = len.unit,
        .due_at = due_at,
        .source = str_c(source),
    };
    clock_reckon(cx->app->calendar, t.m->roll_calendar_days, &k);
    kid_add(w, KID_CLOCK, it, &k, true);
    return OK;
}

enum err work_clock_stop(struct work *w, enum subject kind, int64_t id, enum clock_kind clock)
{
    struct item *it = item_find(w, kind, id);
    assert(it && "clocks stop on loaded subjects");
    struct clock *k = NULL;
    int64_t serial = 0;
    TRY(clock_running(w, it, clock, &k, &serial));
    if (k) {
        k->stopped_at = w->cx->now;
        k->stop_action = it->open ? it->open->row.action : str_c("");
    }
    return OK;
}

enum err work_clock_extend(struct work *w, struct clock *k, int64_t units)
{
    struct traits t;
    TRY(traits_of(w, item_find(w, (enum subject)k->subject_kind, k->subject_id), &t));
    k->extra += units;
    clock_reckon(w->cx->app->calendar, t.m->roll_calendar_days, k);
    return OK;
}

enum err work_clock_relength(struct work *w, struct clock *k, struct span_length len,
                             const char *source)
{
    struct traits t;
    TRY(traits_of(w, item_find(w, (enum subject)k->subject_kind, k->subject_id), &t));
    k->length = len.length;
    k->span = len.unit;
    k->source = str_c(source);
    clock_reckon(w->cx->app->calendar, t.m->roll_calendar_days, k);
    return OK;
}

/* A limit inherited with an upstream order is taken over, not computed; once it is past, a new
 * round has the mechanism's. */
static int64_t inherited(const struct item *it, enum clock_kind kind, int64_t at)
{
    const struct demand *d = it->now;
    if (it->kind != SUBJECT_DEMAND || kind != CLOCK_REPLY)
        return 0;
    return d->round <= 1 || d->upstream_due_at > at ? d->upstream_due_at : 0;
}

static enum err rule_start(struct work *w, struct item *it, const struct clock_rule *r,
                           int64_t occurred_at)
{
    struct traits t;
    int64_t due = inherited(it, r->clock, w->cx->now);
    if (due) {
        struct span_length none = {.set = true, .unit = SPAN_WORKDAYS};
        return work_clock_start(w, it->kind, it->id, r->clock, occurred_at, none, "upstream",
                                due);
    }
    TRY(traits_of(w, it, &t));
    struct span_length len =
        mechanism_limit(t.m, r->clock, t.kind, t.class, t.lvl, t.difficulty);
    int64_t at = r->happened ? occurred_at : w->cx->now;
    return work_clock_start(w, it->kind, it->id, r->clock, at, len, "mechanism", 0);
}

static enum err rule_go_on(struct work *w, struct item *it, const struct clock_rule *r,
                           struct clock *k, int to)
{
    if (r->run & BIT(to)) {
        if (!k->paused_at)
            return OK;
        struct traits t;
        TRY(traits_of(w, it, &t));
        clock_resume(w->cx->app->calendar, t.m->roll_calendar_days, k, w->cx->now);
        return OK;
    }
    if (r->pause & BIT(to)) {
        if (!k->paused_at)
            clock_pause(k, w->cx->now);
        return OK;
    }
    /* A clock that rested stops with the rest: the report that was agreed had been in time or
     * not. */
    k->stopped_at = k->paused_at ? k->paused_at : w->cx->now;
    k->paused_at = 0;
    k->stop_action = it->open->row.action;
    return OK;
}

/* A lead's report is the matter's clock; a whistled unit arrives instead of signing for. */
static bool clock_is_of(enum clock_kind clock, const struct task *t)
{
    if (clock == CLOCK_HELPER)
        return t->role == TASK_HELPER || t->role == TASK_WHISTLE;
    return clock != CLOCK_SIGN || t->role != TASK_WHISTLE;
}

enum err clock_rules_run(struct work *w, struct item *it, int from, int to, int64_t occurred_at)
{
    if (from == to && from != 0)
        return OK;
    for (size_t i = 0; i < COUNT(rules); i++) {
        const struct clock_rule *r = &rules[i];
        if (r->subject != it->kind)
            continue;
        if (it->kind == SUBJECT_TASK && !clock_is_of(r->clock, it->now))
            continue;
        struct clock *k = NULL;
        int64_t serial = 0;
        TRY(clock_running(w, it, r->clock, &k, &serial));
        if (k)
            TRY(rule_go_on(w, it, r, k, to));
        else if ((r->start & BIT(to)) && !(r->start & BIT(from)) && !(r->once && serial > 0))
            TRY(rule_start(w, it, r, occurred_at));
    }
    return OK;
}

/* The subject's own date is that of its next clock. */
void item_set_due(struct work *w, struct item *it)
{
    int64_t due = 0;
    for (struct kid *k = w->kids; k; k = k->next) {
        const struct clock *c = k->now;
        if (k->kind != KID_CLOCK || k->owner != it || c->stopped_at || c->paused_at)
            continue;
        if (!due || c->due_at < due)
            due = c->due_at;
    }
    if (it->kind == SUBJECT_DEMAND)
        ((struct demand *)it->now)->due_at = due;
    else if (it->kind == SUBJECT_MATTER)
        ((struct matter *)it->now)->due_at = due;
    else
        ((struct task *)it->now)->due_at = due;
}
