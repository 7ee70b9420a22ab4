/* SPDX-License-Identifier: Apache-2.0
 * What the ledgers exported here say beyond a foreign one (loop/ledger_own.c).
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/duty.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/links.h"
#include "loop/take_over_impl.h"

/* ---- demand ---- */

void take_over_own_demand(const struct ledger_row *r, struct demand *d)
{
    if (r->own.screen_unit)
        d->unit_id = r->own.screen_unit;
    d->complained_unit = r->own.complained_unit;
    d->privacy = r->own.privacy;
    d->urgent = r->own.urgent;
    if (r->ledger == LEDGER_OF_MATTERS) {
        d->valid = YN_YES;
        d->upstream_no = r->own.first_no;
        return;
    }
    d->channel = r->channel;
    d->valid = r->valid;
    d->answered_at = r->answered_at;
}

/* ---- matter ---- */

/* The offices that the mechanism names, where units hold them; else the desk above. */
static struct str reviewers(struct ctx *cx, const struct matter *m)
{
    const struct org *org = cx->app->org;
    const struct mechanism *mech =
        mechanism_get(cx->app->mechanisms, m->mechanism, m->mechanism_version);
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    for (size_t i = 0; mech && i < mech->review_offices.n; i++) {
        int64_t unit = org_office(org, mech->review_offices.p[i]);
        if (unit)
            buf_fmt(&b, "%s%" PRId64, b.n ? "," : "", unit);
    }
    if (!b.n) {
        int64_t unit = org_desk(org, m->desk_unit, DESK_REVIEW, m->complained_unit);
        buf_fmt(&b, "%" PRId64, unit ? unit : cx->app->root_unit);
    }
    return buf_done(&b);
}

/* Before dispatch the ledger of demands names the unit that has it; that unit leads nothing. */
static int64_t lead_of(const struct ledger_row *r, const struct matter *m)
{
    const uint32_t before = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH);
    if (r->ledger == LEDGER_OF_MATTERS)
        return r->unit_id;
    return (before & BIT(m->state)) && r->unit_id == r->own.screen_unit ? 0 : m->lead_unit;
}

static void matter_said(const struct ledger_row *r, struct matter *m)
{
    const struct ledger_own *o = &r->own;
    m->opened_at = o->opened_at;
    m->dispatch_no = o->dispatch_no;
    m->meeting_no = o->meeting_no;
    m->upstream = o->moved_to;
    m->upstream_no = o->moved_no;
    m->listed = o->listed;
    m->staged = o->staged;
    m->urgent = o->urgent;
    m->supervised = o->supervised;
    m->round = o->round;
    m->returns = o->returns;
    m->lvl = r->lvl;
    m->class = r->class;
    m->difficulty = r->difficulty;
    m->title = r->title;
    m->answered_at = r->answered_at;
    m->answer_unit = o->answer_unit;
    if (r->place_id)
        m->place_id = r->place_id;
    if (o->desk_unit)
        m->desk_unit = o->desk_unit;
}

void take_over_own_matter(struct ctx *cx, const struct ledger_row *r, struct matter *m)
{
    const struct ledger_own *o = &r->own;
    m->state = o->matter_state;
    m->lead_unit = lead_of(r, m);
    m->answer_unit = m->lead_unit;
    m->dispatched_at = r->dispatched_at;
    m->closed_at = m->first_closed_at = r->closed_at;
    m->close_ground = o->ground;
    m->report_final = o->ground != CLOSE_NONE;
    m->result = r->result;
    m->cause = o->cause;
    m->complained_unit = o->complained_unit;
    m->confidential |= o->privacy == PRIVACY_CONFIDENTIAL;
    m->answered_at = r->answered_at;
    if (r->ledger == LEDGER_OF_MATTERS)
        matter_said(r, m);
    m->owner_unit = o->owner_unit ? o->owner_unit : matter_owner(cx, m);
    if (m->state == MATTER_IN_REVIEW && !m->review_units.n)
        m->review_units = reviewers(cx, m);
}

enum err take_over_due(struct work *w, enum subject kind, int64_t id, bool open, int64_t due_at)
{
    struct clock **clocks = NULL, *first = NULL;
    size_t n = 0;
    TRY(work_clocks(w, kind, id, &clocks, &n));
    for (size_t i = 0; i < n; i++) {
        struct clock *k = clocks[i];
        if (k->stopped_at || k->paused_at)
            continue;
        if (!due_at && !open)
            TRY(work_clock_stop(w, kind, id, (enum clock_kind)k->kind));
        if (!due_at || (first && first->due_at <= k->due_at && k->due_at >= due_at))
            continue;
        if (k->due_at < due_at) {
            k->due_at = due_at;
            k->source = STR("taken_over");
            k->provisional = false;
        }
        if (!first || k->due_at < first->due_at)
            first = k;
    }
    if (!first)
        return OK;
    first->due_at = due_at;
    first->source = STR("taken_over");
    first->provisional = false;
    return OK;
}

static enum err untouched(struct ctx *cx, enum subject kind, int64_t id, struct str num)
{
    struct event last = {0};
    bool found = false;
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    TRY(db_one(cx, SQL_EVENT_LAST, ARGS(I64(cx->jid), TXT(name), I64(id)), &event_shape, &last,
               &found));
    if (found && !str_eq_c(last.action, "take-over"))
        return fail(cx, ERR_CONFLICT, "承接之后已有人办理 %.*s，未作改动",
                    "%.*s was worked on since it was taken over: left as it is", STR_ARG(num));
    return OK;
}

enum err take_over_matter(struct ctx *cx, struct work *w, int64_t id, struct matter **out)
{
    TRY(work_matter(w, id, out));
    return untouched(cx, SUBJECT_MATTER, id, (*out)->num);
}

enum err take_over_complete(struct ctx *cx, struct work *w, const struct take_over *t)
{
    const struct ledger_row *r = t->row;
    struct matter *m = NULL;
    TRY(take_over_matter(cx, w, t->matter_known, &m));
    struct draft *e = work_event(w, SUBJECT_MATTER, m->id, "take-over", r->own.matter_state, 0);
    draft_str(e, "ledger_number", r->own.matter_no);
    draft_text(e, "place_said", r->place_said);
    int64_t complained = m->complained_unit;
    take_over_own_matter(cx, r, m);
    m->complained_unit = complained;
    return take_over_due(w, SUBJECT_MATTER, m->id, subject_is_open(SUBJECT_MATTER, m->state),
                         r->own.due_at);
}

/* ---- task ---- */

/* Made by the row of a demand or matter, which names unit and part alone. */
static enum err is_bare(struct ctx *cx, const struct task *k, bool *bare)
{
    struct event last = {0};
    json_t *data = NULL;
    struct str kind = str_c(enum_text(&subject_names, SUBJECT_TASK));
    *bare = false;
    if (k->version != 1)
        return OK;
    TRY(db_one(cx, SQL_EVENT_LAST, ARGS(I64(cx->jid), TXT(kind), I64(k->id)), &event_shape,
               &last, bare));
    if (*bare)
        TRY(json_read(cx, last.data, &data));
    const json_t *note = json_object_get(data, "note");
    *bare =
        *bare && str_eq_c(last.action, "take-over") && !json_object_get(note, "ledger_number");
    return OK;
}

static enum err task_find(struct ctx *cx, struct work *w, const struct matter *m, int64_t unit,
                          int role, struct task **out, size_t *tasks)
{
    struct task **all = NULL;
    *out = NULL;
    TRY(work_tasks(w, m->id, &all, tasks));
    for (size_t i = 0; i < *tasks && !*out; i++) {
        bool bare = false;
        if (all[i]->unit_id == unit && all[i]->role == role)
            TRY(is_bare(cx, all[i], &bare));
        if (bare)
            *out = all[i];
    }
    return OK;
}

static void task_said(const struct ledger_row *r, int64_t desk_unit, struct task *k)
{
    const struct ledger_own *o = &r->own;
    k->role = o->task_role;
    k->desk_unit = o->desk_unit ? o->desk_unit : desk_unit;
    k->sent_at = r->dispatched_at;
    k->signed_at = o->signed_at;
    k->reported_at = r->reported_at;
    k->agreed_at = o->agreed_at;
    k->final = r->reported_at != 0;
    k->result = r->result;
    k->extensions = o->extensions;
    if (o->task_state == TASK_RETURN_ASKED)
        k->before_return = TASK_WORKING;
}

/* By when the unit must report (work_task_due): a helper's own limit, the lead's is the
 * matter's. One that is over is kept as well. */
static enum err task_limit(struct work *w, const struct task *k, const struct matter *m,
                           int64_t due_at)
{
    const struct span_length kept = {.unit = SPAN_WORKDAYS, .set = true};
    bool lead = k->role == TASK_LEAD;
    enum clock_kind kind = lead ? CLOCK_FEEDBACK : CLOCK_HELPER;
    enum subject subject = lead ? SUBJECT_MATTER : SUBJECT_TASK;
    int64_t id = lead ? m->id : k->id;
    bool runs = lead ? m->state == MATTER_HANDLING : subject_is_open(SUBJECT_TASK, k->state);
    struct clock **all = NULL, *newest = NULL;
    size_t n = 0;
    TRY(work_clocks(w, subject, id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i]->kind == (int)kind && (!newest || all[i]->serial > newest->serial))
            newest = all[i];
    if (!due_at)
        return OK;
    if (!newest) {
        TRY(work_clock_start(w, subject, id, kind, k->sent_at, kept, "taken_over", due_at));
        return runs ? OK : work_clock_stop(w, subject, id, kind);
    }
    newest->due_at = due_at;
    newest->source = STR("taken_over");
    newest->provisional = false;
    return OK;
}

enum err take_over_task(struct ctx *cx, struct work *w, const struct take_over *t)
{
    const struct ledger_row *r = t->row;
    struct matter *m = NULL;
    struct task *k = NULL;
    size_t tasks = 0;
    int64_t unit = r->unit_id ? r->unit_id : cx->app->root_unit;
    TRY(take_over_matter(cx, w, t->matter_known, &m));
    TRY(task_find(cx, w, m, unit, r->own.task_role, &k, &tasks));
    struct draft *on_matter = work_event(w, SUBJECT_MATTER, m->id, "take-over", -1, 0);
    if (!k) {
        struct task row = {
            .id = app_id(cx),
            .matter_id = m->id,
            .num = str_fmt(cx->arena, "%.*s-%d", STR_ARG(m->num), (int)tasks + 1),
            .unit_id = unit,
        };
        k = work_new_task(w, &row);
    }
    draft_str(on_matter, "task", k->num);
    struct draft *e =
        work_event(w, SUBJECT_TASK, k->id, "take-over", r->own.task_state, r->dispatched_at);
    draft_str(e, "matter", m->num);
    draft_str(e, "ledger_number", r->number);
    task_said(r, m->desk_unit, k);
    return task_limit(w, k, m, r->due_at);
}
