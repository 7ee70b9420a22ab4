/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/exchange.h"

#include "core/app.h"
#include "core/org.h"
#include "loop/callback.h"
#include "loop/handle.h"
#include "loop/limits.h"
#include "loop/links.h"
#include "loop/review.h"

/* ---- an order that is here already ---- */

static const struct field order_fields[] = {
    FIELD(struct order_body, number, .max = 60, .zh = "上级编号", .en = "Upstream number"),
    FIELD(struct order_body, words, .max = 10000, .as = AS_TEXT, .zh = "上级要求",
          .en = "What the upstream says"),
    FIELD(struct order_body, due_at, .as = AS_TIME, .zh = "上级时限", .en = "Upstream limit"),
    FIELD(struct order_body, return_until_at, .as = AS_TIME, .zh = "退回截止",
          .en = "Taken back until"),
};
static const struct shape order_shape =
    SHAPE("upstream_order", struct order_body, order_fields);

static enum err from_upstream(struct ctx *cx, struct act *a)
{
    return a->demand->upstream.n ? OK
                                 : fail(cx, ERR_CONFLICT, "这条诉求不是上级平台转来的",
                                        "the demand did not come from an upstream");
}

/* A limit that came anew belongs to the demand's reply clock; what it cuts short follows. */
static enum err limit_taken(struct ctx *cx, struct act *a, int64_t due)
{
    struct demand *d = a->demand;
    struct clock *k = NULL;
    struct link **links = NULL;
    size_t n = 0;
    if (!due || due == d->upstream_due_at)
        return OK;
    d->upstream_due_at = due;
    TRY(work_clock(a->w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, &k));
    if (k) {
        k->due_at = due;
        k->source = STR("upstream");
        k->provisional = false;
    }
    TRY(work_links_of_demand(a->w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        if (m->state == MATTER_CLOSED || m->state == MATTER_ARCHIVED)
            continue;
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "upstream-limit", -1, 0);
        draft_str(e, "demand", d->num);
        TRY(limits_recap(cx, a->w, m));
    }
    return OK;
}

static enum err order_effect(struct ctx *cx, struct act *a)
{
    const struct order_body *b = a->body;
    struct demand *d = a->demand;
    if (!str_eq(b->number, d->upstream_no))
        draft_str(a->event, "upstream_no", b->number);
    draft_text(a->event, "words", b->words);
    draft_text(a->event, "upstream_row", b->cells);
    if (b->return_until_at)
        d->return_until_at = b->return_until_at;
    return limit_taken(cx, a, b->due_at);
}

/* Screened out, and the upstream insists: another look, by the desk above where there is one.
 */
static void screen_again(struct ctx *cx, struct act *a)
{
    struct demand *d = a->demand;
    int64_t above = org_desk_above(cx->app->org, d->unit_id, DESK_SCREEN, d->complained_unit);
    work_event_state(a->w, a->event, DEMAND_RECEIVED);
    if (above) {
        d->unit_id = above;
        d->lvl = org_unit(cx->app->org, above)->lvl;
    }
    d->valid = YN_UNKNOWN;
    d->ended_at = 0;
    d->round++;
    work_tell_unit(a->w, d->unit_id, BIT(ROLE_SCREENER), SUBJECT_DEMAND, d->id, "to_screen");
}

/* What the upstream has done again was not satisfied: the closing desk decides how. */
static enum err redo_effect(struct ctx *cx, struct act *a)
{
    const uint32_t judged = BIT(DEMAND_ANSWERED) | BIT(DEMAND_ACCEPTED) |
                            BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT);
    const struct verdict_body none = {0};
    int from = a->demand->state;
    TRY(order_effect(cx, a));
    if (from == DEMAND_EXPLAINED || from == DEMAND_REDIRECTED) {
        screen_again(cx, a);
        return OK;
    }
    if (judged & BIT(from))
        TRY(verdict_apply(cx, a, &none, SOURCE_UPSTREAM, LINK_UNSATISFIED, DEMAND_UNSATISFIED));
    if ((judged & BIT(from)) || from == DEMAND_SETTLED || from == DEMAND_UNSATISFIED)
        return reopen_ask(cx, a, "upstream", &(size_t){0});
    return OK;
}

/* ---- its verdict ---- */

static const struct field verdict_fields[] = {
    FIELD(struct upstream_verdict_body, reached, .required = true, .names = &yesno_names,
          .zh = "是否联系上", .en = "Reached"),
    FIELD(struct upstream_verdict_body, solved, .names = &yesno_names, .zh = "是否解决",
          .en = "Solved"),
    FIELD(struct upstream_verdict_body, grade, .names = &grade_names, .zh = "是否满意",
          .en = "Satisfied"),
    FIELD(struct upstream_verdict_body, words, .max = 2000, .as = AS_TEXT, .zh = "群众原话",
          .en = "In their words"),
    FIELD(struct upstream_verdict_body, called_at, .as = AS_TIME, .zh = "回访时间",
          .en = "Called at"),
};
static const struct shape verdict_shape =
    SHAPE("upstream_verdict", struct upstream_verdict_body, verdict_fields);

static enum err verdict_guard(struct ctx *cx, struct act *a)
{
    TRY(from_upstream(cx, a));
    return a->demand->answered_at
               ? OK
               : fail(cx, ERR_CONFLICT, "诉求 %.*s 还没有答复，不能登记上级回访结果",
                      "demand %.*s has no answer yet to be judged", STR_ARG(a->demand->num));
}

/* Whether an answer waits for, or has, a judgement now. */
static enum err judged_now(struct act *a, bool *out)
{
    const uint32_t alone = BIT(DEMAND_ANSWERED) | BIT(DEMAND_ACCEPTED) |
                           BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT);
    struct link **links = NULL;
    size_t n = 0;
    *out = !a->demand->matters && (alone & BIT(a->demand->state));
    TRY(work_links_of_demand(a->w, a->demand->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        *out |= link_has_answer(links[i]);
    return OK;
}

/* A call that reached nobody says nothing against a word that was given. */
static bool adds_nothing(const struct demand *d, const struct upstream_verdict_body *b)
{
    return b->reached == YN_NO && d->state != DEMAND_ANSWERED && d->state != DEMAND_NO_VERDICT;
}

static enum err verdict_effect(struct ctx *cx, struct act *a)
{
    const struct upstream_verdict_body *b = a->body;
    const struct verdict_body v = {
        .reached = b->reached, .solved = b->solved, .grade = b->grade, .words = b->words};
    int link = LINK_NONE, demand = DEMAND_NONE;
    bool now = false;
    TRY(verdict_outcome(cx, a->mechanism, &v, &link, &demand));
    TRY(judged_now(a, &now));
    if (b->called_at)
        draft_i64(a->event, "called_at", b->called_at);
    if (now && !adds_nothing(a->demand, b)) {
        TRY(verdict_apply(cx, a, &v, SOURCE_UPSTREAM, link, demand));
    } else {
        /* Handled again already, or settled: the word is kept with its source. */
        verdict_note(a, &v, SOURCE_UPSTREAM);
    }
    return link == LINK_UNSATISFIED ? reopen_ask(cx, a, "upstream", &(size_t){0}) : OK;
}

/* ---- a matter that was moved up ---- */

struct number_body {
    struct str upstream, upstream_no;
};
static const struct field number_fields[] = {
    FIELD(struct number_body, upstream, .max = 100, .zh = "移交上级单位", .en = "Moved to"),
    FIELD(struct number_body, upstream_no, .required = true, .max = 60, .zh = "上级编号",
          .en = "Upstream number"),
};
static const struct shape number_shape =
    SHAPE("upstream_number", struct number_body, number_fields);

static enum err number_effect(struct ctx *cx, struct act *a)
{
    const struct number_body *b = a->body;
    (void)cx;
    if (b->upstream.n)
        a->matter->upstream = b->upstream;
    a->matter->upstream_no = b->upstream_no;
    return OK;
}

struct answer_body {
    struct str words;
    int result;
    struct strs attachments;
};
static const struct field answer_fields[] = {
    FIELD(struct answer_body, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "上级答复内容", .en = "The upstream's answer"),
    FIELD(struct answer_body, result, .required = true, .names = &result_names,
          .zh = "办理结果", .en = "Result"),
    FIELD(struct answer_body, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct shape answer_shape =
    SHAPE("upstream_answer", struct answer_body, answer_fields);

/* A matter that was moved up at once was never dispatched: what is left to do here is its
 * closing, and it has a limit from now on. */
static enum err close_waits(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    struct clock *k = NULL;
    TRY(work_clock(a->w, SUBJECT_MATTER, m->id, CLOCK_CLOSE, &k));
    if (k)
        return OK;
    TRY(work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_CLOSE, cx->now,
                         mechanism_limit(a->mechanism, CLOCK_CLOSE, m->kind, m->class,
                                         (enum level)m->lvl, m->difficulty),
                         "mechanism", 0));
    return limits_cap(cx, a->w, m);
}

/* The upstream has answered the citizens itself: what it told them is recorded, and called back
 * as any other answer. */
static enum err answered_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    draft_str(a->event, "by", STR("upstream"));
    TRY(close_waits(cx, a));
    return review_answer(cx, a, b->words, b->result, b->attachments);
}

/* An answer to pass on: reviewed as a lead's report is, then told by the desk that had it. */
static enum err answer_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct matter *m = a->matter;
    m->answer_unit = m->owner_unit;
    m->report_final = true;
    m->result = b->result;
    draft_text(a->event, "report", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    TRY(close_waits(cx, a));
    TRY(review_begin(cx, a));
    m->owner_unit = matter_owner(cx, m);
    return OK;
}

static enum err back_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    m->lvl = org_unit(cx->app->org, m->desk_unit)->lvl;
    m->owner_unit = matter_owner(cx, m);
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, m->desk_unit, BIT(ROLE_DISPATCHER), SUBJECT_MATTER, m->id,
                   "to_dispatch");
    return OK;
}

enum {
    ANY_DEMAND = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                 BIT(DEMAND_EXPLAINED) | BIT(DEMAND_REDIRECTED) | BIT(DEMAND_IN_MATTER) |
                 BIT(DEMAND_ANSWERED) | BIT(DEMAND_ACCEPTED) | BIT(DEMAND_UNSATISFIED) |
                 BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT) | BIT(DEMAND_SETTLED) |
                 BIT(DEMAND_WITHDRAWN),
    JUDGED = BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_ACCEPTED) |
             BIT(DEMAND_UNSATISFIED) | BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT) |
             BIT(DEMAND_SETTLED),
};

const struct step exchange_steps[] = {
    {.name = "upstream-update",
     .subject = SUBJECT_DEMAND,
     .from = ANY_DEMAND,
     .to = -1,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_PART,
     .body = &order_shape,
     .guard = from_upstream,
     .effect = order_effect,
     .zh = "上级补充工单",
     .en = "The upstream adds to its order"},
    {.name = "upstream-redo",
     .subject = SUBJECT_DEMAND,
     .from = ANY_DEMAND,
     .to = -1,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_PART,
     .body = &order_shape,
     .guard = from_upstream,
     .effect = redo_effect,
     .zh = "上级要求重办",
     .en = "The upstream has it done again",
     .to_text = "same / received / unsatisfied"},
    {.name = "upstream-verdict",
     .subject = SUBJECT_DEMAND,
     .from = JUDGED,
     .to = -1,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_PART,
     .body = &verdict_shape,
     .guard = verdict_guard,
     .effect = verdict_effect,
     .did = "callback",
     .never_did = "handle settle",
     .zh = "登记上级回访结果",
     .en = "Record the upstream's verdict",
     .to_text = "accepted / unsatisfied / unreachable"},
    {.name = "upstream-number",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_MOVED_UP),
     .to = -1,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_OWNER,
     .body = &number_shape,
     .effect = number_effect,
     .zh = "登记上级编号",
     .en = "Record the upstream's number"},
    {.name = "upstream-answered",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_MOVED_UP),
     .to = -1,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_OWNER,
     .body = &answer_shape,
     .effect = answered_effect,
     .did = "answer",
     .zh = "上级已答复群众",
     .en = "The upstream answered the citizens",
     .to_text = "answered, then calling_back"},
    {.name = "upstream-answer",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_MOVED_UP),
     .to = MATTER_IN_REVIEW,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_OWNER,
     .body = &answer_shape,
     .effect = answer_effect,
     .did = "handle",
     .zh = "上级答复待转达",
     .en = "The upstream's answer to pass on"},
    {.name = "upstream-back",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_MOVED_UP),
     .to = MATTER_TO_DISPATCH,
     .roles = BIT(ROLE_EXCHANGE),
     .where = AT_OWNER,
     .body = &reason_shape,
     .effect = back_effect,
     .zh = "上级退回",
     .en = "The upstream hands it back"},
};
const size_t exchange_steps_n = COUNT(exchange_steps);
