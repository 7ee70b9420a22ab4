/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_page.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/org.h"
#include "loop/labels.h"
#include "loop/ledger_out_impl.h"

enum { NOTE_BYTES = 8192 };

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

struct str ledger_cell_shown(struct ctx *cx, const struct cell *c)
{
    char text[TIME_TEXT];
    switch (c->kind) {
    case CELL_NUMBER:
        return str_fmt(cx->arena, "%" PRId64, (int64_t)c->number);
    case CELL_DATE:
        if (c->date_only)
            return str_dup(cx->arena, str_c(day_text(text, time_day(c->at))));
        return str_dup(cx->arena, str_c(time_human(text, c->at)));
    case CELL_TEXT:
        return c->text;
    case CELL_BOOL:
    case CELL_EMPTY:
        break;
    }
    return STR("");
}

struct line ledger_line_at(struct ctx *cx, int64_t at)
{
    return (struct line){
        .cx = cx,
        .m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0),
        .at = at,
    };
}

/* ---- on the screen ---- */

void ledger_cells_json(const struct ledger *ledger, struct line *l, struct json *j)
{
    json_key(j, "cells");
    json_arr(j);
    for (size_t k = 0; k < ledger->n; k++) {
        struct cell c = ledger->columns[k].cell(l);
        json_str(j, ledger_cell_shown(l->cx, &c));
    }
    json_arr_end(j);
}

static enum err rows_json(struct ctx *cx, const struct ledger_picked *p, size_t first, size_t n,
                          struct json *j)
{
    struct line l = ledger_line_at(cx, p->at);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = first; i < first + n; i++) {
        bool found = false;
        TRY(demand_line_of(&l, p->ids[i], &found));
        if (!found)
            continue;
        l.serial = (int64_t)i + 1;
        json_obj(j);
        json_kstr(j, "num", l.d.num);
        ledger_cells_json(demand_ledger, &l, j);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

void ledger_titles_json(struct ctx *cx, const struct ledger *ledger, struct json *j)
{
    json_key(j, "columns");
    json_arr(j);
    for (size_t i = 0; i < ledger->n; i++) {
        const struct ledger_column *c = &ledger->columns[i];
        json_obj(j);
        json_kcstr(j, "title", pick(cx, c->column.title, c->en));
        json_ki64(j, "width", (int64_t)c->column.width);
        json_kbool(j, "shown", c->marks & COLUMN_SHOWN);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void sum_json(struct json *j, const char *key, struct ledger_sum s)
{
    json_key(j, key);
    json_obj(j);
    json_ki64(j, "demands", s.demands);
    json_ki64(j, "matters", s.matters);
    json_obj_end(j);
}

static void totals_json(struct ctx *cx, const struct ledger_picked *p, struct json *j)
{
    json_key(j, "totals");
    json_obj(j);
    json_key(j, "ledgers");
    json_arr(j);
    for (int b = BOOK_COMMUNITY; b < LEDGER_BOOK__MAX; b++) {
        json_obj(j);
        json_kcstr(j, "ledger", enum_text(&ledger_book_names, b));
        json_kcstr(j, "text", enum_label(&ledger_book_names, b, (int)cx->lang));
        json_ki64(j, "demands", p->books[b].demands);
        json_ki64(j, "matters", p->books[b].matters);
        json_obj_end(j);
    }
    json_arr_end(j);
    sum_json(j, "all", ledger_picked_all(p));
    json_ki64(j, "findings", p->findings);
    json_kbool(j, "filtered", p->filtered);
    json_ki64(j, "without_demand", p->without);
    json_kbool(j, "whole", p->whole);
    if (p->whole) {
        sum_json(j, "register", p->register_has);
        sum_json(j, "kept", p->kept);
    }
    json_obj_end(j);
}

/* As which units the actor can look. */
void ledger_units_json(struct ctx *cx, struct json *j)
{
    const struct actor *a = cx->actor;
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < a->n; i++) {
        bool reads = BIT(a->grants[i].role) & LEDGER_READERS;
        for (size_t k = 0; reads && k < i; k++)
            reads = a->grants[k].unit_id != a->grants[i].unit_id ||
                    !(BIT(a->grants[k].role) & LEDGER_READERS);
        if (!reads)
            continue;
        json_obj(j);
        json_kid(j, "value", a->grants[i].unit_id);
        json_kstr(j, "label", label_unit(cx, a->grants[i].unit_id));
        json_obj_end(j);
    }
    json_arr_end(j);
}

struct ledger_cut ledger_cut_of(size_t all, int64_t page, int64_t rows)
{
    size_t to_page = rows == 0                  ? LEDGER_ROWS_USUAL
                     : rows < LEDGER_ROWS_LEAST ? LEDGER_ROWS_LEAST
                                                : (size_t)rows;
    struct ledger_cut c = {.pages = all ? (all + to_page - 1) / to_page : 1,
                           .page = page > 1 ? (size_t)page : 1};
    if (c.page > c.pages)
        c.page = c.pages;
    c.first = (c.page - 1) * to_page;
    c.n = all - c.first < to_page ? all - c.first : to_page;
    return c;
}

void ledger_cut_json(const struct ledger_cut *cut, size_t all, struct json *j)
{
    json_ki64(j, "n", (int64_t)all);
    json_ki64(j, "page", (int64_t)cut->page);
    json_ki64(j, "pages", (int64_t)cut->pages);
}

enum err ledger_page_json(struct ctx *cx, const struct ledger_query *q, struct json *j)
{
    struct ledger_picked p;
    TRY(ledger_pick(cx, q, &p));
    struct ledger_cut cut = ledger_cut_of(p.n, q->page, q->rows);
    json_kid(j, "unit", p.unit);
    json_kstr(j, "unit_text", label_unit(cx, p.unit));
    ledger_units_json(cx, j);
    json_ktime(j, "as_of", p.at);
    json_kstr(j, "title", ledger_page_title(cx, q));
    ledger_titles_json(cx, demand_ledger, j);
    ledger_cut_json(&cut, p.n, j);
    totals_json(cx, &p, j);
    return rows_json(cx, &p, cut.first, cut.n, j);
}

struct str ledger_page_day(struct ctx *cx, struct str as_of)
{
    char text[TIME_TEXT];
    int64_t day = 0;
    bool past = as_of.n && day_parse(as_of, &day);
    return str_dup(cx->arena, str_c(day_text(text, past ? day : time_day(cx->now))));
}

struct str ledger_page_title(struct ctx *cx, const struct ledger_query *q)
{
    int book = q->ledger ? q->ledger : BOOK_ALL;
    return str_fmt(cx->arena, "%s %.*s", enum_label(&ledger_book_names, book, (int)cx->lang),
                   STR_ARG(ledger_page_day(cx, q->as_of)));
}

/* ---- taken out ---- */

struct str ledger_chosen(struct ctx *cx, const struct shape *shape, const void *query)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, NOTE_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    shape_json(&w, shape, query);
    json_obj_end(&w);
    return buf_done(&b);
}

static struct str chosen(struct ctx *cx, const struct ledger_query *q, int64_t unit)
{
    struct ledger_query own = *q;
    own.through = unit;
    return ledger_chosen(cx, &ledger_query_shape, &own);
}

enum err ledger_page_file(struct ctx *cx, const struct ledger_query *q, const char *path,
                          int64_t *rows)
{
    struct ledger_picked p;
    TRY(db_snapshot(cx));
    TRY(ledger_pick(cx, q, &p));
    const struct ledger_export job = {
        .path = path,
        .ledger = str_c(enum_text(&ledger_book_names, q->ledger ? q->ledger : BOOK_ALL)),
        .at = p.at,
        .ids = p.ids,
        .ids_n = p.n,
        .picked = chosen(cx, q, p.unit),
        .scheme = q->scheme,
    };
    return ledger_export(cx, &job, rows);
}

struct printed {
    const char *ledger;
    struct str picked;
    int64_t rows;
};

static enum err print_record(struct ctx *cx, void *arg)
{
    const struct printed *p = arg;
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, (size_t)NOTE_BYTES * 2);
    json_init(&w, &b);
    json_obj(&w);
    json_key(&w, "note");
    json_obj(&w);
    json_kcstr(&w, "ledger", p->ledger);
    json_ki64(&w, "rows", p->rows);
    json_kbool(&w, "unmasked", false);
    json_kbool(&w, "paper", true);
    json_key(&w, "picked_by");
    json_raw(&w, p->picked);
    json_obj_end(&w);
    json_obj_end(&w);
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "export", buf_done(&b));
}

enum err ledger_paper_record(struct ctx *cx, const char *ledger, struct str picked, size_t rows)
{
    struct printed p = {ledger, picked, (int64_t)rows};
    db_release(cx->db);
    cx->db = NULL;
    return db_write(cx, cx->app->store, print_record, &p);
}

static void head_html(struct ctx *cx, const struct ledger *ledger, struct buf *b)
{
    int all = 0;
    for (size_t k = 0; k < ledger->n; k++)
        all += ledger->columns[k].paper;
    for (size_t k = 0; k < ledger->n; k++)
        if (ledger->columns[k].paper)
            buf_fmt(b, "<col width=\"%d.%02d%%\">", ledger->columns[k].paper * 100 / all,
                    ledger->columns[k].paper * 10000 / all % 100);
    buf_c(b, "<thead><tr>");
    for (size_t k = 0; k < ledger->n; k++) {
        const struct ledger_column *c = &ledger->columns[k];
        if (c->paper)
            buf_fmt(b, "<th scope=\"col\">%s</th>", pick(cx, c->column.title, c->en));
    }
    buf_c(b, "</tr></thead><tbody>\n");
}

void ledger_paper_head(struct ctx *cx, const struct ledger *ledger, struct str title,
                       struct str said, struct buf *b)
{
    buf_fmt(b, "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
            pick(cx, "zh-CN", "en"));
    buf_html_text(b, title);
    buf_c(b, "</title><link rel=\"stylesheet\" href=\"/print.css\"></head>"
             "<body class=\"ledger\"><h1>");
    buf_html_text(b, title);
    buf_c(b, "</h1><p>");
    buf_html_text(b, said);
    buf_fmt(b, " · %s %.*s</p>", pick(cx, "打印于", "printed"),
            STR_ARG(label_when(cx, cx->now)));
    if (cx->app->register_kind != REGISTER_LIVE)
        buf_fmt(b, "<p class=\"watermark\">%s</p>",
                pick(cx, "演示、演练数据，非真实诉求", "Demo or practice data"));
    buf_c(b, "<table>");
    head_html(cx, ledger, b);
}

void ledger_paper_row(const struct ledger *ledger, struct line *l, struct buf *b)
{
    buf_c(b, "<tr>");
    for (size_t k = 0; k < ledger->n; k++) {
        if (!ledger->columns[k].paper)
            continue;
        struct cell c = ledger->columns[k].cell(l);
        buf_c(b, "<td>");
        buf_html_text(b, ledger_cell_shown(l->cx, &c));
        buf_c(b, "</td>");
    }
    buf_c(b, "</tr>\n");
}

enum err ledger_paper_end(struct ctx *cx, struct buf *b)
{
    buf_c(b, "</tbody></table></body></html>\n");
    if (!buf_ok(b))
        return fail(cx, ERR_TOO_LARGE, "内容太多，请缩小范围或导出表格",
                    "too much to print: choose less, or take the file");
    return OK;
}

static enum err lines_html(struct ctx *cx, const struct ledger_picked *p, struct buf *b)
{
    struct line l = ledger_line_at(cx, p->at);
    for (size_t i = 0; i < p->n; i++) {
        bool found = false;
        TRY(demand_line_of(&l, p->ids[i], &found));
        if (!found)
            continue;
        l.serial = (int64_t)i + 1;
        ledger_paper_row(demand_ledger, &l, b);
    }
    return OK;
}

static enum err page_html(struct ctx *cx, const struct ledger_query *q,
                          const struct ledger_picked *p, struct buf *b)
{
    struct ledger_sum all = ledger_picked_all(p);
    int book = q->ledger ? q->ledger : BOOK_ALL;
    if (book != BOOK_ALL)
        all = p->books[book];
    struct str said =
        str_fmt(cx->arena,
                cx->lang == LANG_EN ? "%.*s · %" PRId64 " demands, %" PRId64 " matters"
                                    : "%.*s · 诉求 %" PRId64 " 件，事项 %" PRId64 " 件",
                STR_ARG(label_unit(cx, p->unit)), all.demands, all.matters);
    ledger_paper_head(cx, demand_ledger, ledger_page_title(cx, q), said, b);
    TRY(lines_html(cx, p, b));
    return ledger_paper_end(cx, b);
}

enum err ledger_paper_fits(struct ctx *cx, size_t rows)
{
    if (rows <= LEDGER_PRINT_MAX)
        return OK;
    return fail_at(cx, ERR_LIMIT, "from", "超过%d行，请缩小范围打印，或导出表格",
                   "more than %d rows: choose less, or take the file", LEDGER_PRINT_MAX);
}

enum err ledger_page_print(struct ctx *cx, const struct ledger_query *q, struct str *out)
{
    struct ledger_picked p;
    struct buf b;
    TRY(ledger_pick(cx, q, &p));
    TRY(ledger_paper_fits(cx, p.n));
    buf_init(&b, cx->arena, LEDGER_PAPER_BYTES);
    TRY(page_html(cx, q, &p, &b));
    TRY(ledger_paper_record(cx, enum_text(&ledger_book_names, q->ledger ? q->ledger : BOOK_ALL),
                            chosen(cx, q, p.unit), p.n));
    *out = buf_done(&b);
    return OK;
}
