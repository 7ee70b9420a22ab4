/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/time.h"
#include "core/demand_row.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/month_report.h"

static bool english(const struct ctx *cx)
{
    return cx->lang == LANG_EN;
}

static struct str day_said(struct ctx *cx, int64_t day)
{
    char text[TIME_TEXT];
    return str_dup(cx->arena, str_c(day_text(text, day)));
}

struct str month_title(struct ctx *cx, const struct month_report *r)
{
    return str_fmt(cx->arena,
                   english(cx) ? "Analysis of %" PRId64 "-%02d"
                               : "%" PRId64 "年%d月民意诉求分析",
                   r->year, (int)r->month);
}

struct str month_stands(struct ctx *cx, const struct month_report *r)
{
    char text[TIME_TEXT];
    if (!r->at)
        return str_fmt(cx->arena, english(cx) ? "until now, %s" : "截至现在（%s）",
                       time_human(text, cx->now));
    return str_fmt(cx->arena, english(cx) ? "as it stood when %.*s ended" : "截至%.*s 24时",
                   STR_ARG(day_said(cx, time_day(r->at - 1))));
}

struct strs month_rules(struct ctx *cx, const struct month_report *r)
{
    const struct str rules[] = {
        str_fmt(cx->arena,
                english(cx) ? "The month's demands: said from %.*s to %.*s, counted as in the "
                              "ledgers, %.*s."
                            : "本月诉求：%.*s至%.*s反映的，口径与台账相同，%.*s。",
                STR_ARG(day_said(cx, r->first_day)), STR_ARG(day_said(cx, r->last_day)),
                STR_ARG(month_stands(cx, r))),
        str_fmt(cx->arena,
                english(cx)
                    ? "On the year: against %.*s to %.*s; on the month: against %.*s to "
                      "%.*s; counted as of the same moment."
                    : "同比：与%.*s至%.*s相比；环比：与%.*s至%.*s相比；统计时点相同。",
                STR_ARG(day_said(cx, r->year_first)), STR_ARG(day_said(cx, r->year_last)),
                STR_ARG(day_said(cx, r->before_first)), STR_ARG(day_said(cx, r->before_last))),
        change_rule(cx),
        str_fmt(cx->arena,
                english(cx)
                    ? "Said again: found by a person to be a repeat. Long unsolved: said "
                      "%" PRId64 " days ago or more and still open, whenever it was said."
                    : "反复反映：经人工认定为重复的诉求。久拖不决：反映满%" PRId64
                      "天仍未结束的诉求，不限何时反映。",
                r->unsolved_days),
        english(cx) ? STR("Hot spots are grouped as now; those named have three demands of the "
                          "month, or are followed.")
                    : STR("热点按现在的归并统计，列出本月满3件的和已关注的。"),
        english(cx) ? STR("What root problems yielded: measures declared done in the month, by "
                          "the unit that did them, whatever the channel.")
                    : STR("治本产出：本月报完成的根源问题措施，按承担单位计，不分渠道。"),
    };
    struct strs out = {NEWS(cx->arena, struct str, COUNT(rules)), COUNT(rules)};
    for (size_t i = 0; i < out.n; i++)
        out.p[i] = rules[i];
    return out;
}

/* A demand of the worst as it is called. */
static enum err worst_named(struct ctx *cx, const struct month_worst *w, struct str *num,
                            struct str *title)
{
    struct demand d = {0};
    bool found = false;
    TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(w->demand_id)), &demand_shape, &d,
               &found));
    *num = d.num;
    *title = label_demand(cx, &d);
    return OK;
}

static void change_json(struct ctx *cx, struct json *j, const char *key, int64_t before,
                        int64_t now)
{
    struct change c = change_of(before, now);
    json_key(j, key);
    json_obj(j);
    json_kstr(j, "text", change_text(cx, c));
    if (c.kind == CHANGE_FIGURE)
        json_ki64(j, "hundredths", c.hundredths);
    json_obj_end(j);
}

static void sums_json(struct ctx *cx, struct json *j, const struct month_sums *s)
{
    json_ki64(j, "demands", s->demands);
    json_ki64(j, "before", s->before);
    json_ki64(j, "year_before", s->year);
    change_json(cx, j, "on_year", s->year, s->demands);
    change_json(cx, j, "on_month", s->before, s->demands);
    json_ki64(j, "repeated", s->repeated);
    json_ki64(j, "suggestions", s->suggestions);
    json_ki64(j, "unsolved", s->unsolved);
}

static void rows_json(struct ctx *cx, struct json *j, const char *key,
                      const struct month_rows *rows)
{
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; i < rows->n; i++) {
        const struct month_row *row = &rows->p[i];
        json_obj(j);
        if (row->id)
            json_kid(j, "value", row->id);
        else
            json_kstr(j, "value", row->code);
        json_kstr(j, "text", row->label);
        json_ki64(j, "depth", row->depth);
        sums_json(cx, j, &row->sums);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void hot_json(struct ctx *cx, struct json *j, const struct month_report *r)
{
    json_kbool(j, "hot_seen", r->hot_seen);
    json_key(j, "hot");
    json_arr(j);
    for (size_t i = 0; i < r->hot_n; i++) {
        const struct month_hot *h = &r->hot[i];
        json_obj(j);
        json_kid(j, "value", h->id);
        json_kstr(j, "name", h->name);
        json_kstr(j, "place", h->place);
        json_kstr(j, "words", h->words);
        json_ki64(j, "demands", h->demands);
        json_ki64(j, "people", h->people);
        json_ki64(j, "before", h->before);
        json_ki64(j, "year_before", h->year);
        change_json(cx, j, "on_month", h->before, h->demands);
        change_json(cx, j, "on_year", h->year, h->demands);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err worst_json(struct ctx *cx, struct json *j, const struct month_report *r)
{
    json_key(j, "worst");
    json_arr(j);
    for (size_t i = 0; i < r->worst_n; i++) {
        struct str num = {0}, title = {0};
        TRY(worst_named(cx, &r->worst[i], &num, &title));
        json_obj(j);
        json_kstr(j, "num", num);
        json_kstr(j, "title", title);
        json_kstr(j, "class_text", label_class(cx, r->worst[i].class));
        json_kstr(j, "unit_text", label_unit(cx, r->worst[i].unit_id));
        json_ktime(j, "said_at", r->worst[i].said_at);
        json_ki64(j, "days", r->worst[i].days);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* How many from the i-th on are of its unit and kind. */
static size_t yields_alike(const struct month_report *r, size_t i)
{
    const struct trouble_measure *m = &r->yields[i].m;
    size_t n = 1;
    while (i + n < r->yields_n && r->yields[i + n].m.unit_id == m->unit_id &&
           r->yields[i + n].m.yields == m->yields)
        n++;
    return n;
}

static void yielded_json(struct json *j, const struct trouble_yielded *y)
{
    json_obj(j);
    json_kstr(j, "num", y->num);
    json_kstr(j, "name", y->name);
    json_ki64(j, "serial", y->m.serial);
    json_kstr(j, "words", y->m.words);
    json_kstr(j, "result", y->m.result);
    json_kstr(j, "paper", y->m.paper);
    json_kstr(j, "paper_num", y->m.paper_num);
    json_ktime(j, "ended_at", y->m.ended_at);
    json_obj_end(j);
}

/* For a document: "停车难：定办法（停车管理办法，区发〔2026〕8号）；…". */
static struct str yields_text(struct ctx *cx, const struct trouble_yielded *y, size_t n)
{
    struct str s = STR("");
    for (size_t i = 0; i < n; i++) {
        struct str paper = y[i].m.paper.n
                               ? str_fmt(cx->arena, "（%.*s，%.*s）", STR_ARG(y[i].m.paper),
                                         STR_ARG(y[i].m.paper_num))
                               : STR("");
        s = str_fmt(cx->arena, "%.*s%s%.*s：%.*s%.*s", STR_ARG(s), i ? "；" : "",
                    STR_ARG(y[i].name), STR_ARG(y[i].m.words), STR_ARG(paper));
    }
    return s;
}

/* By unit and kind, each with the measures that it counts. */
static void yields_json(struct ctx *cx, struct json *j, const struct month_report *r)
{
    json_key(j, "yields");
    json_arr(j);
    for (size_t i = 0, n = 0; i < r->yields_n; i += n) {
        const struct trouble_measure *m = &r->yields[i].m;
        n = yields_alike(r, i);
        json_obj(j);
        json_kid(j, "unit", m->unit_id);
        json_kstr(j, "unit_text", label_unit(cx, m->unit_id));
        json_kcstr(j, "yields", enum_text(&trouble_yield_names, m->yields));
        json_kcstr(j, "yields_text",
                   enum_label(&trouble_yield_names, m->yields, (int)cx->lang));
        json_ki64(j, "n", (int64_t)n);
        json_kstr(j, "text", yields_text(cx, &r->yields[i], n));
        json_key(j, "measures");
        json_arr(j);
        for (size_t k = 0; k < n; k++)
            yielded_json(j, &r->yields[i + k]);
        json_arr_end(j);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void time_json(struct ctx *cx, struct json *j, const char *key, int64_t first,
                      int64_t last)
{
    json_key(j, key);
    json_obj(j);
    json_kstr(j, "from", day_said(cx, first));
    json_kstr(j, "to", day_said(cx, last));
    json_obj_end(j);
}

enum err month_report_json(struct ctx *cx, const struct month_report *r, struct json *j)
{
    struct strs rules = month_rules(cx, r);
    json_kstr(j, "month", str_fmt(cx->arena, "%04" PRId64 "-%02d", r->year, (int)r->month));
    json_kstr(j, "title", month_title(cx, r));
    json_kstr(j, "stands", month_stands(cx, r));
    json_kbool(j, "over", r->over);
    json_ktime(j, "as_of", r->at);
    json_kstr(j, "as_of_day", r->base.as_of);
    json_kid(j, "unit", r->unit);
    json_kstr(j, "unit_text", label_unit(cx, r->unit));
    time_json(cx, j, "this", r->first_day, r->last_day);
    time_json(cx, j, "before", r->before_first, r->before_last);
    time_json(cx, j, "year_before", r->year_first, r->year_last);
    json_ki64(j, "unsolved_days", r->unsolved_days);
    json_key(j, "rules");
    json_arr(j);
    for (size_t i = 0; i < rules.n; i++)
        json_str(j, rules.p[i]);
    json_arr_end(j);
    json_key(j, "all");
    json_obj(j);
    sums_json(cx, j, &r->all);
    json_obj_end(j);
    rows_json(cx, j, "classes", &r->classes);
    rows_json(cx, j, "places", &r->places);
    rows_json(cx, j, "units", &r->units);
    hot_json(cx, j, r);
    yields_json(cx, j, r);
    return worst_json(cx, j, r);
}
