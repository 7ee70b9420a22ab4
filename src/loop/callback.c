/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/callback.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "loop/links.h"

enum {
    WITH_ANSWER = BIT(DEMAND_ANSWERED) | BIT(DEMAND_ACCEPTED) | BIT(DEMAND_UNREACHABLE) |
                  BIT(DEMAND_NO_VERDICT),
    /* The verdict stands on the link: a demand whose other matter goes on may have an answer
     * that can be judged (the guard asks). */
    MAY_HAVE_ANSWER = WITH_ANSWER | BIT(DEMAND_IN_MATTER) | BIT(DEMAND_UNSATISFIED),
};

struct attempt_body {
    struct str outcome, words;
};
static const struct field attempt_fields[] = {
    FIELD(struct attempt_body, outcome, .required = true, .max = 40, .zh = "联系结果",
          .en = "Outcome", .options = "attempt_outcomes"),
    FIELD(struct attempt_body, words, .max = 1000, .as = AS_TEXT, .zh = "通话记录",
          .en = "Call note"),
};
static const struct shape attempt_shape = SHAPE("attempt", struct attempt_body, attempt_fields);

static bool in_states(int state, uint32_t states)
{
    return (states & BIT(state)) != 0;
}

/* Whether an answer in one of these link states (or, without a matter, demand states) is there.
 * A finding has no answer to judge: another person accepts it on the spot. */
static enum err answer_in(struct ctx *cx, struct act *a, uint32_t links, uint32_t demands)
{
    struct link **all = NULL;
    size_t n = 0;
    bool hit = !a->demand->matters && in_states(a->demand->state, demands);
    if (a->demand->origin == ORIGIN_FINDING)
        return fail(cx, ERR_CONFLICT, "主动发现的问题由另一人现场核验,不作回访",
                    "a finding is checked on the spot by another person, not called back");
    TRY(work_links_of_demand(a->w, a->demand->id, &all, &n));
    for (size_t i = 0; i < n && !hit; i++)
        hit = link_is_live(all[i]) && in_states(all[i]->state, links);
    return hit ? OK : fail(cx, ERR_CONFLICT, "没有待评价的答复", "there is no answer to judge");
}

static enum err answer_guard(struct ctx *cx, struct act *a)
{
    return answer_in(cx, a, LINK_WITH_ANSWER, WITH_ANSWER);
}

/* A drawn answer that was given at once is reviewed first; the citizen's own rating waits for
 * nobody, and neither does the end of the window. */
static enum err reviewed(struct ctx *cx, const struct act *a)
{
    return cx->actor->kind == ROLE__MAX && str_eq_c(a->demand->asked, "review")
               ? fail(cx, ERR_CONFLICT, "该答复被抽中复核,复核后再回访",
                      "this answer was drawn for review: it is called back afterwards")
               : OK;
}

static enum err verdict_guard(struct ctx *cx, struct act *a)
{
    TRY(reviewed(cx, a));
    return answer_guard(cx, a);
}

static enum err attempt_guard(struct ctx *cx, struct act *a)
{
    TRY(reviewed(cx, a));
    return answer_in(cx, a, BIT(LINK_ANSWERED) | BIT(LINK_NO_VERDICT),
                     BIT(DEMAND_ANSWERED) | BIT(DEMAND_NO_VERDICT));
}

static enum err undecided_guard(struct ctx *cx, struct act *a)
{
    TRY(reviewed(cx, a));
    return answer_in(cx, a, BIT(LINK_ANSWERED), BIT(DEMAND_ANSWERED));
}

static enum err attempt_effect(struct ctx *cx, struct act *a)
{
    const struct attempt_body *b = a->body;
    (void)cx;
    a->demand->attempts++;
    draft_str(a->event, "outcome", b->outcome);
    draft_text(a->event, "words", b->words);
    return OK;
}

static const struct field verdict_fields[] = {
    FIELD(struct verdict_body, reached, .required = true, .names = &yesno_names,
          .zh = "是否联系上", .en = "Reached"),
    FIELD(struct verdict_body, solved, .names = &yesno_names, .zh = "是否解决", .en = "Solved"),
    FIELD(struct verdict_body, grade, .names = &grade_names, .zh = "是否满意",
          .en = "Satisfied"),
    FIELD(struct verdict_body, source, .names = &desk_source_names, .zh = "评价来源",
          .en = "Source"),
    FIELD(struct verdict_body, words, .max = 2000, .as = AS_TEXT, .zh = "群众原话",
          .en = "In their words"),
    FIELD(struct verdict_body, matter, .max = 30, .zh = "事项", .en = "Matter",
          .options = "matters"),
};
static const struct shape verdict_shape = SHAPE("verdict", struct verdict_body, verdict_fields);

static const struct field rate_fields[] = {
    FIELD(struct verdict_body, solved, .required = true, .names = &yesno_names,
          .zh = "问题解决了吗", .en = "Solved?"),
    FIELD(struct verdict_body, grade, .required = true, .names = &grade_names, .zh = "您满意吗",
          .en = "Satisfied?"),
    FIELD(struct verdict_body, words, .max = 2000, .as = AS_TEXT, .zh = "想说的话",
          .en = "In your words"),
    FIELD(struct verdict_body, matter, .max = 30, .zh = "事项", .en = "Matter",
          .options = "matters"),
};
static const struct shape rate_shape = SHAPE("rate", struct verdict_body, rate_fields);

enum err verdict_outcome(struct ctx *cx, const struct mechanism *m,
                         const struct verdict_body *v, int *link, int *demand)
{
    if (v->reached != YN_YES && v->reached != YN_NO)
        return fail_at(cx, ERR_INPUT, "reached", "请登记是否联系上",
                       "say whether they were reached");
    if (v->reached == YN_NO) {
        *link = LINK_UNREACHABLE;
        *demand = DEMAND_UNREACHABLE;
        return OK;
    }
    if (v->grade == GRADE_NONE || v->solved == YN_UNKNOWN)
        return fail_at(cx, ERR_INPUT, v->grade == GRADE_NONE ? "grade" : "solved",
                       "联系上的,须分别登记是否解决、是否满意",
                       "record both: solved and satisfied");
    bool yes = (m->accept_grades & (int)BIT(v->grade)) &&
               (!m->accept_needs_solved || v->solved == YN_YES);
    *link = yes ? LINK_ACCEPTED : LINK_UNSATISFIED;
    *demand = yes ? DEMAND_ACCEPTED : DEMAND_UNSATISFIED;
    return OK;
}

/* Our own desk has to try as often as the mechanism says. */
static enum err outcome_of(struct ctx *cx, const struct act *a, const struct verdict_body *v,
                           int *link, int *demand)
{
    const struct mechanism *m = a->mechanism;
    if (v->reached == YN_NO && a->demand->attempts < m->callback_attempts)
        return fail(cx, ERR_CONFLICT,
                    "须联系%" PRId64 "次未果才能登记“联系不上”(已%" PRId64 "次)",
                    "unreachable needs %" PRId64 " attempts (%" PRId64 " so far)",
                    m->callback_attempts, a->demand->attempts);
    return verdict_outcome(cx, m, v, link, demand);
}

static enum err link_verdict(struct ctx *cx, struct act *a, struct link *l,
                             const struct verdict_body *v, int source, int state)
{
    struct matter *m = NULL;
    TRY(work_matter(a->w, l->matter_id, &m));
    struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "verdict", -1, 0);
    draft_str(e, "demand", a->demand->num);
    l->state = state;
    l->reached = v->reached;
    l->solved = v->solved;
    l->grade = v->grade;
    l->source = source;
    l->attempts = a->demand->attempts;
    if (v->solved == YN_YES && m->solved == YN_UNKNOWN)
        m->solved = YN_YES;
    if (v->solved == YN_NO)
        m->solved = YN_NO;
    TRY(links_count(a->w, m));
    if (state == LINK_UNSATISFIED)
        work_tell_unit(a->w, m->owner_unit, BIT(ROLE_CLOSER), SUBJECT_MATTER, m->id,
                       "unsatisfied");
    (void)cx;
    return OK;
}

/* Verdicts by matter: every answered link, or those of the named matter. */
static enum err links_verdict(struct ctx *cx, struct act *a, const struct verdict_body *v,
                              int source, int state)
{
    struct link **links = NULL;
    size_t n = 0, hit = 0;
    TRY(work_links_of_demand(a->w, a->demand->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_has_answer(links[i]))
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        if (v->matter.n && !str_eq(v->matter, m->num))
            continue;
        TRY(link_verdict(cx, a, links[i], v, source, state));
        hit++;
    }
    if (!hit)
        return fail_at(cx, ERR_CONFLICT, "matter", "没有待评价的答复",
                       "there is no answer to judge");
    return OK;
}

void verdict_note(struct act *a, const struct verdict_body *v, int source)
{
    draft_str(a->event, "reached", str_c(enum_text(&yesno_names, v->reached)));
    draft_str(a->event, "solved", str_c(enum_text(&yesno_names, v->solved)));
    draft_str(a->event, "grade", str_c(enum_text(&grade_names, v->grade)));
    draft_str(a->event, "source", str_c(enum_text(&source_names, source)));
    draft_text(a->event, "words", v->words);
}

enum err verdict_apply(struct ctx *cx, struct act *a, const struct verdict_body *v, int source,
                       int link, int demand)
{
    struct demand *d = a->demand;
    verdict_note(a, v, source);
    if (d->matters > 0) {
        TRY(links_verdict(cx, a, v, source, link));
        return links_follow(cx, a->w, d->id, "verdict-follows");
    }
    d->reached = v->reached;
    d->solved = v->solved;
    d->grade = v->grade;
    d->source = source;
    d->asked = STR("");
    d->ended_at = demand == DEMAND_UNSATISFIED ? 0 : cx->now;
    work_event_state(a->w, a->event, demand);
    return OK;
}

static enum err verdict_record(struct ctx *cx, struct act *a, const struct verdict_body *v,
                               int source)
{
    int link = LINK_NONE, demand = DEMAND_NONE;
    TRY(outcome_of(cx, a, v, &link, &demand));
    return verdict_apply(cx, a, v, source, link, demand);
}

static enum err verdict_effect(struct ctx *cx, struct act *a)
{
    const struct verdict_body *v = a->body;
    int source = v->source != SOURCE_NONE                             ? v->source
                 : str_eq_c(str_c(a->step->name), "lookback-verdict") ? SOURCE_LOOKBACK
                                                                      : SOURCE_CALL;
    return verdict_record(cx, a, v, source);
}

static enum err rate_guard(struct ctx *cx, struct act *a)
{
    const struct demand *d = a->demand;
    int64_t last = time_day_end(time_day(d->answered_at) + a->mechanism->rate_days);
    TRY(answer_guard(cx, a));
    return cx->now <= last ? OK
                           : fail(cx, ERR_CONFLICT, "评价期已过,如有新情况可申请重新办理",
                                  "the time to rate is over; you may ask to reopen");
}

static enum err rate_effect(struct ctx *cx, struct act *a)
{
    struct verdict_body v = *(const struct verdict_body *)a->body;
    v.reached = YN_YES;
    return verdict_record(cx, a, &v, SOURCE_CITIZEN);
}

static enum err no_verdict_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct demand *d = a->demand;
    struct link **links = NULL;
    size_t n = 0;
    draft_text(a->event, "reason", b ? b->reason : STR(""));
    draft_i64(a->event, "attempts", d->attempts);
    if (!d->matters) {
        work_event_state(a->w, a->event, DEMAND_NO_VERDICT);
        d->asked = STR("");
        d->ended_at = cx->now;
        return OK;
    }
    TRY(work_links_of_demand(a->w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (links[i]->state != LINK_ANSWERED)
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "no-verdict", -1, 0);
        draft_str(e, "demand", d->num);
        links[i]->state = LINK_NO_VERDICT;
        TRY(links_count(a->w, m));
    }
    return links_follow(cx, a->w, d->id, "verdict-follows");
}

static enum err reopen_guard(struct ctx *cx, struct act *a)
{
    const struct demand *d = a->demand;
    int64_t last = time_day_end(time_day(d->answered_at) + a->mechanism->reopen_days);
    if (!d->matters)
        return fail(cx, ERR_CONFLICT, "请作为新的诉求提出",
                    "please hand it in as a new demand");
    if (d->asked.n)
        return fail(cx, ERR_CONFLICT, "重新办理的申请正在处理", "the request is being decided");
    return cx->now <= last
               ? OK
               : fail(cx, ERR_CONFLICT, "已过申请重新办理的期限", "the time to ask is over");
}

enum err reopen_ask(struct ctx *cx, struct act *a, const char *cause, size_t *hit)
{
    struct demand *d = a->demand;
    struct link **links = NULL;
    size_t n = 0;
    *hit = 0;
    TRY(work_links_of_demand(a->w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        if (!link_is_live(links[i]) ||
            (m->state != MATTER_CLOSED && m->state != MATTER_ARCHIVED) || m->asked.n)
            continue;
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "reopen-asked", -1, 0);
        draft_str(e, "demand", d->num);
        if (cause)
            draft_str(e, "cause", str_c(cause));
        m->asked = str_fmt(cx->arena, "reopen:%.*s", STR_ARG(d->num));
        work_tell_unit(a->w, m->owner_unit, BIT(ROLE_CLOSER), SUBJECT_MATTER, m->id,
                       "reopen_asked");
        (*hit)++;
    }
    return OK;
}

static enum err ask_reopen_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    size_t hit = 0;
    draft_text(a->event, "reason", b->reason);
    a->demand->asked = STR("reopen");
    TRY(reopen_ask(cx, a, NULL, &hit));
    return hit ? OK
               : fail(cx, ERR_CONFLICT, "没有已销号的事项",
                      "no matter of this demand is closed");
}

const struct step callback_steps[] = {
    {.name = "attempt",
     .subject = SUBJECT_DEMAND,
     .from = MAY_HAVE_ANSWER,
     .to = -1,
     .roles = BIT(ROLE_CALLBACK),
     .where = AT_CALLBACK,
     .body = &attempt_shape,
     .guard = attempt_guard,
     .effect = attempt_effect,
     .never_did = "handle settle",
     .zh = "登记回访未果",
     .en = "Note an attempt",
     .to_text = "same"},
    {.name = "verdict",
     .subject = SUBJECT_DEMAND,
     .from = MAY_HAVE_ANSWER,
     .to = -1,
     .roles = BIT(ROLE_CALLBACK),
     .where = AT_CALLBACK,
     .body = &verdict_shape,
     .guard = verdict_guard,
     .effect = verdict_effect,
     .did = "callback",
     .never_did = "handle settle",
     .zh = "登记回访结果",
     .en = "Record the verdict",
     .to_text = "accepted / unsatisfied / unreachable"},
    {.name = "lookback-verdict",
     .subject = SUBJECT_DEMAND,
     .from = MAY_HAVE_ANSWER,
     .to = -1,
     .roles = BIT(ROLE_LOOKBACK),
     .where = AT_LOOKBACK,
     .body = &verdict_shape,
     .guard = verdict_guard,
     .effect = verdict_effect,
     .did = "lookback",
     .never_did = "handle settle",
     .zh = "登记回头看评价",
     .en = "Verdict at look-back",
     .to_text = "accepted / unsatisfied / unreachable"},
    {.name = "rate",
     .subject = SUBJECT_DEMAND,
     .from = MAY_HAVE_ANSWER,
     .to = -1,
     .roles = BIT(ROLE_CITIZEN),
     .where = AT_PART,
     .body = &rate_shape,
     .guard = rate_guard,
     .effect = rate_effect,
     .zh = "评价",
     .en = "Rate",
     .to_text = "accepted / unsatisfied"},
    {.name = "no-verdict",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_ANSWERED) | BIT(DEMAND_IN_MATTER) | BIT(DEMAND_UNSATISFIED),
     .to = -1,
     .roles = BIT(ROLE_CALLBACK) | BIT(ROLE_SYSTEM),
     .where = AT_CALLBACK,
     .body = &reason_shape,
     .guard = undecided_guard,
     .effect = no_verdict_effect,
     .did = "callback",
     .never_did = "handle settle",
     .zh = "群众不作评价",
     .en = "No verdict",
     .to_text = "no_verdict"},
    {.name = "ask-reopen",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_ACCEPTED) | BIT(DEMAND_NO_VERDICT) | BIT(DEMAND_UNREACHABLE) |
             BIT(DEMAND_SETTLED) | BIT(DEMAND_UNSATISFIED),
     .to = -1,
     .roles = BIT(ROLE_CITIZEN) | BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR),
     .where = AT_PART,
     .body = &reason_shape,
     .guard = reopen_guard,
     .effect = ask_reopen_effect,
     .zh = "申请重新办理",
     .en = "Ask to reopen",
     .to_text = "same"},
};
const size_t callback_steps_n = COUNT(callback_steps);
