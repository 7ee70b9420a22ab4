/* SPDX-License-Identifier: Apache-2.0
 * The measures of a root problem: who, when, how much of it is done (ZY-38 … ZY-42).
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/quantities.h"
#include "loop/trouble_impl.h"

ENUM_NAMES(trouble_work, TROUBLE_WORK_LIST);
ENUM_NAMES(trouble_yield, TROUBLE_YIELD_LIST);

enum { MEASURES_MOST = 200, WORDS = 500, STEPS_MOST = 1000 };

static const struct field measure_fields[] = {
    FIELD(struct trouble_measure, jid),
    FIELD(struct trouble_measure, trouble_id, .as = AS_ID),
    FIELD(struct trouble_measure, serial),
    FIELD(struct trouble_measure, words, .max = WORDS),
    FIELD(struct trouble_measure, unit_id, .as = AS_ID),
    FIELD(struct trouble_measure, officer_id, .as = AS_ID),
    FIELD(struct trouble_measure, matter_id, .as = AS_ID),
    FIELD(struct trouble_measure, site),
    FIELD(struct trouble_measure, measure),
    FIELD(struct trouble_measure, planned),
    FIELD(struct trouble_measure, done),
    FIELD(struct trouble_measure, due_at, .as = AS_TIME),
    FIELD(struct trouble_measure, state, .names = &trouble_work_names),
    FIELD(struct trouble_measure, ended_at, .as = AS_TIME),
    FIELD(struct trouble_measure, yields, .names = &trouble_yield_names),
    FIELD(struct trouble_measure, result, .max = WORDS),
    FIELD(struct trouble_measure, paper),
    FIELD(struct trouble_measure, paper_num),
};
const struct shape trouble_measure_shape =
    SHAPE("trouble_measure", struct trouble_measure, measure_fields);
static const struct field step_fields[] = {
    FIELD(struct trouble_step, jid),
    FIELD(struct trouble_step, trouble_id, .as = AS_ID),
    FIELD(struct trouble_step, serial),
    FIELD(struct trouble_step, step),
    FIELD(struct trouble_step, amount),
    FIELD(struct trouble_step, on_at, .as = AS_TIME),
    FIELD(struct trouble_step, note, .max = WORDS),
    FIELD(struct trouble_step, officer_id, .as = AS_ID),
    FIELD(struct trouble_step, recorded_at, .as = AS_TIME),
};
const struct shape trouble_step_shape = SHAPE("trouble_step", struct trouble_step, step_fields);

static const struct field plan_fields[] = {
    FIELD(struct trouble_plan_body, words, .required = true, .min = 2, .max = WORDS,
          .as = AS_TEXT, .zh = "措施", .en = "What is done"),
    FIELD(struct trouble_plan_body, unit, .required = true, .as = AS_ID, .zh = "承担单位",
          .en = "Unit", .options = "units"),
    FIELD(struct trouble_plan_body, officer, .as = AS_ID, .zh = "责任人", .en = "Officer"),
    FIELD(struct trouble_plan_body, due, .required = true, .as = AS_TIME, .zh = "完成期限",
          .en = "By when"),
    FIELD(struct trouble_plan_body, matter, .max = 40, .zh = "事项编号（数量取自其阶段计划）",
          .en = "Matter (amounts are those of its stages)"),
    FIELD(struct trouble_plan_body, site, .max = 60, .zh = "地点", .en = "Where"),
    FIELD(struct trouble_plan_body, amount, .max = 20, .zh = "计划数量", .en = "Planned"),
    FIELD(struct trouble_plan_body, measure, .max = 10, .zh = "计量单位", .en = "Measure"),
    FIELD(struct trouble_plan_body, yields, .names = &trouble_yield_names,
          .zh = "治本产出（不填为工程治理）", .en = "What it yields (empty: works)"),
};
static const struct field progress_fields[] = {
    FIELD(struct trouble_progress_body, serial, .required = true, .as = AS_ID,
          .zh = "第几项措施", .en = "Number of the measure"),
    FIELD(struct trouble_progress_body, amount, .required = true, .max = 20,
          .zh = "本次完成数量", .en = "Done this time"),
    FIELD(struct trouble_progress_body, less, .zh = "更正：减去这个数",
          .en = "Less, a correction"),
    FIELD(struct trouble_progress_body, on, .required = true, .as = AS_TIME, .zh = "完成日期",
          .en = "On which day"),
    FIELD(struct trouble_progress_body, note, .max = WORDS, .as = AS_TEXT, .zh = "说明",
          .en = "Note"),
};
static const struct field end_fields[] = {
    FIELD(struct trouble_end_body, serial, .required = true, .as = AS_ID, .zh = "第几项措施",
          .en = "Number of the measure"),
    FIELD(struct trouble_end_body, drop, .zh = "取消，不再做", .en = "Dropped"),
    FIELD(struct trouble_end_body, note, .required = true, .min = 2, .max = WORDS,
          .as = AS_TEXT, .zh = "完成情况或取消原因",
          .en = "What was done, or why it is dropped"),
    FIELD(struct trouble_end_body, paper, .max = 200,
          .zh = "文件名称（完善政策、健全机制、提高工作标准的必填）",
          .en = "Title of the document (of a policy, a mechanism, a standard)"),
    FIELD(struct trouble_end_body, paper_num, .max = 60, .zh = "文号", .en = "Its number"),
};
const struct shape trouble_plan_shape =
    SHAPE("trouble_plan", struct trouble_plan_body, plan_fields);
const struct shape trouble_progress_shape =
    SHAPE("trouble_progress", struct trouble_progress_body, progress_fields);
const struct shape trouble_end_shape =
    SHAPE("trouble_end", struct trouble_end_body, end_fields);

enum err trouble_measures(struct ctx *cx, int64_t id, struct trouble_measure **out, size_t *n)
{
    return db_all(cx, SQL_TROUBLE_MEASURES, ARGS(I64(cx->jid), I64(id)), &trouble_measure_shape,
                  (void **)out, n);
}

/* ---- one more ---- */

static enum err amounts_take(struct ctx *cx, const struct trouble_plan_body *b,
                             struct trouble_measure *m)
{
    struct matter *about = NULL;
    if (b->matter.n && (b->amount.n || b->measure.n))
        return fail_at(cx, ERR_INPUT, "amount", "关联事项的，数量取自事项的阶段计划",
                       "the amounts are those of the matter's stages");
    if (b->matter.n) {
        struct work *w = work_begin(cx);
        bool seen = false;
        TRY(work_matter_num(w, b->matter, &about));
        TRY(work_visible(w, SUBJECT_MATTER, about->id, &seen));
        if (!seen)
            return fail_at(cx, ERR_INPUT, "matter", "没有这个事项", "there is no such matter");
        m->matter_id = about->id;
        return OK;
    }
    if ((b->amount.n > 0) != (b->measure.n > 0))
        return fail_at(cx, ERR_INPUT, "measure", "数量和计量单位要一起填",
                       "an amount goes with its measure");
    if (b->amount.n && (!amount_read(b->amount, &m->planned) || !m->planned))
        return fail_at(cx, ERR_INPUT, "amount", "计划数量应为大于0的数", "a number above 0");
    m->measure = b->measure;
    return OK;
}

static enum err doer_check(struct ctx *cx, const struct trouble_plan_body *b)
{
    struct officer o = {0};
    if (!org_unit(cx->app->org, b->unit))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    if (!b->officer)
        return OK;
    TRY(officer_get(cx, b->officer, &o));
    if (o.disabled_at || !org_unit_under(cx->app->org, o.unit_id, b->unit))
        return fail_at(cx, ERR_INPUT, "officer", "责任人须是承担单位在岗的人",
                       "the officer must be at work in the unit");
    return OK;
}

enum err trouble_plan(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    const struct trouble_plan_body *b = body;
    struct trouble_measure *rows = NULL;
    size_t n = 0;
    TRY(trouble_measures(cx, t->id, &rows, &n));
    if (n == MEASURES_MOST)
        return fail(cx, ERR_TOO_LARGE, "最多%d项措施", "at most %d measures", MEASURES_MOST);
    struct trouble_measure m = {
        .jid = cx->jid,
        .trouble_id = t->id,
        .serial = (int64_t)n + 1,
        .words = b->words,
        .unit_id = b->unit,
        .officer_id = b->officer,
        .site = b->site,
        .due_at = time_day_end(time_day(b->due)),
        .state = TROUBLE_WORK_OPEN,
        .yields = b->yields,
        .result = STR(""),
        .paper = STR(""),
        .paper_num = STR(""),
    };
    if (m.due_at <= cx->now)
        return fail_at(cx, ERR_INPUT, "due", "期限已过", "that is past");
    TRY(doer_check(cx, b));
    TRY(amounts_take(cx, b, &m));
    for (size_t i = 0; i < n && m.matter_id; i++)
        if (rows[i].matter_id == m.matter_id && rows[i].state != TROUBLE_WORK_DROPPED)
            return fail_at(cx, ERR_CONFLICT, "matter", "第%" PRId64 "项措施已关联这个事项",
                           "measure %" PRId64 " has that matter already", rows[i].serial);
    *more = str_fmt(cx->arena,
                    ",\"serial\":%" PRId64 ",\"unit\":\"%" PRId64 "\",\"planned\":%" PRId64,
                    m.serial, m.unit_id, m.planned);
    return db_put(cx, SQL_TROUBLE_MEASURE_PUT, &trouble_measure_shape, &m, NULL, 0, NULL);
}

/* ---- done so far ---- */

static enum err open_row(struct ctx *cx, const struct trouble *t, int64_t serial,
                         struct trouble_measure *out)
{
    struct trouble_measure *rows = NULL;
    size_t n = 0;
    TRY(trouble_measures(cx, t->id, &rows, &n));
    if (serial < 1 || serial > (int64_t)n)
        return fail_at(cx, ERR_INPUT, "serial", "没有第%" PRId64 "项措施",
                       "there is no measure %" PRId64, serial);
    *out = rows[serial - 1];
    if (!trouble_sees_all(cx, t) && !trouble_answers_for(cx, out->unit_id) &&
        !(out->officer_id && actor_is(cx->actor, out->officer_id)))
        return fail(cx, ERR_DENIED, "由这项措施的承担单位填报", "for the unit of that measure");
    return out->state == TROUBLE_WORK_OPEN
               ? OK
               : fail(cx, ERR_CONFLICT, "这项措施已完成或取消", "that measure has ended");
}

static enum err steps_of(struct ctx *cx, const struct trouble_measure *m, int64_t *n)
{
    struct trouble_step *rows = NULL;
    size_t rows_n = 0;
    *n = 0;
    TRY(db_all(cx, SQL_TROUBLE_STEPS, ARGS(I64(cx->jid), I64(m->trouble_id)),
               &trouble_step_shape, (void **)&rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++)
        *n += rows[i].serial == m->serial;
    return OK;
}

enum err trouble_progress(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    const struct trouble_progress_body *b = body;
    struct trouble_measure m = {0};
    int64_t amount = 0, before = 0;
    TRY(open_row(cx, t, b->serial, &m));
    if (!m.planned)
        return fail_at(cx, ERR_INPUT, "serial", "这项措施没有自己的数量，或数量取自事项",
                       "that measure has no amounts of its own");
    if (!amount_read(b->amount, &amount) || !amount)
        return fail_at(cx, ERR_INPUT, "amount", "应为大于0的数", "a number above 0");
    if (b->on > cx->now)
        return fail_at(cx, ERR_INPUT, "on", "不能晚于今天", "not in the future");
    if (b->less && amount > m.done)
        return fail_at(cx, ERR_INPUT, "amount", "减去的比已完成的还多", "less than nothing");
    TRY(steps_of(cx, &m, &before));
    if (before == STEPS_MOST)
        return fail(cx, ERR_TOO_LARGE, "最多%d次", "at most %d times", STEPS_MOST);
    const struct trouble_step s = {.jid = cx->jid,
                                   .trouble_id = t->id,
                                   .serial = m.serial,
                                   .step = before + 1,
                                   .amount = b->less ? -amount : amount,
                                   .on_at = time_day_start(time_day(b->on)),
                                   .note = b->note,
                                   .officer_id = cx->actor->officer_id,
                                   .recorded_at = cx->now};
    m.done += s.amount;
    *more =
        str_fmt(cx->arena, ",\"serial\":%" PRId64 ",\"amount\":%" PRId64, m.serial, s.amount);
    TRY(db_put(cx, SQL_TROUBLE_STEP_INSERT, &trouble_step_shape, &s, NULL, 0, NULL));
    return db_put(cx, SQL_TROUBLE_MEASURE_PUT, &trouble_measure_shape, &m, NULL, 0, NULL);
}

/* A policy, a mechanism, a standard is a document: without one it is not done. */
static enum err paper_take(struct ctx *cx, const struct trouble_end_body *b,
                           struct trouble_measure *m)
{
    const bool is_paper = m->yields == TROUBLE_POLICY || m->yields == TROUBLE_MECHANISM ||
                          m->yields == TROUBLE_STANDARD;
    if (is_paper && !b->paper.n)
        return fail_at(cx, ERR_INPUT, "paper", "“%s”的措施，请填形成的文件名称",
                       "%s needs the title of its document",
                       enum_label(&trouble_yield_names, m->yields, (int)cx->lang));
    if (b->paper.n && !b->paper_num.n)
        return fail_at(cx, ERR_INPUT, "paper_num", "请填文号，没有文号的填“无”",
                       "its number, or \"none\"");
    if (b->paper_num.n && !b->paper.n)
        return fail_at(cx, ERR_INPUT, "paper", "填了文号，请填文件名称",
                       "a number goes with a title");
    m->paper = b->paper;
    m->paper_num = b->paper_num;
    return OK;
}

enum err trouble_work_end(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    const struct trouble_end_body *b = body;
    struct trouble_measure m = {0};
    TRY(open_row(cx, t, b->serial, &m));
    if (b->drop && !trouble_sees_all(cx, t))
        return fail(cx, ERR_DENIED, "取消措施由责任单位办理", "for the unit that owns it");
    if (!b->drop)
        TRY(paper_take(cx, b, &m));
    m.state = b->drop ? TROUBLE_WORK_DROPPED : TROUBLE_WORK_DONE;
    m.ended_at = cx->now;
    m.result = b->note;
    *more = str_fmt(cx->arena, ",\"serial\":%" PRId64 ",\"how\":\"%s\",\"yields\":\"%s\"",
                    m.serial, enum_text(&trouble_work_names, m.state),
                    enum_text(&trouble_yield_names, m.yields));
    return db_put(cx, SQL_TROUBLE_MEASURE_PUT, &trouble_measure_shape, &m, NULL, 0, NULL);
}

/* ---- added up ---- */

enum err trouble_amounts(struct ctx *cx, const struct trouble *t,
                         const struct trouble_measure *rows, size_t n,
                         struct trouble_amount **out, size_t *out_n)
{
    size_t cap = n + (n * QUANTITIES_MAX), k = 0;
    struct trouble_amount *all = NEWS(cx->arena, struct trouble_amount, cap + 1);
    struct work *w = work_begin(cx);
    (void)t;
    for (size_t i = 0; i < n; i++) {
        const struct trouble_measure *m = &rows[i];
        struct quantity **q = NULL;
        struct matter *about = NULL;
        size_t q_n = 0;
        bool seen = false;
        if (m->state == TROUBLE_WORK_DROPPED)
            continue;
        if (m->planned)
            all[k++] = (struct trouble_amount){.measure = m->measure,
                                               .unit_id = m->unit_id,
                                               .due_at = m->due_at,
                                               .planned = m->planned,
                                               .done = m->done,
                                               .serial = m->serial,
                                               .matter = STR("")};
        if (!m->matter_id)
            continue;
        TRY(work_matter(w, m->matter_id, &about));
        if (actor_is_under(cx, about->complained_unit))
            continue;
        TRY(work_visible(w, SUBJECT_MATTER, m->matter_id, &seen));
        TRY(quantities_granted(w, m->matter_id, &q, &q_n));
        for (size_t x = 0; x < q_n && k < cap; x++)
            all[k++] = (struct trouble_amount){.measure = q[x]->measure,
                                               .unit_id = m->unit_id,
                                               .due_at = m->due_at,
                                               .planned = q[x]->planned,
                                               .done = q[x]->done,
                                               .done_at = q[x]->done_at,
                                               .serial = m->serial,
                                               .matter = seen ? about->num : STR("")};
    }
    *out = all;
    *out_n = k;
    return OK;
}
