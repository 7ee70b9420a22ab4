/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "core/app.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/month_report.h"

enum { SAID_BYTES = 8 << 20 };

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

static json_t *member(json_t *of, const char *name)
{
    return json_object_get(of, name);
}

static struct cell text_cell(json_t *v)
{
    const char *s = json_string_value(v);
    return cell_of_text(s ? str_c(s) : STR(""));
}

static struct cell number_cell(json_t *of, const char *name)
{
    return cell_of_number(json_integer_value(member(of, name)));
}

static struct cell time_cell(json_t *of, const char *name)
{
    struct cell c = text_cell(member(of, name));
    int64_t at = 0;
    bool day = false;
    return time_parse(c.text, &at, &day) ? (struct cell){.kind = CELL_DATE, .at = at} : c;
}

static struct cell change_cell(json_t *of, const char *name)
{
    return text_cell(member(member(of, name), "text"));
}

static enum err sums_write(struct ctx *cx, struct sheet_out *o, struct str label, json_t *s)
{
    const struct cell cells[] = {
        cell_of_text(label),           number_cell(s, "demands"),
        number_cell(s, "year_before"), change_cell(s, "on_year"),
        number_cell(s, "before"),      change_cell(s, "on_month"),
        number_cell(s, "repeated"),    number_cell(s, "suggestions"),
        number_cell(s, "unsolved"),
    };
    return sheet_out_row(cx, o, cells);
}

static enum err rows_write(struct ctx *cx, struct sheet_out *o, json_t *rows)
{
    static const char *const indent[] = {"", "　", "　　", "　　　"};
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        size_t depth = (size_t)json_integer_value(member(row, "depth"));
        const char *label = json_string_value(member(row, "text"));
        TRY(sums_write(cx, o,
                       str_fmt(cx->arena, "%s%s",
                               indent[depth < COUNT(indent) ? depth : COUNT(indent) - 1],
                               label ? label : ""),
                       row));
    }
    return OK;
}

static enum err sums_sheet(struct ctx *cx, struct sheet_out *o, const char *name,
                           const char *first, json_t *rows)
{
    struct column cols[COUNT(sum_columns)];
    for (size_t i = 0; i < COUNT(cols); i++)
        cols[i] = sum_columns[i];
    cols[0].title = first;
    const struct sheet_spec spec = {.cols = cols, .n = COUNT(cols), .worksheet = name};
    TRY(sheet_out_next(cx, o, &spec));
    return rows_write(cx, o, rows);
}

static enum err hot_sheet(struct ctx *cx, struct sheet_out *o, json_t *rows)
{
    const struct sheet_spec spec = {
        .cols = hot_columns, .n = COUNT(hot_columns), .worksheet = "热点"};
    size_t i;
    json_t *h;
    TRY(sheet_out_next(cx, o, &spec));
    json_array_foreach(rows, i, h)
    {
        const struct cell cells[] = {
            text_cell(member(h, "name")),  text_cell(member(h, "place")),
            text_cell(member(h, "words")), number_cell(h, "demands"),
            number_cell(h, "people"),      number_cell(h, "before"),
            change_cell(h, "on_month"),    number_cell(h, "year_before"),
            change_cell(h, "on_year"),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err worst_sheet(struct ctx *cx, struct sheet_out *o, json_t *rows)
{
    const struct sheet_spec spec = {
        .cols = worst_columns, .n = COUNT(worst_columns), .worksheet = "久拖不决"};
    size_t i;
    json_t *w;
    TRY(sheet_out_next(cx, o, &spec));
    json_array_foreach(rows, i, w)
    {
        const struct cell cells[] = {
            text_cell(member(w, "num")),
            text_cell(member(w, "title")),
            text_cell(member(w, "class_text")),
            text_cell(member(w, "unit_text")),
            time_cell(w, "said_at"),
            number_cell(w, "days"),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

/* The number of a unit and kind stands once, in the first of its rows. */
static enum err yields_sheet(struct ctx *cx, struct sheet_out *o, json_t *rows)
{
    const struct sheet_spec spec = {
        .cols = yield_columns, .n = COUNT(yield_columns), .worksheet = "治本产出"};
    size_t i, k;
    json_t *y, *m;
    TRY(sheet_out_next(cx, o, &spec));
    json_array_foreach(rows, i, y)
    {
        json_array_foreach(member(y, "measures"), k, m)
        {
            const struct cell cells[] = {
                text_cell(member(y, "unit_text")),
                text_cell(member(y, "yields_text")),
                k == 0 ? number_cell(y, "n") : cell_of_text(STR("")),
                text_cell(member(m, "num")),
                text_cell(member(m, "name")),
                text_cell(member(m, "words")),
                text_cell(member(m, "result")),
                text_cell(member(m, "paper")),
                text_cell(member(m, "paper_num")),
                time_cell(m, "ended_at"),
            };
            TRY(sheet_out_row(cx, o, cells));
        }
    }
    return OK;
}

static enum err rules_sheet(struct ctx *cx, struct sheet_out *o, json_t *rules,
                            const struct strs *lines)
{
    const struct sheet_spec spec = {
        .cols = rule_columns, .n = COUNT(rule_columns), .worksheet = "说明"};
    size_t i;
    json_t *rule;
    TRY(sheet_out_next(cx, o, &spec));
    json_array_foreach(rules, i, rule)
    {
        const struct cell cells[] = {text_cell(rule)};
        TRY(sheet_out_row(cx, o, cells));
    }
    for (i = 0; i < lines->n; i++) {
        const struct cell cells[] = {cell_of_text(lines->p[i])};
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

enum err month_said_xlsx(struct ctx *cx, json_t *said, const struct strs *lines,
                         const char *path)
{
    struct sheet_out *o = NULL;
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = sum_columns,
                                    .n = COUNT(sum_columns),
                                    .watermark = label_unofficial(cx),
                                    .worksheet = "分类别"};
    TRY(sheet_out_open(cx, path, &spec, &o));
    TRY(rows_write(cx, o, member(said, "classes")));
    TRY(sums_write(cx, o, STR("合计"), member(said, "all")));
    TRY(sums_sheet(cx, o, "分区划", "区划", member(said, "places")));
    TRY(sums_sheet(cx, o, "分单位", "单位（含下级）", member(said, "units")));
    if (json_is_true(member(said, "hot_seen")))
        TRY(hot_sheet(cx, o, member(said, "hot")));
    TRY(worst_sheet(cx, o, member(said, "worst")));
    TRY(yields_sheet(cx, o, member(said, "yields")));
    TRY(rules_sheet(cx, o, member(said, "rules"), lines));
    return sheet_out_close(cx, o);
}

enum err month_report_xlsx(struct ctx *cx, const struct month_report *r, const char *path)
{
    const struct strs none = {0};
    json_t *said = NULL;
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, SAID_BYTES);
    json_init(&j, &b);
    json_obj(&j);
    TRY(month_report_json(cx, r, &j));
    json_obj_end(&j);
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "月度分析过长", "the analysis is too long");
    TRY(json_read(cx, buf_done(&b), &said));
    return month_said_xlsx(cx, said, &none, path);
}
