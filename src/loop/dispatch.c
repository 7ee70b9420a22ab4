/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/dispatch.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/barred.h"
#include "loop/instruct.h"
#include "loop/level.h"
#include "loop/limits.h"
#include "loop/links.h"
#include "loop/proposal.h"
#include "loop/suggest.h"

/* ---- demand: open, join ---- */

struct open_body {
    struct str title, class, kind, recurs;
};
static const struct field open_fields[] = {
    FIELD(struct open_body, title, .max = 100, .zh = "事项标题", .en = "Title"),
    FIELD(struct open_body, class, .max = 60, .zh = "诉求领域", .en = "Field",
          .options = "classes"),
    FIELD(struct open_body, kind, .max = 60, .zh = "诉求类型", .en = "Kind",
          .options = "kinds"),
    FIELD(struct open_body, recurs, .max = 30, .zh = "复发自事项编号",
          .en = "Recurs: earlier matter's number"),
};
static const struct shape open_shape = SHAPE("open_matter", struct open_body, open_fields);

int64_t dispatch_desk(struct ctx *cx, int64_t from, int64_t barred)
{
    int64_t unit = org_desk(cx->app->org, from, DESK_DISPATCH, barred);
    return unit ? unit : cx->app->root_unit;
}

enum err matter_open(struct ctx *cx, struct work *w, const struct demand *d, struct str num,
                     struct matter **out)
{
    struct matter row = {
        .id = app_id(cx),
        .num = num,
        .lvl = d->lvl,
        .class = d->class,
        .kind = d->kind,
        .place_id = d->place_id,
        .title = d->title,
        .mechanism = d->mechanism,
        .mechanism_version = d->mechanism_version,
        .round = 1,
        .opened_at = cx->now,
        .urgent = d->urgent,
        .repeated = d->repeated,
        .complained_unit = d->complained_unit,
    };
    row.desk_unit = dispatch_desk(cx, d->unit_id, d->complained_unit);
    row.owner_unit = row.desk_unit;
    *out = work_new_matter(w, &row);
    return OK;
}

/* The time to place it runs from "valid", not from the opening. */
static enum err place_since(struct work *w, const struct matter *m, int64_t at)
{
    struct clock *k = NULL;
    TRY(work_clock(w, SUBJECT_MATTER, m->id, CLOCK_PLACE, &k));
    if (!k || !at)
        return OK;
    k->started_at = at;
    return work_clock_extend(w, k, 0);
}

static enum err open_effect(struct ctx *cx, struct act *a)
{
    const struct open_body *b = a->body;
    struct demand *d = a->demand;
    struct matter *m = NULL, *earlier = NULL;
    TRY(choice_check(cx, &a->mechanism->classes, b->class, "class"));
    TRY(choice_check(cx, &a->mechanism->kinds, b->kind, "kind"));
    TRY(matter_open(cx, a->w, d, a->new_num, &m));
    if (b->title.n)
        m->title = b->title;
    if (b->class.n)
        m->class = b->class;
    if (b->kind.n)
        m->kind = b->kind;
    struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "open", MATTER_TO_LEVEL, 0);
    draft_str(e, "demand", d->num);
    if (b->recurs.n) {
        TRY(work_matter_num(a->w, b->recurs, &earlier));
        m->repeated = true;
        draft_str(e, "recurs", earlier->num);
    }
    if (draft_from(a->event) == DEMAND_VALID)
        TRY(place_since(a->w, m, d->screened_at));
    TRY(links_join(cx, a->w, d, m));
    TRY(instruct_carry(cx, a->w, d, m));
    draft_str(a->event, "matter", m->num);
    a->created = m->num;
    work_part(a->w, SUBJECT_MATTER, m->id, "open");
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_SCREENER), SUBJECT_MATTER, m->id, "to_level");
    return OK;
}

struct join_body {
    struct str matter, reason;
};
static const struct field join_fields[] = {
    FIELD(struct join_body, matter, .required = true, .max = 30, .zh = "并入事项编号",
          .en = "Matter's number"),
    FIELD(struct join_body, reason, .max = 1000, .zh = "并单理由", .en = "Reason"),
};
static const struct shape join_shape = SHAPE("join", struct join_body, join_fields);

bool matter_joinable(const struct matter *m)
{
    const uint32_t joinable = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) |
                              BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) |
                              BIT(MATTER_APPROVED) | BIT(MATTER_MOVED_UP);
    return joinable & BIT(m->state);
}

static enum err join_effect(struct ctx *cx, struct act *a)
{
    const struct join_body *b = a->body;
    struct matter *m = NULL;
    bool visible = false;
    TRY(work_matter_num(a->w, b->matter, &m));
    TRY(work_visible(a->w, SUBJECT_MATTER, m->id, &visible));
    if (!visible && cx->actor->kind == ROLE__MAX)
        return fail_at(cx, ERR_NOT_FOUND, "matter", "没有编号为 %.*s 的事项",
                       "there is no matter %.*s", STR_ARG(b->matter));
    if (!matter_joinable(m))
        return fail_at(
            cx, ERR_CONFLICT, "matter",
            "事项 %.*s 已答复或办结:事实相同请告知结果,有新情况请重开,问题复发请另立事项",
            "matter %.*s is answered or closed: tell its result, reopen it, or open a new one",
            STR_ARG(m->num));
    struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "join", -1, 0);
    draft_str(e, "demand", a->demand->num);
    draft_text(e, "reason", b->reason);
    TRY(links_join(cx, a->w, a->demand, m));
    TRY(instruct_carry(cx, a->w, a->demand, m));
    draft_str(a->event, "matter", m->num);
    a->created = m->num;
    return OK;
}

/* ---- matter: dispatch ---- */

struct dispatch_body {
    int64_t lead;
    struct strs helpers;
    int64_t answer_unit;
    int64_t feedback_length;
    int feedback_unit;
    int64_t close_length;
    int close_unit;
    int64_t issued_at;
    struct str dispatch_no, meeting_no, words;
    struct str negotiated, reason;
    bool confirm_grass_roots;
};
static const struct field dispatch_fields[] = {
    FIELD(struct dispatch_body, lead, .required = true, .as = AS_ID, .zh = "主办单位",
          .en = "Lead", .options = "units"),
    FIELD(struct dispatch_body, helpers, .max = 20, .zh = "协办单位", .en = "Helpers",
          .options = "units"),
    FIELD(struct dispatch_body, answer_unit, .as = AS_ID, .zh = "答复单位", .en = "Who answers",
          .options = "units"),
    FIELD(struct dispatch_body, feedback_length, .min = 0, .max = 1000, .zh = "书面反馈时限",
          .en = "Feedback limit"),
    FIELD(struct dispatch_body, feedback_unit, .names = &span_unit_names,
          .zh = "反馈时限的单位", .en = "Feedback limit in"),
    FIELD(struct dispatch_body, close_length, .min = 0, .max = 1000, .zh = "办结时限",
          .en = "Closing limit"),
    FIELD(struct dispatch_body, close_unit, .names = &span_unit_names, .zh = "办结时限的单位",
          .en = "Closing limit in"),
    FIELD(struct dispatch_body, issued_at, .as = AS_TIME, .zh = "会议或清单签发时间",
          .en = "Meeting held or list issued at"),
    FIELD(struct dispatch_body, dispatch_no, .max = 60, .zh = "交办清单号",
          .en = "Transfer list number"),
    FIELD(struct dispatch_body, meeting_no, .max = 60, .zh = "会议编号", .en = "Meeting"),
    FIELD(struct dispatch_body, words, .max = 2000, .as = AS_TEXT, .zh = "交办要求",
          .en = "Instruction"),
    FIELD(struct dispatch_body, negotiated, .max = 1000, .as = AS_TEXT, .zh = "协商单位和结果",
          .en = "Talks: with whom, and what came of them"),
    FIELD(struct dispatch_body, reason, .max = 1000, .as = AS_TEXT, .zh = "不按派单目录的理由",
          .en = "Why not by the directory"),
    FIELD(struct dispatch_body, confirm_grass_roots, .zh = "确认：部门职责事项仍由街道主办",
          .en = "A street is to lead it all the same"),
};
static const struct shape dispatch_shape =
    SHAPE("dispatch", struct dispatch_body, dispatch_fields);

enum err unit_may_handle(struct ctx *cx, const struct matter *m, int64_t id, const char *field)
{
    const struct org *org = cx->app->org;
    const struct unit *u = org_unit(org, id);
    if (!u || (u->valid_to && u->valid_to <= cx->now))
        return fail_at(cx, ERR_INPUT, field, "没有这个单位", "there is no such unit");
    if (m->complained_unit && org_unit_under(org, id, m->complained_unit) && !m->go_between)
        return fail_at(cx, ERR_CONFLICT, field,
                       "“%.*s”是被投诉单位,须回避;确需承办的由审核人批准",
                       "\"%.*s\" is complained about and barred unless a reviewer allows it",
                       STR_ARG(u->name));
    return OK;
}

/* Department duty is never led by a community (rules.md B1-3): a community leads only what was
 * levelled to it. */
static enum err unit_may_lead(struct ctx *cx, const struct matter *m, int64_t id)
{
    TRY(unit_may_handle(cx, m, id, "lead"));
    const struct unit *u = org_unit(cx->app->org, id);
    if (u->lvl == LEVEL_COMMUNITY && m->lvl > LEVEL_COMMUNITY)
        return fail_at(
            cx, ERR_CONFLICT, "lead", "应由职能部门办理的事项不得交由社区主办:“%.*s”",
            "a department's duty is not led by a community: \"%.*s\"", STR_ARG(u->name));
    return OK;
}

/* From the third request on the arbiter names the lead (domain.md, Task). */
static enum err dispatch_guard(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    if (!m->bundle_id && level_way(a->mechanism, m->difficulty) == EFFECT_BUNDLE)
        return fail(cx, ERR_CONFLICT, "这一类事项打包处理：请先放入专题",
                    "matters of this kind are bundled: put it into a bundle first");
    if (m->returns < a->mechanism->returns_before_arbiter || cx->actor->kind != ROLE__MAX ||
        (actor_roles_at(cx, cx->actor, m->owner_unit) & BIT(ROLE_ARBITER)))
        return OK;
    return fail(cx, ERR_DENIED, "已%" PRId64 "次申请退单,由裁定人指定主办单位",
                "after %" PRId64 " requests the arbiter names the lead", m->returns);
}

enum err task_send(struct ctx *cx, struct act *a, int64_t unit, enum task_role role,
                   struct task **out)
{
    struct matter *m = a->matter;
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(a->w, m->id, &tasks, &n));
    struct task row = {
        .id = app_id(cx),
        .matter_id = m->id,
        .num = str_fmt(cx->arena, "%.*s-%zu", STR_ARG(m->num), n + 1),
        .role = (int)role,
        .unit_id = unit,
        .desk_unit = m->desk_unit,
        .sent_at = cx->now,
    };
    *out = work_new_task(a->w, &row);
    struct draft *e = work_event(a->w, SUBJECT_TASK, row.id, "send", TASK_SENT, 0);
    draft_str(e, "matter", m->num);
    work_tell_unit(a->w, unit, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), SUBJECT_TASK, row.id,
                   role == TASK_WHISTLE ? "whistled" : "to_sign");
    return OK;
}

/* Where the mechanism says so, feedback counts from the meeting or the issuing of the list. */
static enum err issued(struct ctx *cx, struct act *a, int64_t at)
{
    struct clock *k = NULL;
    if (!at)
        return OK;
    if (at > cx->now)
        return fail_at(cx, ERR_INPUT, "issued_at", "会议或签发时间不能晚于现在",
                       "issued in the future");
    draft_i64(a->event, "issued_at", at);
    if (!a->mechanism->feedback_from_meeting)
        return OK;
    TRY(work_clock(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_FEEDBACK, &k));
    if (!k)
        return OK;
    k->started_at = at;
    return work_clock_extend(a->w, k, 0);
}

static enum err tasks_send(struct ctx *cx, struct act *a, const struct dispatch_body *b)
{
    struct task *t = NULL;
    TRY(task_send(cx, a, b->lead, TASK_LEAD, &t));
    for (size_t i = 0; i < b->helpers.n; i++) {
        int64_t unit = 0;
        if (!str_i64(b->helpers.p[i], &unit) || unit == b->lead)
            return fail_at(cx, ERR_INPUT, "helpers", "协办单位不能与主办单位相同",
                           "a helper is another unit than the lead");
        TRY(unit_may_handle(cx, a->matter, unit, "helpers"));
        for (size_t k = 0; k < i; k++)
            if (str_eq(b->helpers.p[k], b->helpers.p[i]))
                return fail_at(cx, ERR_INPUT, "helpers", "协办单位重复",
                               "a helper is named twice");
        TRY(task_send(cx, a, unit, TASK_HELPER, &t));
    }
    return OK;
}

static enum err dispatch_effect(struct ctx *cx, struct act *a)
{
    const struct dispatch_body *b = a->body;
    struct matter *m = a->matter;
    const struct proposal_said said = {b->reason, b->negotiated, b->confirm_grass_roots};
    TRY(unit_may_lead(cx, m, b->lead));
    TRY(proposal_settle(cx, a, b->lead, &said));
    TRY(suggest_settle(cx, a, MODEL_LEAD, str_of_i64(cx->arena, b->lead)));
    int64_t answers = b->answer_unit ? b->answer_unit : b->lead;
    TRY(unit_may_handle(cx, m, answers, "answer_unit"));
    TRY(tasks_withdraw(a->w, m, "dispatch")); /* of verify tasks, what is not agreed */
    m->lead_unit = b->lead;
    if (barred_lead(cx, m))
        answers = org_desk(cx->app->org, m->desk_unit, DESK_CALLBACK, m->complained_unit);
    m->answer_unit = answers;
    if (barred_lead(cx, m) && !b->words.n)
        return fail_at(cx, ERR_INPUT, "words",
                       "被投诉单位只能看到交办要求,请写明可以告知的内容",
                       "the unit complained about sees only this text: write what it may know");
    m->dispatch_no = b->dispatch_no.n ? b->dispatch_no : m->dispatch_no;
    m->meeting_no = b->meeting_no.n ? b->meeting_no : m->meeting_no;
    if (m->dispatched_at)
        m->redispatches++;
    else
        m->dispatched_at = cx->now;
    m->owner_unit = matter_owner(cx, m);
    TRY(issued(cx, a, b->issued_at));
    TRY(limit_set(cx, a, CLOCK_FEEDBACK, b->feedback_length, b->feedback_unit));
    TRY(limit_set(cx, a, CLOCK_CLOSE, b->close_length, b->close_unit));
    TRY(limits_cap(cx, a->w, m));
    draft_text(a->event, "words", b->words);
    draft_text(a->event, "negotiated", b->negotiated);
    draft_text(a->event, "reason", b->reason);
    return tasks_send(cx, a, b);
}

/* ---- taken back ---- */

static enum err recall_effect(struct ctx *cx, struct act *a)
{
    (void)cx;
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    TRY(tasks_withdraw(a->w, m, "recall"));
    m->owner_unit = m->desk_unit;
    m->lead_unit = m->answer_unit = 0;
    m->review_units = m->review_agreed = STR("");
    TRY(asked_lapse(a->w, m));
    draft_text(a->event, "reason", b->reason);
    return OK;
}

struct lead_body {
    int64_t lead;
    struct str reason;
    bool confirm_grass_roots;
};
static const struct field lead_fields[] = {
    FIELD(struct lead_body, lead, .required = true, .as = AS_ID, .zh = "新主办单位",
          .en = "New lead", .options = "units"),
    FIELD(struct lead_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "改派理由", .en = "Reason"),
    FIELD(struct lead_body, confirm_grass_roots, .zh = "确认：部门职责事项仍由街道主办",
          .en = "A street is to lead it all the same"),
};
static const struct shape lead_shape = SHAPE("change_lead", struct lead_body, lead_fields);

/* One act: the old lead's task is withdrawn, helpers stay, the new lead is sent its own. */
static enum err change_lead_effect(struct ctx *cx, struct act *a)
{
    const struct lead_body *b = a->body;
    struct matter *m = a->matter;
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(unit_may_lead(cx, m, b->lead));
    if (b->lead == m->lead_unit)
        return fail_at(cx, ERR_INPUT, "lead", "已是主办单位", "that is the lead already");
    TRY(proposal_settle(
        cx, a, b->lead,
        &(struct proposal_said){.reason = b->reason, .confirmed = b->confirm_grass_roots}));
    TRY(suggest_settle(cx, a, MODEL_LEAD, str_of_i64(cx->arena, b->lead)));
    TRY(work_tasks(a->w, m->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->state != TASK_WITHDRAWN &&
            (tasks[i]->role == TASK_LEAD || tasks[i]->unit_id == b->lead))
            task_take_back(a->w, tasks[i], "change-lead");
    if (m->answer_unit == m->lead_unit)
        m->answer_unit = b->lead;
    m->lead_unit = b->lead;
    m->owner_unit = matter_owner(cx, m);
    m->redispatches++;
    /* A new lead restarts the feedback limit; reply and close run on. */
    TRY(work_clock_stop(a->w, SUBJECT_MATTER, m->id, CLOCK_FEEDBACK));
    TRY(work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_FEEDBACK, cx->now,
                         mechanism_limit(a->mechanism, CLOCK_FEEDBACK, m->kind, m->class,
                                         (enum level)m->lvl, m->difficulty),
                         "mechanism", 0));
    TRY(limits_cap(cx, a->w, m));
    draft_text(a->event, "reason", b->reason);
    struct task *t = NULL;
    return task_send(cx, a, b->lead, TASK_LEAD, &t);
}

struct split_body {
    struct str demand, reason;
};
static const struct field split_fields[] = {
    FIELD(struct split_body, demand, .required = true, .max = 30, .zh = "拆出诉求",
          .en = "Demand", .options = "demands"),
    FIELD(struct split_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "拆单理由", .en = "Reason"),
};
static const struct shape split_shape = SHAPE("split", struct split_body, split_fields);

static enum err split_effect(struct ctx *cx, struct act *a)
{
    const struct split_body *b = a->body;
    struct matter *m = a->matter, *fresh = NULL;
    struct demand *d = NULL;
    struct link *link = NULL;
    TRY(work_demand_num(a->w, b->demand, &d));
    TRY(links_between(cx, a->w, d->id, m->id, &link));
    link->state = LINK_VOID;
    TRY(links_count(a->w, m));
    TRY(limits_recap(cx, a->w, m)); /* a split reckons both sides anew */
    draft_str(a->event, "demand", d->num);
    draft_text(a->event, "reason", b->reason);
    TRY(matter_open(cx, a->w, d, a->new_num, &fresh));
    fresh->desk_unit = m->desk_unit;
    fresh->owner_unit = m->desk_unit;
    fresh->lvl = m->lvl;
    fresh->difficulty = m->difficulty;
    struct draft *e =
        work_event(a->w, SUBJECT_MATTER, fresh->id, "open", MATTER_TO_DISPATCH, 0);
    draft_str(e, "split_from", m->num);
    struct draft *de = work_event(a->w, SUBJECT_DEMAND, d->id, "split", DEMAND_IN_MATTER, 0);
    draft_str(de, "matter", fresh->num);
    d->matters--; /* the void link; links_join counts the new one */
    d->reached = d->solved = YN_UNKNOWN;
    d->grade = GRADE_NONE;
    d->source = SOURCE_NONE;
    d->round = 1;
    d->attempts = d->ended_at = 0;
    d->drawn = false;
    TRY(links_join(cx, a->w, d, fresh));
    work_tell_citizen(a->w, d, "split", b->reason);
    work_tell_unit(a->w, fresh->owner_unit, BIT(ROLE_DISPATCHER), SUBJECT_MATTER, fresh->id,
                   "to_dispatch");
    a->created = fresh->num;
    return OK;
}

struct allow_body {
    int64_t go_between;
    struct str reason;
};
static const struct field allow_fields[] = {
    FIELD(struct allow_body, go_between, .required = true, .as = AS_ID, .zh = "回访岗联络人",
          .en = "Go-between", .options = "officers"),
    FIELD(struct allow_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "批准理由", .en = "Reason"),
};
static const struct shape allow_shape = SHAPE("allow_barred", struct allow_body, allow_fields);

static enum err allow_guard(struct ctx *cx, struct act *a)
{
    return a->matter->complained_unit
               ? OK
               : fail(cx, ERR_CONFLICT, "没有须回避的单位", "no unit is barred here");
}

static enum err allow_effect(struct ctx *cx, struct act *a)
{
    const struct allow_body *b = a->body;
    struct actor go;
    TRY(actor_load(cx, b->go_between, &go));
    if (!(actor_roles(&go) & BIT(ROLE_CALLBACK)))
        return fail_at(cx, ERR_INPUT, "go_between", "联络人须是回访岗人员",
                       "the go-between is of the call-back desk");
    a->matter->go_between = b->go_between;
    work_part_of(a->w, SUBJECT_MATTER, a->matter->id, b->go_between, "go_between");
    draft_text(a->event, "reason", b->reason);
    return OK;
}

enum {
    TO_PLACE = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH),
    SENT_OUT = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED),
    OPEN_MATTER = TO_PLACE | SENT_OUT | BIT(MATTER_ANSWERED) | BIT(MATTER_CALLING_BACK) |
                  BIT(MATTER_MOVED_UP),
    DISPATCHES = BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER),
};

const struct step dispatch_steps[] = {
    {.name = "open-matter",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_VALID) | BIT(DEMAND_IN_MATTER),
     .to = DEMAND_IN_MATTER,
     .roles = BIT(ROLE_DISPATCHER),
     .where = AT_OWNER,
     .body = &open_shape,
     .effect = open_effect,
     .numbers = 1,
     .zh = "立事项",
     .en = "Open a matter"},
    {.name = "join",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_VALID) | BIT(DEMAND_IN_MATTER),
     .to = DEMAND_IN_MATTER,
     .roles = BIT(ROLE_DISPATCHER),
     .where = AT_OWNER,
     .body = &join_shape,
     .effect = join_effect,
     .zh = "并单",
     .en = "Join"},
    {.name = "dispatch",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH),
     .to = MATTER_HANDLING,
     .roles = DISPATCHES,
     .where = AT_OWNER,
     .body = &dispatch_shape,
     .guard = dispatch_guard,
     .effect = dispatch_effect,
     .did = "dispatch",
     .zh = "派单",
     .en = "Dispatch"},
    {.name = "recall",
     .subject = SUBJECT_MATTER,
     .from = SENT_OUT | BIT(MATTER_MOVED_UP),
     .to = MATTER_TO_DISPATCH,
     .roles = DISPATCHES,
     .where = AT_DESK,
     .body = &reason_shape,
     .effect = recall_effect,
     .zh = "撤回重派",
     .en = "Recall"},
    {.name = "change-lead",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = DISPATCHES,
     .where = AT_DESK,
     .body = &lead_shape,
     .effect = change_lead_effect,
     .zh = "改派主办",
     .en = "Change lead",
     .to_text = "handling (new lead)"},
    {.name = "split",
     .subject = SUBJECT_MATTER,
     .from = OPEN_MATTER | BIT(MATTER_CLOSED),
     .to = -1,
     .roles = DISPATCHES,
     .where = AT_DESK,
     .body = &split_shape,
     .effect = split_effect,
     .numbers = 1,
     .zh = "拆单",
     .en = "Split off",
     .to_text = "same; the new matter to_dispatch"},
    {.name = "allow-barred",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH),
     .to = -1,
     .roles = BIT(ROLE_REVIEWER),
     .where = AT_DESK,
     .body = &allow_shape,
     .guard = allow_guard,
     .effect = allow_effect,
     .zh = "批准不回避",
     .en = "Allow the barred unit"},
};
const size_t dispatch_steps_n = COUNT(dispatch_steps);
