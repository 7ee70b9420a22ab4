/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/stages.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "loop/links.h"
#include "loop/mediate.h"
#include "loop/quantities.h"

struct plan_body {
    struct str reason;
    struct strs stages, quantities;
};
static const struct field listing_fields[] = {
    FIELD(struct plan_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "挂项理由", .en = "Reason"),
};
static const struct shape listing_shape =
    SHAPE("ask_listing", struct plan_body, listing_fields);
static const struct field plan_fields[] = {
    FIELD(struct plan_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "不能一次解决的原因", .en = "Why it takes stages"),
    FIELD(struct plan_body, stages, .required = true, .min = 1, .max = 24,
          .zh = "阶段(每行:日期 措施)", .en = "Stages (each: date, then measure)"),
    FIELD(struct plan_body, quantities, .max = QUANTITIES_MAX,
          .zh = "计划工程量（每行：第几阶段 地点 内容 数量 计量单位）",
          .en = "Planned (each: number of the stage, place, what, amount, measure)"),
};
static const struct shape plan_shape = SHAPE("ask_stages", struct plan_body, plan_fields);

static enum err ask_guard(struct ctx *cx, struct act *a)
{
    bool listing = str_eq_c(str_c(a->step->name), "ask-listing");
    if (a->matter->asked.n)
        return fail(cx, ERR_CONFLICT, "已有申请待审批", "a request is being decided");
    if (listing ? a->matter->listed : a->matter->staged)
        return fail(cx, ERR_CONFLICT, "已挂项或已分阶段", "it is listed or staged already");
    if (listing ? !a->mechanism->listing : !a->mechanism->staging)
        return fail(cx, ERR_CONFLICT, "本机制没有这一做法", "the mechanism does not have this");
    return OK;
}

static enum err asked(struct ctx *cx, struct act *a, const char *what)
{
    const struct plan_body *b = a->body;
    a->matter->asked = str_c(what);
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(
        a->w,
        org_desk(cx->app->org, a->matter->desk_unit, DESK_REVIEW, a->matter->complained_unit),
        BIT(ROLE_LEADER), SUBJECT_MATTER, a->matter->id, what);
    return OK;
}

static enum err ask_listing_effect(struct ctx *cx, struct act *a)
{
    return asked(cx, a, "listing");
}

/* "2026-12-01 measure" */
static enum err stage_line(struct ctx *cx, struct act *a, struct str line, enum stage_kind kind,
                           int64_t unit, int64_t serial)
{
    size_t cut = 0;
    int64_t day = 0;
    line = str_trim(line);
    while (cut < line.n && line.p[cut] != ' ')
        cut++;
    struct str what = str_trim(str_sub(line, cut, line.n - cut));
    if (!day_parse(str_sub(line, 0, cut), &day) || !what.n)
        return fail_at(cx, ERR_INPUT, "stages", "“%.*s”应为“日期 措施”,如“2026-12-01 完成立项”",
                       "\"%.*s\" should be a date and a measure", STR_ARG(line));
    if (time_day_end(day) <= cx->now)
        return fail_at(cx, ERR_INPUT, "stages", "阶段日期已过:%.*s", "the date is past: %.*s",
                       STR_ARG(line));
    struct stage row = {
        .id = app_id(cx),
        .matter_id = a->matter->id,
        .serial = serial,
        .kind = (int)kind,
        .unit_id = unit,
        .seq = draft_seq(a->event),
        .due_at = time_day_end(day),
        .outcome = kind == STAGE_STEP ? STR("asked") : STR(""),
    };
    work_new_stage(a->w, &row);
    draft_text(a->event, str_cdup(cx->arena, str_fmt(cx->arena, "stage_%" PRId64, serial)),
               what);
    return OK;
}

static enum err ask_stages_effect(struct ctx *cx, struct act *a)
{
    const struct plan_body *b = a->body;
    struct stage **old = NULL;
    size_t n = 0;
    TRY(work_stages(a->w, a->matter->id, &old, &n));
    for (size_t i = 0; i < b->stages.n; i++)
        TRY(stage_line(cx, a, b->stages.p[i], STAGE_STEP, a->matter->lead_unit,
                       (int64_t)(n + i) + 1));
    TRY(quantities_plan(cx, a, b->quantities, (int64_t)n, (int64_t)b->stages.n));
    return asked(cx, a, "stages");
}

static enum err asked_guard(struct ctx *cx, struct act *a)
{
    const struct str what = a->matter->asked;
    if (str_eq_c(what, "listing") || str_eq_c(what, "stages"))
        return OK;
    return fail(cx, ERR_CONFLICT, "没有挂项或分阶段申请", "nothing is asked");
}

/* Stage dates replace the closing date, also beyond the mechanism's maximum. */
static enum err stages_grant(struct ctx *cx, struct act *a)
{
    struct matter *m = a->matter;
    struct stage **stages = NULL;
    size_t n = 0;
    int64_t last = 0;
    struct clock *close = NULL;
    TRY(work_stages(a->w, m->id, &stages, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_c(stages[i]->outcome, "asked"))
            continue;
        stages[i]->outcome = STR("");
        struct span_length len = {.set = true, .unit = SPAN_DAYS};
        TRY(work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_STAGE, cx->now, len, "stage",
                             stages[i]->due_at));
        if (stages[i]->due_at > last)
            last = stages[i]->due_at;
    }
    TRY(work_clock(a->w, SUBJECT_MATTER, m->id, CLOCK_CLOSE, &close));
    if (close && last) {
        draft_i64(a->event, "replaced_due_at", close->due_at);
        close->due_at = last;
        close->source = STR("stage"); /* a given date: no reckoning moves it */
        close->provisional = false;
    }
    m->staged = true;
    return OK;
}

static enum err grant_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    draft_text(a->event, "reason", b->reason);
    if (str_eq_c(m->asked, "stages"))
        TRY(stages_grant(cx, a));
    else
        m->listed = true;
    m->asked = STR("");
    return citizens_told(cx, a->w, m, m->staged ? "staged" : "listed", b->reason);
}

static enum err refuse_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct stage **stages = NULL;
    size_t n = 0;
    (void)cx;
    TRY(work_stages(a->w, a->matter->id, &stages, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(stages[i]->outcome, "asked"))
            stages[i]->outcome = STR("refused");
    a->matter->asked = STR("");
    draft_text(a->event, "reason", b->reason);
    return OK;
}

static enum err listed_guard(struct ctx *cx, struct act *a)
{
    return a->matter->listed ? OK : fail(cx, ERR_CONFLICT, "没有挂项", "it is not listed");
}

static enum err lift_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    a->matter->listed = false;
    draft_text(a->event, "reason", b->reason);
    return OK;
}

/* ---- each stage: reported by the lead, checked by a supervisor ---- */

struct stage_body {
    int64_t serial;
    bool agreed;
    struct str words;
    struct strs done, attachments;
};
#define DONE_LINES                                                                             \
    FIELD(struct stage_body, done, .max = QUANTITIES_MAX,                                      \
          .zh = "累计完成量（每行：序号 已完成数量）",                                         \
          .en = "Done so far (each: number of the row, amount)", .options = "quantities")
static const struct field done_fields[] = {
    FIELD(struct stage_body, serial, .required = true, .min = 1, .max = 1000, .zh = "阶段序号",
          .en = "Stage", .options = "stages"),
    FIELD(struct stage_body, words, .required = true, .min = 2, .max = 5000, .as = AS_TEXT,
          .zh = "完成情况", .en = "What was done"),
    DONE_LINES,
    FIELD(struct stage_body, attachments, .max = 9, .zh = "佐证附件", .en = "Evidence"),
};
static const struct shape done_shape = SHAPE("stage_report", struct stage_body, done_fields);
static const struct field progress_fields[] = {
    FIELD(struct stage_body, words, .required = true, .min = 2, .max = 5000, .as = AS_TEXT,
          .zh = "进展情况", .en = "Progress"),
    DONE_LINES,
    FIELD(struct stage_body, attachments, .max = 9, .zh = "佐证附件", .en = "Evidence"),
};
static const struct shape progress_shape =
    SHAPE("stage_progress", struct stage_body, progress_fields);
static const struct field check_fields[] = {
    FIELD(struct stage_body, serial, .required = true, .min = 1, .max = 1000, .zh = "阶段序号",
          .en = "Stage", .options = "stages"),
    FIELD(struct stage_body, agreed, .zh = "核实完成", .en = "Confirmed done"),
    FIELD(struct stage_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "核查情况", .en = "Finding"),
};
static const struct shape check_shape = SHAPE("stage_check", struct stage_body, check_fields);

static enum err stage_find(struct ctx *cx, struct act *a, int64_t serial, struct stage **out)
{
    struct stage **stages = NULL;
    size_t n = 0;
    TRY(work_stages(a->w, a->matter->id, &stages, &n));
    for (size_t i = 0; i < n; i++)
        if (stages[i]->serial == serial && stages[i]->kind != STAGE_INSTRUCTION &&
            !str_eq_c(stages[i]->outcome, "asked") &&
            !str_eq_c(stages[i]->outcome, "refused")) {
            *out = stages[i];
            return OK;
        }
    return fail_at(cx, ERR_INPUT, "serial", "没有第%" PRId64 "阶段",
                   "there is no stage %" PRId64, serial);
}

static enum err stage_clock_stop(struct act *a, const struct stage *s)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    int kind = s->kind == STAGE_STEP ? CLOCK_STAGE : CLOCK_PROMISE;
    TRY(work_clocks(a->w, SUBJECT_MATTER, s->matter_id, &clocks, &n));
    for (size_t i = 0; i < n; i++)
        if (clocks[i]->kind == kind && !clocks[i]->stopped_at &&
            clocks[i]->due_at == s->due_at) {
            clocks[i]->stopped_at = work_ctx(a->w)->now;
            clocks[i]->stop_action = str_c(a->step->name);
            return OK;
        }
    return OK;
}

enum err stages_stop(struct act *a)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(work_clocks(a->w, SUBJECT_MATTER, a->matter->id, &clocks, &n));
    for (size_t i = 0; i < n; i++)
        if (clocks[i]->kind == CLOCK_STAGE && !clocks[i]->stopped_at) {
            clocks[i]->stopped_at = work_ctx(a->w)->now;
            clocks[i]->stop_action = str_c(a->step->name);
        }
    return OK;
}

static enum err any_stage(struct ctx *cx, struct act *a)
{
    struct stage **stages = NULL;
    size_t n = 0;
    bool report = str_eq_c(str_c(a->step->name), "stage-report");
    TRY(work_stages(a->w, a->matter->id, &stages, &n));
    for (size_t i = 0; i < n; i++)
        if (stages[i]->kind != STAGE_INSTRUCTION && str_eq_c(stages[i]->outcome, "") &&
            (report ? !stages[i]->done_at : stages[i]->done_at && !stages[i]->checked_at))
            return OK;
    return fail(cx, ERR_CONFLICT, "没有待报告或待核查的阶段", "no stage waits for this");
}

static enum err stage_report_effect(struct ctx *cx, struct act *a)
{
    const struct stage_body *b = a->body;
    struct stage *s = NULL;
    TRY(stage_find(cx, a, b->serial, &s));
    if (s->done_at)
        return fail_at(cx, ERR_CONFLICT, "serial", "该阶段已报告完成",
                       "that stage is reported already");
    s->done_at = cx->now;
    draft_i64(a->event, "stage", b->serial);
    draft_text(a->event, "words", b->words);
    TRY(quantities_done(cx, a, b->done));
    TRY(work_attach(a->w, a->event, b->attachments));
    TRY(stage_clock_stop(a, s));
    return citizens_told(cx, a->w, a->matter, "stage_done", b->words);
}

/* How far the works are, before a stage is at its end. */
static enum err stage_progress_effect(struct ctx *cx, struct act *a)
{
    const struct stage_body *b = a->body;
    draft_text(a->event, "words", b->words);
    TRY(quantities_done(cx, a, b->done));
    return work_attach(a->w, a->event, b->attachments);
}

static enum err stage_check_effect(struct ctx *cx, struct act *a)
{
    const struct stage_body *b = a->body;
    struct stage *s = NULL;
    struct agreement *of = NULL;
    TRY(stage_find(cx, a, b->serial, &s));
    if (!s->done_at)
        return fail_at(cx, ERR_CONFLICT, "serial", "该阶段尚未报告",
                       "that stage is not reported yet");
    TRY(agreement_of_stage(a->w, s, &of));
    if (of)
        return fail_at(cx, ERR_CONFLICT, "serial", "调处协议的承诺，请“登记履约情况”",
                       "it stands for an agreement: record whether that is kept");
    draft_i64(a->event, "stage", b->serial);
    draft_text(a->event, "words", b->words);
    if (b->agreed) {
        s->checked_at = cx->now;
        s->outcome = STR("kept");
        return OK;
    }
    /* Not done after all: its clock runs again to the same date. */
    struct span_length len = {.set = true, .unit = SPAN_DAYS};
    s->done_at = 0;
    work_tell_unit(a->w, s->unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), SUBJECT_MATTER,
                   a->matter->id, "sent_back");
    return work_clock_start(a->w, SUBJECT_MATTER, a->matter->id,
                            s->kind == STAGE_STEP ? CLOCK_STAGE : CLOCK_PROMISE, cx->now, len,
                            "stage", s->due_at);
}

struct promise_body {
    int64_t due_at;
    struct str words, to_whom;
};
static const struct field promise_fields[] = {
    FIELD(struct promise_body, due_at, .required = true, .as = AS_TIME, .zh = "兑现日期",
          .en = "By when"),
    FIELD(struct promise_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "承诺内容", .en = "What is promised"),
    FIELD(struct promise_body, to_whom, .max = 200, .zh = "承诺对象", .en = "To whom"),
};
static const struct shape promise_shape = SHAPE("promise", struct promise_body, promise_fields);

enum err promise_add(struct ctx *cx, struct act *a, int64_t on, int64_t unit, struct str words,
                     int64_t *serial)
{
    struct stage **old = NULL;
    size_t n = 0;
    int64_t due = time_day_end(time_day(on));
    struct span_length len = {.set = true, .unit = SPAN_DAYS};
    if (due <= cx->now)
        return fail_at(cx, ERR_INPUT, "due_at", "兑现日期已过", "that date is past");
    TRY(work_stages(a->w, a->matter->id, &old, &n));
    struct stage row = {
        .id = app_id(cx),
        .matter_id = a->matter->id,
        .serial = (int64_t)n + 1,
        .kind = STAGE_PROMISE,
        .unit_id = unit,
        .seq = draft_seq(a->event),
        .due_at = due,
    };
    work_new_stage(a->w, &row);
    *serial = row.serial;
    draft_text(a->event, str_cdup(cx->arena, str_fmt(cx->arena, "stage_%" PRId64, row.serial)),
               words);
    return work_clock_start(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_PROMISE, cx->now, len,
                            "stage", due);
}

enum err promise_end(struct act *a, int64_t serial, bool kept)
{
    struct ctx *cx = work_ctx(a->w);
    struct stage *s = NULL;
    TRY(stage_find(cx, a, serial, &s));
    if (!s->done_at)
        s->done_at = cx->now;
    s->checked_at = cx->now;
    s->outcome = kept ? STR("kept") : STR("broken");
    return stage_clock_stop(a, s);
}

static enum err promise_effect(struct ctx *cx, struct act *a)
{
    const struct promise_body *b = a->body;
    int64_t serial = 0;
    int64_t unit = cx->actor->unit_id ? cx->actor->unit_id : a->matter->lead_unit;
    TRY(promise_add(cx, a, b->due_at, unit, b->words, &serial));
    draft_str(a->event, "to_whom", b->to_whom);
    return OK;
}

static enum err progress_guard(struct ctx *cx, struct act *a)
{
    struct quantity **rows = NULL;
    size_t n = 0;
    TRY(work_quantities(a->w, a->matter->id, &rows, &n));
    if (!a->matter->staged || !n)
        return fail(cx, ERR_CONFLICT, "没有批准的分阶段工程量",
                    "no planned quantities were granted");
    return OK;
}

enum {
    LEADS = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
    GRANTS = BIT(ROLE_LEADER),
    WITH_STAGES = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) |
                  BIT(MATTER_CALLING_BACK) | BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED),
};

const struct step stage_steps[] = {
    {.name = "ask-listing",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = LEADS,
     .where = AT_LEAD,
     .body = &listing_shape,
     .guard = ask_guard,
     .effect = ask_listing_effect,
     .did = "ask_listing",
     .zh = "申请挂项督办",
     .en = "Ask for listing",
     .to_text = "same"},
    {.name = "ask-stages",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = LEADS,
     .where = AT_LEAD,
     .body = &plan_shape,
     .guard = ask_guard,
     .effect = ask_stages_effect,
     .did = "ask_listing",
     .zh = "申请分阶段办理",
     .en = "Ask for stages",
     .to_text = "same"},
    {.name = "grant-asked",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = GRANTS,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = asked_guard,
     .effect = grant_effect,
     .never_did = "ask_listing handle",
     .zh = "同意挂项或分阶段",
     .en = "Grant listing or stages",
     .to_text = "handling, listed or staged"},
    {.name = "refuse-asked",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = GRANTS,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = asked_guard,
     .effect = refuse_effect,
     .never_did = "ask_listing handle",
     .zh = "不同意挂项或分阶段",
     .en = "Refuse listing or stages",
     .to_text = "same"},
    {.name = "lift-listing",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = GRANTS,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = listed_guard,
     .effect = lift_effect,
     .zh = "解除挂项",
     .en = "Lift the listing",
     .to_text = "same"},
    {.name = "stage-report",
     .subject = SUBJECT_MATTER,
     .from = WITH_STAGES,
     .to = -1,
     .roles = LEADS,
     .where = AT_LEAD,
     .body = &done_shape,
     .guard = any_stage,
     .effect = stage_report_effect,
     .did = "handle",
     .zh = "报告阶段完成",
     .en = "Report a stage",
     .to_text = "same"},
    {.name = "stage-progress",
     .subject = SUBJECT_MATTER,
     .from = WITH_STAGES,
     .to = -1,
     .roles = LEADS,
     .where = AT_LEAD,
     .body = &progress_shape,
     .guard = progress_guard,
     .effect = stage_progress_effect,
     .did = "handle",
     .zh = "登记工程进度",
     .en = "Note progress of the works",
     .to_text = "same"},
    {.name = "stage-check",
     .subject = SUBJECT_MATTER,
     .from = WITH_STAGES,
     .to = -1,
     .roles = BIT(ROLE_SUPERVISOR),
     .where = AT_DESK,
     .body = &check_shape,
     .guard = any_stage,
     .effect = stage_check_effect,
     .never_did = "handle",
     .zh = "核查阶段",
     .en = "Check a stage",
     .to_text = "same"},
    {.name = "promise",
     .subject = SUBJECT_MATTER,
     .from = WITH_STAGES,
     .to = -1,
     .roles = LEADS | BIT(ROLE_LEADER),
     .where = AT_PART,
     .body = &promise_shape,
     .effect = promise_effect,
     .zh = "登记承诺",
     .en = "Promise",
     .to_text = "same"},
};
const size_t stage_steps_n = COUNT(stage_steps);
