/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/confirm.h"

#include "core/app.h"
#include "core/org.h"
#include "loop/callback.h"
#include "loop/links.h"

struct check_body {
    int solved;
    struct str words;
    struct strs attachments;
};
static const struct field check_fields[] = {
    FIELD(struct check_body, solved, .required = true, .names = &yesno_names,
          .zh = "现场看已解决吗", .en = "Solved, seen on the spot?"),
    FIELD(struct check_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "核验情况", .en = "What was seen"),
    FIELD(struct check_body, attachments, .max = 9, .zh = "核验佐证", .en = "Evidence"),
};
static const struct shape check_shape = SHAPE("check_finding", struct check_body, check_fields);

static enum err finding_guard(struct ctx *cx, struct act *a)
{
    struct link **links = NULL;
    size_t n = 0;
    bool waits = !a->demand->matters && a->demand->state == DEMAND_ANSWERED;
    if (a->demand->origin != ORIGIN_FINDING)
        return fail(cx, ERR_CONFLICT, "群众诉求由群众评价",
                    "the citizen judges a citizen's demand");
    TRY(work_links_of_demand(a->w, a->demand->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        waits |= links[i]->state == LINK_ANSWERED;
    return waits ? OK
                 : fail(cx, ERR_CONFLICT, "还没有可核验的办理结果",
                        "there is no result to check yet");
}

static enum err finding_effect(struct ctx *cx, struct act *a)
{
    const struct check_body *b = a->body;
    const struct verdict_body v = {
        .reached = YN_UNKNOWN, .solved = b->solved, .words = b->words};
    bool yes = b->solved == YN_YES;
    if (b->solved == YN_UNKNOWN)
        return fail_at(cx, ERR_INPUT, "solved", "请登记是否解决", "say whether it is solved");
    TRY(work_attach(a->w, a->event, b->attachments));
    return verdict_apply(cx, a, &v, SOURCE_INSPECTION, yes ? LINK_ACCEPTED : LINK_UNSATISFIED,
                         yes ? DEMAND_ACCEPTED : DEMAND_UNSATISFIED);
}

struct wish_body {
    int confirmed;
    struct str words;
};
static const struct field wish_fields[] = {
    FIELD(struct wish_body, confirmed, .required = true, .names = &yesno_names,
          .zh = "确是群众本人意愿吗", .en = "Was it the citizen's wish?"),
    FIELD(struct wish_body, words, .max = 2000, .as = AS_TEXT, .zh = "群众原话",
          .en = "In their words"),
};
static const struct shape wish_shape = SHAPE("check_withdrawal", struct wish_body, wish_fields);

static enum err wish_guard(struct ctx *cx, struct act *a)
{
    return a->demand->drawn ? OK
                            : fail(cx, ERR_CONFLICT, "撤诉由群众本人提出或已核实",
                                   "the citizen withdrew it, or it was checked already");
}

/* Not their wish: the demand stands where screening had left it, and may join its matter again.
 */
static enum err wish_effect(struct ctx *cx, struct act *a)
{
    const struct wish_body *b = a->body;
    struct demand *d = a->demand;
    if (b->confirmed != YN_YES && b->confirmed != YN_NO)
        return fail_at(cx, ERR_INPUT, "confirmed", "请登记是或否", "say yes or no");
    d->drawn = false;
    draft_str(a->event, "confirmed", str_c(enum_text(&yesno_names, b->confirmed)));
    draft_text(a->event, "words", b->words);
    if (b->confirmed == YN_YES)
        return OK;
    d->ended_at = 0;
    work_event_state(a->w, a->event, d->valid == YN_YES ? DEMAND_VALID : DEMAND_RECEIVED);
    work_tell_unit(a->w, d->unit_id, BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER), SUBJECT_DEMAND,
                   d->id, d->valid == YN_YES ? "to_open" : "to_screen");
    return OK;
}

/* ---- the sample of answers given at once ---- */

struct sample_body {
    int holds;
    struct str words;
};
static const struct field sample_fields[] = {
    FIELD(struct sample_body, holds, .required = true, .names = &yesno_names,
          .zh = "答复是否属实、得当", .en = "Is the answer true and proper?"),
    FIELD(struct sample_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "复核意见", .en = "Finding"),
};
static const struct shape sample_shape =
    SHAPE("review_answer", struct sample_body, sample_fields);

static enum err sample_guard(struct ctx *cx, struct act *a)
{
    return str_eq_c(a->demand->asked, "review")
               ? OK
               : fail(cx, ERR_CONFLICT, "该答复未被抽中复核或已复核",
                      "this answer was not drawn for review, or is reviewed");
}

/* It holds: the call-back desk has its own time from now. It does not: the demand is handled as
 * a matter. */
static enum err sample_effect(struct ctx *cx, struct act *a)
{
    const struct sample_body *b = a->body;
    struct demand *d = a->demand;
    if (b->holds != YN_YES && b->holds != YN_NO)
        return fail_at(cx, ERR_INPUT, "holds", "请登记是或否", "say yes or no");
    d->asked = STR("");
    draft_str(a->event, "holds", str_c(enum_text(&yesno_names, b->holds)));
    draft_text(a->event, "words", b->words);
    if (b->holds == YN_NO) {
        d->round++;
        d->attempts = 0;
        d->drawn = false;
        work_event_state(a->w, a->event, DEMAND_VALID);
        work_tell_citizen(a->w, d, "again", b->words);
        work_tell_unit(a->w, d->unit_id, BIT(ROLE_DISPATCHER), SUBJECT_DEMAND, d->id,
                       "to_open");
        return OK;
    }
    TRY(work_clock_stop(a->w, SUBJECT_DEMAND, d->id, CLOCK_CALLBACK));
    TRY(work_clock_start(a->w, SUBJECT_DEMAND, d->id, CLOCK_CALLBACK, cx->now,
                         mechanism_limit(a->mechanism, CLOCK_CALLBACK, d->kind, d->class,
                                         (enum level)d->lvl, STR("")),
                         "mechanism", 0));
    if (d->drawn)
        work_tell_unit(a->w,
                       org_desk(cx->app->org, d->unit_id, DESK_CALLBACK, d->complained_unit),
                       BIT(ROLE_CALLBACK), SUBJECT_DEMAND, d->id, "to_call_back");
    return OK;
}

const struct step confirm_steps[] = {
    {.name = "check-finding",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_ANSWERED) | BIT(DEMAND_IN_MATTER) | BIT(DEMAND_UNSATISFIED),
     .to = -1,
     .roles = BIT(ROLE_COLLECTOR) | BIT(ROLE_SUPERVISOR),
     .where = AT_PART,
     .body = &check_shape,
     .guard = finding_guard,
     .effect = finding_effect,
     .did = "callback",
     .never_did = "handle settle collect",
     .zh = "现场核验",
     .en = "Check on the spot",
     .to_text = "accepted / unsatisfied"},
    {.name = "check-withdrawal",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_WITHDRAWN),
     .to = -1,
     .roles = BIT(ROLE_CALLBACK),
     .where = AT_CALLBACK,
     .body = &wish_shape,
     .guard = wish_guard,
     .effect = wish_effect,
     .did = "callback",
     .never_did = "handle settle withdraw",
     .zh = "核实撤诉",
     .en = "Check the withdrawal",
     .to_text = "same / received / valid"},
    {.name = "review-answer",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_ANSWERED),
     .to = -1,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_DESK,
     .body = &sample_shape,
     .guard = sample_guard,
     .effect = sample_effect,
     .did = "review",
     .never_did = "handle settle",
     .zh = "复核当场答复",
     .en = "Review the answer",
     .to_text = "same / valid"},
};
const size_t confirm_steps_n = COUNT(confirm_steps);
