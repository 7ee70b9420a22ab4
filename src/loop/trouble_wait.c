/* SPDX-License-Identifier: Apache-2.0
 * Root problems as work: what of one the viewer's own units must do next, and by when.
 */
#include "core/app.h"
#include "loop/trouble_impl.h"

ENUM_NAMES(trouble_wait_kind, TROUBLE_WAIT_LIST);

static const struct field list_fields[] = {
    FIELD(struct trouble_list_query, waiting, .zh = "等我所在单位办的",
          .en = "In which my units must act"),
};
const struct shape trouble_list_shape =
    SHAPE("trouble_list_query", struct trouble_list_query, list_fields);

/* The earliest stands; what has no limit comes after what has one. */
static void take(struct trouble_wait *w, enum trouble_wait_kind kind, int64_t by)
{
    if (w->kind == TROUBLE_WAITS_NOT || (by && (!w->by || by < w->by)))
        w->kind = kind, w->by = by;
}

static void asked(struct ctx *cx, const struct trouble *t, const struct trouble_ask *a,
                  size_t n, struct trouble_wait *w)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i].round != t->round || !trouble_answers_for(cx, a[i].unit_id) ||
            actor_is(cx->actor, a[i].asked_by))
            continue;
        w->asked = w->asked || a[i].answer == TROUBLE_UNANSWERED || a[i].answer == TROUBLE_HAVE;
        if (a[i].answer == TROUBLE_UNANSWERED)
            take(w, TROUBLE_WAITS_ANSWER, a[i].due_at);
        if (a[i].answer == TROUBLE_HAVE)
            take(w, TROUBLE_WAITS_MEND, 0);
    }
}

static void planned(struct ctx *cx, const struct trouble *t, const struct trouble_measure *m,
                    size_t n, struct trouble_wait *w)
{
    size_t open = 0, done = 0;
    for (size_t i = 0; i < n; i++) {
        done += m[i].state == TROUBLE_WORK_DONE;
        if (m[i].state != TROUBLE_WORK_OPEN)
            continue;
        open++;
        if (trouble_answers_for(cx, m[i].unit_id))
            take(w, TROUBLE_WAITS_MEASURE, m[i].due_at);
    }
    if (!open && trouble_answers_for(cx, t->unit_id))
        take(w, done ? TROUBLE_WAITS_FINISH : TROUBLE_WAITS_PLAN, 0);
}

bool trouble_may_conclude(struct ctx *cx, const struct trouble *t)
{
    return trouble_may_keep(cx) && t->state == TROUBLE_WATCHING &&
           trouble_window(cx, t, TROUBLE_AFTER).to <= cx->now &&
           !actor_is(cx->actor, t->finished_by);
}

struct trouble_wait trouble_waits(struct ctx *cx, const struct trouble *t,
                                  const struct trouble_measure *m, size_t m_n,
                                  const struct trouble_ask *a, size_t a_n)
{
    struct trouble_wait w = {.kind = TROUBLE_WAITS_NOT};
    asked(cx, t, a, a_n, &w);
    if (t->state == TROUBLE_OPEN)
        planned(cx, t, m, m_n, &w);
    if (trouble_may_conclude(cx, t))
        take(&w, TROUBLE_WAITS_CONCLUDE, trouble_window(cx, t, TROUBLE_AFTER).to);
    return w;
}
