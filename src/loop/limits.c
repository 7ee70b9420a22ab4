/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/limits.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/clock.h"
#include "loop/links.h"

/* ---- the mechanism's range ---- */

static const struct limit *limit_row(const struct mechanism *mech, const struct matter *m,
                                     enum clock_kind kind)
{
    return mechanism_limit_row(mech, kind, m->kind, m->class, (enum level)m->lvl,
                               m->difficulty);
}

/* When the clock would be due with another length, in the row's unit. */
static int64_t due_with(const struct ctx *cx, const struct mechanism *mech,
                        const struct clock *k, const struct limit *row, int64_t length)
{
    struct clock c = *k;
    c.length = length;
    c.span = row->length.unit;
    c.source = STR("mechanism");
    clock_reckon(cx->app->calendar, mech->roll_calendar_days, &c);
    return c.due_at;
}

static enum err refuse_range(struct ctx *cx, const char *field, const struct limit *row)
{
    const char *name = enum_label(&clock_kind_names, row->clock, (int)cx->lang);
    const char *unit = enum_label(&span_unit_names, row->length.unit, (int)cx->lang);
    int64_t most = row->length.length;
    if (row->least)
        return fail_at(cx, ERR_INPUT, field,
                       "%s时限应在%" PRId64 "至%" PRId64
                       "%s之间；需要更久的，请申请挂项或分阶段办理",
                       "the limit for %s lies between %" PRId64 " and %" PRId64
                       " %s; what takes longer is listed or staged",
                       name, row->least, most, unit);
    return fail_at(cx, ERR_INPUT, field, "%s时限不能长于机制规定的%" PRId64 "%s",
                   "the limit for %s is at most the mechanism's %" PRId64 " %s", name, most,
                   unit);
}

enum err limit_set(struct ctx *cx, struct act *a, enum clock_kind kind, int64_t length,
                   int unit)
{
    const char *field = kind == CLOCK_FEEDBACK ? "feedback_length" : "close_length";
    const struct limit *row = limit_row(a->mechanism, a->matter, kind);
    struct clock *k = NULL;
    if (length <= 0)
        return OK;
    TRY(work_clock(a->w, SUBJECT_MATTER, a->matter->id, kind, &k));
    if (!k)
        return OK;
    struct span_length len = {.length = length, .unit = unit, .set = true};
    TRY(work_clock_relength(a->w, k, len, "set"));
    if (!row)
        return OK;
    bool longer = k->due_at > due_with(cx, a->mechanism, k, row, row->length.length);
    bool shorter = row->least && k->due_at < due_with(cx, a->mechanism, k, row, row->least);
    return longer || shorter ? refuse_range(cx, field, row) : OK;
}

bool limit_fits(const struct ctx *cx, const struct mechanism *mech, const struct matter *m,
                enum clock_kind kind, int64_t length, int unit)
{
    const struct limit *row = limit_row(mech, m, kind);
    struct clock k = {.started_at = cx->now, .length = length, .span = unit};
    if (!row)
        return true;
    k.source = STR("set");
    clock_reckon(cx->app->calendar, mech->roll_calendar_days, &k);
    return k.due_at <= due_with(cx, mech, &k, row, row->length.length) &&
           (!row->least || k.due_at >= due_with(cx, mech, &k, row, row->least));
}

/* ---- extended ---- */

static int64_t due_extended(const struct ctx *cx, const struct mechanism *mech,
                            const struct clock *k, int64_t units)
{
    struct clock c = *k;
    c.extra += units;
    clock_reckon(cx->app->calendar, mech->roll_calendar_days, &c);
    return c.due_at;
}

/* As many units of the clock's own as reach the same day. */
static int64_t units_for(const struct ctx *cx, const struct mechanism *mech,
                         const struct clock *k, int64_t workdays)
{
    bool provisional = false;
    if (k->span == SPAN_WORKDAYS)
        return workdays;
    int64_t due = clock_due(cx->app->calendar, k->due_at - 1, workdays, SPAN_WORKDAYS, false,
                            &provisional);
    int64_t unit = k->span == SPAN_HOURS ? MS_PER_HOUR : MS_PER_DAY;
    int64_t units = (due - k->due_at + unit - 1) / unit;
    if (clock_due_is_kept(k))
        return units;
    /* A last day that had been rolled past a rest day is reckoned from before it. */
    while (due_extended(cx, mech, k, units) < due)
        units++;
    return units;
}

enum err limit_extend(struct ctx *cx, struct act *a, struct clock *k, int64_t workdays)
{
    return k ? work_clock_extend(a->w, k, units_for(cx, a->mechanism, k, workdays)) : OK;
}

/* Where the closing limit is a range: its row and its last moment. A date that was taken over
 * or agreed as a stage is no range of the mechanism's. */
static const struct limit *close_range(const struct ctx *cx, const struct act *a,
                                       const struct clock *close, int64_t *last)
{
    const struct limit *row = limit_row(a->mechanism, a->matter, CLOCK_CLOSE);
    if (!row || !row->least || !close || clock_due_is_kept(close))
        return NULL;
    struct clock bare = *close;
    bare.extra = 0;
    *last = due_with(cx, a->mechanism, &bare, row, row->length.length);
    return row;
}

enum err limits_may_extend(struct ctx *cx, struct act *a, int64_t workdays)
{
    struct clock *feedback = NULL, *close = NULL;
    int64_t last = 0;
    TRY(work_clock(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_FEEDBACK, &feedback));
    TRY(work_clock(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_CLOSE, &close));
    const struct limit *row = close_range(cx, a, close, &last);
    if (!row || !feedback ||
        due_extended(cx, a->mechanism, feedback,
                     units_for(cx, a->mechanism, feedback, workdays)) <= last)
        return OK;
    return refuse_range(cx, "workdays", row);
}

enum err limits_extend(struct ctx *cx, struct act *a, int64_t workdays)
{
    struct clock *feedback = NULL, *close = NULL;
    int64_t last = 0;
    TRY(limits_may_extend(cx, a, workdays));
    TRY(work_clock(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_FEEDBACK, &feedback));
    TRY(limit_extend(cx, a, feedback, workdays));
    TRY(work_clock(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_CLOSE, &close));
    if (!close_range(cx, a, close, &last))
        return limit_extend(cx, a, close, workdays);
    int64_t units = units_for(cx, a->mechanism, close, workdays);
    while (units > 0 && due_extended(cx, a->mechanism, close, units) > last)
        units--;
    return work_clock_extend(a->w, close, units);
}

/* ---- replies of demands that one answer will serve ---- */

struct waiting {
    struct demand *d;
    struct clock *k; /* its reply */
    int64_t own;     /* due by itself */
};

static bool joined(const struct clock *k)
{
    return str_eq_c(k->source, "join");
}

static int64_t own_due(const struct ctx *cx, const struct mechanism *mech,
                       const struct clock *k)
{
    struct clock c = *k;
    if (joined(k))
        c.source = STR("mechanism");
    clock_reckon(cx->app->calendar, mech->roll_calendar_days, &c);
    return c.due_at;
}

static enum err waiting_for(struct ctx *cx, struct work *w, int64_t demand_id,
                            struct waiting *out)
{
    TRY(work_demand(w, demand_id, &out->d));
    TRY(work_clock(w, SUBJECT_DEMAND, demand_id, CLOCK_REPLY, &out->k));
    const struct mechanism *m = work_mechanism(w, out->d->mechanism, out->d->mechanism_version);
    if (!m)
        return fail(cx, ERR_BUG, "找不到所用的机制版本", "the mechanism version is not loaded");
    out->own = out->k ? own_due(cx, m, out->k) : 0;
    return OK;
}

/* Demands of the matter that wait for an answer, with their reply clocks. */
static enum err waiting_in(struct ctx *cx, struct work *w, int64_t matter_id,
                           struct waiting **out, size_t *n)
{
    struct link **links = NULL;
    size_t links_n = 0;
    *n = 0;
    TRY(work_links_of_matter(w, matter_id, &links, &links_n));
    *out = NEWS(cx->arena, struct waiting, links_n + 1);
    for (size_t i = 0; i < links_n; i++) {
        struct waiting *x = &(*out)[*n];
        if (links[i]->state != LINK_IN_MATTER)
            continue;
        TRY(waiting_for(cx, w, links[i]->demand_id, x));
        *n += x->k != NULL;
    }
    return OK;
}

static int64_t earlier_of(int64_t a, int64_t b)
{
    return !a || (b && b < a) ? b : a;
}

/* The earliest reply of the others. An upstream limit belongs to its own demand alone. */
static int64_t lent(const struct waiting *all, size_t n, const struct demand *to)
{
    int64_t due = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].d != to && !str_eq_c(all[i].k->source, "upstream"))
            due = earlier_of(due, all[i].own);
    return due;
}

/* From the demand's matters, or those beside `known`. */
static enum err lent_by_matters(struct ctx *cx, struct work *w, const struct demand *d,
                                int64_t known, int64_t *due)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct waiting *all = NULL;
        size_t all_n = 0;
        if (links[i]->state != LINK_IN_MATTER || links[i]->matter_id == known)
            continue;
        TRY(waiting_in(cx, w, links[i]->matter_id, &all, &all_n));
        *due = earlier_of(*due, lent(all, all_n, d));
    }
    return OK;
}

/* Inherited and taken over dates stay what they are. */
static void reply_take(struct work *w, const struct waiting *x, int64_t lent_due, bool in_event)
{
    struct clock *k = x->k;
    if (!k || (clock_due_is_kept(k) && !joined(k)))
        return;
    bool join = lent_due && lent_due < x->own;
    int64_t due = join ? lent_due : x->own;
    if (k->due_at == due && join == joined(k))
        return;
    if (!in_event) {
        work_as_system(w, true);
        work_event(w, SUBJECT_DEMAND, x->d->id, "reply-joined", -1, 0);
        work_as_system(w, false);
    }
    k->due_at = due;
    k->source = join ? STR("join") : STR("mechanism");
}

static enum err replies_join(struct ctx *cx, struct work *w, int64_t matter_id,
                             const struct demand *in_event)
{
    struct waiting *all = NULL;
    size_t n = 0;
    TRY(waiting_in(cx, w, matter_id, &all, &n));
    for (size_t i = 0; i < n; i++) {
        int64_t due = lent(all, n, all[i].d);
        if (all[i].d->matters > 1)
            TRY(lent_by_matters(cx, w, all[i].d, matter_id, &due));
        reply_take(w, &all[i], due, all[i].d == in_event);
    }
    return OK;
}

enum err limits_moved(struct ctx *cx, struct work *w, const struct demand *d)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        if (links[i]->state == LINK_IN_MATTER)
            TRY(replies_join(cx, w, links[i]->matter_id, d));
    return OK;
}

enum err limits_alone(struct ctx *cx, struct work *w, struct demand *d)
{
    struct waiting x = {0};
    int64_t due = 0;
    TRY(waiting_for(cx, w, d->id, &x));
    TRY(lent_by_matters(cx, w, d, 0, &due));
    reply_take(w, &x, due, true);
    return OK;
}

/* ---- feedback and close of the matter ---- */

static enum err cap(struct work *w, const struct matter *m, enum clock_kind kind, int64_t due,
                    const char *source)
{
    struct clock *k = NULL;
    bool join = strcmp(source, "join") == 0;
    TRY(work_clock(w, SUBJECT_MATTER, m->id, kind, &k));
    if (!k || !due || k->due_at <= due)
        return OK;
    /* A ledger's date and stages that were agreed on hold against a join. */
    if (join && clock_due_is_kept(k) && !joined(k))
        return OK;
    k->due_at = due;
    k->source = str_c(source);
    k->provisional = false;
    return OK;
}

/* The last working day that lies `early` working days before the inherited date. */
static int64_t earlier(const struct calendar *c, int64_t due_at, int64_t early)
{
    int64_t day = time_day(due_at - 1);
    while (early > 0) {
        day--;
        early -= calendar_is_workday(c, day);
    }
    return time_day_end(day);
}

/* What the limit would be for the demand by itself, from its joining; 0 = it has none. */
static int64_t side_due(const struct ctx *cx, const struct mechanism *mech,
                        const struct matter *m, const struct link *l, const struct demand *d,
                        const struct clock *k)
{
    const struct limit *row = mechanism_limit_row(mech, (enum clock_kind)k->kind, d->kind,
                                                  d->class, (enum level)m->lvl, m->difficulty);
    struct clock c = *k;
    if (!row || l->joined_at <= m->opened_at)
        return 0;
    if (c.started_at < l->joined_at)
        c.started_at = l->joined_at;
    return due_with(cx, mech, &c, row, row->length.length);
}

/* Where the demand that joins has a limit of another length, the earlier date holds. */
static enum err sides_cap(struct ctx *cx, struct work *w, const struct mechanism *mech,
                          const struct matter *m, enum clock_kind kind)
{
    struct link **links = NULL;
    struct clock *k = NULL;
    size_t n = 0;
    int64_t due = 0;
    TRY(work_clock(w, SUBJECT_MATTER, m->id, kind, &k));
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; k && i < n; i++) {
        struct demand *d = NULL;
        if (links[i]->state != LINK_IN_MATTER)
            continue;
        TRY(work_demand(w, links[i]->demand_id, &d));
        due = earlier_of(due, side_due(cx, mech, m, links[i], d, k));
    }
    return cap(w, m, kind, due, "join");
}

/* The report has to be there before the first reply of those joined. */
static enum err replies_cap(struct ctx *cx, struct work *w, const struct matter *m)
{
    struct waiting *all = NULL;
    size_t n = 0;
    int64_t due = 0;
    TRY(waiting_in(cx, w, m->id, &all, &n));
    for (size_t i = 0; n > 1 && i < n; i++)
        due = earlier_of(due, all[i].own);
    return cap(w, m, CLOCK_FEEDBACK, due, "join");
}

static enum err upstream_cap(struct ctx *cx, struct work *w, const struct mechanism *mech,
                             const struct matter *m)
{
    struct link **links = NULL;
    size_t n = 0;
    int64_t due = 0;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(w, links[i]->demand_id, &d));
        due = earlier_of(due, d->upstream_due_at);
    }
    if (!due)
        return OK;
    due = earlier(cx->app->calendar, due, mech->early_workdays);
    TRY(cap(w, m, CLOCK_FEEDBACK, due, "upstream"));
    return cap(w, m, CLOCK_CLOSE, due, "upstream");
}

enum err limits_cap(struct ctx *cx, struct work *w, const struct matter *m)
{
    const struct mechanism *mech = work_mechanism(w, m->mechanism, m->mechanism_version);
    TRY(sides_cap(cx, w, mech, m, CLOCK_FEEDBACK));
    TRY(sides_cap(cx, w, mech, m, CLOCK_CLOSE));
    TRY(replies_cap(cx, w, m));
    return upstream_cap(cx, w, mech, m);
}

/* What had been cut short runs to its own end again. */
static enum err uncap(struct work *w, const struct matter *m, enum clock_kind kind)
{
    struct clock *k = NULL;
    TRY(work_clock(w, SUBJECT_MATTER, m->id, kind, &k));
    if (!k || !(str_eq_c(k->source, "upstream") || joined(k)))
        return OK;
    struct span_length len = {.set = true, .length = k->length, .unit = k->span};
    return work_clock_relength(w, k, len, "mechanism");
}

enum err limits_recap(struct ctx *cx, struct work *w, const struct matter *m)
{
    TRY(uncap(w, m, CLOCK_FEEDBACK));
    TRY(uncap(w, m, CLOCK_CLOSE));
    TRY(limits_cap(cx, w, m));
    return replies_join(cx, w, m->id, NULL);
}

enum err limits_join(struct ctx *cx, struct work *w, struct demand *d, const struct matter *m)
{
    TRY(limits_cap(cx, w, m));
    return replies_join(cx, w, m->id, d);
}
