/* SPDX-License-Identifier: Apache-2.0
 * Screen first, then resolve (BZ-13 … BZ-18): valid, invalid with ground and explanation, up,
 * out by one of the exits of rules.md B1-3, or answered at once (JN-18, ZL-11).
 */
#include "loop/screen.h"

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "loop/answer.h"
#include "loop/limits.h"
#include "loop/links.h"
#include "loop/redirect.h"
#include "loop/suggest.h"
#include "loop/urgent.h"

/* After an appeal another person decides (domain.md, four-eyes pairs). */
static enum err screen_guard(struct ctx *cx, struct act *a)
{
    bool did = false;
    if (!a->demand->appealed)
        return OK;
    TRY(work_did(a->w, SUBJECT_DEMAND, a->demand->id, cx->actor->officer_id, "screen", &did));
    if (did)
        return fail(cx, ERR_DENIED, "群众已提出异议,需由另一人重新甄别",
                    "the citizen appealed: another person has to screen this");
    return OK;
}

struct valid_body {
    struct str class, kind, title, reason;
    bool urgent, repeated;
};
static const struct field valid_fields[] = {
    FIELD(struct valid_body, class, .max = 60, .zh = "诉求领域", .en = "Field",
          .options = "classes"),
    FIELD(struct valid_body, kind, .max = 60, .zh = "诉求类型", .en = "Kind",
          .options = "kinds"),
    FIELD(struct valid_body, title, .max = 100, .zh = "标题", .en = "Title"),
    FIELD(struct valid_body, reason, .max = 1000, .as = AS_TEXT, .zh = "甄别意见",
          .en = "Finding"),
    FIELD(struct valid_body, urgent, .zh = "要情", .en = "Urgent"),
    FIELD(struct valid_body, repeated, .zh = "重复诉求", .en = "Repeated"),
};
static const struct shape valid_shape = SHAPE("screen_valid", struct valid_body, valid_fields);

static enum err classify(struct ctx *cx, struct act *a, struct str class, struct str kind,
                         struct str title)
{
    struct demand *d = a->demand;
    TRY(choice_check(cx, &a->mechanism->classes, class, "class"));
    TRY(choice_check(cx, &a->mechanism->kinds, kind, "kind"));
    if (class.n)
        d->class = class;
    if (kind.n)
        d->kind = kind;
    if (title.n)
        d->title = title;
    return suggest_settle(cx, a, MODEL_CLASS, d->class);
}

static enum err valid_effect(struct ctx *cx, struct act *a)
{
    const struct valid_body *b = a->body;
    struct demand *d = a->demand;
    TRY(classify(cx, a, b->class, b->kind, b->title));
    d->repeated |= b->repeated;
    d->valid = YN_YES;
    d->ground = STR("");
    d->screened_at = cx->now;
    draft_text(a->event, "reason", b->reason);
    if (b->urgent && !d->urgent)
        TRY(urgent_look(cx, a->w, d, a->event, STR(""), true));
    work_tell_unit(a->w, d->unit_id, BIT(ROLE_DISPATCHER), SUBJECT_DEMAND, d->id, "to_open");
    work_tell_citizen(a->w, d, "accepted", STR(""));
    return OK;
}

struct invalid_body {
    struct str ground, matter, reason;
    struct strs attachments;
};
static const struct field invalid_fields[] = {
    FIELD(struct invalid_body, matter, .max = 30, .zh = "已办结事项编号",
          .en = "Concluded matter\'s number"),
    FIELD(struct invalid_body, ground, .required = true, .max = 60, .zh = "无效依据",
          .en = "Ground", .options = "grounds_invalid"),
    FIELD(struct invalid_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "甄别意见", .en = "Finding"),
    FIELD(struct invalid_body, attachments, .max = 9, .zh = "附件", .en = "Evidence"),
};
static const struct shape invalid_shape =
    SHAPE("screen_invalid", struct invalid_body, invalid_fields);

static enum err invalid_guard(struct ctx *cx, struct act *a)
{
    TRY(screen_guard(cx, a));
    enum level above = mechanism_level_above(a->mechanism, (enum level)a->demand->lvl);
    if (a->mechanism->invalid_confirmed_above && above != LEVEL_NONE &&
        a->demand->ground.n == 0 &&
        link_drawn(cx, a->demand->num, a->mechanism->invalid_confirmed_percent) &&
        org_desk_at(cx->app->org, a->demand->unit_id, DESK_SCREEN, above,
                    a->demand->complained_unit))
        return fail(cx, ERR_CONFLICT, "判为无效须报上一级确认,请用“上报甄别”",
                    "\"invalid\" is confirmed by the level above: pass it up");
    return OK;
}

/* The same facts about a closed matter: its result is told, with its number. */
static enum err concluded_check(struct ctx *cx, struct act *a, const struct choice *ground,
                                struct str num)
{
    struct matter *m = NULL;
    if (!str_eq_c(ground->effect, "tell_result"))
        return OK;
    TRY(work_matter_num(a->w, num, &m));
    if (m->state != MATTER_CLOSED && m->state != MATTER_ARCHIVED)
        return fail_at(cx, ERR_CONFLICT, "matter", "事项 %.*s 尚未办结,请并单",
                       "matter %.*s is open: join it", STR_ARG(m->num));
    draft_str(a->event, "matter", m->num);
    return OK;
}

static enum err invalid_effect(struct ctx *cx, struct act *a)
{
    const struct invalid_body *b = a->body;
    const struct choice *ground = NULL;
    TRY(ground_take(cx, a->mechanism, AT_INVALID, b->ground, "ground", &ground));
    TRY(ground_needs(cx, ground, NEED_EVIDENCE, b->attachments.n > 0, "attachments"));
    TRY(concluded_check(cx, a, ground, b->matter));
    TRY(work_attach(a->w, a->event, b->attachments));
    a->demand->valid = YN_NO;
    a->demand->ground = b->ground;
    a->demand->screened_at = cx->now;
    draft_text(a->event, "reason", b->reason);
    return OK;
}

struct up_body {
    struct str proposal, reason;
};
static const struct field up_fields[] = {
    FIELD(struct up_body, proposal, .max = 60, .zh = "拟定无效依据(如有)",
          .en = "Proposed ground, if invalid", .options = "grounds_invalid"),
    FIELD(struct up_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "上报原因", .en = "Reason"),
};
static const struct shape up_shape = SHAPE("pass_up", struct up_body, up_fields);

static int64_t unit_above(struct ctx *cx, const struct act *a)
{
    const struct demand *d = a->demand;
    return org_desk_above(cx->app->org, d->unit_id, DESK_SCREEN, d->complained_unit);
}

static enum err up_guard(struct ctx *cx, struct act *a)
{
    if (!a->mechanism->screen_climbs)
        return fail(cx, ERR_CONFLICT, "本机制不逐级甄别",
                    "screening does not climb in this mechanism");
    if (!unit_above(cx, a))
        return fail(cx, ERR_CONFLICT, "已是最高一级,请直接甄别",
                    "this is the highest level: decide here");
    return OK;
}

static enum err up_effect(struct ctx *cx, struct act *a)
{
    const struct up_body *b = a->body;
    struct demand *d = a->demand;
    if (b->proposal.n)
        TRY(ground_take(cx, a->mechanism, AT_INVALID, b->proposal, "proposal", NULL));
    d->unit_id = unit_above(cx, a);
    d->lvl = org_unit(cx->app->org, d->unit_id)->lvl;
    d->ground = b->proposal;
    draft_text(a->event, "reason", b->reason);
    /* The next desk has its own time to screen. */
    TRY(work_clock_stop(a->w, SUBJECT_DEMAND, d->id, CLOCK_SCREEN));
    TRY(work_clock_start(a->w, SUBJECT_DEMAND, d->id, CLOCK_SCREEN, cx->now,
                         mechanism_limit(a->mechanism, CLOCK_SCREEN, d->kind, d->class,
                                         (enum level)d->lvl, STR("")),
                         "mechanism", 0));
    work_tell_unit(a->w, d->unit_id, BIT(ROLE_SCREENER), SUBJECT_DEMAND, d->id, "to_screen");
    return OK;
}

static const struct field answer_fields[] = {
    FIELD(struct answer_body, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "答复内容", .en = "Answer"),
    FIELD(struct answer_body, result, .required = true, .names = &result_names,
          .zh = "办理结果", .en = "Result"),
    FIELD(struct answer_body, class, .max = 60, .zh = "诉求领域", .en = "Field",
          .options = "classes"),
    FIELD(struct answer_body, kind, .max = 60, .zh = "诉求类型", .en = "Kind",
          .options = "kinds"),
    FIELD(struct answer_body, title, .max = 100, .zh = "标题", .en = "Title"),
    FIELD(struct answer_body, meeting_no, .max = 60, .zh = "会议编号", .en = "Meeting"),
    FIELD(struct answer_body, attachments, .max = 9, .zh = "附件", .en = "Evidence"),
};
static const struct shape answer_shape =
    SHAPE("answer_at_once", struct answer_body, answer_fields);

static enum err at_once_guard(struct ctx *cx, struct act *a)
{
    if (!a->mechanism->answer_at_once)
        return fail(cx, ERR_CONFLICT, "本机制不允许当场答复",
                    "this mechanism has no answer at once");
    bool desk = actor_roles(cx->actor) & (BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR));
    if (cx->actor->kind == ROLE__MAX && !desk &&
        a->demand->receiver_officer != cx->actor->officer_id)
        return fail(cx, ERR_DENIED, "只有接诉员、采集员或首问人员可以当场答复",
                    "an operator, a collector or the officer asked first answers at once");
    return screen_guard(cx, a);
}

static enum err at_once_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct demand *d = a->demand;
    TRY(classify(cx, a, b->class, b->kind, b->title));
    const struct unit *mine = org_unit(cx->app->org, cx->actor->unit_id);
    if (mine && mine->lvl != LEVEL_NONE)
        d->lvl = mine->lvl;
    d->valid = YN_YES;
    d->screened_at = cx->now;
    d->answered_at = cx->now;
    bool sample = link_drawn(cx, d->num, a->mechanism->at_once_sample_percent);
    int64_t reviews = org_desk(cx->app->org, d->unit_id, DESK_REVIEW, d->complained_unit);
    if (sample && !reviews)
        return fail(cx, ERR_CONFLICT, "没有可复核的单位", "there is no reviewing desk");
    d->asked = sample ? STR("review") : STR("");
    d->drawn = sample && d->person_id;
    draft_str(a->event, "result", str_c(enum_text(&result_names, b->result)));
    draft_str(a->event, "meeting", b->meeting_no);
    draft_text(a->event, "answer", b->words);
    TRY(answer_note_demand(cx, a->w, a->event, d, &(struct answer_draft){b->words, b->result}));
    TRY(work_attach(a->w, a->event, b->attachments));
    work_tell_citizen(a->w, d, "answered", b->words);
    if (sample)
        work_tell_unit(a->w, reviews, BIT(ROLE_REVIEWER), SUBJECT_DEMAND, d->id, "to_review");
    return OK;
}

struct explain_body {
    struct str how, words;
    struct strs attachments;
};
static const struct field explain_fields[] = {
    FIELD(struct explain_body, how, .required = true, .max = 40, .zh = "解释方式", .en = "How",
          .options = "explain_how"),
    FIELD(struct explain_body, words, .required = true, .min = 2, .max = 5000, .as = AS_TEXT,
          .zh = "解释内容", .en = "What was explained"),
    FIELD(struct explain_body, attachments, .max = 9, .zh = "附件", .en = "Evidence"),
};
static const struct shape explain_shape = SHAPE("explain", struct explain_body, explain_fields);

static enum err explain_effect(struct ctx *cx, struct act *a)
{
    const struct explain_body *b = a->body;
    a->demand->ended_at = cx->now;
    draft_str(a->event, "how", b->how);
    draft_text(a->event, "answer", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    work_tell_citizen(a->w, a->demand, "explained", b->words);
    return OK;
}

static const struct field reason_fields[] = {
    FIELD(struct reason_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "理由", .en = "Reason"),
};
const struct shape reason_shape = SHAPE("reason", struct reason_body, reason_fields);

static enum err appeal_guard(struct ctx *cx, struct act *a)
{
    const struct demand *d = a->demand;
    if (d->appealed)
        return fail(cx, ERR_CONFLICT, "异议只能提出一次", "an appeal is possible once");
    int64_t last = time_day_end(time_day(d->ended_at) + a->mechanism->appeal_days);
    if (cx->now > last)
        return fail(cx, ERR_CONFLICT, "已过异议期", "the time for an appeal is over");
    return OK;
}

/* The second desk: the level above where there is one, else another person of the same. */
static enum err appeal_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct demand *d = a->demand;
    int64_t above = unit_above(cx, a);
    if (above) {
        d->unit_id = above;
        d->lvl = org_unit(cx->app->org, above)->lvl;
    }
    d->appealed = true;
    d->valid = YN_UNKNOWN;
    d->ended_at = 0;
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, d->unit_id, BIT(ROLE_SCREENER), SUBJECT_DEMAND, d->id, "appeal");
    return OK;
}

struct withdraw_body {
    struct str reason, evidence;
};

static enum err withdraw_effect(struct ctx *cx, struct act *a)
{
    const struct withdraw_body *b = a->body;
    struct demand *d = a->demand;
    struct link **links = NULL;
    size_t n = 0;
    if (cx->actor->kind == ROLE__MAX && !b->evidence.n)
        return fail_at(cx, ERR_INPUT, "evidence", "代群众撤诉须写明凭据",
                       "an officer needs the citizen's evidence");
    d->ended_at = cx->now;
    d->drawn = cx->actor->kind == ROLE__MAX;
    draft_text(a->event, "reason", b->reason);
    draft_text(a->event, "evidence", b->evidence);
    d->matters = 0;
    d->asked = STR("");
    TRY(work_links_of_demand(a->w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "demand-withdrawn", -1, 0);
        draft_str(e, "demand", d->num);
        links[i]->state = LINK_WITHDRAWN;
        TRY(links_count(a->w, m));
        TRY(limits_recap(cx, a->w, m));
        work_tell_unit(a->w, m->owner_unit,
                       BIT(ROLE_DISPATCHER) | BIT(ROLE_HANDLER) | BIT(ROLE_CLOSER),
                       SUBJECT_MATTER, m->id, "withdrawn");
    }
    return OK;
}

static const struct field withdraw_fields[] = {
    FIELD(struct withdraw_body, reason, .max = 1000, .as = AS_TEXT, .zh = "撤诉原因",
          .en = "Reason"),
    FIELD(struct withdraw_body, evidence, .max = 500, .zh = "群众撤诉凭据",
          .en = "Evidence of the citizen's wish"),
};
static const struct shape withdraw_shape =
    SHAPE("withdraw", struct withdraw_body, withdraw_fields);

/* Entered by mistake (a form twice, the wrong box): taken back by whoever entered it while
 * nothing has been done with it. It stays in the register as withdrawn; where somebody can be
 * asked, the call-back desk asks whether that was right (docs/adr/0022). */
static enum err undo_guard(struct ctx *cx, struct act *a)
{
    bool mine = false;
    if (cx->actor->officer_id)
        TRY(work_did(a->w, SUBJECT_DEMAND, a->demand->id, cx->actor->officer_id, "collect",
                     &mine));
    if (!mine)
        return fail(cx, ERR_DENIED, "只有录入人可以撤回误录",
                    "whoever entered it takes it back");
    return a->demand->version == 1 ? OK
                                   : fail(cx, ERR_CONFLICT, "已有人办理，不能再撤回误录",
                                          "something has been done with it since");
}

static enum err undo_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    a->demand->ended_at = cx->now;
    a->demand->drawn = a->demand->person_id != 0;
    draft_text(a->event, "reason", b->reason);
    return OK;
}

enum {
    /* Who enters what was said to them, or found. */
    ENTERED_BY =
        BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR),
    /* Who may be the first-asked officer (JN-16) without being operator or collector. */
    FIRST_ASKED = BIT(ROLE_SCREENER) | BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
    SCREENED_OUT = BIT(DEMAND_EXPLAINED) | BIT(DEMAND_REDIRECTED),
    STILL_OPEN = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                 BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
};

const struct step screen_steps[] = {
    {.name = "screen-valid",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED),
     .to = DEMAND_VALID,
     .roles = BIT(ROLE_SCREENER),
     .where = AT_OWNER,
     .body = &valid_shape,
     .guard = screen_guard,
     .effect = valid_effect,
     .did = "screen",
     .zh = "甄别有效",
     .en = "Screen: valid"},
    {.name = "screen-invalid",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED),
     .to = DEMAND_TO_EXPLAIN,
     .roles = BIT(ROLE_SCREENER),
     .where = AT_OWNER,
     .body = &invalid_shape,
     .guard = invalid_guard,
     .effect = invalid_effect,
     .did = "screen",
     .zh = "甄别无效",
     .en = "Screen: invalid"},
    {.name = "pass-up",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED),
     .to = -1,
     .roles = BIT(ROLE_SCREENER),
     .where = AT_OWNER,
     .body = &up_shape,
     .guard = up_guard,
     .effect = up_effect,
     .did = "screen",
     .zh = "上报甄别",
     .en = "Pass up",
     .to_text = "received (next level)"},
    {.name = "redirect",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED),
     .to = DEMAND_REDIRECTED,
     .roles = BIT(ROLE_SCREENER) | BIT(ROLE_EXCHANGE),
     .where = AT_OWNER,
     .body = &redirect_shape,
     .guard = screen_guard,
     .effect = redirect_effect,
     .did = "screen",
     .zh = "告知其他渠道",
     .en = "Redirect"},
    {.name = "answer-at-once",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED),
     .to = DEMAND_ANSWERED,
     .roles = BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | FIRST_ASKED,
     .where = AT_PART,
     .body = &answer_shape,
     .guard = at_once_guard,
     .effect = at_once_effect,
     .did = "settle",
     .zh = "当场答复",
     .en = "Answer at once"},
    {.name = "explain",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_TO_EXPLAIN),
     .to = DEMAND_EXPLAINED,
     .roles = BIT(ROLE_SCREENER) | BIT(ROLE_COLLECTOR),
     .where = AT_PART,
     .body = &explain_shape,
     .effect = explain_effect,
     .did = "explain",
     .zh = "解释说明",
     .en = "Explain"},
    {.name = "appeal",
     .subject = SUBJECT_DEMAND,
     .from = SCREENED_OUT,
     .to = DEMAND_RECEIVED,
     .roles = BIT(ROLE_CITIZEN) | BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR),
     .where = AT_PART,
     .body = &reason_shape,
     .guard = appeal_guard,
     .effect = appeal_effect,
     .zh = "提出异议",
     .en = "Appeal"},
    {.name = "withdraw",
     .subject = SUBJECT_DEMAND,
     .from = STILL_OPEN,
     .to = DEMAND_WITHDRAWN,
     .roles = BIT(ROLE_CITIZEN) | BIT(ROLE_OPERATOR),
     .where = AT_PART,
     .body = &withdraw_shape,
     .effect = withdraw_effect,
     .did = "withdraw",
     .zh = "撤诉",
     .en = "Withdraw"},
    {.name = "undo-entry",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED),
     .to = DEMAND_WITHDRAWN,
     .roles = ENTERED_BY,
     .where = AT_PART,
     .body = &reason_shape,
     .guard = undo_guard,
     .effect = undo_effect,
     .did = "withdraw",
     .zh = "误录撤回",
     .en = "Entered by mistake"},
};
const size_t screen_steps_n = COUNT(screen_steps);
