/* SPDX-License-Identifier: Apache-2.0
 * What the document promises at every moment, asked of every subject of a walk.
 */
#include "loop/walk_testing.h"

#include <inttypes.h>

#include "core/duty.h"
#include "core/event.h"
#include "core/tally.h"
#include "loop/links.h"

static void must_be(struct walk *k, bool yes, const char *what, const struct thing *t)
{
    if (!yes)
        fail_msg("after %d acts (last: %s): %s %s in %s: %s", k->acted, k->last,
                 enum_text(&subject_names, (int)t->kind), t->num,
                 state_of(k->o, t->kind, str_c(t->num)), what);
}

/* Running clocks; a promise outlives everything and is not counted. */
static int64_t running(struct work *w, enum subject kind, int64_t id)
{
    struct clock **all = NULL;
    size_t n = 0;
    int64_t run = 0;
    assert_int_equal(work_clocks(w, kind, id, &all, &n), OK);
    for (size_t i = 0; i < n; i++)
        run += !all[i]->stopped_at && all[i]->kind != CLOCK_PROMISE;
    return run;
}

static bool somebody_must_act(struct office *o, const struct thing *t)
{
    struct duty *rows = NULL;
    size_t n = 0;
    bool act = false;
    assert_int_equal(
        db_all(&o->cx, SQL_DUTY_BY_SUBJECT,
               ARGS(I64(o->cx.jid), TXT(str_c(enum_text(&subject_names, (int)t->kind))),
                    I64(t->id)),
               &duty_shape, (void **)&rows, &n),
        OK);
    for (size_t i = 0; i < n; i++)
        act |= rows[i].part == DUTY_ACT;
    return act;
}

static bool has_source(const struct clock *c, const char *source)
{
    return str_eq_c(c->source, source);
}

/* A join takes the earlier due date: no reply that is reckoned ends after another's own. */
static void check_joined(struct walk *k, struct work *w, const struct thing *t)
{
    struct link **links = NULL;
    size_t n = 0, clocks_n = 0;
    assert_int_equal(work_links_of_matter(w, t->id, &links, &n), OK);
    struct clock **clocks = NEWS(k->o->cx.arena, struct clock *, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        struct clock *reply = NULL;
        if (links[i]->state != LINK_IN_MATTER)
            continue;
        assert_int_equal(work_demand(w, links[i]->demand_id, &d), OK);
        assert_int_equal(work_clock(w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, &reply), OK);
        if (reply)
            clocks[clocks_n++] = reply;
    }
    for (size_t i = 0; i < clocks_n; i++)
        for (size_t j = 0; j < clocks_n; j++)
            must_be(k,
                    has_source(clocks[i], "upstream") || !has_source(clocks[j], "mechanism") ||
                        clocks[i]->due_at <= clocks[j]->due_at,
                    "a reply ends after another demand's of the same matter", t);
}

static void check_matter(struct walk *k, struct work *w, const struct thing *t)
{
    struct matter *m = NULL;
    assert_int_equal(work_matter(w, t->id, &m), OK);
    if (!subject_is_open(SUBJECT_MATTER, m->state)) {
        must_be(k,
                m->state == MATTER_CLOSED || !running(w, t->kind, t->id) ||
                    m->state == MATTER_ARCHIVED,
                "an ended matter has a running clock", t);
        return;
    }
    must_be(k, m->owner_unit != 0, "no owner", t);
    must_be(k, somebody_must_act(k->o, t), "nobody must act", t);
    must_be(k, running(w, t->kind, t->id) > 0, "no running clock", t);
    must_be(k, m->state != MATTER_HANDLING || m->lead_unit, "handled by nobody", t);
    struct task *lead = NULL;
    assert_int_equal(matter_lead_task(w, m, &lead), OK);
    if (m->state == MATTER_HANDLING) {
        must_be(k, lead && subject_is_open(SUBJECT_TASK, lead->state),
                "handled without an open lead task", t);
        must_be(k, lead && lead->unit_id == m->lead_unit, "the lead task is another unit's", t);
    }
    struct closing_base base;
    int64_t demands = m->demands, open = m->links_open;
    assert_int_equal(links_count(w, m), OK);
    must_be(k, demands == m->demands && open == m->links_open, "links are counted wrong", t);
    assert_int_equal(links_base(w, m, &base), OK);
    check_joined(k, w, t);
    must_be(k, base.accepted + base.waiting + base.unsatisfied + base.unreachable == base.base,
            "the closing base does not add up", t);
}

static void check_demand(struct walk *k, struct work *w, const struct thing *t)
{
    static const int state_of_link[] = {
        [LINK_IN_MATTER] = DEMAND_IN_MATTER,   [LINK_UNSATISFIED] = DEMAND_UNSATISFIED,
        [LINK_ANSWERED] = DEMAND_ANSWERED,     [LINK_UNREACHABLE] = DEMAND_UNREACHABLE,
        [LINK_NO_VERDICT] = DEMAND_NO_VERDICT, [LINK_SETTLED] = DEMAND_SETTLED,
        [LINK_ACCEPTED] = DEMAND_ACCEPTED,
    };
    struct demand *d = NULL;
    struct link **links = NULL;
    size_t n = 0;
    int64_t live = 0;
    int least = LINK__MAX;
    assert_int_equal(work_demand(w, t->id, &d), OK);
    assert_int_equal(work_links_of_demand(w, t->id, &links, &n), OK);
    for (size_t i = 0; i < n; i++)
        if (link_is_live(links[i])) {
            live++;
            least = links[i]->state < least ? links[i]->state : least;
        }
    must_be(k, d->matters == live, "counts its matters wrong", t);
    must_be(k, d->state != DEMAND_WITHDRAWN || !live, "withdrawn, yet in a matter", t);
    if (live && least < LINK__MAX)
        must_be(k, d->state == state_of_link[least], "not the least advanced of its links", t);
    bool open = subject_is_open(SUBJECT_DEMAND, d->state);
    must_be(k, open == !d->ended_at, "the end is dated wrong", t);
    if (!open)
        return;
    must_be(k, d->unit_id != 0, "no desk", t);
    must_be(k, running(w, t->kind, t->id) > 0, "no running clock", t);
    bool citizen = d->state == DEMAND_ANSWERED && !d->drawn;
    must_be(k, d->state == DEMAND_IN_MATTER || citizen || somebody_must_act(k->o, t),
            "nobody must act", t);
}

static void check_task(struct walk *k, struct work *w, const struct thing *t)
{
    struct task *row = NULL;
    struct matter *m = NULL;
    assert_int_equal(work_task(w, t->id, &row), OK);
    assert_int_equal(work_matter(w, row->matter_id, &m), OK);
    if (!subject_is_open(SUBJECT_TASK, row->state)) {
        must_be(k, !running(w, t->kind, t->id), "an ended task has a running clock", t);
        return;
    }
    must_be(k, subject_is_open(SUBJECT_MATTER, m->state), "open in a matter that is not", t);
    must_be(k, somebody_must_act(k->o, t), "nobody must act", t);
    must_be(k, running(w, t->kind, t->id) || running(w, SUBJECT_MATTER, m->id),
            "no running clock", t);
}

/* The chain holds, and every change of state is a row of the table. */
static void check_events(struct walk *k, const struct thing *t)
{
    struct office *o = k->o;
    struct event *rows = NULL;
    size_t n = 0;
    struct str prev = STR("");
    assert_int_equal(
        db_all(&o->cx, SQL_EVENT_BY_SUBJECT,
               ARGS(I64(o->cx.jid), TXT(str_c(enum_text(&subject_names, (int)t->kind))),
                    I64(t->id)),
               &event_shape, (void **)&rows, &n),
        OK);
    must_be(k, n > 0, "no events", t);
    for (size_t i = 0; i < n; i++) {
        const struct event *e = &rows[i];
        must_be(k, e->seq == (int64_t)i + 1, "a gap in the events", t);
        must_be(k, str_eq(e->prev_hash, prev), "the chain is broken", t);
        must_be(k, str_eq(e->hash, event_hash(o->cx.arena, e)), "a wrong hash", t);
        prev = e->hash;
        if (i && !str_eq(e->from_state, rows[i - 1].to_state))
            fail_msg("%s: event %" PRId64 " (%s) does not go on from the state before", t->num,
                     e->seq, e->action.p);
        if (str_eq(e->from_state, e->to_state))
            continue;
        const struct step *s = flow_find(t->kind, e->action);
        int from = enum_value(flow_states(t->kind), e->from_state);
        if (!s || (from > 0 && !(s->from & BIT(from))))
            fail_msg("%s: %s from %s to %s is no row of the table", t->num, e->action.p,
                     e->from_state.p, e->to_state.p);
    }
    must_be(k, str_eq_c(rows[n - 1].to_state, state_of(o, t->kind, str_c(t->num))),
            "the state is not that of its last event", t);
}

/* A roll-up against the rows themselves. */
static void check_rollup(struct walk *k, const struct tally *t)
{
    static const struct shape *const shapes[] = {
        [SUBJECT_DEMAND] = &demand_shape,
        [SUBJECT_MATTER] = &matter_shape,
    };
    struct office *o = k->o;
    struct tally_sum *rows = NULL;
    size_t n = 0;
    assert_int_equal(tally_read(&o->cx, t, &rows, &n), OK);
    struct work *w = work_begin(&o->cx);
    for (size_t i = 0; i < k->n; i++) {
        void *row = NULL;
        if (k->things[i].kind != t->subject)
            continue;
        assert_int_equal(t->subject == SUBJECT_DEMAND
                             ? work_demand(w, k->things[i].id, (struct demand **)&row)
                             : work_matter(w, k->things[i].id, (struct matter **)&row),
                         OK);
        struct str k1 = row_field_text(o->cx.arena, shapes[t->subject], row, t->k1);
        struct str k2 =
            t->k2[0] ? row_field_text(o->cx.arena, shapes[t->subject], row, t->k2) : STR("");
        for (size_t r = 0; r < n; r++)
            if (str_eq(rows[r].k1, k1) && str_eq(rows[r].k2, k2))
                rows[r].n--;
    }
    for (size_t r = 0; r < n; r++)
        if (rows[r].n != 0)
            fail_msg("after %d acts: %s counts %.*s/%.*s wrong by %" PRId64, k->acted, t->name,
                     STR_ARG(rows[r].k1), STR_ARG(rows[r].k2), rows[r].n);
}

void walk_holds(struct walk *k)
{
    struct office *o = k->o;
    bool differs = false;
    for (size_t i = 0; i < k->n; i++) {
        const struct thing *t = &k->things[i];
        struct work *w = work_begin(&o->cx);
        if (t->kind == SUBJECT_DEMAND)
            check_demand(k, w, t);
        else if (t->kind == SUBJECT_MATTER)
            check_matter(k, w, t);
        else
            check_task(k, w, t);
        assert_int_equal(duty_differs(w, t->kind, t->id, &differs), OK);
        must_be(k, !differs, "the list rows are not those it should have", t);
        check_events(k, t);
    }
    for (size_t i = 0; i < tallies_n; i++)
        check_rollup(k, &tallies[i]);
}
