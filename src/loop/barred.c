/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/barred.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/links.h"

bool barred_unit(struct ctx *cx, const struct matter *m, int64_t unit)
{
    return m->complained_unit && org_unit_under(cx->app->org, unit, m->complained_unit);
}

bool barred_lead(struct ctx *cx, const struct matter *m)
{
    return m->go_between && m->lead_unit && barred_unit(cx, m, m->lead_unit);
}

int64_t barred_reviewer(struct ctx *cx, const struct matter *m, int64_t office)
{
    return org_desk(cx->app->org, office, DESK_REVIEW, m->complained_unit);
}

/* A matter bars one subtree: of two units, one above the other, the upper. */
static enum err bar(struct ctx *cx, struct matter *m, int64_t unit)
{
    const struct org *org = cx->app->org;
    if (!m->complained_unit || org_unit_under(org, m->complained_unit, unit))
        m->complained_unit = unit;
    else if (!org_unit_under(org, unit, m->complained_unit))
        return fail(cx, ERR_CONFLICT, "事项 %.*s 已有另一单位须回避,请另立事项",
                    "matter %.*s bars another unit already: open a matter of its own",
                    STR_ARG(m->num));
    return OK;
}

static bool has_part(const struct task *t)
{
    return t->state != TASK_WITHDRAWN;
}

/* Desks of the barred unit give way to those above. */
static enum err desks_move(struct ctx *cx, struct matter *m)
{
    const struct org *org = cx->app->org;
    if (barred_unit(cx, m, m->desk_unit)) {
        int64_t above = org_desk(org, m->desk_unit, DESK_DISPATCH, m->complained_unit);
        if (!above)
            return fail(cx, ERR_CONFLICT, "没有可以接手的上级派单岗",
                        "no dispatching desk above could take it");
        m->desk_unit = above;
    }
    if (barred_unit(cx, m, m->answer_unit))
        m->answer_unit = org_desk(org, m->desk_unit, DESK_CALLBACK, m->complained_unit);
    if (m->state == MATTER_TO_LEVEL && barred_unit(cx, m, m->owner_unit))
        m->owner_unit = m->desk_unit;
    if (m->state != MATTER_TO_LEVEL)
        m->owner_unit = matter_owner(cx, m);
    return OK;
}

static enum err reviewers_move(struct ctx *cx, struct matter *m)
{
    struct strs asked = str_split(cx->arena, m->review_units, ',');
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    for (size_t i = 0; i < asked.n; i++) {
        int64_t unit = 0;
        if (!str_i64(asked.p[i], &unit))
            continue;
        unit = barred_unit(cx, m, unit) ? barred_reviewer(cx, m, unit) : unit;
        if (!unit)
            return fail(cx, ERR_CONFLICT, "没有可以接手的审核单位",
                        "no reviewing desk above could take it");
        buf_fmt(&b, "%s%" PRId64, b.n ? "," : "", unit);
    }
    m->review_units = buf_done(&b);
    return OK;
}

enum err barred_join(struct ctx *cx, struct work *w, const struct demand *d, struct matter *m)
{
    struct task **tasks = NULL;
    size_t n = 0;
    if (!d->complained_unit)
        return OK;
    TRY(work_tasks(w, m->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (has_part(tasks[i]) &&
            org_unit_under(cx->app->org, tasks[i]->unit_id, d->complained_unit))
            return fail(cx, ERR_CONFLICT, "被投诉单位正承办事项 %.*s,请另立事项",
                        "the unit complained about handles matter %.*s: open another",
                        STR_ARG(m->num));
    TRY(bar(cx, m, d->complained_unit));
    TRY(reviewers_move(cx, m));
    return desks_move(cx, m);
}

enum err barred_mark(struct ctx *cx, struct work *w, const struct demand *d, struct matter *m)
{
    const uint32_t out = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED);
    struct task **tasks = NULL;
    size_t n = 0;
    bool leads = (out & BIT(m->state)) && m->lead_unit &&
                 org_unit_under(cx->app->org, m->lead_unit, d->complained_unit);
    struct draft *e =
        work_event(w, SUBJECT_MATTER, m->id, leads ? "lead-barred" : "unit-barred",
                   leads ? MATTER_TO_DISPATCH : -1, 0);
    draft_str(e, "demand", d->num);
    TRY(bar(cx, m, d->complained_unit));
    TRY(work_tasks(w, m->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (has_part(tasks[i]) && (leads || barred_unit(cx, m, tasks[i]->unit_id)) &&
            (tasks[i]->state != TASK_AGREED || tasks[i]->role == TASK_LEAD))
            task_take_back(w, tasks[i], "barred");
    if (leads) {
        m->lead_unit = m->answer_unit = 0;
        m->review_units = m->review_agreed = STR("");
        TRY(asked_lapse(w, m));
    }
    TRY(reviewers_move(cx, m));
    TRY(desks_move(cx, m));
    work_tell_unit(w, m->owner_unit, BIT(ROLE_DISPATCHER) | BIT(ROLE_CLOSER), SUBJECT_MATTER,
                   m->id, "to_dispatch");
    return OK;
}
