/* SPDX-License-Identifier: Apache-2.0
 * Boards as they are read: lists and one board for those who may see them, a page to print, the
 * table for the annual appraisal.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/org.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/board.h"
#include "loop/board_step.h"
#include "loop/labels.h"

ENUM_NAMES(appraisal_purpose, APPRAISAL_PURPOSE_LIST);

enum { LISTED = 200, PAGE_MAX = 8 << 20 };

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

static bool reads_all(struct ctx *cx)
{
    return (board_roles(cx) & (BOARD_READERS | BIT(ROLE_ADMIN_SECURITY))) != 0;
}

static bool published(const struct board *b)
{
    return str_eq_c(b->state, "published");
}

/* ---- the list ---- */

static void rule_json(struct ctx *cx, struct json *j, const struct board_rule *r)
{
    json_obj(j);
    json_kstr(j, "name", r->name);
    json_ki64(j, "version", r->version);
    json_kstr(j, "text", cx->lang == LANG_EN ? r->en : r->zh);
    json_kcstr(j, "period", enum_text(&board_period_names, r->period));
    json_kcstr(j, "volume", enum_label(&measure_names, r->volume, (int)cx->lang));
    json_ki64(j, "minimum", r->minimum);
    json_ki64(j, "red", r->red.score);
    json_ki64(j, "red_most", r->red.most);
    json_ki64(j, "black", r->black.score);
    json_ki64(j, "black_most", r->black.most);
    json_key(j, "indicators");
    json_arr(j);
    for (size_t i = 0; i < r->indicators_n; i++) {
        int m = r->indicators[i].measure;
        json_obj(j);
        json_kcstr(j, "measure", enum_text(&measure_names, m));
        json_kcstr(j, "text", enum_label(&measure_names, m, (int)cx->lang));
        json_ki64(j, "weight", r->indicators[i].weight);
        json_kbool(j, "against", measure_speaks_against((enum measure)m));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "teams");
    json_arr(j);
    for (size_t i = 0; i < r->teams_n; i++) {
        json_obj(j);
        json_kstr(j, "code", r->teams[i].code);
        json_kstr(j, "text", cx->lang == LANG_EN ? r->teams[i].en : r->teams[i].zh);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "tiers");
    json_arr(j);
    for (size_t i = 0; i < r->tiers_n; i++) {
        json_obj(j);
        json_kstr(j, "code", r->tiers[i].code);
        json_kstr(j, "text", cx->lang == LANG_EN ? r->tiers[i].en : r->tiers[i].zh);
        json_ki64(j, "least", r->tiers[i].least);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
}

static void head_json(struct json *j, const struct board *b)
{
    json_kstr(j, "num", b->num);
    json_ki64(j, "version", b->version);
    json_kstr(j, "rule", b->rule);
    json_ki64(j, "rule_version", b->rule_version);
    json_kstr(j, "title", b->title);
    json_kstr(j, "campaign", b->campaign);
    json_ktime(j, "from_at", b->from_at);
    json_ktime(j, "to_at", b->to_at);
    json_kstr(j, "state", b->state);
    json_ktime(j, "drafted_at", b->drafted_at);
    json_ktime(j, "ended_at", b->ended_at);
    json_kstr(j, "reason", b->reason);
    json_kstr(j, "hash", b->hash);
}

enum err boards_json(struct ctx *cx, struct json *j)
{
    const struct board_rule **rules = NULL;
    struct board *rows = NULL;
    size_t rules_n = 0, n = 0;
    uint32_t roles = board_roles(cx);
    TRY(board_rules(cx, &rules, &rules_n));
    TRY(db_all(cx, SQL_BOARD_LIST, ARGS(I64(cx->jid), I64(LISTED)), &board_shape,
               (void **)&rows, &n));
    json_key(j, "rules");
    json_arr(j);
    for (size_t i = 0; i < rules_n; i++)
        rule_json(cx, j, rules[i]);
    json_arr_end(j);
    json_key(j, "boards");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (!reads_all(cx) && !published(&rows[i]))
            continue;
        json_obj(j);
        head_json(j, &rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "may_draft", (roles & BOARD_DRAFTERS) != 0);
    json_kbool(j, "may_appraise", (roles & BOARD_APPRAISERS) != 0);
    json_kbool(j, "may_account", (roles & BIT(ROLE_ADMIN_SECURITY)) != 0);
    return OK;
}

/* ---- one ---- */

static enum err named(struct ctx *cx, struct json *j, const char *key, int64_t officer)
{
    struct str name = {0};
    TRY(label_officer(cx, officer, &name));
    json_kstr(j, key, name);
    return OK;
}

static bool own(struct ctx *cx, json_t *row)
{
    int64_t unit = 0;
    const char *id = json_string_value(json_object_get(row, "unit_id"));
    return id && str_i64(str_c(id), &unit) &&
           (actor_roles_at(cx, cx->actor, unit) & BIT(ROLE_HEAD));
}

/* Rows of a stored array: all of them, or the red ones and a head's own units'. */
static enum err rows_json(struct ctx *cx, struct json *j, const char *key, struct str stored,
                          bool red_too)
{
    json_t *all = NULL;
    json_key(j, key);
    if (reads_all(cx)) {
        json_raw(j, stored);
        return OK;
    }
    TRY(json_read(cx, stored, &all));
    json_arr(j);
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *row = json_array_get(all, i);
        const char *list = json_string_value(json_object_get(row, "list"));
        if (!own(cx, row) && !(red_too && list && strcmp(list, "red") == 0))
            continue;
        char *text = json_dumps(row, JSON_COMPACT | JSON_PRESERVE_ORDER);
        json_raw(j, str_dup(cx->arena, str_c(text)));
        free(text);
    }
    json_arr_end(j);
    return OK;
}

static enum err may_json(struct ctx *cx, struct json *j, const struct board *b)
{
    uint32_t roles = board_roles(cx);
    bool drafter = actor_is(cx->actor, b->drafted_by);
    bool draft = str_eq_c(b->state, "draft"), checked = str_eq_c(b->state, "checked");
    json_kbool(j, "may_check", draft && !drafter && (roles & BOARD_CHECKERS));
    json_kbool(j, "may_publish", checked && !drafter && (roles & BOARD_PUBLISHERS));
    json_kbool(j, "may_drop", (draft || checked) && (roles & BOARD_READERS));
    return OK;
}

static enum err seen(struct ctx *cx, struct str num, struct board *out)
{
    TRY(board_find(cx, num, out));
    return reads_all(cx) || published(out) ? OK
                                           : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的榜单",
                                                  "there is no board %.*s", STR_ARG(num));
}

enum err board_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    const struct board_rule *r = NULL;
    struct board b = {0};
    TRY(seen(cx, num, &b));
    TRY(board_rule_get(cx, b.rule, b.rule_version, &r));
    *version = b.version;
    head_json(j, &b);
    json_key(j, "rule_is");
    rule_json(cx, j, r);
    TRY(named(cx, j, "drafted_name", b.drafted_by));
    TRY(named(cx, j, "checked_name", b.checked_by));
    TRY(named(cx, j, "ended_name", b.ended_by));
    json_kbool(j, "whole", reads_all(cx));
    TRY(rows_json(cx, j, "units", b.figures, true));
    TRY(rows_json(cx, j, "exclusions", b.exclusions, false));
    json_key(j, "signals");
    json_raw(j, reads_all(cx) ? b.signals : STR("[]"));
    return may_json(cx, j, &b);
}

void board_again_json(struct json *j, const struct board_again *a)
{
    json_kstr(j, "num", a->num);
    json_kbool(j, "same", a->same);
    json_kbool(j, "whole", a->whole);
    json_kbool(j, "recorded", a->recorded);
    json_ki64(j, "units", (int64_t)a->units);
    json_ki64(j, "facts", (int64_t)a->facts);
}

/* ---- a page to print ---- */

static struct str percent(struct ctx *cx, int64_t rate)
{
    return rate < 0 ? str_c(pick(cx, "无数据", "no data"))
                    : str_fmt(cx->arena, "%" PRId64 ".%02d%%", rate / 100, (int)(rate % 100));
}

/* A score is a number of a hundred, no share. */
static struct str points(struct ctx *cx, int64_t score)
{
    return score < 0 ? str_c(pick(cx, "无数据", "no data"))
                     : str_fmt(cx->arena, "%" PRId64 ".%02d", score / 100, (int)(score % 100));
}

static const char *tier_text(const struct ctx *cx, const struct board_rule *r, struct str code)
{
    for (size_t i = 0; i < r->tiers_n; i++)
        if (str_eq(r->tiers[i].code, code))
            return cx->lang == LANG_EN ? r->tiers[i].en.p : r->tiers[i].zh.p;
    return "";
}

static void cell(struct buf *out, struct str text)
{
    buf_c(out, "<td>");
    buf_html_text(out, text);
    buf_c(out, "</td>");
}

static void unit_html(struct ctx *cx, struct buf *out, const struct board_rule *r,
                      const struct board_unit_result *u)
{
    buf_c(out, "<tr><th scope=\"row\">");
    buf_html_text(out, u->name);
    buf_c(out, "</th>");
    cell(out, str_c(tier_text(cx, r, u->tier)));
    cell(out, str_fmt(cx->arena, "%" PRId64, u->volume));
    cell(out, points(cx, u->score));
    cell(out, points(cx, u->score_before));
    cell(out, u->rank ? str_fmt(cx->arena, "%" PRId64, u->rank)
                      : str_c(pick(cx, "量少不排", "too few: not ranked")));
    cell(out, str_c(u->red     ? pick(cx, "红榜", "red")
                    : u->black ? pick(cx, "黑榜", "black")
                               : ""));
    for (size_t i = 0; i < r->indicators_n; i++) {
        const struct board_figure *g = &u->after[r->indicators[i].measure];
        cell(out, g->n ? str_fmt(cx->arena, "%.*s (n=%" PRId64 ", %.*s–%.*s)",
                                 STR_ARG(percent(cx, g->rate)), g->n,
                                 STR_ARG(percent(cx, g->low)), STR_ARG(percent(cx, g->high)))
                       : percent(cx, -1));
    }
    buf_c(out, "</tr>");
}

static void team_html(struct ctx *cx, struct buf *out, const struct board_rule *r, size_t team,
                      const struct board_unit_result *units, size_t n)
{
    static const char *const zh[] = {"档", "件数", "得分", "剔除前", "名次", "榜"};
    static const char *const en[] = {"tier", "volume", "score", "before exclusion",
                                     "rank", "list"};
    buf_c(out, "<h2>");
    buf_html_text(out, cx->lang == LANG_EN ? r->teams[team].en : r->teams[team].zh);
    buf_c(out, "</h2><table><tr><td></td>");
    for (size_t i = 0; i < COUNT(zh); i++)
        buf_fmt(out, "<th scope=\"col\">%s</th>", pick(cx, zh[i], en[i]));
    for (size_t i = 0; i < r->indicators_n; i++)
        buf_fmt(out, "<th scope=\"col\">%s%s</th>",
                measure_speaks_against((enum measure)r->indicators[i].measure)
                    ? pick(cx, "未", "not ")
                    : "",
                enum_label(&measure_names, r->indicators[i].measure, (int)cx->lang));
    buf_c(out, "</tr>");
    for (size_t i = 0; i < n; i++)
        if (str_eq(units[i].team, r->teams[team].code))
            unit_html(cx, out, r, &units[i]);
    buf_c(out, "</table>");
}

enum err board_html(struct ctx *cx, struct str num, struct str *out)
{
    const struct board_rule *r = NULL;
    struct board_unit_result *units = NULL;
    struct board_units rows;
    struct board b = {0};
    struct str figures = {0};
    struct buf p;
    TRY(seen(cx, num, &b));
    if (!reads_all(cx))
        return fail(cx, ERR_DENIED, "全榜只供有权限的岗位打印", "not for your role");
    TRY(board_rule_get(cx, b.rule, b.rule_version, &r));
    TRY(board_units_of(cx, num, &rows));
    TRY(board_compute(cx, r, &rows, &units, &figures));
    buf_init(&p, cx->arena, PAGE_MAX);
    buf_fmt(&p, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><title>",
            pick(cx, "zh-CN", "en"));
    buf_html_text(&p, b.title);
    buf_c(&p, "</title><link rel=\"stylesheet\" href=\"/print.css\"><h1>");
    buf_html_text(&p, b.title);
    buf_c(&p, "</h1>");
    if (!published(&b))
        buf_fmt(&p, "<p class=\"watermark\">%s</p>",
                pick(cx, "尚未发布，不得外传", "not published"));
    for (size_t i = 0; i < r->teams_n; i++)
        team_html(cx, &p, r, i, units, rows.n);
    buf_fmt(&p, "<p>%s</p><p>%.*s · %s %.*s@%" PRId64 " · SHA-256 %.*s</p></html>\n",
            pick(cx, "括号内为件数和95%置信区间；件数不足的只列不排；剔除前后得分并列。",
                 "In brackets: number and 95% interval. Where there are too few nobody is "
                 "ranked. Scores stand before and after exclusion."),
            STR_ARG(b.num), pick(cx, "规则", "rule"), STR_ARG(b.rule), b.rule_version,
            STR_ARG(b.hash));
    *out = buf_done(&p);
    return buf_ok(&p) ? OK : fail(cx, ERR_TOO_LARGE, "榜单太大", "the board is too large");
}

/* ---- for the annual appraisal ---- */

struct year_table {
    struct ctx *cx;
    struct sheet_out *o;
    const struct board *board; /* whose rows come now */
    int64_t rows;
};

static struct cell text_cell(struct str s)
{
    return (struct cell){.kind = CELL_TEXT, .text = s};
}

static struct cell number_cell(struct ctx *cx, int64_t hundredths)
{
    return hundredths < 0
               ? text_cell(str_c(pick(cx, "无数据", "no data")))
               : (struct cell){.kind = CELL_NUMBER, .number = (double)hundredths / 100};
}

static struct str step_of(struct ctx *cx, const struct board_step *s, size_t n, int64_t unit)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].unit_id == unit)
            return str_fmt(cx->arena, "%s (%" PRId64 ", %.*s)",
                           enum_label(&board_step_names, s[i].kind, (int)cx->lang), s[i].serial,
                           STR_ARG(s[i].state));
    return STR("");
}

static enum err board_rows(struct ctx *cx, void *arg)
{
    struct year_table *a = arg;
    const struct board *b = a->board;
    const struct board_rule *r = NULL;
    struct board_unit_result *u = NULL;
    struct board_step *steps = NULL;
    struct board_units units;
    struct str figures = {0};
    size_t steps_n = 0;
    TRY(board_rule_get(cx, b->rule, b->rule_version, &r));
    TRY(board_units_of(cx, b->num, &units));
    TRY(board_compute(cx, r, &units, &u, &figures));
    TRY(board_steps_of(cx, b->num, &steps, &steps_n));
    for (size_t i = 0; i < units.n; i++) {
        const struct cell cells[] = {
            text_cell(b->num),
            text_cell(b->title),
            text_cell(u[i].name),
            text_cell(u[i].team),
            text_cell(str_c(tier_text(cx, r, u[i].tier))),
            number_cell(cx, u[i].volume * 100),
            number_cell(cx, u[i].score),
            number_cell(cx, u[i].score_before),
            text_cell(u[i].rank ? str_fmt(cx->arena, "%" PRId64, u[i].rank) : STR("-")),
            text_cell(str_c(u[i].red ? pick(cx, "红榜（奖励依据）", "red: ground for reward")
                            : u[i].black ? pick(cx, "黑榜", "black")
                                         : "")),
            text_cell(step_of(cx, steps, steps_n, u[i].unit_id)),
        };
        TRY(sheet_out_row(a->cx, a->o, cells));
        a->rows++;
    }
    return OK;
}

enum err board_appraisal(struct ctx *cx, int64_t year, const char *path, int64_t *rows)
{
    static const char *const zh[] = {"榜单",
                                     "标题",
                                     "单位",
                                     "组",
                                     "档",
                                     "件数",
                                     "得分",
                                     "剔除前得分",
                                     "名次",
                                     "红黑榜",
                                     "提醒、约谈、检视"};
    static const char *const en[] = {"board",
                                     "title",
                                     "unit",
                                     "team",
                                     "tier",
                                     "volume",
                                     "score",
                                     "score before exclusion",
                                     "rank",
                                     "list",
                                     "reminder, interview, examination"};
    struct column cols[COUNT(zh)];
    struct year_table a = {.cx = cx};
    struct board *all = NULL;
    size_t n = 0;
    if (!(board_roles(cx) & BOARD_APPRAISERS))
        return fail(cx, ERR_DENIED, "您的角色不能导出", "not for your role");
    for (size_t i = 0; i < COUNT(zh); i++)
        cols[i] = (struct column){.title = pick(cx, zh[i], en[i]),
                                  .type = i >= 5 && i <= 7 ? COLUMN_NUMBER : COLUMN_TEXT};
    const struct sheet_spec spec = {
        .kind = SHEET_OUT_XLSX,
        .cols = cols,
        .n = COUNT(cols),
        .watermark =
            pick(cx, "年度目标考核用，限知悉范围", "for the annual appraisal: restricted"),
    };
    TRY(db_all(cx, SQL_BOARD_LIST, ARGS(I64(cx->jid), I64(INT32_MAX)), &board_shape,
               (void **)&all, &n));
    TRY(sheet_out_open(cx, path, &spec, &a.o));
    for (size_t i = n; i > 0; i--) {
        int y = 0, m = 0, d = 0;
        day_to_civil(time_day(all[i - 1].to_at - 1), &y, &m, &d);
        a.board = &all[i - 1];
        if (y == year && published(a.board))
            TRY(board_apart(cx, board_rows, &a));
    }
    *rows = a.rows;
    return sheet_out_close(cx, a.o);
}

struct record_job {
    int64_t year, rows;
    int purpose;
};

static enum err record_write(struct ctx *cx, void *arg)
{
    const struct record_job *j = arg;
    return audit_put(
        cx, SUBJECT_UNIT, cx->app->root_unit, "board-appraisal",
        str_fmt(cx->arena, "{\"year\":%" PRId64 ",\"rows\":%" PRId64 ",\"purpose\":\"%s\"}",
                j->year, j->rows, enum_text(&appraisal_purpose_names, j->purpose)));
}

enum err board_appraisal_record(struct ctx *cx, int64_t year, int64_t rows, int purpose)
{
    struct record_job j = {year, rows, purpose};
    return db_write(cx, cx->app->store, record_write, &j);
}
