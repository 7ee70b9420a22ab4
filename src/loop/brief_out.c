/* SPDX-License-Identifier: Apache-2.0
 * The sheet as text for a chat group, JSON, a printed page and a table file.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "core/work.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/brief.h"

enum { TEXT_MAX = 256 * 1024 };

static const struct {
    const char *zh, *en;
} kinds[] = {{"日报", "Daily sheet"}, {"周报", "Weekly sheet"}, {"月报", "Monthly sheet"}},
  figures[] = {
      {"受理诉求", "demands in"},      {"立事项", "matters opened"},
      {"办结诉求", "demands ended"},   {"销号事项", "matters closed"},
      {"超期诉求", "demands overdue"}, {"超期事项", "matters overdue"},
      {"待签收", "not signed for"},
};
#define WORD(cx, pair) ((cx)->lang == LANG_EN ? (pair).en : (pair).zh)

const char *brief_figure_text(const struct ctx *cx, enum brief_figure figure)
{
    return WORD(cx, figures[figure]);
}

/* Both texts are formats where it stands for one. */
__attribute__((format_arg(2), format_arg(3))) static const char *
pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

struct str brief_title(struct ctx *cx, const struct brief *b)
{
    char first[TIME_TEXT], last[TIME_TEXT];
    const struct org *org = cx->app->org;
    const struct place *root = org_place(org, cx->app->root_place);
    struct str days = b->first_day == b->last_day
                          ? str_fmt(cx->arena, "%s", day_text(first, b->first_day))
                          : str_fmt(cx->arena, "%s %s %s", day_text(first, b->first_day),
                                    pick(cx, "至", "to"), day_text(last, b->last_day));
    bool live = cx->app->register_kind == REGISTER_LIVE;
    return str_fmt(
        cx->arena, "%s%s%.*s%s%.*s%s%s %.*s",
        live ? "" : enum_label(&register_kind_names, cx->app->register_kind, (int)cx->lang),
        live ? "" : " ", STR_ARG(root ? root->name : STR("")), b->campaign.n ? " " : "",
        STR_ARG(b->campaign), cx->lang == LANG_EN ? " " : "诉求", WORD(cx, kinds[b->kind]),
        STR_ARG(days));
}

static struct str as_of(struct ctx *cx, const struct brief *b)
{
    char day[TIME_TEXT];
    if (b->as_of == time_day_end(b->last_day))
        return str_fmt(cx->arena, "%s %s 24:00", pick(cx, "截至", "as of"),
                       day_text(day, b->last_day));
    return str_fmt(cx->arena, "%s %s", pick(cx, "截至", "as of"), time_human(day, b->as_of));
}

static void pair_line(struct ctx *cx, struct buf *out, const struct brief_row *r)
{
    const int64_t *n = r->n;
    buf_fmt(out,
            pick(cx,
                 "受理诉求%" PRId64 "件、立事项%" PRId64 "件；办结诉求%" PRId64
                 "件、销号事项%" PRId64 "件；超期诉求%" PRId64 "件、事项%" PRId64
                 "件；待签收任务%" PRId64 "件。\n",
                 "in: %" PRId64 " demands, %" PRId64 " matters; ended: %" PRId64
                 " demands, %" PRId64 " matters; overdue: %" PRId64 " demands, %" PRId64
                 " matters; not signed for: %" PRId64 " tasks.\n"),
            n[BRIEF_DEMANDS_IN], n[BRIEF_MATTERS_IN], n[BRIEF_DEMANDS_DONE],
            n[BRIEF_MATTERS_DONE], n[BRIEF_DEMANDS_OVERDUE], n[BRIEF_MATTERS_OVERDUE],
            n[BRIEF_UNSIGNED]);
}

static void items_text(struct ctx *cx, struct buf *out, const struct brief *b)
{
    if (b->urgent_all)
        buf_fmt(out, pick(cx, "\n要情%" PRId64 "件：\n", "\nUrgent: %" PRId64 "\n"),
                b->urgent_all);
    for (size_t i = 0; i < b->urgent_n; i++)
        buf_fmt(out, "%zu. %.*s %.*s %.*s\n", i + 1, STR_ARG(b->urgent[i].num),
                STR_ARG(b->urgent[i].street), STR_ARG(b->urgent[i].class));
    if (b->worst_n)
        buf_c(out, pick(cx, "\n超期最久的事项：\n", "\nLongest overdue:\n"));
    for (size_t i = 0; i < b->worst_n; i++)
        buf_fmt(out,
                pick(cx, "%zu. %.*s %.*s %.*s 已超%" PRId64 "天\n",
                     "%zu. %.*s %.*s %.*s %" PRId64 " days over\n"),
                i + 1, STR_ARG(b->worst[i].num), STR_ARG(b->worst[i].street),
                STR_ARG(b->worst[i].class), b->worst[i].days);
}

struct str brief_text(struct ctx *cx, const struct brief *b)
{
    struct buf out;
    buf_init(&out, cx->arena, TEXT_MAX);
    buf_fmt(&out, "【%.*s】\n", STR_ARG(brief_title(cx, b)));
    pair_line(cx, &out, &b->total);
    if (b->taken_over)
        buf_fmt(&out,
                pick(cx, "另承接台账诉求%" PRId64 "件，不计入受理。\n",
                     "%" PRId64 " more demands were taken over from ledgers.\n"),
                b->taken_over);
    if (b->rows_n)
        buf_c(&out, pick(cx, "\n分街道（诉求/事项）：\n", "\nBy street (demands/matters):\n"));
    for (size_t i = 0; i < b->rows_n; i++) {
        const int64_t *n = b->rows[i].n;
        buf_fmt(&out,
                pick(cx,
                     "%.*s：受理%" PRId64 "/%" PRId64 "，办结%" PRId64 "/%" PRId64
                     "，超期%" PRId64 "/%" PRId64 "，待签收%" PRId64 "\n",
                     "%.*s: in %" PRId64 "/%" PRId64 ", ended %" PRId64 "/%" PRId64
                     ", overdue %" PRId64 "/%" PRId64 ", not signed for %" PRId64 "\n"),
                STR_ARG(b->rows[i].name), n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }
    items_text(cx, &out, b);
    buf_fmt(&out, "\n%.*s\n", STR_ARG(as_of(cx, b)));
    return buf_done(&out);
}

/* ---- JSON ---- */

static void row_json(struct json *j, const struct brief_row *r)
{
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++)
        json_ki64(j, brief_figure_names[i], r->n[i]);
}

static void items_json(struct json *j, const char *key, const struct brief_item *p, size_t n)
{
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "num", p[i].num);
        json_kstr(j, "street", p[i].street);
        json_kstr(j, "class", p[i].class);
        json_ki64(j, "days", p[i].days);
        json_kbool(j, "may_open", p[i].may_open);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err brief_seen(struct ctx *cx, struct brief *b)
{
    struct work *w = work_begin(cx);
    for (size_t i = 0; i < b->worst_n; i++)
        TRY(work_visible(w, SUBJECT_MATTER, b->worst[i].id, &b->worst[i].may_open));
    return OK;
}

void brief_json(struct ctx *cx, const struct brief *b, struct json *j)
{
    char day[TIME_TEXT];
    json_kcstr(j, "kind", brief_kind_names[b->kind]);
    json_kstr(j, "title", brief_title(cx, b));
    json_kcstr(j, "first_day", day_text(day, b->first_day));
    json_kcstr(j, "last_day", day_text(day, b->last_day));
    json_ktime(j, "as_of", b->as_of);
    json_key(j, "total");
    json_obj(j);
    row_json(j, &b->total);
    json_obj_end(j);
    json_ki64(j, "taken_over", b->taken_over);
    json_key(j, "streets");
    json_arr(j);
    for (size_t i = 0; i < b->rows_n; i++) {
        json_obj(j);
        json_kstr(j, "street", b->rows[i].name);
        row_json(j, &b->rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    items_json(j, "worst", b->worst, b->worst_n);
    json_ki64(j, "urgent_count", b->urgent_all);
    items_json(j, "urgent", b->urgent, b->urgent_n);
    json_kstr(j, "text", brief_text(cx, b));
}

/* ---- a page to print ---- */

static void cells_html(struct buf *out, struct str name, const int64_t *n)
{
    buf_c(out, "<tr><th scope=\"row\">");
    buf_html_text(out, name);
    buf_c(out, "</th>");
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++)
        buf_fmt(out, "<td>%" PRId64 "</td>", n[i]);
    buf_c(out, "</tr>");
}

struct str brief_html(struct ctx *cx, const struct brief *b)
{
    struct buf out;
    struct buf items;
    buf_init(&out, cx->arena, TEXT_MAX);
    buf_init(&items, cx->arena, TEXT_MAX);
    buf_fmt(&out, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><title>",
            pick(cx, "zh-CN", "en"));
    buf_html_text(&out, brief_title(cx, b));
    buf_c(&out,
          "</title><style>body{font:15px/1.6 sans-serif;margin:1rem}table{border-collapse:"
          "collapse}th,td{border:1px solid #999;padding:.2rem .6rem}td{text-align:right}"
          "pre{font:inherit;white-space:pre-wrap}</style><h1>");
    buf_html_text(&out, brief_title(cx, b));
    buf_c(&out, "</h1><table><tr><td></td>");
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++)
        buf_fmt(&out, "<th scope=\"col\">%s</th>", WORD(cx, figures[i]));
    buf_c(&out, "</tr>");
    cells_html(&out, str_c(pick(cx, "合计", "total")), b->total.n);
    for (size_t i = 0; i < b->rows_n; i++)
        cells_html(&out, b->rows[i].name, b->rows[i].n);
    buf_c(&out, "</table><pre>");
    items_text(cx, &items, b);
    buf_html_text(&out, buf_done(&items));
    buf_c(&out, "</pre><p>");
    buf_html_text(&out, as_of(cx, b));
    buf_c(&out, "</p></html>\n");
    return buf_done(&out);
}

/* ---- a table file ---- */

static enum err figures_row(struct ctx *cx, struct sheet_out *o, struct str name,
                            const int64_t *n)
{
    struct cell cells[1 + BRIEF_FIGURE__MAX] = {{.kind = CELL_TEXT, .text = name}};
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++)
        cells[1 + i] = (struct cell){.kind = CELL_NUMBER, .number = (double)n[i]};
    return sheet_out_row(cx, o, cells);
}

enum err brief_sheet(struct ctx *cx, const struct brief *b, const char *path)
{
    struct column cols[1 + BRIEF_FIGURE__MAX] = {
        {.title = pick(cx, "街道", "street"), .width = 16, .type = COLUMN_TEXT}};
    struct sheet_out *o = NULL;
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++)
        cols[1 + i] =
            (struct column){.title = WORD(cx, figures[i]), .width = 10, .type = COLUMN_NUMBER};
    struct sheet_spec spec = {
        .kind = str_ends(str_c(path), ".csv") ? SHEET_OUT_CSV : SHEET_OUT_XLSX,
        .cols = cols,
        .n = COUNT(cols),
        .watermark =
            str_cdup(cx->arena, str_fmt(cx->arena, "%.*s %.*s", STR_ARG(brief_title(cx, b)),
                                        STR_ARG(as_of(cx, b)))),
    };
    TRY(sheet_out_open(cx, path, &spec, &o));
    for (size_t i = 0; i < b->rows_n; i++)
        TRY(figures_row(cx, o, b->rows[i].name, b->rows[i].n));
    TRY(figures_row(cx, o, str_c(pick(cx, "合计", "total")), b->total.n));
    return sheet_out_close(cx, o);
}
