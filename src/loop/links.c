/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/links.h"

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "core/secret.h"
#include "loop/barred.h"
#include "loop/limits.h"

bool link_is_live(const struct link *l)
{
    return l->state != LINK_WITHDRAWN && l->state != LINK_VOID && l->state != LINK_NONE;
}

bool link_has_answer(const struct link *l)
{
    return (LINK_WITH_ANSWER & BIT(l->state)) != 0;
}

static int demand_state_of(int link)
{
    static const int states[] = {
        [LINK_IN_MATTER] = DEMAND_IN_MATTER,   [LINK_UNSATISFIED] = DEMAND_UNSATISFIED,
        [LINK_ANSWERED] = DEMAND_ANSWERED,     [LINK_UNREACHABLE] = DEMAND_UNREACHABLE,
        [LINK_NO_VERDICT] = DEMAND_NO_VERDICT, [LINK_SETTLED] = DEMAND_SETTLED,
        [LINK_ACCEPTED] = DEMAND_ACCEPTED,
    };
    return states[link];
}

enum err links_follow(struct ctx *cx, struct work *w, int64_t demand_id, const char *action)
{
    struct demand *d = NULL;
    struct link **links = NULL;
    const struct link *least = NULL;
    size_t n = 0;
    int64_t live = 0;
    TRY(work_demand(w, demand_id, &d));
    TRY(work_links_of_demand(w, demand_id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        if (!link_is_live(links[i]))
            continue;
        live++;
        if (!least || links[i]->state < least->state)
            least = links[i];
    }
    if (!least || d->state == DEMAND_WITHDRAWN)
        return OK;
    int to = demand_state_of(least->state);
    bool same = d->state == to && d->matters == live && d->answered_at == least->answered_at &&
                d->grade == least->grade && d->solved == least->solved &&
                d->reached == least->reached && d->round == least->round;
    if (same)
        return OK;
    work_as_system(w, true);
    work_event(w, SUBJECT_DEMAND, d->id, action, to, 0);
    work_as_system(w, false);
    d->matters = live;
    d->reached = least->reached;
    d->solved = least->solved;
    d->grade = least->grade;
    d->source = least->source;
    d->round = least->round;
    d->drawn = least->drawn && to == DEMAND_ANSWERED;
    if (least->answered_at)
        d->answered_at = least->answered_at;
    bool goes_on = to == DEMAND_IN_MATTER || to == DEMAND_UNSATISFIED || to == DEMAND_ANSWERED;
    if (goes_on)
        d->ended_at = 0;
    else if (!d->ended_at)
        d->ended_at = cx->now;
    return OK;
}

enum err links_count(struct work *w, struct matter *m)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    m->demands = 0;
    m->links_open = 0;
    for (size_t i = 0; i < n; i++) {
        if (!link_is_live(links[i]))
            continue;
        m->demands++;
        m->links_open +=
            links[i]->state == LINK_IN_MATTER || links[i]->state == LINK_UNSATISFIED;
    }
    return OK;
}

enum err links_base(struct work *w, const struct matter *m, struct closing_base *out)
{
    struct link **links = NULL;
    size_t n = 0;
    *out = (struct closing_base){0};
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        const struct link *l = links[i];
        struct demand *d = NULL;
        if (l->state == LINK_VOID)
            continue;
        TRY(work_demand(w, l->demand_id, &d));
        bool accepted = l->state == LINK_ACCEPTED;
        bool asked = l->state != LINK_WITHDRAWN && l->state != LINK_NO_VERDICT;
        bool nobody = !d->person_id && d->origin != ORIGIN_FINDING &&
                      (l->state == LINK_ANSWERED || l->state == LINK_UNREACHABLE);
        /* Settled with a ground is a lawful exit, never a citizen's consent. */
        if (l->state == LINK_SETTLED) {
            out->settled++;
            continue;
        }
        if (!asked || nobody) {
            out->left_out++;
            continue;
        }
        out->base++;
        out->citizens += d->origin != ORIGIN_FINDING;
        out->accepted += accepted;
        out->named += l->named;
        out->named_accepted += l->named && accepted;
        out->waiting += l->state == LINK_IN_MATTER || l->state == LINK_ANSWERED;
        out->unsatisfied += l->state == LINK_UNSATISFIED;
        out->unreachable += l->state == LINK_UNREACHABLE;
    }
    return OK;
}

enum err links_between(struct ctx *cx, struct work *w, int64_t demand_id, int64_t matter_id,
                       struct link **out)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(w, matter_id, &links, &n));
    for (size_t i = 0; i < n; i++)
        if (links[i]->demand_id == demand_id && link_is_live(links[i])) {
            *out = links[i];
            return OK;
        }
    return fail(cx, ERR_NOT_FOUND, "这条诉求不在这个事项里",
                "the demand is not in this matter");
}

int64_t matter_owner(struct ctx *cx, const struct matter *m)
{
    const struct org *org = cx->app->org;
    int64_t unit = 0;
    switch ((enum matter_state)m->state) {
    case MATTER_HANDLING:
        unit = m->lead_unit;
        break;
    case MATTER_APPROVED:
        unit = m->answer_unit;
        break;
    case MATTER_ANSWERED:
    case MATTER_CALLING_BACK:
    case MATTER_CLOSED:
    case MATTER_ARCHIVED:
    case MATTER_ENDED:
        unit = org_desk(org, m->desk_unit, DESK_CLOSE, m->complained_unit);
        break;
    case MATTER_MOVED_UP:
        unit = org_desk(org, m->desk_unit, DESK_EXCHANGE, m->complained_unit);
        break;
    case MATTER_IN_REVIEW:
        unit = org_desk(org, m->desk_unit, DESK_REVIEW, m->complained_unit);
        break;
    case MATTER_NONE:
    case MATTER_TO_LEVEL:
    case MATTER_TO_DISPATCH:
    case MATTER__MAX:
        break;
    }
    return unit ? unit : m->desk_unit;
}

enum err links_join(struct ctx *cx, struct work *w, struct demand *d, struct matter *m)
{
    struct link link = {
        .demand_id = d->id,
        .matter_id = m->id,
        .state = LINK_IN_MATTER,
        .round = 1,
        .joined_at = cx->now,
    };
    struct link **links = NULL, *old = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        if (links[i]->demand_id == d->id)
            old = links[i];
    if (old && link_is_live(old))
        return fail(cx, ERR_CONFLICT, "诉求 %.*s 已经在事项 %.*s 里",
                    "demand %.*s is already in matter %.*s", STR_ARG(d->num), STR_ARG(m->num));
    TRY(barred_join(cx, w, d, m));
    if (old) {
        link.jid = old->jid;
        link.round = old->round + 1;
        *old = link;
    } else {
        work_new_link(w, &link);
    }
    d->matters++;
    m->confidential |= d->privacy == PRIVACY_CONFIDENTIAL;
    m->urgent |= d->urgent;
    m->repeated |= d->repeated;
    if (d->receiver_officer)
        work_part_of(w, SUBJECT_MATTER, m->id, d->receiver_officer, "first_asked");
    TRY(links_count(w, m));
    return limits_join(cx, w, d, m);
}

enum err tasks_withdraw(struct work *w, const struct matter *m, const char *action)
{
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(w, m->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->state != TASK_WITHDRAWN && tasks[i]->state != TASK_AGREED)
            task_take_back(w, tasks[i], action);
    return OK;
}

void task_take_back(struct work *w, const struct task *t, const char *why)
{
    struct draft *e = work_event(w, SUBJECT_TASK, t->id, "taken-back", TASK_WITHDRAWN, 0);
    draft_str(e, "why", str_c(why));
}

/* A listing or stages asked for while the matter was handled: the question falls with it. */
enum err asked_lapse(struct work *w, struct matter *m)
{
    struct stage **stages = NULL;
    size_t n = 0;
    if (!str_eq_c(m->asked, "listing") && !str_eq_c(m->asked, "stages"))
        return OK;
    m->asked = STR("");
    TRY(work_stages(w, m->id, &stages, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(stages[i]->outcome, "asked"))
            stages[i]->outcome = STR("refused");
    return OK;
}

enum err matter_lead_task(struct work *w, const struct matter *m, struct task **out)
{
    struct task **tasks = NULL;
    size_t n = 0;
    *out = NULL;
    TRY(work_tasks(w, m->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->role == TASK_LEAD && tasks[i]->state != TASK_WITHDRAWN)
            *out = tasks[i];
    return OK;
}

bool link_drawn(struct ctx *cx, struct str num, int64_t percent)
{
    struct str h = secret_hash(cx, "draw", num);
    int64_t n = 0;
    for (size_t i = 0; i < h.n && i < 8; i++)
        n = n * 16 + (h.p[i] <= '9' ? h.p[i] - '0' : h.p[i] - 'a' + 10);
    return n % 100 < percent;
}

enum err citizens_told(struct ctx *cx, struct work *w, const struct matter *m,
                       const char *template_name, struct str text)
{
    struct link **links = NULL;
    size_t n = 0;
    (void)cx;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(w, links[i]->demand_id, &d));
        work_tell_citizen(w, d, template_name, text);
    }
    return OK;
}
