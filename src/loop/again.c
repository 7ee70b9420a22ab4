/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/again.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/close.h"
#include "loop/limits.h"
#include "loop/links.h"
#include "loop/stages.h"

#define AGAIN_LIST(X)                                                                          \
    X(AGAIN_SAME, "same", "原主办", "same lead")                                               \
    X(AGAIN_OTHER, "other", "另派主办", "other lead")                                          \
    X(AGAIN_UPSTREAM, "upstream", "移交上级", "upstream")
enum again { AGAIN_LIST(ENUM_ID) AGAIN__MAX };
extern const struct enum_names again_names;
ENUM_NAMES(again, AGAIN_LIST);

struct again_body {
    int to;
    bool no_measure;
    struct strs demands;
    struct str reason;
};
static const struct field again_fields[] = {
    FIELD(struct again_body, to, .required = true, .names = &again_names, .zh = "重新交办给",
          .en = "To"),
    FIELD(struct again_body, no_measure, .zh = "未明确解决措施", .en = "No concrete measure"),
    FIELD(struct again_body, demands, .max = 500, .zh = "重办诉求(默认全部不满意的)",
          .en = "Demands (default: all unsatisfied)", .options = "demands"),
    FIELD(struct again_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "重新交办理由", .en = "Reason"),
};
static const struct shape again_shape =
    SHAPE("dispatch_again", struct again_body, again_fields);

static bool named(const struct strs *list, struct str num)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->p[i], num))
            return true;
    return false;
}

/* Only the demands sent again are answered and called again. */
static enum err links_again(struct ctx *cx, struct act *a, const struct strs *demands, bool all,
                            int64_t *hit)
{
    (void)cx;
    struct matter *m = a->matter;
    struct link **links = NULL;
    size_t n = 0;
    *hit = 0;
    TRY(work_links_of_matter(a->w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(a->w, links[i]->demand_id, &d));
        bool again =
            demands->n ? named(demands, d->num) : all || links[i]->state == LINK_UNSATISFIED;
        if (!again || links[i]->state == LINK_IN_MATTER)
            continue;
        links[i]->state = LINK_IN_MATTER;
        links[i]->round++;
        links[i]->reached = links[i]->solved = YN_UNKNOWN;
        links[i]->grade = GRADE_NONE;
        links[i]->source = SOURCE_NONE;
        struct draft *e = work_event(a->w, SUBJECT_DEMAND, d->id, "sent-again", -1, 0);
        draft_str(e, "matter", m->num);
        d->attempts = 0;
        d->asked = STR("");
        d->ended_at = 0;
        work_tell_citizen(a->w, d, "again", STR(""));
        (*hit)++;
    }
    return links_count(a->w, m);
}

/* The demands wait again; their replies and what they cut short follow. */
static enum err follow_all(struct ctx *cx, struct act *a)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(a->w, a->matter->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        TRY(links_follow(cx, a->w, links[i]->demand_id, "in-matter-again"));
    return limits_recap(cx, a->w, a->matter);
}

/* The same lead gets the redo length (domain.md: on_redispatch). */
static enum err same_lead(struct ctx *cx, struct act *a, struct str why)
{
    struct matter *m = a->matter;
    struct task *lead = NULL;
    struct clock *k = NULL;
    TRY(matter_lead_task(a->w, m, &lead));
    if (!lead || !m->lead_unit)
        return fail_at(cx, ERR_CONFLICT, "to", "原主办任务已不在,请另派",
                       "the lead's task is gone: choose another lead");
    work_event_state(a->w, a->event, MATTER_HANDLING);
    draft_text(work_event(a->w, SUBJECT_TASK, lead->id, "again", TASK_WORKING, 0), "reason",
               why);
    TRY(work_clock(a->w, SUBJECT_MATTER, m->id, CLOCK_FEEDBACK, &k));
    if (k) {
        struct span_length len = a->mechanism->redo;
        if (!len.set)
            len = (struct span_length){.set = true,
                                       .unit = k->span,
                                       .length =
                                           (k->length * a->mechanism->redo_percent + 99) / 100};
        TRY(work_clock_relength(a->w, k, len, "redo"));
    }
    work_tell_unit(a->w, lead->unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), SUBJECT_TASK,
                   lead->id, "again");
    return OK;
}

/* A reopening starts a second close (domain.md, Clocks), also while it waits for a lead. */
static enum err second_close(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    return work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_CLOSE, cx->now,
                            mechanism_limit(a->mechanism, CLOCK_CLOSE, m->kind, m->class,
                                            (enum level)m->lvl, m->difficulty),
                            "mechanism", 0);
}

/* Whoever asked for a reopening has it, whatever the cause that is named. */
static enum err reopen_asked_done(struct act *a)
{
    struct matter *m = a->matter;
    struct demand *d = NULL;
    if (!str_starts(m->asked, "reopen:"))
        return OK;
    TRY(work_demand_num(a->w, str_sub(m->asked, 7, m->asked.n - 7), &d));
    if (!d->asked.n)
        return OK;
    struct draft *e = work_event(a->w, SUBJECT_DEMAND, d->id, "reopened", -1, 0);
    draft_str(e, "matter", m->num);
    d->asked = STR("");
    return OK;
}

static enum err go_again(struct ctx *cx, struct act *a, int to, struct str why)
{
    struct matter *m = a->matter;
    bool closed = draft_from(a->event) != MATTER_CALLING_BACK;
    TRY(reopen_asked_done(a));
    m->round++;
    m->close_ground = CLOSE_NONE;
    m->closed_at = 0;
    m->asked = STR("");
    m->solved = m->thorough = YN_UNKNOWN;
    if (to == AGAIN_SAME) {
        TRY(same_lead(cx, a, why));
    } else {
        TRY(tasks_withdraw(a->w, m, "again"));
        struct task *lead = NULL;
        TRY(matter_lead_task(a->w, m, &lead));
        if (lead)
            task_take_back(a->w, lead, "again");
        work_event_state(a->w, a->event,
                         to == AGAIN_OTHER ? MATTER_TO_DISPATCH : MATTER_MOVED_UP);
        m->lead_unit = 0;
        if (to == AGAIN_UPSTREAM)
            m->lvl = LEVEL_CITY;
        work_tell_unit(a->w, m->desk_unit, BIT(ROLE_DISPATCHER), SUBJECT_MATTER, m->id,
                       "to_dispatch");
    }
    if (closed)
        TRY(second_close(cx, a));
    m->owner_unit = matter_owner(cx, m);
    return OK;
}

static enum err again_effect(struct ctx *cx, struct act *a)
{
    const struct again_body *b = a->body;
    int64_t hit = 0;
    draft_text(a->event, "reason", b->reason);
    draft_str(a->event, "to", str_c(enum_text(&again_names, b->to)));
    TRY(links_again(cx, a, &b->demands, b->no_measure, &hit));
    if (!hit)
        return fail_at(cx, ERR_CONFLICT, "demands", "没有不满意的诉求;未明确措施的请勾选",
                       "no demand is unsatisfied");
    TRY(go_again(cx, a, b->to, b->reason));
    return follow_all(cx, a);
}

#define REOPEN_LIST(X)                                                                         \
    X(REOPEN_LOOKBACK, "lookback", "回头看发现问题", "look-back finding")                      \
    X(REOPEN_WRONG, "wrong_close", "误销号", "wrong close")                                    \
    X(REOPEN_NEW_FACTS, "new_facts", "出现新情况", "new facts")                                \
    X(REOPEN_UPSTREAM, "upstream", "上级回访不满意", "upstream's verdict")                     \
    X(REOPEN_PROMISE, "broken_promise", "承诺未兑现", "broken promise")                        \
    X(REOPEN_INSPECTION, "inspection", "验靶发现问题", "inspection finding")                   \
    X(REOPEN_UNSATISFIED, "unsatisfied", "群众改评不满意", "unsatisfied after closing")
enum reopen { REOPEN_LIST(ENUM_ID) REOPEN__MAX };
extern const struct enum_names reopen_names;
ENUM_NAMES(reopen, REOPEN_LIST);

struct reopen_body {
    int cause;
    bool other_lead;
    struct strs demands;
    struct str reason;
};
static const struct field reopen_fields[] = {
    FIELD(struct reopen_body, cause, .required = true, .names = &reopen_names, .zh = "重开原因",
          .en = "Cause"),
    FIELD(struct reopen_body, other_lead, .zh = "另派主办", .en = "Other lead"),
    FIELD(struct reopen_body, demands, .max = 500, .zh = "涉及诉求(默认全部)",
          .en = "Demands (default: all)", .options = "demands"),
    FIELD(struct reopen_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "理由", .en = "Reason"),
};
static const struct shape reopen_shape = SHAPE("reopen", struct reopen_body, reopen_fields);

static enum err reopen_effect(struct ctx *cx, struct act *a)
{
    const struct reopen_body *b = a->body;
    int64_t hit = 0;
    draft_str(a->event, "cause", str_c(enum_text(&reopen_names, b->cause)));
    draft_text(a->event, "reason", b->reason);
    TRY(links_again(cx, a, &b->demands, b->cause != REOPEN_UNSATISFIED, &hit));
    TRY(go_again(cx, a, b->other_lead ? AGAIN_OTHER : AGAIN_SAME, b->reason));
    return follow_all(cx, a);
}

enum err again_reopen(struct ctx *cx, struct work *w, int64_t matter_id, struct str reason)
{
    const struct reopen_body body = {.cause = REOPEN_INSPECTION, .reason = reason};
    struct act act;
    work_as_system(w, true);
    TRY(flow_step(cx, w, SUBJECT_MATTER, "reopen", matter_id, &body, &act));
    work_as_system(w, false);
    return OK;
}

static enum err asked_reopen(struct ctx *cx, struct act *a)
{
    return str_starts(a->matter->asked, "reopen:")
               ? OK
               : fail(cx, ERR_CONFLICT, "没有重开申请", "no reopening is asked");
}

static enum err refuse_reopen_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct demand *d = NULL;
    TRY(work_demand_num(a->w, str_sub(a->matter->asked, 7, a->matter->asked.n - 7), &d));
    struct draft *e = work_event(a->w, SUBJECT_DEMAND, d->id, "reopen-refused", -1, 0);
    draft_text(e, "reason", b->reason);
    d->asked = STR("");
    work_tell_citizen(a->w, d, "reopen_refused", b->reason);
    return refuse_asked_effect(cx, a);
}

enum { CLOSED = BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED) };

const struct step again_steps[] = {
    {.name = "dispatch-again",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CALLING_BACK),
     .to = -1,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &again_shape,
     .guard = nothing_asked,
     .effect = again_effect,
     .zh = "重新交办",
     .en = "Dispatch again",
     .to_text = "handling / to_dispatch / moved_up"},
    {.name = "reopen",
     .subject = SUBJECT_MATTER,
     .from = CLOSED,
     .to = -1,
     .roles = BIT(ROLE_CLOSER) | BIT(ROLE_LOOKBACK),
     .where = AT_CLOSE,
     .body = &reopen_shape,
     .effect = reopen_effect,
     .zh = "重开",
     .en = "Reopen",
     .to_text = "handling / to_dispatch"},
    {.name = "refuse-reopen",
     .subject = SUBJECT_MATTER,
     .from = CLOSED,
     .to = -1,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &reason_shape,
     .guard = asked_reopen,
     .effect = refuse_reopen_effect,
     .zh = "不予重开",
     .en = "Refuse to reopen",
     .to_text = "same"},
};
const size_t again_steps_n = COUNT(again_steps);
