/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/verify.h"

#include "base/time.h"

struct verify_body {
    struct str truth, accuracy, legality, reasonableness, words, visit;
    int64_t visited_at;
    struct strs attachments;
};
static const struct field verify_fields[] = {
    FIELD(struct verify_body, truth, .required = true, .max = 500, .zh = "真实性",
          .en = "Truth"),
    FIELD(struct verify_body, accuracy, .max = 500, .zh = "准确性", .en = "Accuracy"),
    FIELD(struct verify_body, legality, .max = 500, .zh = "合法性", .en = "Legality"),
    FIELD(struct verify_body, reasonableness, .max = 500, .zh = "合理性",
          .en = "Reasonableness"),
    FIELD(struct verify_body, words, .max = 2000, .as = AS_TEXT, .zh = "核查情况",
          .en = "Findings"),
    FIELD(struct verify_body, visited_at, .as = AS_TIME, .zh = "实地走访日期（视情况）",
          .en = "Visited on (where it was)"),
    FIELD(struct verify_body, visit, .max = 2000, .as = AS_TEXT,
          .zh = "走访调研情况：地点、对象、所见",
          .en = "The visit: where, whom, what was seen"),
    FIELD(struct verify_body, attachments, .max = 9, .zh = "佐证附件", .en = "Evidence"),
};
const struct shape task_verify_shape = SHAPE("verify", struct verify_body, verify_fields);

/* A verify task (before a meeting, ZY-20, ZY-21) ends in its report: all four findings, agreed
 * by the head of the unit. */
static enum err verify_ends(struct ctx *cx, struct act *a, const struct verify_body *b)
{
    struct task *t = a->task;
    if (t->role != TASK_VERIFY)
        return OK;
    if (!b->accuracy.n || !b->legality.n || !b->reasonableness.n || !b->words.n)
        return fail_at(cx, ERR_INPUT,
                       !b->accuracy.n         ? "accuracy"
                       : !b->legality.n       ? "legality"
                       : !b->reasonableness.n ? "reasonableness"
                                              : "words",
                       "核查报告要写齐真实性、准确性、合法性、合理性和核查情况",
                       "the report says all four and what was found");
    t->reported_at = cx->now;
    t->final = true;
    work_event_state(a->w, a->event, TASK_REPORTED);
    work_tell_unit(a->w, t->unit_id, BIT(ROLE_HEAD), SUBJECT_TASK, t->id, "to_agree");
    return OK;
}

enum err task_verify(struct ctx *cx, struct act *a)
{
    const struct verify_body *b = a->body;
    if (b->visited_at > cx->now || (b->visited_at && !b->visit.n))
        return fail_at(cx, ERR_INPUT, b->visit.n ? "visited_at" : "visit",
                       "走访日期不能晚于今天，并请写明走访情况",
                       "not in the future, and say what was seen");
    TRY(verify_ends(cx, a, b));
    if (b->visited_at)
        draft_i64(a->event, "visited", day_ymd(time_day(b->visited_at)));
    draft_text(a->event, "visit", b->visit);
    draft_text(a->event, "truth", b->truth);
    draft_text(a->event, "accuracy", b->accuracy);
    draft_text(a->event, "legality", b->legality);
    draft_text(a->event, "reasonableness", b->reasonableness);
    draft_text(a->event, "words", b->words);
    return work_attach(a->w, a->event, b->attachments);
}
