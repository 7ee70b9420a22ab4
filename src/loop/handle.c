/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/handle.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/answer.h"
#include "loop/barred.h"
#include "loop/limits.h"
#include "loop/links.h"
#include "loop/proposal.h"
#include "loop/verify.h"
#include "loop/whistle.h"

struct sign_body {
    int64_t officer;
};
static const struct field sign_fields[] = {
    FIELD(struct sign_body, officer, .as = AS_ID, .zh = "承办人(默认本人)",
          .en = "Handler (default: me)", .options = "officers"),
};
static const struct shape sign_shape = SHAPE("sign", struct sign_body, sign_fields);

enum err task_taken(struct ctx *cx, struct act *a, int64_t named)
{
    struct task *t = a->task;
    /* Who stands in signs for the absent one, whose task it stays. */
    int64_t self = work_is_for(a->w) ? work_is_for(a->w) : cx->actor->officer_id;
    if (named) {
        struct actor who;
        TRY(actor_load(cx, named, &who));
        if (!(actor_roles_at(cx, &who, t->unit_id) & (BIT(ROLE_HANDLER) | BIT(ROLE_HEAD))))
            return fail_at(cx, ERR_INPUT, "officer", "承办人须是本单位承办岗",
                           "the handler belongs to the unit");
        work_part_of(a->w, SUBJECT_MATTER, t->matter_id, named, "handle");
    }
    t->signed_at = cx->now;
    t->officer_id = named ? named : self;
    return OK;
}

static enum err sign_guard(struct ctx *cx, struct act *a)
{
    if (a->task->role != TASK_WHISTLE)
        return OK;
    return fail(cx, ERR_CONFLICT, "吹哨任务不签收，到现场后“报到”",
                "a whistled unit arrives on site instead of signing for");
}

static enum err sign_effect(struct ctx *cx, struct act *a)
{
    const struct sign_body *b = a->body;
    return task_taken(cx, a, b ? b->officer : 0);
}

struct return_body {
    struct str ground, reason;
};
static const struct field return_fields[] = {
    FIELD(struct return_body, ground, .required = true, .max = 60, .zh = "退单依据",
          .en = "Ground", .options = "grounds_return"),
    FIELD(struct return_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "退单理由", .en = "Reason"),
};
static const struct shape return_shape = SHAPE("ask_return", struct return_body, return_fields);

/* In the return window, once refused never again in this matter (domain.md, Task). */
static enum err return_guard(struct ctx *cx, struct act *a)
{
    const struct task *t = a->task;
    struct task **tasks = NULL;
    size_t n = 0;
    if (t->role == TASK_LEAD && a->matter->returns >= a->mechanism->returns_before_arbiter)
        return fail(cx, ERR_CONFLICT, "主办单位已由裁定人指定,不得再退单",
                    "the arbiter has named the lead for good");
    TRY(work_tasks(a->w, t->matter_id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->unit_id == t->unit_id && tasks[i]->return_refused)
            return fail(cx, ERR_CONFLICT, "本单位的退单申请已被驳回,不得再次退单",
                        "a refused unit cannot ask again");
    const struct span_length *w = &a->mechanism->return_window;
    bool provisional = false;
    if (t->state != TASK_SENT && w->set &&
        cx->now > clock_due(cx->app->calendar, t->sent_at, w->length, (enum span_unit)w->unit,
                            a->mechanism->roll_calendar_days, &provisional))
        return fail(cx, ERR_CONFLICT, "已过退单时限", "the return window is over");
    return OK;
}

static int64_t arbiter_or_desk(struct ctx *cx, const struct act *a)
{
    const struct matter *m = a->matter;
    if (a->task->role == TASK_WHISTLE) /* the level above the whistler (whistle.c) */
        return a->task->desk_unit;
    int64_t arbiter = org_desk(cx->app->org, m->desk_unit, DESK_ARBITER, m->complained_unit);
    bool third =
        a->task->role == TASK_LEAD && m->returns >= a->mechanism->returns_before_arbiter;
    return third && arbiter ? arbiter : m->desk_unit;
}

static enum err return_effect(struct ctx *cx, struct act *a)
{
    const struct return_body *b = a->body;
    struct task *t = a->task;
    TRY(ground_take(cx, a->mechanism, AT_RETURN, b->ground, "ground", NULL));
    t->before_return = draft_from(a->event);
    draft_str(a->event, "ground", b->ground);
    draft_text(a->event, "reason", b->reason);
    struct draft *e = work_event(a->w, SUBJECT_MATTER, t->matter_id, "return-asked", -1, 0);
    draft_str(e, "task", t->num);
    if (t->role == TASK_LEAD)
        a->matter->returns++;
    t->desk_unit = arbiter_or_desk(cx, a);
    work_tell_unit(a->w, t->desk_unit, BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER), SUBJECT_TASK,
                   t->id, "return_asked");
    return OK;
}

/* From the third request for a matter's lead on, only the arbiter decides. */
static enum err decide_guard(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    bool third =
        a->task->role == TASK_LEAD && m->returns >= a->mechanism->returns_before_arbiter;
    if (!third || cx->actor->kind != ROLE__MAX)
        return OK;
    if (actor_roles_at(cx, cx->actor, a->task->desk_unit) & BIT(ROLE_ARBITER))
        return OK;
    return fail(cx, ERR_DENIED, "第%" PRId64 "次申请退单,由裁定人决定",
                "request %" PRId64 ": the arbiter decides", m->returns);
}

static enum err return_refuse_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct task *t = a->task;
    TRY(proposal_returned(cx, a, false));
    t->return_refused = true;
    if (t->role != TASK_WHISTLE)
        t->desk_unit = a->matter->desk_unit;
    draft_text(a->event, "reason", b->reason);
    work_event_state(a->w, a->event, t->before_return);
    t->before_return = TASK_NONE;
    return OK;
}

static enum err return_grant_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    draft_text(a->event, "reason", b->reason);
    if (a->task->role != TASK_LEAD)
        return OK;
    TRY(proposal_returned(cx, a, true));
    struct draft *e =
        work_event(a->w, SUBJECT_MATTER, m->id, "return-granted", MATTER_TO_DISPATCH, 0);
    draft_str(e, "task", a->task->num);
    TRY(tasks_withdraw(a->w, m, "return-granted"));
    TRY(asked_lapse(a->w, m));
    m->lead_unit = 0;
    m->desk_unit = a->task->desk_unit;
    m->owner_unit = m->desk_unit;
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER),
                   SUBJECT_MATTER, m->id, "to_dispatch");
    return OK;
}

struct note_body {
    struct str words;
    bool tell_citizens;
    struct strs attachments;
};
static const struct field note_fields[] = {
    FIELD(struct note_body, words, .required = true, .min = 1, .max = 5000, .as = AS_TEXT,
          .zh = "进展记录", .en = "Progress"),
    FIELD(struct note_body, tell_citizens, .zh = "同时告知群众", .en = "Tell the citizens"),
    FIELD(struct note_body, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct shape note_shape = SHAPE("task_note", struct note_body, note_fields);

static enum err note_effect(struct ctx *cx, struct act *a)
{
    const struct note_body *b = a->body;
    struct link **links = NULL;
    size_t n = 0;
    (void)cx;
    draft_text(a->event, "words", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    if (!b->tell_citizens)
        return OK;
    if (barred_unit(cx, a->matter, a->task->unit_id))
        return fail_at(cx, ERR_CONFLICT, "tell_citizens",
                       "被投诉单位承办的,由指定联络人告知群众",
                       "the named go-between tells the citizens");
    TRY(work_links_of_matter(a->w, a->task->matter_id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(a->w, links[i]->demand_id, &d));
        struct draft *e = work_event(a->w, SUBJECT_DEMAND, d->id, "progress", -1, 0);
        draft_text(e, "words", b->words);
        work_tell_citizen(a->w, d, "progress", b->words);
    }
    return OK;
}

struct extend_body {
    int64_t workdays;
    struct str reason;
};
static const struct field extend_fields[] = {
    FIELD(struct extend_body, workdays, .required = true, .min = 1, .max = 365,
          .zh = "延期工作日", .en = "Working days"),
    FIELD(struct extend_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "延期理由", .en = "Reason"),
};
static const struct shape extend_shape =
    SHAPE("ask_extension", struct extend_body, extend_fields);

static enum err extend_guard(struct ctx *cx, struct act *a)
{
    const struct task *t = a->task;
    if (t->role == TASK_VERIFY)
        return fail(cx, ERR_CONFLICT, "这个任务没有可延的时限",
                    "this task has no limit to extend");
    if (t->extension_days)
        return fail(cx, ERR_CONFLICT, "已有延期申请待审批", "an extension is being decided");
    if (t->extensions >= a->mechanism->extensions_max)
        return fail(cx, ERR_CONFLICT, "延期次数已用完(最多%" PRId64 "次)",
                    "no extension left (at most %" PRId64 ")", a->mechanism->extensions_max);
    return OK;
}

static enum err extend_effect(struct ctx *cx, struct act *a)
{
    const struct extend_body *b = a->body;
    if (b->workdays > a->mechanism->extension_workdays_max)
        return fail_at(cx, ERR_INPUT, "workdays", "一次最多延%" PRId64 "个工作日",
                       "at most %" PRId64 " working days",
                       a->mechanism->extension_workdays_max);
    if (a->task->role == TASK_LEAD)
        TRY(limits_may_extend(cx, a, b->workdays));
    a->task->extension_days = b->workdays;
    draft_text(a->event, "reason", b->reason);
    work_part(a->w, SUBJECT_MATTER, a->task->matter_id, "ask_extension");
    work_tell_unit(a->w, a->task->desk_unit, BIT(ROLE_REVIEWER), SUBJECT_TASK, a->task->id,
                   "extension_asked");
    return OK;
}

static enum err extension_open(struct ctx *cx, struct act *a)
{
    return a->task->extension_days
               ? OK
               : fail(cx, ERR_CONFLICT, "没有待审批的延期申请", "no extension is asked");
}

static enum err extension_grant_effect(struct ctx *cx, struct act *a)
{
    struct task *t = a->task;
    struct clock *k = NULL;
    const struct reason_body *b = a->body;
    draft_i64(a->event, "workdays", t->extension_days);
    draft_text(a->event, "reason", b->reason);
    if (t->role == TASK_LEAD) {
        struct draft *e = work_event(a->w, SUBJECT_MATTER, t->matter_id, "extended", -1, 0);
        draft_str(e, "task", t->num);
        TRY(limits_extend(cx, a, t->extension_days));
        TRY(citizens_told(cx, a->w, a->matter, "extended", b->reason));
    } else {
        TRY(work_clock(a->w, SUBJECT_TASK, t->id, CLOCK_HELPER, &k));
        TRY(limit_extend(cx, a, k, t->extension_days));
    }
    t->extensions++;
    t->extension_days = 0;
    return OK;
}

static enum err extension_refuse_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    draft_i64(a->event, "workdays", a->task->extension_days);
    draft_text(a->event, "reason", b->reason);
    a->task->extension_days = 0;
    return OK;
}

struct report_body {
    struct str words, cause, missing;
    int result;
    bool interim;
    struct strs attachments;
};
static const struct field report_fields[] = {
    FIELD(struct report_body, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "书面反馈", .en = "Written report"),
    FIELD(struct report_body, result, .required = true, .names = &result_names,
          .zh = "办理结果", .en = "Result"),
    FIELD(struct report_body, cause, .max = 1000, .as = AS_TEXT, .zh = "问题成因",
          .en = "Cause"),
    FIELD(struct report_body, interim, .zh = "阶段性反馈", .en = "Interim"),
    FIELD(struct report_body, missing, .max = 500, .zh = "未反馈的协办单位及原因",
          .en = "Missing helpers"),
    FIELD(struct report_body, attachments, .max = 20, .zh = "佐证附件", .en = "Evidence"),
};
static const struct shape report_shape = SHAPE("report", struct report_body, report_fields);

static enum err report_guard(struct ctx *cx, struct act *a)
{
    return a->task->role != TASK_VERIFY
               ? OK
               : fail(cx, ERR_CONFLICT, "核查任务以“核查办理”形成核查报告",
                      "a verify task ends with \"verify\"");
}

/* The lead reports when its helpers have agreed, or names the missing ones; their delay is
 * theirs. */
static enum err report_effect(struct ctx *cx, struct act *a)
{
    const struct report_body *b = a->body;
    struct task *t = a->task;
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(a->w, t->matter_id, &tasks, &n));
    bool waiting = false;
    for (size_t i = 0; i < n; i++)
        waiting |= (tasks[i]->role == TASK_HELPER || tasks[i]->role == TASK_WHISTLE) &&
                   tasks[i]->state != TASK_AGREED && tasks[i]->state != TASK_WITHDRAWN;
    if (t->role == TASK_LEAD && waiting && !b->missing.n)
        return fail_at(cx, ERR_INPUT, "missing", "还有协办单位未反馈,请写明是哪些及原因",
                       "helpers have not reported: name the missing ones");
    if (b->result == RESULT_NONE)
        return fail_at(cx, ERR_INPUT, "result", "请选择办理结果", "choose the result");
    t->reported_at = cx->now;
    t->extension_days = 0; /* asked and not yet decided: the report makes it needless */
    t->final = !b->interim;
    t->result = b->result;
    draft_text(a->event, "report", b->words);
    draft_text(a->event, "cause", b->cause);
    draft_text(a->event, "missing", b->missing);
    TRY(work_attach(a->w, a->event, b->attachments));
    if (t->role == TASK_LEAD)
        TRY(answer_note(cx, a->w, a->event, a->matter,
                        &(struct answer_draft){b->words, b->result}));
    work_tell_unit(a->w, t->unit_id, BIT(ROLE_HEAD), SUBJECT_TASK, t->id, "to_agree");
    return OK;
}

enum err review_begin(struct ctx *cx, struct act *a)
{
    struct matter *m = a->matter;
    const struct mechanism *mech = a->mechanism;
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    for (size_t i = 0; i < mech->review_offices.n; i++) {
        int64_t office = org_office(cx->app->org, mech->review_offices.p[i]);
        int64_t unit = barred_unit(cx, m, office) ? barred_reviewer(cx, m, office) : office;
        if (!unit)
            return fail(cx, ERR_CONFLICT, "机制要求“%.*s”审核,但没有单位担任",
                        "no unit holds the office %.*s", STR_ARG(mech->review_offices.p[i]));
        buf_fmt(&b, "%s%" PRId64, b.n ? "," : "", unit);
        work_tell_unit(a->w, unit, BIT(ROLE_REVIEWER), SUBJECT_MATTER, m->id, "to_review");
    }
    if (!mech->review_offices.n) {
        int64_t unit = org_desk(cx->app->org, m->desk_unit, DESK_REVIEW, m->complained_unit);
        if (!unit)
            return fail(cx, ERR_CONFLICT, "没有可审核的单位", "there is no reviewing desk");
        buf_fmt(&b, "%" PRId64, unit);
        work_tell_unit(a->w, unit, BIT(ROLE_REVIEWER), SUBJECT_MATTER, m->id, "to_review");
    }
    m->review_units = buf_done(&b);
    m->review_agreed = STR("");
    m->review_round++;
    return OK;
}

static enum err agree_effect(struct ctx *cx, struct act *a)
{
    struct task *t = a->task;
    struct matter *m = a->matter;
    t->agreed_at = cx->now;
    if (t->role == TASK_WHISTLE)
        whistle_done(a->w, t);
    if (t->role != TASK_LEAD)
        return OK;
    work_as_system(a->w, true);
    struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "reported", MATTER_IN_REVIEW, 0);
    work_as_system(a->w, false);
    draft_str(e, "task", t->num);
    TRY(asked_lapse(a->w, m));
    m->report_final = t->final;
    m->result = t->result;
    TRY(review_begin(cx, a));
    m->owner_unit = matter_owner(cx, m);
    return OK;
}

static enum err agree_guard(struct ctx *cx, struct act *a)
{
    if (a->task->role == TASK_LEAD && a->matter->state != MATTER_HANDLING)
        return fail(cx, ERR_CONFLICT, "事项不在办理中", "the matter is not being handled");
    return OK;
}

static enum err back_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, a->task->unit_id, BIT(ROLE_HANDLER), SUBJECT_TASK, a->task->id,
                   "sent_back");
    return OK;
}

enum {
    HANDLES = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
    MAY_RETURN = BIT(TASK_SENT) | BIT(TASK_SIGNED) | BIT(TASK_WORKING),
};

const struct step handle_steps[] = {
    {.name = "sign",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SENT),
     .to = TASK_SIGNED,
     .roles = HANDLES | BIT(ROLE_SYSTEM),
     .where = AT_OWNER,
     .body = &sign_shape,
     .guard = sign_guard,
     .effect = sign_effect,
     .did = "handle",
     .zh = "签收",
     .en = "Sign for"},
    {.name = "ask-return",
     .subject = SUBJECT_TASK,
     .from = MAY_RETURN,
     .to = TASK_RETURN_ASKED,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &return_shape,
     .guard = return_guard,
     .effect = return_effect,
     .did = "ask_return",
     .zh = "申请退单",
     .en = "Ask to return"},
    {.name = "refuse-return",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_RETURN_ASKED),
     .to = -1,
     .roles = BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER),
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = decide_guard,
     .effect = return_refuse_effect,
     .never_did = "ask_return",
     .zh = "驳回退单",
     .en = "Refuse return",
     .to_text = "as before the request"},
    {.name = "grant-return",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_RETURN_ASKED),
     .to = TASK_WITHDRAWN,
     .roles = BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER),
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = decide_guard,
     .effect = return_grant_effect,
     .never_did = "ask_return",
     .zh = "同意退单",
     .en = "Grant return"},
    {.name = "verify",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SIGNED) | BIT(TASK_WORKING),
     .to = TASK_WORKING,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &task_verify_shape,
     .effect = task_verify,
     .did = "handle",
     .zh = "核查办理",
     .en = "Verify",
     .to_text = "working; of a verify task: reported"},
    {.name = "note",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SIGNED) | BIT(TASK_WORKING),
     .to = TASK_WORKING,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &note_shape,
     .effect = note_effect,
     .did = "handle",
     .zh = "记录进展",
     .en = "Note progress"},
    {.name = "ask-extension",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SIGNED) | BIT(TASK_WORKING),
     .to = -1,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &extend_shape,
     .guard = extend_guard,
     .effect = extend_effect,
     .did = "handle",
     .zh = "申请延期",
     .en = "Ask extension",
     .to_text = "same"},
    {.name = "grant-extension",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SIGNED) | BIT(TASK_WORKING),
     .to = -1,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = extension_open,
     .effect = extension_grant_effect,
     .never_did = "ask_extension handle",
     .zh = "同意延期",
     .en = "Grant extension",
     .to_text = "same"},
    {.name = "refuse-extension",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SIGNED) | BIT(TASK_WORKING),
     .to = -1,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = extension_open,
     .effect = extension_refuse_effect,
     .never_did = "ask_extension handle",
     .zh = "不同意延期",
     .en = "Refuse extension",
     .to_text = "same"},
    {.name = "report",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_WORKING),
     .to = TASK_REPORTED,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &report_shape,
     .guard = report_guard,
     .effect = report_effect,
     .did = "handle",
     .zh = "书面反馈",
     .en = "Report"},
    {.name = "agree",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_REPORTED),
     .to = TASK_AGREED,
     .roles = BIT(ROLE_HEAD),
     .where = AT_OWNER,
     .guard = agree_guard,
     .effect = agree_effect,
     .did = "handle",
     .zh = "负责人同意",
     .en = "Head agrees"},
    {.name = "send-back",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_REPORTED),
     .to = TASK_WORKING,
     .roles = BIT(ROLE_HEAD),
     .where = AT_OWNER,
     .body = &reason_shape,
     .effect = back_effect,
     .did = "handle",
     .zh = "负责人退回",
     .en = "Head sends back"},
};
const size_t handle_steps_n = COUNT(handle_steps);
