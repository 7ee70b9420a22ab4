/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/take_over.h"

#include "core/app.h"
#include "core/duty.h"
#include "core/org.h"
#include "loop/links.h"
#include "loop/take_over_impl.h"
#include "loop/urgent.h"

/* In which state the matter of a demand is taken over; MATTER_NONE: it has none. */
static int matter_state(int demand)
{
    switch ((enum demand_state)demand) {
    case DEMAND_IN_MATTER:
        return MATTER_HANDLING;
    case DEMAND_UNSATISFIED: /* the closing desk decides: again, or settled */
        return MATTER_CALLING_BACK;
    case DEMAND_ACCEPTED:
    case DEMAND_UNREACHABLE:
    case DEMAND_NO_VERDICT:
    case DEMAND_SETTLED:
        return MATTER_CLOSED;
    case DEMAND_NONE:
    case DEMAND_RECEIVED:
    case DEMAND_VALID:
    case DEMAND_TO_EXPLAIN:
    case DEMAND_EXPLAINED:
    case DEMAND_REDIRECTED:
    case DEMAND_ANSWERED:
    case DEMAND_WITHDRAWN:
    case DEMAND__MAX:
        break;
    }
    return MATTER_NONE;
}

/* The same of a row; a ledger of ours says it. */
static int matter_of_row(const struct ledger_row *r)
{
    return r->ledger == LEDGER_FOREIGN ? matter_state(r->state) : r->own.matter_state;
}

static int link_state(int demand)
{
    static const int states[DEMAND__MAX] = {
        [DEMAND_IN_MATTER] = LINK_IN_MATTER,   [DEMAND_UNSATISFIED] = LINK_UNSATISFIED,
        [DEMAND_ANSWERED] = LINK_ANSWERED,     [DEMAND_WITHDRAWN] = LINK_WITHDRAWN,
        [DEMAND_ACCEPTED] = LINK_ACCEPTED,     [DEMAND_UNREACHABLE] = LINK_UNREACHABLE,
        [DEMAND_NO_VERDICT] = LINK_NO_VERDICT, [DEMAND_SETTLED] = LINK_SETTLED,
    };
    return demand > DEMAND_NONE && demand < DEMAND__MAX ? states[demand] : LINK_NONE;
}

/* What ended with its matter is in no matter. */
static int64_t matters_of(const struct take_over *t)
{
    const struct link l = {.state = link_state(t->row->state)};
    return (t->matter_id || t->matter_known) && link_is_live(&l);
}

size_t take_over_numbers(const struct ledger_row *r)
{
    if (r->ledger == LEDGER_OF_TASKS)
        return 0;
    return matter_of_row(r) == MATTER_NONE ? 1 : 2;
}

/* An address alone is nobody's. */
static bool is_somebody(const struct ledger_row *r)
{
    return r->person.name.n || r->person.phone.n || r->person.idno.n;
}

enum err take_over_draw(struct ctx *cx, const struct ledger_row *r, const struct str *nums,
                        struct take_over *out)
{
    *out = (struct take_over){.row = r};
    if (take_over_numbers(r) > 0) {
        out->demand_id = app_id(cx);
        out->num = nums[0];
    }
    if (take_over_numbers(r) > 1) {
        out->matter_id = app_id(cx);
        out->matter_num = nums[1];
    }
    return is_somebody(r) ? person_seal(cx, &r->person, &out->person) : OK;
}

enum err take_over_look(struct ctx *cx, const struct ledger_row *r)
{
    return is_somebody(r) ? person_check(cx, &r->person) : OK;
}

/* ---- the demand ---- */

static int64_t desk(struct ctx *cx, int64_t from, enum desk kind)
{
    int64_t unit = org_desk(cx->app->org, from, kind, 0);
    return unit ? unit : cx->app->root_unit;
}

/* Where the row belongs: the unit it names, else that of its place, else the root unit. */
static int64_t home_unit(struct ctx *cx, const struct ledger_row *r)
{
    if (r->unit_id)
        return r->unit_id;
    if (r->place_id)
        return org_unit_of_place(cx->app->org, r->place_id, cx->app->root_unit);
    return cx->app->root_unit;
}

static int64_t demand_unit(struct ctx *cx, const struct ledger_row *r)
{
    int64_t home = home_unit(cx, r);
    if (r->state == DEMAND_RECEIVED)
        return desk(cx, home, DESK_SCREEN);
    if (r->state == DEMAND_VALID)
        return desk(cx, home, DESK_DISPATCH);
    return r->state == DEMAND_UNSATISFIED ? desk(cx, home, DESK_CLOSE) : home;
}

static int demand_valid(const struct ledger_row *r)
{
    if (r->valid != YN_UNKNOWN)
        return r->valid;
    if (r->state == DEMAND_RECEIVED || r->state == DEMAND_REDIRECTED ||
        r->state == DEMAND_WITHDRAWN)
        return YN_UNKNOWN;
    return r->state == DEMAND_EXPLAINED || r->state == DEMAND_TO_EXPLAIN ? YN_NO : YN_YES;
}

static bool has_verdict(const struct ledger_row *r)
{
    return r->reached != YN_UNKNOWN || r->solved != YN_UNKNOWN || r->grade != GRADE_NONE;
}

static struct demand demand_row(struct ctx *cx, const struct mechanism *m,
                                const struct take_over *t)
{
    const struct ledger_row *r = t->row;
    struct demand d = {
        .id = t->demand_id,
        .num = t->num,
        .channel = r->channel.n ? r->channel : STR("import"),
        .way = r->way,
        .kind = r->kind,
        .class = r->class,
        .place_id = r->place_id ? r->place_id : cx->app->root_place,
        .unit_id = demand_unit(cx, r),
        .lvl = r->lvl,
        .head_count = r->head_count,
        .likes = r->likes,
        .mechanism = m->name,
        .mechanism_version = m->version,
        .said_at = r->said_at,
        .recorded_at = cx->now,
        .valid = demand_valid(r),
        .upstream_no = r->upstream_no.n ? r->upstream_no : r->number,
        .title = r->title,
        .round = 1,
        .reached = r->reached,
        .solved = r->solved,
        .grade = r->grade,
        .source = has_verdict(r) ? SOURCE_LEDGER : SOURCE_NONE,
        .answered_at = r->answered_at,
    };
    const struct unit *u = org_unit(cx->app->org, d.unit_id);
    if (d.lvl == LEVEL_NONE && u)
        d.lvl = u->lvl;
    if (d.upstream_no.n)
        d.upstream = STR("ledger");
    if (!subject_is_open(SUBJECT_DEMAND, r->state))
        d.ended_at = r->closed_at ? r->closed_at : r->answered_at ? r->answered_at : cx->now;
    if (r->state == DEMAND_IN_MATTER || r->state == DEMAND_RECEIVED || r->state == DEMAND_VALID)
        d.answered_at = 0;
    if (r->ledger)
        take_over_own_demand(r, &d);
    return d;
}

/* The ledger's limit, or the mechanism's where the ledger has none. Rules have started what the
 * state starts by itself; the rest is started here. */
static enum err clock_take(struct work *w, enum subject kind, int64_t id, enum clock_kind clock,
                           int64_t started_at, int64_t due_at, struct span_length usual)
{
    struct clock *k = NULL;
    TRY(work_clock(w, kind, id, clock, &k));
    if (!k && due_at) {
        struct span_length kept = {.unit = SPAN_WORKDAYS, .set = true};
        return work_clock_start(w, kind, id, clock, started_at, kept, "taken_over", due_at);
    }
    if (!k)
        return work_clock_start(w, kind, id, clock, started_at, usual, "mechanism", 0);
    if (due_at) {
        k->due_at = due_at;
        k->source = STR("taken_over");
        k->provisional = false;
    }
    return OK;
}

/* The citizen's wait: it runs on in an open demand, and ended with the ledger's answer. */
static enum err reply_clock(struct work *w, const struct mechanism *m, const struct demand *d,
                            const struct ledger_row *r)
{
    const uint32_t waits = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                           BIT(DEMAND_IN_MATTER);
    bool open = waits & BIT(d->state);
    struct clock *k = NULL;
    if (!open && (!r->due_at || (!r->answered_at && !r->ledger)))
        return OK;
    struct span_length usual =
        mechanism_limit(m, CLOCK_REPLY, d->kind, d->class, (enum level)d->lvl, r->difficulty);
    TRY(clock_take(w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, r->said_at, r->due_at, usual));
    TRY(work_clock(w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, &k));
    if (k && !open) {
        k->stopped_at = r->answered_at ? r->answered_at : d->ended_at;
        k->stop_action = STR("take-over");
    }
    return OK;
}

static enum err demand_put(struct ctx *cx, struct work *w, const struct mechanism *m,
                           const struct take_over *t, int64_t batch_id, struct demand **out)
{
    const struct ledger_row *r = t->row;
    struct demand row = demand_row(cx, m, t);
    row.batch_id = batch_id;
    row.matters = matters_of(t);
    TRY(person_put(cx, &t->person, &row.person_id));
    struct demand *d = work_new_demand(w, &row);
    struct draft *e = work_event(w, SUBJECT_DEMAND, d->id, "take-over", r->state, r->said_at);
    draft_text(e, "words", r->words);
    if (!d->person_id)
        draft_text(e, "address", r->person.address);
    draft_text(e, "place_said", r->place_said);
    if (!t->matter_id) {
        draft_text(e, "answer", r->answer);
        draft_text(e, "report", r->report);
        draft_text(e, "progress", r->progress);
    }
    draft_str(e, "ledger_number", r->number);
    draft_str(e, "unit_said", r->unit_said);
    draft_i64(e, "row", r->line);
    TRY(urgent_look_taken(cx, w, d, e, r->words));
    *out = d;
    return reply_clock(w, m, d, r);
}

/* ---- the matter ---- */

static struct matter matter_row(struct ctx *cx, const struct take_over *t,
                                const struct demand *d)
{
    const struct ledger_row *r = t->row;
    int64_t home = home_unit(cx, r);
    struct matter m = {
        .id = t->matter_id,
        .num = t->matter_num,
        .lvl = d->lvl,
        .class = d->class,
        .kind = d->kind,
        .difficulty = r->difficulty,
        .place_id = d->place_id,
        .title = d->title,
        .mechanism = d->mechanism,
        .mechanism_version = d->mechanism_version,
        .lead_unit = home,
        .answer_unit = home,
        .desk_unit = desk(cx, home, DESK_DISPATCH),
        .demands = 1,
        .round = 1,
        .result = r->result,
        .solved = r->solved,
        .opened_at = r->said_at,
        .dispatched_at = r->dispatched_at,
    };
    m.state = matter_of_row(r);
    if (m.state == MATTER_HANDLING && !m.dispatched_at)
        m.dispatched_at = cx->now;
    m.owner_unit = matter_owner(cx, &m);
    if (m.state != MATTER_HANDLING)
        m.answered_at = r->answered_at;
    if (m.state == MATTER_CLOSED) {
        m.closed_at = r->closed_at ? r->closed_at : r->answered_at ? r->answered_at : cx->now;
        m.first_closed_at = m.closed_at;
        m.close_ground = CLOSE_TAKEN_OVER;
        m.report_final = true;
    }
    if (r->ledger)
        take_over_own_matter(cx, r, &m);
    m.state = MATTER_NONE; /* the event sets it */
    return m;
}

static void link_put(struct ctx *cx, struct work *w, const struct take_over *t,
                     const struct matter *m, const struct demand *d, int64_t answer_seq)
{
    const struct ledger_row *r = t->row;
    struct link l = {
        .demand_id = d->id,
        .matter_id = m->id,
        .state = link_state(r->state),
        .round = 1,
        .joined_at = cx->now,
        .reached = r->reached,
        .solved = r->solved,
        .grade = r->grade,
        .source = d->source,
        .result = r->result,
    };
    bool again = r->ledger && r->answer.n; /* an answer of an earlier round */
    if (r->state != DEMAND_IN_MATTER || again) {
        l.answer_seq = answer_seq;
        l.answer_final = r->state != DEMAND_IN_MATTER;
        l.answered_at = r->answered_at;
    }
    work_new_link(w, &l);
}

static void task_put(struct ctx *cx, struct work *w, const struct take_over *t, int64_t unit,
                     int64_t serial, const struct matter *m)
{
    const struct ledger_row *r = t->row;
    bool works = m->state == MATTER_HANDLING;
    bool reported = works && r->ledger && serial == 1 && r->reported_at;
    int64_t sent = r->dispatched_at ? r->dispatched_at : works ? cx->now : r->said_at;
    struct task row = {
        .id = app_id(cx),
        .matter_id = t->matter_id,
        .num = str_fmt(cx->arena, "%.*s-%d", STR_ARG(t->matter_num), (int)serial),
        .role = serial == 1 ? TASK_LEAD : TASK_HELPER,
        .unit_id = unit,
        .desk_unit = m->desk_unit,
        .sent_at = sent,
        .signed_at = sent,
    };
    if (!works) {
        row.reported_at = row.agreed_at = r->reported_at ? r->reported_at : r->answered_at;
        row.final = true;
        row.result = r->result;
    }
    if (r->ledger)
        row.reported_at = serial == 1 ? r->reported_at : 0;
    const struct task *k = work_new_task(w, &row);
    struct draft *e = work_event(w, SUBJECT_TASK, k->id, "take-over",
                                 reported ? TASK_REPORTED
                                 : works  ? TASK_WORKING
                                          : TASK_AGREED,
                                 sent);
    draft_str(e, "matter", t->matter_num);
}

/* What is still handled, or may be handled again by the same lead, needs the lead's task; what
 * is closed has one when the ledger says when its unit reported. */
static void tasks_put(struct ctx *cx, struct work *w, const struct take_over *t,
                      const struct matter *m)
{
    const struct ledger_row *r = t->row;
    bool handled = r->ledger ? m->state == MATTER_HANDLING : m->state != MATTER_CLOSED;
    if (!m->lead_unit || (!handled && !r->reported_at && !r->helpers_n))
        return;
    task_put(cx, w, t, m->lead_unit, 1, m);
    for (size_t i = 0; i < r->helpers_n; i++)
        task_put(cx, w, t, r->helpers[i], (int64_t)i + 2, m);
}

/* States from dispatch to the end: the closing limit runs through all of them. */
enum {
    GOES_ON = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) |
              BIT(MATTER_ANSWERED) | BIT(MATTER_CALLING_BACK),
};

static enum err matter_clocks(struct ctx *cx, struct work *w, const struct mechanism *mech,
                              const struct ledger_row *r, const struct matter *m)
{
    static const enum clock_kind kinds[] = {CLOCK_FEEDBACK, CLOCK_CLOSE};
    for (size_t i = 0; i < COUNT(kinds) && (GOES_ON & BIT(m->state)); i++) {
        struct span_length usual = mechanism_limit(mech, kinds[i], m->kind, m->class,
                                                   (enum level)m->lvl, m->difficulty);
        if (kinds[i] == CLOCK_FEEDBACK && m->state != MATTER_HANDLING)
            continue;
        TRY(clock_take(w, SUBJECT_MATTER, m->id, kinds[i], cx->now, r->due_at, usual));
    }
    if (r->ledger != LEDGER_OF_MATTERS)
        return OK;
    return take_over_due(w, SUBJECT_MATTER, m->id, subject_is_open(SUBJECT_MATTER, m->state),
                         r->own.due_at);
}

static void matter_texts(struct draft *e, const struct ledger_row *r)
{
    draft_text(e, "answer", r->answer);
    draft_text(e, "report", r->report);
    draft_text(e, "progress", r->progress);
    if (!r->ledger)
        return;
    draft_text(e, "place_said", r->place_said);
    draft_text(e, "stages_said", r->own.stages);
    draft_str(e, "ledger_number", r->own.matter_no);
}

static enum err matter_put(struct ctx *cx, struct work *w, const struct mechanism *mech,
                           const struct take_over *t, struct demand *d)
{
    const struct ledger_row *r = t->row;
    struct matter row = matter_row(cx, t, d);
    struct matter *m = work_new_matter(w, &row);
    int to = matter_of_row(r);
    /* The wait for a report runs from the day it was dispatched, where the ledger says it. */
    int64_t at = to == MATTER_HANDLING ? r->dispatched_at : r->ledger ? 0 : r->answered_at;
    struct draft *e = work_event(w, SUBJECT_MATTER, m->id, "take-over", to, at);
    draft_str(e, "demand", d->num);
    matter_texts(e, r);
    link_put(cx, w, t, m, d, draft_seq(e));
    TRY(links_count(w, m));
    TRY(matter_clocks(cx, w, mech, r, m));
    tasks_put(cx, w, t, m);
    return OK;
}

/* Another demand of a matter that an earlier row made. */
static enum err matter_join(struct ctx *cx, struct work *w, const struct take_over *t,
                            const struct demand *d)
{
    struct matter *m = NULL;
    TRY(take_over_matter(cx, w, t->matter_known, &m));
    struct draft *e = work_event(w, SUBJECT_MATTER, m->id, "take-over", -1, 0);
    draft_str(e, "demand", d->num);
    matter_texts(e, t->row);
    link_put(cx, w, t, m, d, draft_seq(e));
    m->confidential |= d->privacy == PRIVACY_CONFIDENTIAL;
    return links_count(w, m);
}

/* A demand that is there already is in one more matter. */
static enum err demand_again(struct work *w, const struct take_over *t, struct demand **out)
{
    TRY(work_demand(w, t->demand_known, out));
    struct draft *e = work_event(w, SUBJECT_DEMAND, (*out)->id, "take-over", -1, 0);
    draft_str(e, "matter", t->matter_num);
    (*out)->matters += matters_of(t);
    return OK;
}

static enum err row_put(struct ctx *cx, struct work *w, const struct mechanism *m,
                        const struct take_over *t, int64_t batch_id)
{
    struct demand *d = NULL;
    if (t->row->ledger == LEDGER_OF_TASKS)
        return take_over_task(cx, w, t);
    if (t->row->ledger == LEDGER_OF_MATTERS && t->matter_known)
        return take_over_complete(cx, w, t);
    TRY(t->demand_known ? demand_again(w, t, &d) : demand_put(cx, w, m, t, batch_id, &d));
    if (t->matter_known)
        return matter_join(cx, w, t, d);
    return t->matter_id ? matter_put(cx, w, m, t, d) : OK;
}

enum err take_over_put(struct ctx *cx, const struct take_over *t, int64_t batch_id)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!m)
        return fail(cx, ERR_BUG, "没有装入机制", "no mechanism is loaded");
    struct work *w = work_begin(cx);
    TRY(row_put(cx, w, m, t, batch_id));
    return work_commit(w);
}
