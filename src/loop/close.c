/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/close.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/limits.h"
#include "loop/links.h"
#include "loop/stages.h"

struct close_body {
    struct str words;
    bool inspected;
    struct strs attachments;
};
static const struct field close_fields[] = {
    FIELD(struct close_body, words, .max = 2000, .as = AS_TEXT, .zh = "销号说明", .en = "Note"),
    FIELD(struct close_body, inspected, .zh = "已现场核验", .en = "Inspected on the spot"),
    FIELD(struct close_body, attachments, .max = 9, .zh = "核验佐证", .en = "Evidence"),
};
static const struct shape close_shape = SHAPE("close", struct close_body, close_fields);

static enum err stages_done(struct ctx *cx, struct act *a)
{
    struct stage **stages = NULL;
    size_t n = 0;
    TRY(work_stages(a->w, a->matter->id, &stages, &n));
    for (size_t i = 0; i < n; i++)
        if (stages[i]->kind != STAGE_INSTRUCTION && !stages[i]->done_at &&
            !str_eq_c(stages[i]->outcome, "refused"))
            return fail(cx, ERR_CONFLICT, "还有未完成的阶段或承诺",
                        "a stage or promise is open");
    return OK;
}

/* ZY-36: solved, thorough, satisfied; each lock names itself. */
static enum err three_locks(struct ctx *cx, struct act *a, const struct close_body *b)
{
    const struct matter *m = a->matter;
    bool seen = !b || (b->inspected && (b->words.n || b->attachments.n));
    if (m->solved != YN_YES && !seen)
        return fail(cx, ERR_CONFLICT, "问题不解决不销号:尚无群众确认或现场核验",
                    "lock 1, solved: no citizen or inspection says so");
    TRY(stages_done(cx, a));
    if (m->thorough != YN_YES || !m->cause.n || !m->cause_class.n)
        return fail(cx, ERR_CONFLICT, "解决不彻底不罢休:审核人须登记根源、类别并确认彻底",
                    "lock 2, thorough: the reviewer records cause and class and confirms");
    return OK;
}

static enum err needs_hold(struct ctx *cx, struct act *a, const struct close_body *b)
{
    const struct mechanism *mech = a->mechanism;
    struct closing_base base;
    TRY(links_base(a->w, a->matter, &base));
    if (mech->close_rule == CLOSE_THREE_LOCKS)
        TRY(three_locks(cx, a, b));
    if (base.base == 0) {
        if (b && !base.settled && !(b->inspected && (b->words.n || b->attachments.n)))
            return fail_at(
                cx, ERR_CONFLICT, "inspected",
                "没有可回访的群众,须由另一人现场核验并写明情况后销号",
                "nobody is left to ask: another person inspects and says what was seen");
        return OK;
    }
    if (mech->close_rule == CLOSE_SHARE_SATISFIED && base.waiting == 0 &&
        base.accepted * 100 >= base.base * mech->close_share_percent)
        return OK;
    /* With none of the named ones left everybody decides. */
    if (mech->close_rule == CLOSE_NAMED_SATISFIED && base.named > 0)
        return base.named_accepted == base.named
                   ? OK
                   : fail(cx, ERR_CONFLICT,
                          "指定的群众尚未都认可:%" PRId64 "件中%" PRId64 "件认可",
                          "of %" PRId64 " named demands only %" PRId64 " accept", base.named,
                          base.named_accepted);
    if (base.accepted < base.base)
        return fail(cx, ERR_CONFLICT,
                    "群众不满意不放过:%" PRId64 "件诉求中%" PRId64 "件认可,%" PRId64 "件待评价",
                    "not satisfied: of %" PRId64 " demands %" PRId64 " accept, %" PRId64
                    " have no verdict yet",
                    base.base, base.accepted, base.waiting);
    return OK;
}

static enum err close_guard(struct ctx *cx, struct act *a)
{
    return needs_hold(cx, a, a->body);
}

/* Who left no contact cannot be asked: closed, their answer stands without a verdict. Whoever
 * can be asked, and did not have to be for closing, is asked still. */
static enum err links_unasked(struct ctx *cx, struct act *a)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(a->w, a->matter->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        TRY(work_demand(a->w, links[i]->demand_id, &d));
        if (links[i]->state != LINK_ANSWERED || d->person_id || d->origin == ORIGIN_FINDING)
            continue;
        links[i]->state = LINK_NO_VERDICT;
        TRY(links_follow(cx, a->w, links[i]->demand_id, "verdict-follows"));
    }
    return links_count(a->w, a->matter);
}

static enum err close_now(struct ctx *cx, struct act *a, enum close_ground ground)
{
    struct matter *m = a->matter;
    m->close_ground = (int)ground;
    m->asked = STR("");
    m->closed_at = cx->now;
    if (!m->first_closed_at)
        m->first_closed_at = cx->now;
    m->listed = m->staged = false;
    m->drawn = link_drawn(cx, m->num, a->mechanism->lookback_percent);
    m->owner_unit = matter_owner(cx, m);
    TRY(tasks_withdraw(a->w, m, "matter-closed"));
    TRY(stages_stop(a));
    TRY(links_unasked(cx, a));
    if (m->drawn)
        work_tell_unit(a->w,
                       org_desk(cx->app->org, m->desk_unit, DESK_LOOKBACK, m->complained_unit),
                       BIT(ROLE_LOOKBACK), SUBJECT_MATTER, m->id, "to_look_back");
    return OK;
}

static enum err close_effect(struct ctx *cx, struct act *a)
{
    const struct close_body *b = a->body;
    struct closing_base base;
    TRY(links_base(a->w, a->matter, &base));
    draft_i64(a->event, "base", base.base);
    draft_i64(a->event, "accepted", base.accepted);
    if (a->mechanism->close_rule == CLOSE_NAMED_SATISFIED)
        draft_i64(a->event, "named", base.named);
    draft_i64(a->event, "settled", base.settled);
    draft_i64(a->event, "left_out", base.left_out);
    draft_text(a->event, "words", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    if (b->inspected && a->matter->solved == YN_UNKNOWN)
        a->matter->solved = YN_YES;
    enum close_ground ground = base.citizens  ? CLOSE_ACCEPTED
                               : base.settled ? CLOSE_EXPLAINED
                                              : CLOSE_INSPECTED;
    TRY(close_now(cx, a, ground));
    return citizens_told(cx, a->w, a->matter, "closed", b->words);
}

/* ---- the two lawful exits: asked by the closing desk, granted by a second ---- */

struct exit_body {
    int ground;
    struct str reason;
};
static const struct field exit_fields[] = {
    FIELD(struct exit_body, ground, .required = true, .names = &exit_ground_names,
          .zh = "依法退出情形", .en = "Lawful exit"),
    FIELD(struct exit_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "理由", .en = "Reason"),
};
static const struct shape exit_shape = SHAPE("ask_exit", struct exit_body, exit_fields);

enum err nothing_asked(struct ctx *cx, struct act *a)
{
    return a->matter->asked.n
               ? fail(cx, ERR_CONFLICT, "已有申请待审批", "a request is being decided")
               : OK;
}

static enum err exit_allowed(struct ctx *cx, struct act *a, int ground)
{
    struct closing_base base;
    TRY(links_base(a->w, a->matter, &base));
    if (base.waiting)
        return fail(cx, ERR_CONFLICT, "还有%" PRId64 "件诉求未回访",
                    "%" PRId64 " demands were not called back yet", base.waiting);
    if (ground == CLOSE_UNREACHABLE && a->mechanism->close_exit_unreachable) {
        if (!base.unreachable || base.unsatisfied)
            return fail(cx, ERR_CONFLICT, "只有联系不上的才能以此退出",
                        "only unreachable citizens allow this exit");
        return OK;
    }
    if (ground == CLOSE_EXPLAINED && a->mechanism->close_exit_explained)
        return OK;
    return fail_at(cx, ERR_INPUT, "ground", "本机制没有这种退出情形",
                   "the mechanism has no such exit");
}

static enum err ask_exit_effect(struct ctx *cx, struct act *a)
{
    const struct exit_body *b = a->body;
    TRY(exit_allowed(cx, a, b->ground));
    a->matter->asked = str_fmt(cx->arena, "exit:%s", enum_text(&close_ground_names, b->ground));
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(
        a->w,
        org_desk(cx->app->org, a->matter->desk_unit, DESK_REVIEW, a->matter->complained_unit),
        BIT(ROLE_REVIEWER), SUBJECT_MATTER, a->matter->id, "exit_asked");
    return OK;
}

static enum err asked_exit(struct ctx *cx, struct act *a)
{
    return str_starts(a->matter->asked, "exit:")
               ? OK
               : fail(cx, ERR_CONFLICT, "没有退出申请", "no exit is asked");
}

/* Explained: who was not satisfied is settled, and told how to ask for reopening. */
static enum err grant_exit_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    struct link **links = NULL;
    size_t n = 0;
    int ground = enum_value(&close_ground_names, str_sub(m->asked, 5, m->asked.n - 5));
    TRY(exit_allowed(cx, a, ground));
    draft_text(a->event, "reason", b->reason);
    TRY(work_links_of_matter(a->w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        if (ground == CLOSE_EXPLAINED &&
            (links[i]->state == LINK_UNSATISFIED || links[i]->state == LINK_UNREACHABLE))
            links[i]->state = LINK_SETTLED;
    TRY(links_count(a->w, m));
    TRY(close_now(cx, a, (enum close_ground)ground));
    for (size_t i = 0; i < n; i++)
        TRY(links_follow(cx, a->w, links[i]->demand_id, "settle"));
    return citizens_told(cx, a->w, m, "exit", b->reason);
}

enum err refuse_asked_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    a->matter->asked = STR("");
    draft_text(a->event, "reason", b->reason);
    return OK;
}

/* ---- look back, reopen, end ---- */

static enum err look_back_effect(struct ctx *cx, struct act *a)
{
    const struct close_body *b = a->body;
    (void)cx;
    draft_text(a->event, "words", b->words);
    return work_attach(a->w, a->event, b->attachments);
}

struct end_body {
    struct str ground, reason;
};
static const struct field end_fields[] = {
    FIELD(struct end_body, ground, .required = true, .max = 60, .zh = "终结依据",
          .en = "Ground", .options = "grounds_end"),
    FIELD(struct end_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "理由", .en = "Reason"),
};
static const struct shape end_shape = SHAPE("end", struct end_body, end_fields);

/* Nobody's demand disappears with a matter: what still hangs on it becomes valid again. */
static enum err end_effect(struct ctx *cx, struct act *a)
{
    const struct end_body *b = a->body;
    struct matter *m = a->matter;
    struct link **links = NULL;
    size_t n = 0;
    const struct choice *c = NULL;
    TRY(ground_take(cx, a->mechanism, AT_END, b->ground, "ground", &c));
    if (m->demands && !str_eq_c(c->effect, "mistake"))
        return fail(cx, ERR_CONFLICT, "还有%" PRId64 "件诉求在内,不能终结",
                    "%" PRId64 " demands are still in it", m->demands);
    draft_str(a->event, "ground", b->ground);
    draft_text(a->event, "reason", b->reason);
    TRY(tasks_withdraw(a->w, m, "matter-ended"));
    TRY(stages_stop(a));
    TRY(work_links_of_matter(a->w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(a->w, links[i]->demand_id, &d));
        links[i]->state = LINK_VOID;
        bool last = d->matters <= 1;
        struct draft *e = work_event(a->w, SUBJECT_DEMAND, d->id, "matter-ended",
                                     last ? DEMAND_VALID : -1, 0);
        draft_str(e, "matter", m->num);
        TRY(limits_alone(cx, a->w, d));
        d->matters--;
        d->ended_at = 0;
        d->asked = STR("");
        TRY(links_follow(cx, a->w, d->id, "verdict-follows"));
    }
    m->owner_unit = matter_owner(cx, m);
    return links_count(a->w, m);
}

/* ---- a demand after "unsatisfied" ---- */

static enum err without_matter(struct ctx *cx, struct act *a)
{
    return a->demand->matters
               ? fail(cx, ERR_CONFLICT, "请在事项里重新交办", "dispatch its matter again")
               : OK;
}

static enum err demand_again_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    a->demand->round++;
    a->demand->attempts = 0;
    draft_text(a->event, "reason", b->reason);
    work_tell_citizen(a->w, a->demand, "again", b->reason);
    work_tell_unit(a->w, a->demand->unit_id, BIT(ROLE_DISPATCHER), SUBJECT_DEMAND,
                   a->demand->id, "to_open");
    return OK;
}

struct settle_body {
    struct str ground, reason;
    struct strs attachments;
};
static const struct field settle_fields[] = {
    FIELD(struct settle_body, ground, .required = true, .max = 60, .zh = "了结依据",
          .en = "Ground", .options = "grounds_invalid"),
    FIELD(struct settle_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "向群众的说明", .en = "What the citizen is told"),
    FIELD(struct settle_body, attachments, .max = 9, .zh = "附件", .en = "Evidence"),
};
static const struct shape settle_shape = SHAPE("settle", struct settle_body, settle_fields);

static enum err settle_effect(struct ctx *cx, struct act *a)
{
    const struct settle_body *b = a->body;
    const struct choice *ground = NULL;
    struct demand *d = a->demand;
    struct link **links = NULL;
    size_t n = 0;
    TRY(ground_take(cx, a->mechanism, AT_INVALID, b->ground, "ground", &ground));
    TRY(ground_needs(cx, ground, NEED_EXPLANATION, b->reason.n > 0, "reason"));
    TRY(ground_needs(cx, ground, NEED_EVIDENCE, b->attachments.n > 0, "attachments"));
    d->ground = b->ground;
    draft_str(a->event, "ground", b->ground);
    TRY(work_attach(a->w, a->event, b->attachments));
    draft_text(a->event, "reason", b->reason);
    d->ended_at = cx->now;
    TRY(work_links_of_demand(a->w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (links[i]->state != LINK_UNSATISFIED)
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "settle", -1, 0);
        draft_str(e, "demand", d->num);
        links[i]->state = LINK_SETTLED;
        work_part(a->w, SUBJECT_MATTER, m->id, "settle_exit");
        TRY(links_count(a->w, m));
    }
    work_tell_citizen(a->w, d, "settled", b->reason);
    return links_follow(cx, a->w, d->id, "verdict-follows");
}

enum {
    MAY_END = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) |
              BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_CALLING_BACK) |
              BIT(MATTER_MOVED_UP),
    DECIDES = BIT(ROLE_REVIEWER) | BIT(ROLE_LEADER),
};

const struct step close_steps[] = {
    {.name = "close",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CALLING_BACK),
     .to = MATTER_CLOSED,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &close_shape,
     .guard = close_guard,
     .effect = close_effect,
     .did = "close",
     .never_did = "handle settle_exit",
     .zh = "销号",
     .en = "Close"},
    {.name = "ask-exit",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CALLING_BACK),
     .to = -1,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &exit_shape,
     .guard = nothing_asked,
     .effect = ask_exit_effect,
     .did = "ask_exit",
     .zh = "申请依法退出",
     .en = "Ask a lawful exit",
     .to_text = "same"},
    {.name = "grant-exit",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CALLING_BACK),
     .to = MATTER_CLOSED,
     .roles = DECIDES,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = asked_exit,
     .effect = grant_exit_effect,
     .never_did = "ask_exit handle",
     .zh = "同意退出销号",
     .en = "Grant the exit"},
    {.name = "refuse-exit",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CALLING_BACK),
     .to = -1,
     .roles = DECIDES,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = asked_exit,
     .effect = refuse_asked_effect,
     .never_did = "ask_exit",
     .zh = "不同意退出",
     .en = "Refuse the exit",
     .to_text = "same"},
    {.name = "look-back",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CLOSED),
     .to = MATTER_ARCHIVED,
     .roles = BIT(ROLE_LOOKBACK),
     .where = AT_LOOKBACK,
     .body = &close_shape,
     .effect = look_back_effect,
     .did = "lookback",
     .never_did = "handle",
     .zh = "回头看认可",
     .en = "Look back: agreed"},
    {.name = "archive",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_CLOSED),
     .to = MATTER_ARCHIVED,
     .roles = BIT(ROLE_SYSTEM),
     .where = AT_SYSTEM,
     .zh = "归档",
     .en = "Archive"},
    {.name = "end",
     .subject = SUBJECT_MATTER,
     .from = MAY_END,
     .to = MATTER_ENDED,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &end_shape,
     .effect = end_effect,
     .never_did = "open handle",
     .zh = "终结",
     .en = "End"},
    {.name = "again",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_UNSATISFIED),
     .to = DEMAND_VALID,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &reason_shape,
     .guard = without_matter,
     .effect = demand_again_effect,
     .zh = "转为事项办理",
     .en = "Handle again"},
    {.name = "settle",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_UNSATISFIED),
     .to = DEMAND_SETTLED,
     .roles = BIT(ROLE_CLOSER),
     .where = AT_CLOSE,
     .body = &settle_shape,
     .effect = settle_effect,
     .did = "settle_exit",
     .never_did = "handle settle callback",
     .zh = "说明了结",
     .en = "Settle with ground"},
};
const size_t close_steps_n = COUNT(close_steps);
