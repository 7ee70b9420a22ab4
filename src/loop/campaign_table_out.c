/* SPDX-License-Identifier: Apache-2.0
 * The morning table as an answer and as a workbook.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/campaign_table.h"
#include "loop/labels.h"

enum {
    HEAD = 3,
    COLUMNS = HEAD + CAMPAIGN_FIGURE__MAX + CAMPAIGN_WAYS + CAMPAIGN_MEASURE__MAX
};

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

/* The last: by another way. */
static struct str way_label(struct ctx *cx, const struct campaign_table *t, size_t i)
{
    return i < t->ways_n ? label_choice(cx, t->ways[i], t->ways[i]->code)
                         : str_c(pick(cx, "其他方式", "another way"));
}
static int64_t way_count(const struct campaign_table *t, const struct campaign_row *r, size_t i)
{
    return r->ways[i < t->ways_n ? i : CAMPAIGN_WAYS - 1];
}

/* ---- JSON ---- */

static void row_json(const struct campaign_table *t, struct json *j,
                     const struct campaign_row *r)
{
    json_obj(j);
    json_kcstr(j, "kind", enum_text(&campaign_row_names, r->kind));
    json_kid(j, "place_id", r->place);
    json_kstr(j, "name", r->name);
    json_kstr(j, "street", r->street_name);
    for (int i = 0; i < CAMPAIGN_FIGURE__MAX; i++)
        json_ki64(j, enum_text(&campaign_figure_names, i), r->n[i]);
    json_key(j, "ways");
    json_arr(j);
    for (size_t i = 0; i <= t->ways_n; i++)
        json_i64(j, way_count(t, r, i));
    json_arr_end(j);
    json_key(j, "measured");
    json_obj(j);
    for (int m = 0; m < CAMPAIGN_MEASURE__MAX; m++)
        json_ki64(j, enum_text(&campaign_measure_names, m),
                  campaign_measured(t, r, (enum campaign_measure)m));
    json_obj_end(j);
    json_obj_end(j);
}

static void columns_json(struct ctx *cx, const struct campaign_table *t, struct json *j)
{
    json_key(j, "figures");
    json_obj(j);
    for (int i = 0; i < CAMPAIGN_FIGURE__MAX; i++)
        json_kcstr(j, enum_text(&campaign_figure_names, i),
                   enum_label(&campaign_figure_names, i, (int)cx->lang));
    json_obj_end(j);
    json_key(j, "way_labels");
    json_arr(j);
    for (size_t i = 0; i <= t->ways_n; i++)
        json_str(j, way_label(cx, t, i));
    json_arr_end(j);
    json_key(j, "three");
    json_arr(j);
    for (int m = 0; m < CAMPAIGN_MEASURE__MAX; m++) {
        json_obj(j);
        json_kcstr(j, "code", enum_text(&campaign_measure_names, m));
        json_kcstr(j, "label", enum_label(&campaign_measure_names, m, (int)cx->lang));
        json_kcstr(j, "means", campaign_measure_means(cx, (enum campaign_measure)m));
        json_ki64(j, "target", campaign_target(cx, &t->c, (enum campaign_measure)m));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void weeks_json(const struct campaign_table *t, struct json *j)
{
    char day[TIME_TEXT];
    json_key(j, "weeks");
    json_arr(j);
    for (size_t i = 0; i < t->weeks_n; i++) {
        const struct campaign_week *w = &t->weeks[i];
        json_obj(j);
        json_kcstr(j, "from", day_text(day, w->day));
        json_ki64(j, "visits", w->visits);
        json_ki64(j, "demands", w->demands);
        json_ki64(j, "ended", w->ended);
        json_ki64(j, "rated", w->rated);
        json_ki64(j, "satisfied", w->satisfied);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err campaign_table_json(struct ctx *cx, const struct campaign_table *t, struct json *j)
{
    TRY(campaign_members(cx, j, &t->c));
    json_ktime(j, "as_of", t->as_of);
    json_kbool(j, "whole", t->whole);
    columns_json(cx, t, j);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < t->rows_n; i++)
        row_json(t, j, &t->rows[i]);
    json_arr_end(j);
    json_key(j, "total");
    row_json(t, j, &t->total);
    weeks_json(t, j);
    if (t->whole) {
        json_ki64(j, "register_demands", t->demands);
        json_ki64(j, "register_visits", t->visits);
        json_kbool(j, "agrees",
                   t->demands == t->total.n[FIGURE_DEMANDS] &&
                       t->visits == t->total.n[FIGURE_VISITS]);
    }
    return OK;
}

/* ---- a workbook ---- */

static struct cell number_cell(int64_t n)
{
    return (struct cell){.kind = CELL_NUMBER, .number = (double)n};
}
/* Per cent with one digit; nothing where there is nothing to divide by. */
static struct cell share_cell(int64_t permille)
{
    return permille < 0 ? (struct cell){.kind = CELL_EMPTY}
                        : (struct cell){.kind = CELL_NUMBER, .number = (double)permille / 10};
}

static enum err row_sheet(struct ctx *cx, const struct campaign_table *t, struct sheet_out *o,
                          const struct campaign_row *r)
{
    struct cell cells[COLUMNS];
    size_t n = 0;
    cells[n++] = cell_of_text(r->street_name);
    cells[n++] = cell_of_text(r->kind == CAMPAIGN_ROW_SUM ? STR("") : r->name);
    cells[n++] = cell_of_text(str_c(enum_label(&campaign_row_names, r->kind, (int)cx->lang)));
    for (int i = 0; i < CAMPAIGN_FIGURE__MAX; i++)
        cells[n++] = number_cell(r->n[i]);
    for (size_t i = 0; i <= t->ways_n; i++)
        cells[n++] = number_cell(way_count(t, r, i));
    for (int m = 0; m < CAMPAIGN_MEASURE__MAX; m++)
        cells[n++] = share_cell(campaign_measured(t, r, (enum campaign_measure)m));
    return sheet_out_row(cx, o, cells);
}

static size_t columns_of(struct ctx *cx, const struct campaign_table *t, struct column *cols)
{
    enum { NARROW = 9, WIDE = 16 };
    size_t n = 0;
    cols[n++] = (struct column){.title = pick(cx, "街道", "street"), .width = WIDE};
    cols[n++] = (struct column){.title = pick(cx, "社区", "community"), .width = WIDE};
    cols[n++] = (struct column){.title = pick(cx, "行", "row"), .width = NARROW};
    for (int i = 0; i < CAMPAIGN_FIGURE__MAX; i++)
        cols[n++] =
            (struct column){.title = enum_label(&campaign_figure_names, i, (int)cx->lang),
                            .width = NARROW,
                            .type = COLUMN_NUMBER};
    for (size_t i = 0; i <= t->ways_n; i++)
        cols[n++] = (struct column){.title = str_cdup(cx->arena, way_label(cx, t, i)),
                                    .width = NARROW,
                                    .type = COLUMN_NUMBER};
    for (int m = 0; m < CAMPAIGN_MEASURE__MAX; m++)
        cols[n++] = (struct column){
            .title = str_cdup(cx->arena,
                              str_fmt(cx->arena, "%s（%%）",
                                      enum_label(&campaign_measure_names, m, (int)cx->lang))),
            .width = NARROW,
            .type = COLUMN_NUMBER};
    return n;
}

static enum err weeks_sheet(struct ctx *cx, const struct campaign_table *t, struct sheet_out *o)
{
    char day[TIME_TEXT];
    const struct column cols[] = {
        {.title = pick(cx, "周（周一）", "week (its Monday)"), .width = 14},
        {.title = pick(cx, "走访户次", "visits"), .type = COLUMN_NUMBER},
        {.title = pick(cx, "诉求", "demands"), .type = COLUMN_NUMBER},
        {.title = pick(cx, "了结", "ended"), .type = COLUMN_NUMBER},
        {.title = pick(cx, "评价", "rated"), .type = COLUMN_NUMBER},
        {.title = pick(cx, "满意", "satisfied"), .type = COLUMN_NUMBER},
        {.title = pick(cx, "满意率（%）", "satisfied (%)"), .type = COLUMN_NUMBER},
    };
    const struct sheet_spec spec = {
        .cols = cols, .n = COUNT(cols), .worksheet = pick(cx, "按周", "by week")};
    TRY(sheet_out_next(cx, o, &spec));
    for (size_t i = 0; i < t->weeks_n; i++) {
        const struct campaign_week *w = &t->weeks[i];
        const struct cell cells[] = {
            cell_of_text(str_dup(cx->arena, str_c(day_text(day, w->day)))),
            number_cell(w->visits),
            number_cell(w->demands),
            number_cell(w->ended),
            number_cell(w->rated),
            number_cell(w->satisfied),
            share_cell(w->rated ? w->satisfied * 1000 / w->rated : -1),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err measures_sheet(struct ctx *cx, const struct campaign_table *t,
                               struct sheet_out *o)
{
    const struct column cols[] = {
        {.title = pick(cx, "指标", "measure"), .width = 14},
        {.title = pick(cx, "算法", "what it divides"), .width = 60},
        {.title = pick(cx, "目标（%）", "target (%)"), .type = COLUMN_NUMBER},
        {.title = pick(cx, "现值（%）", "now (%)"), .type = COLUMN_NUMBER},
    };
    const struct sheet_spec spec = {
        .cols = cols, .n = COUNT(cols), .worksheet = pick(cx, "指标", "measures")};
    TRY(sheet_out_next(cx, o, &spec));
    for (int m = 0; m < CAMPAIGN_MEASURE__MAX; m++) {
        int64_t target = campaign_target(cx, &t->c, (enum campaign_measure)m);
        const struct cell cells[] = {
            cell_of_text(str_c(enum_label(&campaign_measure_names, m, (int)cx->lang))),
            cell_of_text(str_c(campaign_measure_means(cx, (enum campaign_measure)m))),
            target ? number_cell(target) : (struct cell){.kind = CELL_EMPTY},
            share_cell(campaign_measured(t, &t->total, (enum campaign_measure)m)),
        };
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

enum err campaign_table_xlsx(struct ctx *cx, const struct campaign_table *t, const char *path)
{
    char as_of[TIME_TEXT];
    struct column cols[COLUMNS];
    struct sheet_out *o = NULL;
    const struct sheet_spec spec = {
        .kind = SHEET_OUT_XLSX,
        .cols = cols,
        .n = columns_of(cx, t, cols),
        .worksheet = pick(cx, "各社区", "communities"),
        .watermark = str_cdup(cx->arena,
                              str_fmt(cx->arena, "%.*s %s %s", STR_ARG(t->c.name),
                                      pick(cx, "截至", "as of"), time_human(as_of, t->as_of))),
    };
    TRY(sheet_out_open(cx, path, &spec, &o));
    for (size_t i = 0; i < t->rows_n; i++)
        TRY(row_sheet(cx, t, o, &t->rows[i]));
    TRY(row_sheet(cx, t, o, &t->total));
    TRY(weeks_sheet(cx, t, o));
    TRY(measures_sheet(cx, t, o));
    return sheet_out_close(cx, o);
}
