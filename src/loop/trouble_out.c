/* SPDX-License-Identifier: Apache-2.0
 * A root problem as a workbook: itself, its measures with planned and done, what was done when,
 * who was asked, the conclusions.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/quantities.h"
#include "loop/trouble_impl.h"

enum { HEAD_N = 2, PLAN_N = 14, STEP_N = 6, ASK_N = 9, VERDICT_N = 9, PERMILLE = 1000 };

static const struct column head_columns[HEAD_N] = {{"项目", 24, COLUMN_TEXT},
                                                   {"内容", 80, COLUMN_TEXT}};
static const struct column plan_columns[PLAN_N] = {
    {"序号", 6, COLUMN_NUMBER},         {"措施", 44, COLUMN_TEXT},
    {"承担单位", 22, COLUMN_TEXT},      {"责任人", 12, COLUMN_TEXT},
    {"完成期限", 14, COLUMN_DATE},      {"状态", 10, COLUMN_TEXT},
    {"计划数量", 12, COLUMN_NUMBER},    {"已完成数量", 12, COLUMN_NUMBER},
    {"完成率（%）", 12, COLUMN_NUMBER}, {"计量单位／事项", 26, COLUMN_TEXT},
    {"治本产出", 14, COLUMN_TEXT},      {"完成情况", 36, COLUMN_TEXT},
    {"文件名称", 30, COLUMN_TEXT},      {"文号", 18, COLUMN_TEXT}};
static const struct column step_columns[STEP_N] = {
    {"措施序号", 10, COLUMN_NUMBER}, {"完成日期", 14, COLUMN_DATE}, {"数量", 12, COLUMN_NUMBER},
    {"计量单位", 10, COLUMN_TEXT},   {"填报人", 12, COLUMN_TEXT},   {"说明", 44, COLUMN_TEXT}};
static const struct column ask_columns[ASK_N] = {{"轮次", 6, COLUMN_NUMBER},
                                                 {"单位", 24, COLUMN_TEXT},
                                                 {"当时同类诉求（件）", 14, COLUMN_NUMBER},
                                                 {"要求", 36, COLUMN_TEXT},
                                                 {"要求时间", 18, COLUMN_DATETIME},
                                                 {"回复期限", 14, COLUMN_DATE},
                                                 {"排查结果", 16, COLUMN_TEXT},
                                                 {"说明", 44, COLUMN_TEXT},
                                                 {"回复时间", 18, COLUMN_DATETIME}};
static const struct column verdict_columns[VERDICT_N] = {{"轮次", 6, COLUMN_NUMBER},
                                                         {"对比天数", 10, COLUMN_NUMBER},
                                                         {"热点内整治前", 14, COLUMN_NUMBER},
                                                         {"热点内整治后", 14, COLUMN_NUMBER},
                                                         {"同类整治前", 12, COLUMN_NUMBER},
                                                         {"同类整治后", 12, COLUMN_NUMBER},
                                                         {"结论", 10, COLUMN_TEXT},
                                                         {"依据", 44, COLUMN_TEXT},
                                                         {"作结论的人、时间", 28, COLUMN_TEXT}};

static struct cell number(double n)
{
    return (struct cell){.kind = CELL_NUMBER, .number = n};
}
static struct cell amount(int64_t thousandths)
{
    return number((double)thousandths / PERMILLE);
}
static struct cell when(int64_t at)
{
    return at ? (struct cell){.kind = CELL_DATE, .at = at} : cell_of_text(STR(""));
}

static enum err head_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t)
{
    struct str officer = STR("");
    TRY(label_officer(cx, t->officer_id, &officer));
    const struct {
        const char *what;
        struct str text;
    } lines[] = {
        {"编号", t->num},
        {"问题名称", t->name},
        {"状态", str_c(enum_label(&trouble_state_names, t->state, LANG_ZH))},
        {"轮次", str_fmt(cx->arena, "%" PRId64, t->round)},
        {"类别", t->class.n ? label_class(cx, t->class) : STR("")},
        {"范围",
         t->place_id == cx->app->root_place ? STR("全域") : label_place(cx, t->place_id)},
        {"责任单位", label_unit(cx, t->unit_id)},
        {"责任人", officer},
        {"根源类型", trouble_cause_text(cx, t->cause)},
        {"根源分析", t->why},
        {"立项时间", label_when(cx, t->opened_at)},
        {"措施完成时间", label_when(cx, t->finished_at)},
        {"前后对比天数", str_fmt(cx->arena, "%" PRId64, t->days)},
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        const struct cell cells[HEAD_N] = {cell_of_text(str_c(lines[i].what)),
                                           cell_of_text(lines[i].text)};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

/* a NULL: the measure has no amounts. */
static enum err plan_line(struct ctx *cx, struct sheet_out *o, const struct trouble_measure *m,
                          const struct trouble_amount *a)
{
    struct str officer = STR("");
    TRY(label_officer(cx, m->officer_id, &officer));
    const struct cell none = cell_of_text(STR(""));
    const struct cell cells[PLAN_N] = {
        number((double)m->serial),
        cell_of_text(m->words),
        cell_of_text(label_unit(cx, m->unit_id)),
        cell_of_text(officer),
        when(m->due_at - 1),
        cell_of_text(str_c(enum_label(&trouble_work_names, m->state, LANG_ZH))),
        a ? amount(a->planned) : none,
        a ? amount(a->done) : none,
        a && a->planned ? number((double)amount_permille(a->planned, a->done) / 10) : none,
        a ? cell_of_text(str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(a->measure),
                                 a->matter.n ? " " : "", STR_ARG(a->matter)))
          : none,
        cell_of_text(str_c(enum_label(&trouble_yield_names, m->yields, LANG_ZH))),
        cell_of_text(m->result),
        cell_of_text(m->paper),
        cell_of_text(m->paper_num)};
    return sheet_out_row(cx, o, cells);
}

static enum err plan_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t,
                           const struct trouble_measure *m, size_t n)
{
    struct trouble_amount *a = NULL;
    size_t a_n = 0;
    TRY(trouble_amounts(cx, t, m, n, &a, &a_n));
    for (size_t i = 0; i < n; i++) {
        bool any = false;
        for (size_t k = 0; k < a_n; k++) {
            if (a[k].serial != m[i].serial)
                continue;
            any = true;
            TRY(plan_line(cx, o, &m[i], &a[k]));
        }
        if (!any)
            TRY(plan_line(cx, o, &m[i], NULL));
    }
    return OK;
}

static enum err steps_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t,
                            const struct trouble_measure *m)
{
    struct trouble_step *s = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TROUBLE_STEPS, ARGS(I64(cx->jid), I64(t->id)), &trouble_step_shape,
               (void **)&s, &n));
    for (size_t i = 0; i < n; i++) {
        struct str by = STR("");
        TRY(label_officer(cx, s[i].officer_id, &by));
        const struct cell cells[STEP_N] = {number((double)s[i].serial),
                                           when(s[i].on_at),
                                           amount(s[i].amount),
                                           cell_of_text(m[s[i].serial - 1].measure),
                                           cell_of_text(by),
                                           cell_of_text(s[i].note)};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err asks_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t)
{
    struct trouble_ask *a = NULL;
    size_t n = 0;
    TRY(trouble_asks(cx, t->id, &a, &n));
    for (size_t i = 0; i < n; i++) {
        if (!trouble_sees_all(cx, t) && !trouble_answers_for(cx, a[i].unit_id))
            continue;
        const struct cell cells[ASK_N] = {
            number((double)a[i].round),
            cell_of_text(label_unit(cx, a[i].unit_id)),
            number((double)a[i].alike),
            cell_of_text(a[i].words),
            when(a[i].asked_at),
            when(a[i].due_at - 1),
            cell_of_text(str_c(enum_label(&trouble_answer_names, a[i].answer, LANG_ZH))),
            cell_of_text(a[i].said),
            when(a[i].answered_at)};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err verdict_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t,
                              const struct trouble_verdict *v)
{
    struct cell of[TROUBLE_WAY__MAX][2];
    struct str by = STR("");
    TRY(label_officer(cx, v->officer_id, &by));
    for (int way = 0; way < TROUBLE_WAY__MAX; way++)
        for (int side = TROUBLE_BEFORE; side <= TROUBLE_AFTER; side++) {
            struct trouble_said *rows = NULL;
            size_t n = 0;
            TRY(trouble_counted(cx, t, v->round, way, side, true, &rows, &n));
            of[way][side] = number((double)n);
        }
    const struct cell cells[VERDICT_N] = {
        number((double)v->round),
        number((double)v->days),
        of[TROUBLE_BY_HOTSPOT][TROUBLE_BEFORE],
        of[TROUBLE_BY_HOTSPOT][TROUBLE_AFTER],
        of[TROUBLE_BY_CLASS][TROUBLE_BEFORE],
        of[TROUBLE_BY_CLASS][TROUBLE_AFTER],
        cell_of_text(str_c(enum_label(&trouble_verdict_names, v->verdict, LANG_ZH))),
        cell_of_text(v->reason),
        cell_of_text(str_fmt(cx->arena, "%.*s %.*s", STR_ARG(by),
                             STR_ARG(label_when(cx, v->concluded_at))))};
    return sheet_out_row(cx, o, cells);
}

static enum err verdicts_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t)
{
    struct trouble_verdict *v = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TROUBLE_VERDICTS, ARGS(I64(cx->jid), I64(t->id)), &trouble_verdict_shape,
               (void **)&v, &n));
    for (size_t i = 0; i < n; i++)
        TRY(verdict_write(cx, o, t, &v[i]));
    return OK;
}

static enum err sheets_write(struct ctx *cx, struct sheet_out *o, const struct trouble *t,
                             const struct sheet_spec *specs)
{
    struct trouble_measure *m = NULL;
    size_t n = 0;
    TRY(trouble_measures(cx, t->id, &m, &n));
    TRY(head_write(cx, o, t));
    TRY(sheet_out_next(cx, o, &specs[1]));
    TRY(plan_write(cx, o, t, m, n));
    TRY(sheet_out_next(cx, o, &specs[2]));
    TRY(steps_write(cx, o, t, m));
    TRY(sheet_out_next(cx, o, &specs[3]));
    TRY(asks_write(cx, o, t));
    TRY(sheet_out_next(cx, o, &specs[4]));
    return verdicts_write(cx, o, t);
}

enum err trouble_xlsx(struct ctx *cx, struct str num, const char *path, struct str *name)
{
    const struct sheet_spec specs[] = {
        {.cols = head_columns,
         .n = HEAD_N,
         .worksheet = "根源问题",
         .watermark = label_not_real(cx)},
        {.cols = plan_columns, .n = PLAN_N, .worksheet = "措施与计划"},
        {.cols = step_columns, .n = STEP_N, .worksheet = "完成记录"},
        {.cols = ask_columns, .n = ASK_N, .worksheet = "举一反三"},
        {.cols = verdict_columns, .n = VERDICT_N, .worksheet = "成效结论"},
    };
    struct trouble t = {0};
    struct sheet_out *o = NULL;
    const enum lang lang = cx->lang;
    cx->lang = LANG_ZH;
    enum err e = trouble_find(cx, num, &t);
    if (e == OK)
        e = sheet_out_open(cx, path, &specs[0], &o);
    if (e == OK)
        e = sheets_write(cx, o, &t, specs);
    cx->lang = lang;
    if (e != OK) {
        sheet_out_drop(o);
        return e;
    }
    *name = str_fmt(cx->arena, "%.*s-%.*s.xlsx", STR_ARG(t.num), STR_ARG(t.name));
    return sheet_out_close(cx, o);
}
