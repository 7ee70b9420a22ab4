/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/review.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/answer.h"
#include "loop/barred.h"
#include "loop/links.h"

struct agree_body {
    struct str cause, cause_class, reason;
    int solved, thorough;
};
static const struct field agree_fields[] = {
    FIELD(struct agree_body, cause, .max = 1000, .as = AS_TEXT, .zh = "问题根源",
          .en = "Root cause"),
    FIELD(struct agree_body, cause_class, .max = 60, .zh = "问题类别", .en = "Class of problem",
          .options = "classes"),
    FIELD(struct agree_body, solved, .names = &yesno_names, .zh = "是否解决", .en = "Solved"),
    FIELD(struct agree_body, thorough, .names = &yesno_names, .zh = "是否彻底",
          .en = "Thorough"),
    FIELD(struct agree_body, reason, .max = 1000, .as = AS_TEXT, .zh = "审核意见",
          .en = "Finding"),
};
static const struct shape agree_shape = SHAPE("review_agree", struct agree_body, agree_fields);

/* Which of the asked offices the actor speaks for: the own one, whoever sits in none of them
 * for the first not yet agreed. 0 = none. */
static int64_t my_office(struct ctx *cx, const struct matter *m)
{
    struct strs asked = str_split(cx->arena, m->review_units, ',');
    struct strs agreed = str_split(cx->arena, m->review_agreed, ',');
    int64_t first = 0;
    for (size_t i = 0; i < asked.n; i++) {
        int64_t unit = 0;
        bool done = false;
        for (size_t k = 0; k < agreed.n; k++)
            done |= str_eq(agreed.p[k], asked.p[i]);
        if (!str_i64(asked.p[i], &unit) ||
            !(actor_roles_at(cx, cx->actor, unit) & BIT(ROLE_REVIEWER)))
            continue;
        if (cx->actor->unit_id == unit)
            return done ? 0 : unit;
        if (!done && !first)
            first = unit;
    }
    return first;
}

/* Several offices are several persons: who has spoken in this round speaks for no other. */
static const char *spoke_in(struct ctx *cx, const struct matter *m)
{
    return str_fmt(cx->arena, "review:%" PRId64, m->review_round).p;
}

static enum err office_guard(struct ctx *cx, struct act *a)
{
    bool did = false;
    if (!my_office(cx, a->matter))
        return fail(cx, ERR_DENIED, "您所在的办公室不在审核之列或已审核",
                    "your office is not asked, or has agreed");
    TRY(work_did(a->w, SUBJECT_MATTER, a->matter->id, cx->actor->officer_id,
                 spoke_in(cx, a->matter), &did));
    return did ? fail(cx, ERR_DENIED, "您已代表一个办公室审核,另一办公室须由另一人审核",
                      "you spoke for one office: the other one's word is another person's")
               : OK;
}

/* A finding is always checked; who left no contact cannot be called. */
static bool asked_back(struct ctx *cx, const struct act *a, const struct demand *d,
                       const struct link *l)
{
    if (d->origin == ORIGIN_FINDING)
        return true;
    return d->person_id &&
           (l->round > 1 || link_drawn(cx, d->num, a->mechanism->callback_percent));
}

static enum err demands_follow(struct ctx *cx, struct act *a, const char *action)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(a->w, a->matter->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        TRY(links_follow(cx, a->w, links[i]->demand_id, action));
    return OK;
}

static enum err to_call_back(struct ctx *cx, struct act *a)
{
    struct matter *m = a->matter;
    work_as_system(a->w, true);
    work_event(a->w, SUBJECT_MATTER, m->id, "call-back", MATTER_CALLING_BACK, 0);
    work_as_system(a->w, false);
    m->owner_unit = matter_owner(cx, m);
    work_tell_unit(a->w,
                   org_desk(cx->app->org, m->desk_unit, DESK_CALLBACK, m->complained_unit),
                   BIT(ROLE_CALLBACK), SUBJECT_MATTER, m->id, "to_call_back");
    return demands_follow(cx, a, "answered");
}

/* Whether a citizen waits in the matter for an answer. */
static enum err citizens_wait(struct act *a, bool *out)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(a->w, a->matter->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (links[i]->state != LINK_IN_MATTER)
            continue;
        TRY(work_demand(a->w, links[i]->demand_id, &d));
        *out |= d->origin != ORIGIN_FINDING;
    }
    return OK;
}

/* Findings get no answer: the approved result waits for another person's check on the spot. */
static enum err nobody_to_answer(struct ctx *cx, struct act *a)
{
    struct matter *m = a->matter;
    struct link **links = NULL;
    size_t n = 0;
    work_as_system(a->w, true);
    work_event(a->w, SUBJECT_MATTER, m->id, "nobody-to-answer", MATTER_ANSWERED, 0);
    work_as_system(a->w, false);
    m->answered_at = cx->now;
    TRY(work_links_of_matter(a->w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        if (links[i]->state != LINK_IN_MATTER)
            continue;
        links[i]->state = LINK_ANSWERED;
        links[i]->answer_final = true;
        links[i]->answered_at = cx->now;
        links[i]->result = m->result;
        links[i]->drawn = true;
    }
    TRY(links_count(a->w, m));
    return to_call_back(cx, a);
}

static enum err agree_effect(struct ctx *cx, struct act *a)
{
    const struct agree_body *b = a->body;
    struct matter *m = a->matter;
    int64_t office = my_office(cx, m);
    draft_i64(a->event, "office", office);
    TRY(answer_note_report(cx, a->w, a->event, m));
    work_part(a->w, SUBJECT_MATTER, m->id, spoke_in(cx, m));
    draft_text(a->event, "reason", b->reason);
    m->review_agreed = str_fmt(cx->arena, "%.*s%s%" PRId64, STR_ARG(m->review_agreed),
                               m->review_agreed.n ? "," : "", office);
    if (b->cause.n)
        m->cause = b->cause;
    if (b->cause_class.n)
        m->cause_class = b->cause_class;
    /* The first lock is the citizen's or an inspection's to open, not the reviewer's. */
    draft_str(a->event, "solved", str_c(enum_text(&yesno_names, b->solved)));
    if (b->thorough != YN_UNKNOWN)
        m->thorough = b->thorough;
    size_t asked = str_split(cx->arena, m->review_units, ',').n;
    size_t agreed = str_split(cx->arena, m->review_agreed, ',').n;
    if (agreed < asked)
        return OK;
    work_as_system(a->w, true);
    work_event(a->w, SUBJECT_MATTER, m->id, "approved", MATTER_APPROVED, 0);
    work_as_system(a->w, false);
    m->owner_unit = matter_owner(cx, m);
    bool citizens = false;
    TRY(citizens_wait(a, &citizens));
    if (!citizens && m->report_final)
        return nobody_to_answer(cx, a);
    work_tell_unit(a->w, m->answer_unit,
                   barred_lead(cx, m) ? BIT(ROLE_CALLBACK)
                   : m->lead_unit     ? BIT(ROLE_HANDLER) | BIT(ROLE_HEAD)
                                      : BIT(ROLE_EXCHANGE),
                   SUBJECT_MATTER, m->id, "to_answer");
    return OK;
}

/* The lead works on, and finds on its own task why; what the helpers agreed stays agreed. */
static enum err lead_works_on(struct act *a, const char *action, struct str why)
{
    struct task *lead = NULL;
    TRY(matter_lead_task(a->w, a->matter, &lead));
    if (!lead)
        return OK;
    work_as_system(a->w, true);
    draft_text(work_event(a->w, SUBJECT_TASK, lead->id, action, TASK_WORKING, 0), "reason",
               why);
    work_as_system(a->w, false);
    work_tell_unit(a->w, lead->unit_id, BIT(ROLE_HANDLER), SUBJECT_TASK, lead->id, "sent_back");
    return OK;
}

static enum err send_back_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    int64_t office = my_office(cx, m);
    draft_i64(a->event, "office", office);
    TRY(answer_note_report(cx, a->w, a->event, m));
    work_part(a->w, SUBJECT_MATTER, m->id, spoke_in(cx, m));
    draft_text(a->event, "reason", b->reason);
    m->review_units = m->review_agreed = STR("");
    if (!m->lead_unit)
        work_event_state(a->w, a->event, MATTER_MOVED_UP);
    m->owner_unit = matter_owner(cx, m);
    return lead_works_on(a, "review-sent-back", b->reason);
}

struct answer_body {
    struct str words;
    int result;
    struct strs attachments;
};
static const struct field answer_fields[] = {
    FIELD(struct answer_body, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "答复内容", .en = "Answer to the citizens"),
    FIELD(struct answer_body, result, .names = &result_names, .zh = "办理结果", .en = "Result"),
    FIELD(struct answer_body, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct shape answer_shape = SHAPE("answer", struct answer_body, answer_fields);

/* Every demand still in the matter gets this answer; who has no contact finds it by number. */
static enum err links_answer(struct ctx *cx, struct act *a, struct str words, bool final)
{
    struct matter *m = a->matter;
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(a->w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct link *l = links[i];
        struct demand *d = NULL;
        if (l->state != LINK_IN_MATTER)
            continue;
        TRY(work_demand(a->w, l->demand_id, &d));
        l->answer_seq = draft_seq(a->event);
        l->answer_final = final;
        l->result = m->result;
        if (final) {
            l->state = LINK_ANSWERED;
            l->answered_at = cx->now;
            l->attempts = 0;
            l->drawn = asked_back(cx, a, d, l);
        }
        if (d->origin == ORIGIN_FINDING)
            continue;
        work_tell_citizen(a->w, d, final ? "answered" : "interim", words);
    }
    return OK;
}

/* Where the lead is complained about, the named go-between answers, nobody else. */
static enum err answer_guard(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    const struct actor *actor = cx->actor;
    if (actor->kind != ROLE__MAX)
        return OK;
    if (barred_lead(cx, m))
        return actor->officer_id == m->go_between
                   ? OK
                   : fail(cx, ERR_DENIED, "被投诉单位主办的,由指定联络人答复",
                          "the named go-between answers");
    /* An upstream's answer has no lead: the exchange desk passes it on. */
    uint32_t who = m->lead_unit ? BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) : BIT(ROLE_EXCHANGE);
    return actor_roles_at(cx, actor, m->answer_unit) & who
               ? OK
               : fail(cx, ERR_DENIED, "由答复单位答复", "the unit that answers does this");
}

static enum err answer_write(struct ctx *cx, struct act *a, struct str words, int result,
                             struct strs attachments, bool final)
{
    struct matter *m = a->matter;
    if (result != RESULT_NONE)
        m->result = result;
    draft_str(a->event, "result", str_c(enum_text(&result_names, m->result)));
    draft_text(a->event, "answer", words);
    TRY(answer_note(cx, a->w, a->event, m, &(struct answer_draft){words, m->result}));
    TRY(work_attach(a->w, a->event, attachments));
    if (final)
        m->answered_at = cx->now;
    TRY(links_answer(cx, a, words, final));
    return links_count(a->w, m);
}

enum err review_answer(struct ctx *cx, struct act *a, struct str words, int result,
                       struct strs attachments)
{
    TRY(answer_write(cx, a, words, result, attachments, true));
    work_event_state(a->w, a->event, MATTER_ANSWERED);
    return to_call_back(cx, a);
}

static enum err answer_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct matter *m = a->matter;
    if (m->report_final)
        return review_answer(cx, a, b->words, b->result, b->attachments);
    TRY(answer_write(cx, a, b->words, b->result, b->attachments, false));
    work_event_state(a->w, a->event, MATTER_HANDLING);
    m->owner_unit = matter_owner(cx, m);
    return lead_works_on(a, "interim-answered", STR(""));
}

struct correction_body {
    struct str words, reason;
};
static const struct field correction_fields[] = {
    FIELD(struct correction_body, words, .required = true, .min = 2, .max = 10000,
          .as = AS_TEXT, .zh = "更正后的答复", .en = "Corrected answer"),
    FIELD(struct correction_body, reason, .required = true, .min = 2, .max = 1000,
          .zh = "更正原因", .en = "Reason"),
};
static const struct shape correction_shape =
    SHAPE("correct_answer", struct correction_body, correction_fields);

static enum err correct_answer_effect(struct ctx *cx, struct act *a)
{
    const struct correction_body *b = a->body;
    draft_text(a->event, "answer", b->words);
    draft_text(a->event, "reason", b->reason);
    TRY(answer_note(cx, a->w, a->event, a->matter,
                    &(struct answer_draft){b->words, a->matter->result}));
    return citizens_told(cx, a->w, a->matter, "answer_corrected", b->words);
}

const struct step review_steps[] = {
    {.name = "review-agree",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_IN_REVIEW),
     .to = -1,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_REVIEW,
     .body = &agree_shape,
     .guard = office_guard,
     .effect = agree_effect,
     .did = "review",
     .never_did = "handle",
     .zh = "审核同意",
     .en = "Review: agree",
     .to_text = "in_review; with the last approved"},
    {.name = "review-send-back",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_IN_REVIEW),
     .to = MATTER_HANDLING,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_REVIEW,
     .body = &reason_shape,
     .guard = office_guard,
     .effect = send_back_effect,
     .did = "review",
     .never_did = "handle",
     .zh = "审核退回",
     .en = "Review: send back",
     .to_text = "handling; an upstream's answer: moved_up"},
    {.name = "answer",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_APPROVED),
     .to = -1,
     .roles = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_CALLBACK) | BIT(ROLE_EXCHANGE),
     .where = AT_ANSWER,
     .body = &answer_shape,
     .guard = answer_guard,
     .effect = answer_effect,
     .did = "answer",
     .zh = "答复群众",
     .en = "Answer",
     .to_text = "answered, then calling_back; interim: handling"},
    {.name = "correct-answer",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CALLING_BACK) | BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED),
     .to = -1,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_DESK,
     .body = &correction_shape,
     .effect = correct_answer_effect,
     .zh = "更正答复",
     .en = "Correct the answer",
     .to_text = "same"},
};
const size_t review_steps_n = COUNT(review_steps);
