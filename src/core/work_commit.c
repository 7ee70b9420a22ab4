/* SPDX-License-Identifier: Apache-2.0
 * Writing a unit of work: rows, events, side texts, hanging rows, duties, intervals, counts,
 * parts, messages, all in the caller's transaction.
 */
#include <assert.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/duty.h"
#include "core/outbox.h"
#include "core/work_impl.h"

static enum err item_write(struct work *w, struct item *it)
{
    static const enum sql inserts[] = {
        [SUBJECT_DEMAND] = SQL_DEMAND_INSERT,
        [SUBJECT_MATTER] = SQL_MATTER_INSERT,
        [SUBJECT_TASK] = SQL_TASK_INSERT,
    };
    static const enum sql updates[] = {
        [SUBJECT_DEMAND] = SQL_DEMAND_UPDATE,
        [SUBJECT_MATTER] = SQL_MATTER_UPDATE,
        [SUBJECT_TASK] = SQL_TASK_UPDATE,
    };
    struct ctx *cx = w->cx;
    if (!it->stored)
        return db_put(cx, inserts[it->kind], it->shape, it->now, NULL, 0, NULL);
    int64_t changed = 0;
    struct val old = I64(*item_version(it->stored, it->kind));
    TRY(db_put(cx, updates[it->kind], it->shape, it->now, &old, 1, &changed));
    if (changed != 1)
        return fail(cx, ERR_STALE, "这条记录刚被别人改过",
                    "somebody else has just changed this");
    return OK;
}

static enum err draft_write(struct work *w, const struct draft *d)
{
    struct ctx *cx = w->cx;
    const struct event *e = &d->row;
    struct str kind = str_c(enum_text(&subject_names, e->subject_kind));
    TRY(db_put(cx, SQL_EVENT_INSERT, &event_shape, e, NULL, 0, NULL));
    for (const struct note *n = d->notes; n; n = n->next) {
        if (n->kind != NOTE_TEXT)
            continue;
        TRY(db_exec(cx, SQL_EVENT_TEXT_INSERT,
                    ARGS(I64(e->jid), TXT(kind), I64(e->subject_id), I64(e->seq),
                         TXT(str_c(n->key)), TXT(n->salt), TXT(n->s)),
                    NULL));
    }
    return OK;
}

static enum err kid_write(struct work *w, struct kid *k)
{
    const struct kid_form *form = &kid_forms[k->kind];
    if (k->stored && shape_same(form->shape, k->stored, k->now))
        return OK;
    return db_put(w->cx, k->stored ? form->update : form->insert, form->shape, k->now, NULL, 0,
                  NULL);
}

static enum err parts_write(struct work *w)
{
    struct ctx *cx = w->cx;
    for (const struct part_note *p = w->parts; p; p = p->next) {
        if (!p->officer_id)
            continue;
        TRY(db_exec(cx, SQL_PART_PUT,
                    ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)p->kind))),
                         I64(p->id), I64(p->officer_id), TXT(str_c(p->did)), I64(cx->now)),
                    NULL));
    }
    return OK;
}

/* Every open event is ended before anything is written, so that a refusal leaves no trace.
 * Dates are set first: they belong to the last event of their subject. */
static enum err drafts_end(struct work *w)
{
    for (struct item *it = w->items; it; it = it->next) {
        if (!it->drafts) {
            assert(shape_same(it->shape, it->mark, it->now) && "a change without an event");
            continue;
        }
        TRY(kids_load(w, KID_CLOCK, it));
        item_set_due(w, it);
        if (!it->open->done)
            TRY(draft_close(it->open));
    }
    return OK;
}

static enum err items_write(struct work *w)
{
    for (struct item *it = w->items; it; it = it->next) {
        if (!it->drafts)
            continue;
        TRY(item_write(w, it));
        for (const struct draft *d = it->drafts; d; d = d->next)
            TRY(draft_write(w, d));
    }
    return OK;
}

/* A task's list rows show its matter's dates and flags; a matter's name the units of its tasks.
 */
static bool listed_with_another(struct work *w, const struct item *it)
{
    if (it->kind != SUBJECT_MATTER)
        return it->kind == SUBJECT_TASK;
    for (const struct item *t = w->items; t; t = t->next)
        if (t->kind == SUBJECT_TASK && t->drafts &&
            ((const struct task *)t->now)->matter_id == it->id)
            return true;
    return false;
}

static enum err lists_write(struct work *w)
{
    for (struct item *it = w->items; it; it = it->next) {
        if (it->drafts || listed_with_another(w, it))
            TRY(duty_write(w, it));
        if (!it->drafts)
            continue;
        TRY(span_write(w, it));
        rollup_count(w, it);
    }
    return counts_write(w);
}

enum err work_commit(struct work *w)
{
    TRY(w->latch);
    TRY(drafts_end(w));
    TRY(items_write(w));
    for (struct kid *k = w->kids; k; k = k->next)
        TRY(kid_write(w, k));
    TRY(lists_write(w));
    TRY(derive_write(w));
    TRY(parts_write(w));
    TRY(uses_write(w));
    TRY(binds_write(w));
    TRY(tells_write(w));
    for (const struct late *l = w->lates; l; l = l->next)
        TRY(l->fn(w->cx, l->arg));
    return OK;
}
