/* SPDX-License-Identifier: Apache-2.0
 * huiyin report: figures of the register.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/brief.h"
#include "loop/level_report.h"
#include "loop/month_report.h"
#include "loop/ontime.h"
#include "loop/way_report.h"

enum { WORKDAYS_MAX = 1000, CELLS = 10 };

static void row_json(struct json *w, const struct ontime_row *r)
{
    json_obj(w);
    if (r->year)
        json_ki64(w, "year", r->year);
    json_ki64(w, "demands", r->demands);
    json_ki64(w, "answered", ontime_answered(r));
    json_ki64(w, "in_time", r->in_time);
    json_ki64(w, "late", r->late);
    json_ki64(w, "undated", r->undated);
    json_ki64(w, "unanswered", ontime_unanswered(r));
    json_ki64(w, "overdue", r->overdue);
    json_ki64(w, "withdrawn", r->withdrawn);
    json_key(w, "rate_percent");
    if (ontime_rate(r) < 0)
        json_nil(w);
    else
        json_f64(w, (double)ontime_rate(r) / 100);
    json_obj_end(w);
}

static void report_json(struct cmd *c, int64_t workdays, const struct ontime *o)
{
    json_obj(&c->w);
    json_ki64(&c->w, "workdays", workdays);
    if (cmd_has(c, "--batch"))
        json_kcstr(&c->w, "batch", cmd_option(c, "--batch"));
    json_ktime(&c->w, "as_of", c->cx.now - db_lag_ms(c->cx.db));
    json_kbool(&c->w, "provisional", o->provisional);
    json_key(&c->w, "years");
    json_arr(&c->w);
    for (size_t i = 0; i < o->n; i++)
        row_json(&c->w, &o->years[i]);
    json_arr_end(&c->w);
    json_key(&c->w, "total");
    row_json(&c->w, &o->total);
    json_obj_end(&c->w);
}

static void row_say(struct cmd *c, const char *name, const struct ontime_row *r)
{
    const int64_t figures[] = {r->demands, ontime_answered(r),   r->in_time, r->late,
                               r->undated, ontime_unanswered(r), r->overdue, r->withdrawn};
    struct buf b;
    int64_t rate = ontime_rate(r);
    buf_init(&b, c->cx.arena, 1024);
    buf_str(&b, cmd_cell(c, str_c(name), CELLS));
    for (size_t i = 0; i < COUNT(figures); i++)
        buf_fmt(&b, "%*" PRId64, CELLS, figures[i]);
    if (rate < 0)
        buf_fmt(&b, "%*s", CELLS, "-");
    else
        buf_fmt(&b, "%*" PRId64 ".%02d%%", CELLS - 4, rate / 100, (int)(rate % 100));
    cmd_say(c, "%s", "%s", buf_done(&b).p);
}

/* Right-aligned over its figures: a Chinese character takes two cells. */
static void head_say(struct cmd *c)
{
    static const char *const zh[] = {"诉求",   "已答复", "按时",   "超时",  "时间不明",
                                     "未答复", "逾期",   "已撤诉", "按时率"};
    static const char *const en[] = {"demands", "answered", "in time",   "late", "undated",
                                     "open",    "overdue",  "withdrawn", "rate"};
    struct buf b;
    buf_init(&b, c->cx.arena, 1024);
    buf_str(&b, cmd_cell(c, str_c(cmd_word(c, "年份", "year")), CELLS));
    for (size_t i = 0; i < COUNT(zh); i++) {
        struct str title = str_c(cmd_word(c, zh[i], en[i]));
        size_t padded = cmd_cell(c, title, CELLS).n;
        buf_fmt(&b, "%*s%s", (int)(padded - title.n), "", title.p);
    }
    cmd_say(c, "%s", "%s", buf_done(&b).p);
}

static void report_say(struct cmd *c, int64_t workdays, const struct ontime *o)
{
    cmd_say(c, "按时答复：自反映次日起 %" PRId64 " 个工作日，末日24时（北京时间）为限。",
            "Answered in time: within %" PRId64
            " working days after the day it was said, until 24:00 Beijing time.",
            workdays);
    head_say(c);
    for (size_t i = 0; i < o->n; i++)
        row_say(c, str_fmt(c->cx.arena, "%" PRId64, o->years[i].year).p, &o->years[i]);
    row_say(c, cmd_word(c, "合计", "total"), &o->total);
    cmd_say(c, "按时率 = 按时 ÷（按时 + 超时 + 逾期未答复）。未答复含逾期。",
            "rate = in time / (in time + late + overdue); open includes overdue.");
    if (o->provisional)
        cmd_say(c, "注意：涉及没有节假日表的年份，暂只按周末计算。",
                "Note: a year without a calendar is touched; weekends only.");
}

static enum err ontime_run(struct cmd *c)
{
    int64_t workdays = -1;
    struct ontime o;
    TRY(cmd_number(c, "--workdays", 0, WORKDAYS_MAX, &workdays));
    if (workdays < 0)
        return fail(&c->cx, ERR_INPUT, "请用 --workdays 给出工作日数",
                    "--workdays N is needed");
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    TRY(ontime_report(&c->cx, workdays, str_c(cmd_option(c, "--batch")), &o));
    if (c->json)
        report_json(c, workdays, &o);
    else
        report_say(c, workdays, &o);
    return OK;
}

/* ---- the sheets ---- */

static enum err bytes_write(struct cmd *c, const char *path, struct str bytes)
{
    FILE *f = path ? fopen(path, "wb") : stdout;
    bool good = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    if (f && path && fclose(f) != 0)
        good = false;
    return good ? OK
                : fail(&c->cx, ERR_IO, "写不了 %s：%s", "cannot write %s: %s",
                       path ? path : "-", strerror(errno));
}

static enum err sheet_write(struct cmd *c, const struct brief *b)
{
    struct str format = str_c(cmd_option(c, "--format")), out = STR("");
    const char *to = cmd_option(c, "--to");
    if (c->json || str_eq_c(format, "json")) {
        c->json = true;
        json_obj(&c->w);
        brief_json(&c->cx, b, &c->w);
        json_obj_end(&c->w);
        return OK;
    }
    if (str_eq_c(format, "xlsx") || str_eq_c(format, "csv")) {
        if (!to || !str_ends(str_c(to), str_fmt(c->cx.arena, ".%s", format.p).p))
            return fail(&c->cx, ERR_INPUT, "请用 --to 给出 .%s 文件", "--to FILE.%s is needed",
                        format.p);
        return brief_sheet(&c->cx, b, to);
    }
    if (str_eq_c(format, "png"))
        TRY(brief_png(&c->cx, b, &out));
    else if (str_eq_c(format, "html"))
        out = brief_html(&c->cx, b);
    else if (!format.n || str_eq_c(format, "text"))
        out = brief_text(&c->cx, b);
    else
        return fail(&c->cx, ERR_INPUT, "格式是 text、json、html、png、xlsx 或 csv",
                    "the format is text, json, html, png, xlsx or csv");
    return bytes_write(c, to, out);
}

static enum err sheet_run(struct cmd *c, enum brief_kind kind)
{
    int64_t day = -1;
    struct brief b;
    const char *date = cmd_option(c, "--date");
    if (date && !day_parse(str_c(date), &day))
        return fail(&c->cx, ERR_INPUT, "--date 应为日期，如 2026-11-21",
                    "--date is a day, such as 2026-11-21");
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    TRY(brief_make_of(&c->cx, kind, day, str_c(cmd_option(c, "--campaign")), &b));
    return sheet_write(c, &b);
}

static enum err daily_run(struct cmd *c)
{
    return sheet_run(c, BRIEF_DAILY);
}

static enum err weekly_run(struct cmd *c)
{
    return sheet_run(c, BRIEF_WEEKLY);
}

static enum err monthly_run(struct cmd *c)
{
    return sheet_run(c, BRIEF_MONTHLY);
}

/* ---- ways ---- */

static void ways_say(struct cmd *c, const struct way_report *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct way_row *w = &r->rows[i];
        cmd_say(c, "%s%s\t诉求 %" PRId64 "（无效 %" PRId64 "）\t事项 %" PRId64,
                "%s%s\tdemands %" PRId64 " (invalid %" PRId64 ")\tmatters %" PRId64,
                w->none ? cmd_word(c, "其他：", "other: ") : "", w->label.p, w->sums.demands,
                w->sums.invalid, w->sums.matters);
    }
    cmd_say(c,
            "合计：诉求 %" PRId64 "（无效 %" PRId64 "），事项 %" PRId64
            "（多种方式共同反映而重复计入 %" PRId64 "，合计已扣除）",
            "Total: demands %" PRId64 " (invalid %" PRId64 "), matters %" PRId64
            " (counted in more than one way: %" PRId64 ", once in the total)",
            r->all.demands, r->all.invalid, r->all.matters, r->again);
    for (size_t i = 0; i < r->exits_n; i++)
        cmd_say(c, "  %s：%.*s\t%" PRId64, "  %s: %.*s\t%" PRId64,
                enum_label(&ground_at_names, r->exits[i].sums.at, (int)c->cx.lang),
                STR_ARG(r->exits[i].label), r->exits[i].sums.demands);
}

/* Whoever holds the machine reads the whole register. */
static const struct actor *whole_reader(struct cmd *c)
{
    struct grant *whole = NEW(c->cx.arena, struct grant);
    struct actor *reader = NEW(c->cx.arena, struct actor);
    int64_t root = c->cx.app->root_unit;
    *whole = (struct grant){.unit_id = root, .role = ROLE_LEADER};
    *reader = (struct actor){.kind = ROLE__MAX, .unit_id = root, .grants = whole, .n = 1};
    return reader;
}

/* Of --place; 0 where it is not given. */
static enum err place_given(struct cmd *c, int64_t *id)
{
    const char *code = cmd_option(c, "--place");
    const struct place *place = code ? org_place_code(c->cx.app->org, str_c(code)) : NULL;
    if (code && !place)
        return fail(&c->cx, ERR_NOT_FOUND, "没有区划 %s", "there is no place %s", code);
    *id = place ? place->id : 0;
    return OK;
}

static enum err ways_run(struct cmd *c)
{
    struct ctx *cx = &c->cx;
    struct way_report r;
    const char *file = cmd_option(c, "--to");
    struct way_query q = {.from = str_c(cmd_option(c, "--from")),
                          .to = str_c(cmd_option(c, "--until")),
                          .campaign = str_c(cmd_option(c, "--campaign")),
                          .as_of = str_c(cmd_option(c, "--as-of"))};
    if (file && !str_ends(str_c(file), ".xlsx"))
        return fail(cx, ERR_INPUT, "请用 --to 给出 .xlsx 文件", "--to FILE.xlsx is needed");
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    TRY(place_given(c, &q.place));
    cx->actor = whole_reader(c);
    enum err e = way_report_read(cx, &q, &r);
    cx->actor = NULL;
    TRY(e);
    if (file)
        TRY(way_report_xlsx(cx, &r, file));
    if (c->json) {
        json_obj(&c->w);
        way_report_json(cx, &r, &c->w);
        json_obj_end(&c->w);
    } else {
        ways_say(c, &r);
    }
    return OK;
}

/* ---- months ---- */

static void month_rows_say(struct cmd *c, const struct month_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct month_sums *s = &rows->p[i].sums;
        cmd_say(c,
                "%*s%.*s\t诉求 %" PRId64 "（同比 %s，环比 %s）\t反复反映 %" PRId64
                "\t意见建议 %" PRId64 "\t久拖不决 %" PRId64,
                "%*s%.*s\tdemands %" PRId64 " (on the year %s, on the month %s)\tsaid again "
                "%" PRId64 "\tsuggestions %" PRId64 "\tlong unsolved %" PRId64,
                (int)(2 * rows->p[i].depth), "", STR_ARG(rows->p[i].label), s->demands,
                change_text(&c->cx, change_of(s->year, s->demands)).p,
                change_text(&c->cx, change_of(s->before, s->demands)).p, s->repeated,
                s->suggestions, s->unsolved);
    }
}

static void months_say(struct cmd *c, const struct month_report *r)
{
    struct strs rules = month_rules(&c->cx, r);
    struct month_row all = {.sums = r->all, .label = str_c(cmd_word(c, "合计", "total"))};
    cmd_say(c, "%.*s", "%.*s", STR_ARG(month_title(&c->cx, r)));
    month_rows_say(c, &r->classes);
    month_rows_say(c, &(struct month_rows){&all, 1});
    for (size_t i = 0; i < r->hot_n; i++)
        cmd_say(c, "热点：%.*s %.*s\t本月 %" PRId64 " 件，%" PRId64 " 人，上月 %" PRId64 " 件",
                "hot: %.*s %.*s\tdemands %" PRId64 ", people %" PRId64
                ", the month before %" PRId64,
                STR_ARG(r->hot[i].name.n ? r->hot[i].name : r->hot[i].words),
                STR_ARG(r->hot[i].place), r->hot[i].demands, r->hot[i].people,
                r->hot[i].before);
    for (size_t i = 0; i < rules.n; i++)
        cmd_say(c, "%.*s", "%.*s", STR_ARG(rules.p[i]));
}

static enum err months_told(struct cmd *c, const struct month_query *q, const char *file)
{
    struct month_report r;
    TRY(month_report_read(&c->cx, q, &r));
    if (file)
        TRY(month_report_xlsx(&c->cx, &r, file));
    if (!c->json) {
        months_say(c, &r);
        return OK;
    }
    json_obj(&c->w);
    TRY(month_report_json(&c->cx, &r, &c->w));
    json_obj_end(&c->w);
    return OK;
}

static enum err months_run(struct cmd *c)
{
    const char *file = cmd_option(c, "--to");
    struct month_query q = {.month = str_c(cmd_option(c, "--month")),
                            .channel = str_c(cmd_option(c, "--channel")),
                            .stand = cmd_has(c, "--now") ? MONTH_NOW : MONTH_THEN};
    if (file && !str_ends(str_c(file), ".xlsx"))
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出 .xlsx 文件", "--to FILE.xlsx is needed");
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    TRY(place_given(c, &q.place));
    c->cx.actor = whole_reader(c);
    enum err e = months_told(c, &q, file);
    c->cx.actor = NULL;
    return e;
}

/* ---- levels ---- */

static void levels_say(struct cmd *c, const struct level_report *r)
{
    const struct level_sums *s = &r->all;
    cmd_say(c, "定级 %" PRId64 " 件：采纳建议 %" PRId64 "，改定 %" PRId64 "，无建议 %" PRId64,
            "Levelled: %" PRId64 "; suggestion followed %" PRId64 ", another level %" PRId64
            ", none suggested %" PRId64,
            s->n, s->followed, s->deviated, s->none);
    for (size_t i = 0; i < r->counts_n; i++) {
        const struct level_count *k = &r->counts[i];
        if (k->suggested == LEVEL_NONE)
            continue;
        cmd_say(c, "  %s：建议%s，定为%s　%" PRId64 " 件",
                "  %s: suggested %s, chosen %s: %" PRId64,
                enum_label(&level_source_names, k->source, (int)c->cx.lang),
                enum_label(&level_names, k->suggested, (int)c->cx.lang),
                enum_label(&level_names, k->chosen, (int)c->cx.lang), k->n);
    }
}

static enum err levels_run(struct cmd *c)
{
    struct level_report r;
    const char *from = cmd_option(c, "--from"), *to = cmd_option(c, "--until");
    const char *file = cmd_option(c, "--to");
    const struct level_query q = {.from = str_c(from ? from : ""), .to = str_c(to ? to : "")};
    if (file && !str_ends(str_c(file), ".xlsx"))
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出 .xlsx 文件", "--to FILE.xlsx is needed");
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    TRY(level_report_read(&c->cx, &q, true, &r));
    if (file)
        TRY(level_report_xlsx(&c->cx, &r, file));
    if (c->json) {
        json_obj(&c->w);
        level_report_json(&c->cx, &r, LEVEL_DEVIATIONS_MAX, &c->w);
        json_obj_end(&c->w);
    } else {
        levels_say(c, &r);
    }
    return OK;
}

static const struct cmd_option sheet_options_given[] = {
    {"--date", "DAY", "时段里的任一天；不填为最近一个完整时段",
     "any day of it; the last whole one otherwise"},
    {"--campaign", "CODE", "只算一个专项行动（代号）", "of one campaign alone (its code)"},
    {"--format", "FORMAT", "格式：text、json、html、png、xlsx、csv",
     "format: text, json, html, png, xlsx, csv"},
    {"--to", "FILE", "写到文件", "write to a file"},
    {0}};
#define SHEET(NAME, ZH, EN, RUN)                                                               \
    {                                                                                          \
        .name = (NAME), .args = "", .zh = (ZH), .en = (EN), .options = sheet_options_given,    \
        .run = (RUN)                                                                           \
    }

const struct command report_commands[] = {
    SHEET("report daily", "日报：受理、办结、超期、待签收（分街道）", "The sheet of a day",
          daily_run),
    SHEET("report weekly", "周报", "The sheet of a week", weekly_run),
    SHEET("report monthly", "月报", "The sheet of a month", monthly_run),
    {.name = "report levels",
     .args = "",
     .zh = "分级建议的采纳与改定",
     .en = "Suggested levels followed and not",
     .options =
         (const struct cmd_option[]){
             {"--from", "DAY", "从哪天起（含）；不填为最近30天", "from this day; the last 30"},
             {"--until", "DAY", "到哪天止（含）；不填为今天", "to this day; today"},
             {"--to", "FILE", "写成表格（.xlsx）", "write a workbook (.xlsx)"},
             {0}},
     .run = levels_run},
    {.name = "report months",
     .args = "",
     .zh = "月度分析：热点、反复反映、久拖不决、意见建议，同比和环比",
     .en = "The monthly analysis: hot, said again, long unsolved, suggestions; changes",
     .options =
         (const struct cmd_option[]){
             {"--month", "MONTH", "哪个月，如 2026-10；不填为上个月",
              "such as 2026-10; the last one that is over"},
             {"--place", "CODE", "只算一个区划（代码）",
              "of one place and what lies in it (its code)"},
             {"--channel", "CODE", "只算一个渠道（代号）", "of one channel alone (its code)"},
             {"--now", NULL, "按现在的情况统计，不按月末时", "as it stands now, not then"},
             {"--to", "FILE", "写成表格（.xlsx）", "write a workbook (.xlsx)"},
             {0}},
     .run = months_run},
    {.name = "report ways",
     .args = "",
     .zh = "诉求和事项各由哪种方式而来",
     .en = "Demands and matters by the way they came in",
     .options =
         (const struct cmd_option[]){
             {"--from", "DAY", "从哪天反映的起（含）", "said from this day on"},
             {"--until", "DAY", "到哪天反映的止（含）", "said until this day"},
             {"--campaign", "CODE", "只算一个专项行动（代号）",
              "of one campaign alone (its code)"},
             {"--place", "CODE", "只算一个区划（代码）",
              "of one place and what lies in it (its code)"},
             {"--as-of", "DAY", "截至某日24时", "as it stood when a day ended"},
             {"--to", "FILE", "写成表格（.xlsx）", "write a workbook (.xlsx)"},
             {0}},
     .run = ways_run},
    {.name = "report ontime",
     .args = "",
     .zh = "按时答复统计（按年）",
     .en = "Answered in time, by year",
     .options =
         (const struct cmd_option[]){
             {"--workdays", "N", "时限（工作日）", "limit in working days"},
             {"--batch", "NAME", "只算一个导入批次", "one imported batch only"},
             {0}},
     .run = ontime_run},
};
const size_t report_commands_n = COUNT(report_commands);
