/* SPDX-License-Identifier: Apache-2.0
 * A topic's dossier as a workbook: the topic, the ranking it was chosen from, what was said,
 * promises.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/work.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/topic_impl.h"

enum { PAGE = 1000 };

static struct cell number_cell(double n)
{
    return (struct cell){.kind = CELL_NUMBER, .number = n};
}
static double points(int64_t hundredths)
{
    return (double)hundredths / 100;
}

/* ---- the topic ---- */

enum { HEAD_COLUMNS = 2, RANK_COLUMNS = 7, MEMBER_COLUMNS = 9, PROMISE_COLUMNS = 6 };
static const struct column head_columns[HEAD_COLUMNS] = {{"项目", 24, COLUMN_TEXT},
                                                         {"内容", 80, COLUMN_TEXT}};

static enum err line(struct ctx *cx, struct sheet_out *o, const char *what, struct str text)
{
    const struct cell cells[HEAD_COLUMNS] = {cell_of_text(str_c(what)), cell_of_text(text)};
    return sheet_out_row(cx, o, cells);
}

static enum err totals_write(struct ctx *cx, struct sheet_out *o, const struct topic_total *t)
{
    int64_t all =
        t->demands[MEMBER_OPEN] + t->demands[MEMBER_KEPT] + t->demands[MEMBER_DROPPED];
    TRY(line(cx, o, "诉求件数", str_fmt(cx->arena, "%" PRId64, all)));
    for (int i = 0; i < MEMBER__MAX; i++)
        TRY(line(
            cx, o, enum_label(&member_names, i, LANG_ZH),
            str_fmt(cx->arena, "%" PRId64 "件，%" PRId64 "人", t->demands[i], t->heads[i])));
    return OK;
}

static enum err lists_write(struct ctx *cx, struct sheet_out *o, const struct topic_facts *f)
{
    for (size_t i = 0; i < f->years_n; i++)
        TRY(line(cx, o, "历年事项",
                 str_fmt(cx->arena,
                         "%" PRId64 "年立项%" PRId64 "件，已销号%" PRId64 "件，重复%" PRId64
                         "件",
                         f->years[i].year, f->years[i].opened, f->years[i].closed,
                         f->years[i].repeated)));
    for (size_t i = 0; i < f->places_n; i++)
        TRY(line(cx, o, "地点",
                 str_fmt(cx->arena, "%.*s：%" PRId64 "件，%" PRId64 "人",
                         STR_ARG(label_place(cx, f->places[i].place_id)), f->places[i].demands,
                         f->places[i].heads)));
    return OK;
}

static enum err head_write(struct ctx *cx, struct sheet_out *o, const struct topic_facts *f)
{
    struct str by = STR("");
    TRY(label_officer(cx, f->t.chosen_by, &by));
    const struct {
        const char *what;
        struct str text;
    } lines[] = {
        {"主题", f->t.name},
        {"月份", f->t.month},
        {"类别", label_class(cx, f->t.class)},
        {"区域", f->t.area_id ? label_place(cx, f->t.area_id) : STR("")},
        {"选定人、时间",
         str_fmt(cx->arena, "%.*s %.*s", STR_ARG(by), STR_ARG(label_when(cx, f->t.chosen_at)))},
        {"选题理由", f->t.reason},
        {"承办单位", label_unit(cx, f->t.lead_unit)},
        {"经验做法", f->t.summary},
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        TRY(line(cx, o, lines[i].what, lines[i].text));
    TRY(totals_write(cx, o, &f->total));
    return lists_write(cx, o, f);
}

/* ---- the ranking ---- */

static const struct column rank_columns[RANK_COLUMNS] = {
    {"分组方式", 14, COLUMN_TEXT},      {"名次", 8, COLUMN_NUMBER},
    {"类别", 18, COLUMN_TEXT},          {"街道乡镇", 18, COLUMN_TEXT},
    {"诉求件数", 10, COLUMN_NUMBER},    {"反映集中程度", 14, COLUMN_NUMBER},
    {"解决紧迫程度", 14, COLUMN_NUMBER}};

static enum err rank_write(struct ctx *cx, struct sheet_out *o, const struct topic *t)
{
    struct bank_month m = {0};
    struct bank_group *g = NULL;
    size_t n = 0;
    TRY(bank_month_find(cx, t->month, &m));
    TRY(bank_month_groups(cx, &m, &g, &n));
    for (size_t i = 0; i < n; i++) {
        const struct cell cells[RANK_COLUMNS] = {
            cell_of_text(strcmp(g[i].kind, "class") == 0 ? STR("按类别") : STR("按类别和街道")),
            number_cell((double)g[i].place),
            cell_of_text(label_class(cx, g[i].class)),
            cell_of_text(g[i].area_id ? label_place(cx, g[i].area_id) : STR("")),
            number_cell((double)g[i].facts[BANK_DEMANDS]),
            number_cell(points(g[i].score[BANK_CONCENTRATION])),
            number_cell(points(g[i].score[BANK_PRESSING]))};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

/* ---- what was said ---- */

static const struct column member_columns[MEMBER_COLUMNS] = {
    {"诉求编号", 24, COLUMN_TEXT},     {"标题", 40, COLUMN_TEXT},  {"地点", 24, COLUMN_TEXT},
    {"反映时间", 18, COLUMN_DATETIME}, {"人数", 8, COLUMN_NUMBER}, {"状态", 12, COLUMN_TEXT},
    {"取舍", 12, COLUMN_TEXT},         {"理由", 40, COLUMN_TEXT},  {"经办人", 12, COLUMN_TEXT}};

static enum err member_write(struct ctx *cx, struct work *w, struct sheet_out *o,
                             const struct topic_member *m)
{
    struct demand *d = NULL;
    struct str by = STR("");
    bool seen = false;
    TRY(work_visible(w, SUBJECT_DEMAND, m->demand_id, &seen));
    if (!seen)
        return OK;
    TRY(work_demand(w, m->demand_id, &d));
    TRY(label_officer(cx, m->officer_id, &by));
    const struct cell cells[MEMBER_COLUMNS] = {
        cell_of_text(d->num),
        cell_of_text(label_demand(cx, d)),
        cell_of_text(label_place(cx, d->place_id)),
        {.kind = CELL_DATE, .at = d->said_at},
        number_cell((double)m->heads),
        cell_of_text(str_c(enum_label(&demand_state_names, d->state, LANG_ZH))),
        cell_of_text(str_c(enum_label(&member_names, topic_member_as(m), LANG_ZH))),
        cell_of_text(m->reason),
        cell_of_text(by)};
    return sheet_out_row(cx, o, cells);
}

static enum err members_write(struct ctx *cx, struct sheet_out *o, const struct topic *t)
{
    struct topic_member *rows = NULL;
    struct work *w = work_begin(cx);
    int64_t after = 0;
    size_t n = PAGE;
    while (n == PAGE) {
        TRY(topic_members_read(cx, t->id, MEMBER__MAX, after, PAGE, &rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(member_write(cx, w, o, &rows[i]));
        after = n ? rows[n - 1].demand_id : 0;
    }
    return OK;
}

/* ---- promises ---- */

static const struct column promise_columns[PROMISE_COLUMNS] = {
    {"事项编号", 24, COLUMN_TEXT}, {"单位", 20, COLUMN_TEXT}, {"地点", 24, COLUMN_TEXT},
    {"承诺", 48, COLUMN_TEXT},     {"期限", 14, COLUMN_DATE}, {"兑现情况", 14, COLUMN_TEXT}};

static enum err promises_write(struct ctx *cx, struct sheet_out *o, const struct topic_facts *f)
{
    for (size_t i = 0; i < f->promises_n; i++) {
        const struct topic_promise *p = &f->promises[i];
        const struct cell cells[PROMISE_COLUMNS] = {
            cell_of_text(p->num),
            cell_of_text(label_unit(cx, p->unit_id)),
            cell_of_text(label_place(cx, p->place_id)),
            cell_of_text(p->words),
            {.kind = CELL_DATE, .at = p->due_at - 1},
            cell_of_text(str_c(topic_promise_text(cx, p)))};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err sheets_write(struct ctx *cx, struct sheet_out *o, const struct topic_facts *f,
                             const struct sheet_spec *specs)
{
    TRY(head_write(cx, o, f));
    TRY(sheet_out_next(cx, o, &specs[1]));
    TRY(rank_write(cx, o, &f->t));
    TRY(sheet_out_next(cx, o, &specs[2]));
    TRY(members_write(cx, o, &f->t));
    TRY(sheet_out_next(cx, o, &specs[3]));
    return promises_write(cx, o, f);
}

enum err topic_xlsx(struct ctx *cx, struct str num, const char *path, struct str *name)
{
    const struct sheet_spec specs[] = {
        {.cols = head_columns,
         .n = HEAD_COLUMNS,
         .worksheet = "主题",
         .watermark = label_not_real(cx)},
        {.cols = rank_columns, .n = RANK_COLUMNS, .worksheet = "当月排序"},
        {.cols = member_columns, .n = MEMBER_COLUMNS, .worksheet = "诉求"},
        {.cols = promise_columns, .n = PROMISE_COLUMNS, .worksheet = "承诺"},
    };
    struct topic_facts f;
    struct sheet_out *o = NULL;
    const enum lang lang = cx->lang;
    cx->lang = LANG_ZH;
    enum err e = topic_facts(cx, num, &f);
    if (e == OK)
        e = sheet_out_open(cx, path, &specs[0], &o);
    if (e == OK)
        e = sheets_write(cx, o, &f, specs);
    cx->lang = lang;
    if (e != OK) {
        sheet_out_drop(o);
        return e;
    }
    *name = str_fmt(cx->arena, "%.*s-%.*s.xlsx", STR_ARG(f.t.month), STR_ARG(f.t.name));
    return sheet_out_close(cx, o);
}
