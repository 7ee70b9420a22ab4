/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "core/app.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/month_report.h"

static const struct column sum_columns[] = {
    {"类别", 28, COLUMN_TEXT},       {"本月诉求", 10, COLUMN_NUMBER},
    {"上年同月", 10, COLUMN_NUMBER}, {"同比", 12, COLUMN_TEXT},
    {"上月", 10, COLUMN_NUMBER},     {"环比", 12, COLUMN_TEXT},
    {"反复反映", 10, COLUMN_NUMBER}, {"意见建议", 10, COLUMN_NUMBER},
    {"久拖不决", 10, COLUMN_NUMBER},
};
static const struct column hot_columns[] = {
    {"热点", 28, COLUMN_TEXT},   {"地点", 20, COLUMN_TEXT},
    {"特征词", 28, COLUMN_TEXT}, {"本月诉求", 10, COLUMN_NUMBER},
    {"人数", 10, COLUMN_NUMBER}, {"上月", 10, COLUMN_NUMBER},
    {"环比", 12, COLUMN_TEXT},   {"上年同月", 10, COLUMN_NUMBER},
    {"同比", 12, COLUMN_TEXT},
};
static const struct column worst_columns[] = {
    {"诉求编号", 26, COLUMN_TEXT},     {"标题", 40, COLUMN_TEXT},
    {"类别", 20, COLUMN_TEXT},         {"承办单位", 24, COLUMN_TEXT},
    {"反映时间", 18, COLUMN_DATETIME}, {"已历天数", 10, COLUMN_NUMBER},
};
static const struct column yield_columns[] = {
    {"承担单位", 24, COLUMN_TEXT},
    {"治本产出", 14, COLUMN_TEXT},
    {"本单位本类项数", 14, COLUMN_NUMBER},
    {"根源问题编号", 26, COLUMN_TEXT},
    {"根源问题", 28, COLUMN_TEXT},
    {"措施", 36, COLUMN_TEXT},
    {"完成情况", 36, COLUMN_TEXT},
    {"文件名称", 30, COLUMN_TEXT},
    {"文号", 18, COLUMN_TEXT},
    {"完成时间", 14, COLUMN_DATE},
};
static const struct column rule_columns[] = {{"统计口径", 100, COLUMN_TEXT}};

static const char *watermark(const struct ctx *cx)
{
    static const char *const words[REGISTER__MAX] = {
        [REGISTER_PRACTICE] = "演练库 · 非正式", [REGISTER_DEMO] = "演示数据 · 非正式"};
    return words[cx->app->register_kind];
}

static struct cell change_cell(struct ctx *cx, int64_t before, int64_t now)
{
    return cell_of_text(change_text(cx, change_of(before, now)));
}

static enum err sums_write(struct ctx *cx, struct sheet_out *o, struct str label,
                           const struct month_sums *s)
{
    const struct cell cells[] = {
        cell_of_text(label),         cell_of_number(s->demands),
        cell_of_number(s->year),     change_cell(cx, s->year, s->demands),
        cell_of_number(s->before),   change_cell(cx, s->before, s->demands),
        cell_of_number(s->repeated), cell_of_number(s->suggestions),
        cell_of_number(s->unsolved),
    };
    return sheet_out_row(cx, o, cells);
}

static enum err rows_write(struct ctx *cx, struct sheet_out *o, const struct month_rows *rows)
{
    static const char *const indent[] = {"", "　", "　　", "　　　"};
    for (size_t i = 0; i < rows->n; i++) {
        const struct month_row *row = &rows->p[i];
        size_t depth =
            (size_t)row->depth < COUNT(indent) ? (size_t)row->depth : COUNT(indent) - 1;
        TRY(sums_write(cx, o, str_fmt(cx->arena, "%s%.*s", indent[depth], STR_ARG(row->label)),
                       &row->sums));
    }
    return OK;
}

static enum err sums_sheet(struct ctx *cx, struct sheet_out *o, const char *name,
                           const char *first, const struct month_rows *rows)
{
    struct column cols[COUNT(sum_columns)];
    for (size_t i = 0; i < COUNT(cols); i++)
        cols[i] = sum_columns[i];
    cols[0].title = first;
    const struct sheet_spec spec = {.cols = cols, .n = COUNT(cols), .worksheet = name};
    TRY(sheet_out_next(cx, o, &spec));
    return rows_write(cx, o, rows);
}

static enum err hot_sheet(struct ctx *cx, struct sheet_out *o, const struct month_report *r)
{
    const struct sheet_spec spec = {
        .cols = hot_columns, .n = COUNT(hot_columns), .worksheet = "热点"};
    TRY(sheet_out_next(cx, o, &spec));
    for (size_t i = 0; i < r->hot_n; i++) {
        const struct month_hot *h = &r->hot[i];
        const struct cell cells[] = {
            cell_of_text(h->name),
            cell_of_text(h->place),
            cell_of_text(h->words),
            cell_of_number(h->demands),
            cell_of_number(h->people),
            cell_of_number(h->before),
            change_cell(cx, h->before, h->demands),
            cell_of_number(h->year),
            change_cell(cx, h->year, h->demands),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err worst_sheet(struct ctx *cx, struct sheet_out *o, const struct month_report *r)
{
    const struct sheet_spec spec = {
        .cols = worst_columns, .n = COUNT(worst_columns), .worksheet = "久拖不决"};
    TRY(sheet_out_next(cx, o, &spec));
    for (size_t i = 0; i < r->worst_n; i++) {
        const struct month_worst *w = &r->worst[i];
        struct str num = {0}, title = {0};
        TRY(month_worst_named(cx, w, &num, &title));
        const struct cell cells[] = {
            cell_of_text(num),
            cell_of_text(title),
            cell_of_text(label_class(cx, w->class)),
            cell_of_text(label_unit(cx, w->unit_id)),
            {.kind = CELL_DATE, .at = w->said_at},
            cell_of_number(w->days),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

/* The number of a unit and kind stands once, in the first of its rows. */
static enum err yields_sheet(struct ctx *cx, struct sheet_out *o, const struct month_report *r)
{
    const struct sheet_spec spec = {
        .cols = yield_columns, .n = COUNT(yield_columns), .worksheet = "治本产出"};
    size_t first = 0, n = 0;
    TRY(sheet_out_next(cx, o, &spec));
    for (size_t i = 0; i < r->yields_n; i++) {
        const struct trouble_yielded *y = &r->yields[i];
        if (i == first + n) {
            first = i;
            n = month_yields_alike(r, i);
        }
        const struct cell cells[] = {
            cell_of_text(label_unit(cx, y->m.unit_id)),
            cell_of_text(str_c(enum_label(&trouble_yield_names, y->m.yields, (int)cx->lang))),
            i == first ? cell_of_number((int64_t)n) : cell_of_text(STR("")),
            cell_of_text(y->num),
            cell_of_text(y->name),
            cell_of_text(y->m.words),
            cell_of_text(y->m.result),
            cell_of_text(y->m.paper),
            cell_of_text(y->m.paper_num),
            {.kind = CELL_DATE, .at = y->m.ended_at},
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err rules_sheet(struct ctx *cx, struct sheet_out *o, const struct month_report *r)
{
    const struct sheet_spec spec = {
        .cols = rule_columns, .n = COUNT(rule_columns), .worksheet = "说明"};
    struct strs rules = month_rules(cx, r);
    TRY(sheet_out_next(cx, o, &spec));
    for (size_t i = 0; i < rules.n; i++) {
        const struct cell cells[] = {cell_of_text(rules.p[i])};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

enum err month_report_xlsx(struct ctx *cx, const struct month_report *r, const char *path)
{
    struct sheet_out *o = NULL;
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = sum_columns,
                                    .n = COUNT(sum_columns),
                                    .watermark = watermark(cx),
                                    .worksheet = "分类别"};
    TRY(sheet_out_open(cx, path, &spec, &o));
    TRY(rows_write(cx, o, &r->classes));
    TRY(sums_write(cx, o, STR("合计"), &r->all));
    TRY(sums_sheet(cx, o, "分区划", "区划", &r->places));
    TRY(sums_sheet(cx, o, "分单位", "单位（含下级）", &r->units));
    if (r->hot_seen)
        TRY(hot_sheet(cx, o, r));
    TRY(worst_sheet(cx, o, r));
    TRY(yields_sheet(cx, o, r));
    TRY(rules_sheet(cx, o, r));
    return sheet_out_close(cx, o);
}
