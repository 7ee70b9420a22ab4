/* SPDX-License-Identifier: Apache-2.0
 * What the papers about boards, interviews and self-examinations are read from.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "loop/board.h"
#include "loop/board_step.h"
#include "loop/document_impl.h"
#include "loop/interview.h"
#include "loop/labels.h"

/* ---- a board ---- */

static struct str hundredths(struct ctx *cx, int64_t n, const char *unit)
{
    return n < 0 ? STR("无数据")
                 : str_fmt(cx->arena, "%" PRId64 ".%02d%s", n / 100, (int)(n % 100), unit);
}

/* The indicator that speaks most for a red unit, and most against a black one. */
static struct str reason_of(struct ctx *cx, const struct board_rule *r,
                            const struct board_unit_result *u)
{
    const struct board_indicator *best = NULL;
    for (size_t i = 0; i < r->indicators_n; i++) {
        const struct board_indicator *x = &r->indicators[i];
        int64_t rate = u->after[x->measure].rate;
        int64_t so_far = best ? u->after[best->measure].rate : 0;
        if (x->weight > 0 && rate >= 0 && (!best || (u->red ? rate > so_far : rate < so_far)))
            best = x;
    }
    return best ? str_fmt(cx->arena, "%s%s%.*s",
                          measure_speaks_against((enum measure)best->measure) ? "未" : "",
                          enum_label(&measure_names, best->measure, LANG_ZH),
                          STR_ARG(hundredths(cx, u->after[best->measure].rate, "%")))
                : STR("");
}

static void places_json(struct ctx *cx, struct json *j, const char *key, bool red,
                        const struct board_rule *r, const struct board_unit_result *u, size_t n)
{
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (red ? !u[i].red : !u[i].black)
            continue;
        json_obj(j);
        json_ki64(j, "rank", u[i].rank);
        json_kstr(j, "unit", u[i].name);
        json_kstr(j, "score", hundredths(cx, u[i].score, ""));
        json_ki64(j, "volume", u[i].volume);
        json_kstr(j, "on_time", hundredths(cx, u[i].after[MEASURE_ON_TIME].rate, "%"));
        json_kstr(j, "satisfied", hundredths(cx, u[i].after[MEASURE_SATISFIED].rate, "%"));
        json_kstr(j, "reason", reason_of(cx, r, &u[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static struct str basis(struct ctx *cx, const struct board_rule *r)
{
    struct str s = STR("");
    for (size_t i = 0; i < r->indicators_n; i++) {
        const struct board_indicator *x = &r->indicators[i];
        if (x->weight <= 0)
            continue;
        s = str_fmt(cx->arena, "%.*s%s%s%s（权重%" PRId64 "）", STR_ARG(s), s.n ? "、" : "",
                    measure_speaks_against((enum measure)x->measure) ? "未" : "",
                    enum_label(&measure_names, x->measure, LANG_ZH), x->weight);
    }
    return str_fmt(cx->arena,
                   "按“%.*s”第%" PRId64 "版，指标：%.*s，由系统统计；少于%" PRId64
                   "件的单位不排名，同分同名次。",
                   STR_ARG(r->zh), r->version, STR_ARG(s), r->minimum);
}

enum err document_of_board(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    const struct board_rule *r = NULL;
    struct board_unit_result *results = NULL;
    struct board_units units;
    struct board b = {0};
    struct str figures = {0};
    TRY(board_find(cx, ask->about, &b));
    if (!str_eq_c(b.state, "published"))
        return fail(cx, ERR_CONFLICT, "榜单还没有发布", "the board is not published");
    TRY(board_rule_get(cx, b.rule, b.rule_version, &r));
    TRY(board_units_of(cx, b.num, &units));
    TRY(board_compute(cx, r, &units, &results, &figures));
    json_kstr(j, "title", b.title);
    json_kstr(j, "period",
              str_fmt(cx->arena, "%.*s至%.*s", STR_ARG(document_day(cx, time_day(b.from_at))),
                      STR_ARG(document_day(cx, time_day(b.to_at - 1)))));
    json_kstr(j, "basis", basis(cx, r));
    places_json(cx, j, "red", true, r, results, units.n);
    places_json(cx, j, "black", false, r, results, units.n);
    return OK;
}

/* ---- an interview ---- */

/* One unit's words alone; of several "unit：words", a line each. */
static struct str of_all(struct ctx *cx, const struct interview_unit *u, size_t n,
                         struct str (*part)(struct ctx *cx, const struct interview_unit *u))
{
    struct str s = STR("");
    for (size_t i = 0; i < n; i++) {
        struct str one = part(cx, &u[i]);
        if (!one.n)
            continue;
        s = n == 1 ? one
                   : str_fmt(cx->arena, "%.*s%s%.*s：%.*s", STR_ARG(s), s.n ? "\n" : "",
                             STR_ARG(label_unit(cx, u[i].unit_id)), STR_ARG(one));
    }
    return s;
}

static struct str answer_of(struct ctx *cx, const struct interview_unit *u)
{
    (void)cx;
    return u->answer;
}

static struct str promise_of(struct ctx *cx, const struct interview_unit *u)
{
    return str_fmt(cx->arena, "%.*s（%.*s前）", STR_ARG(u->promise),
                   STR_ARG(document_day(cx, time_day(u->due_at - 1))));
}

enum err document_of_interview(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct interview v = {0};
    struct interview_unit *u = NULL;
    struct str units = STR(""), persons = STR("");
    size_t n = 0;
    TRY(interview_find(cx, ask->about, &v));
    TRY(interview_units(cx, v.num, &u, &n));
    for (size_t i = 0; i < n; i++) {
        units = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(units), i ? "、" : "",
                        STR_ARG(label_unit(cx, u[i].unit_id)));
        if (u[i].persons.n && !str_has(persons, str_cdup(cx->arena, u[i].persons)))
            persons = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(persons), persons.n ? "、" : "",
                              STR_ARG(u[i].persons));
    }
    json_kstr(j, "title", v.title);
    json_ktime(j, "held_at", v.held_at);
    json_kstr(j, "where", v.venue);
    json_kstr(j, "host", v.host);
    json_kstr(j, "unit", units);
    json_kstr(j, "persons", persons);
    json_kstr(j, "recorder", v.recorder);
    json_kstr(j, "reason", v.reason);
    json_kstr(j, "said", v.said);
    json_kstr(j, "answer", of_all(cx, u, n, answer_of));
    json_kstr(j, "demands", of_all(cx, u, n, promise_of));
    return OK;
}

/* ---- an ordered self-examination ---- */

enum err document_of_step(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct strs parts = str_split(cx->arena, ask->about, ' ');
    struct board_step s = {0};
    struct board b = {0};
    int64_t id = 0;
    if (parts.n != 2 || !str_i64(parts.p[1], &id))
        return fail_at(cx, ERR_INPUT, "about", "应如 step 123", "such as step 123");
    TRY(board_step_find(cx, id, &s));
    if (s.kind != STEP_EXAMINE || str_eq_c(s.state, "open"))
        return fail(cx, ERR_CONFLICT, "还没有责令检视", "no self-examination was ordered yet");
    TRY(board_find(cx, s.board, &b));
    shape_json(j, &board_step_shape, &s);
    json_kstr(j, "unit", label_unit(cx, s.unit_id));
    json_kstr(j, "board_title", b.title);
    json_kcstr(j, "title", "责令检视记录");
    return OK;
}
