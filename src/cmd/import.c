/* SPDX-License-Identifier: Apache-2.0
 * huiyin import: takes a ledger file over.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "db/db.h"
#include "doc/sheet_out.h"
#include "loop/ledger_in.h"
#include "loop/ledger_map.h"
#include "loop/ledger_out.h"
#include "loop/steps.h"
#include "loop/upstream.h"

enum { SHOWN = 20, JSON_ROWS_MAX = 10000, NUMBER_CELLS = 8, COLUMN_CELLS = 20 };

/* Rows that are told after the run: kept as lines, or as JSON. */
struct told {
    struct json w;
    struct buf out;
    int64_t n;
};

/* What happens while it runs. */
struct view {
    struct cmd *c;
    const char *rejects; /* file, or NULL */
    struct sheet_out *out;
    int64_t shown, started;
    struct told repeats, hints, alike;
    bool bar; /* standard error is a terminal */
};

static const struct column reject_columns[] = {
    {.title = "行号", .width = 8, .type = COLUMN_NUMBER},
    {.title = "列", .width = 18},
    {.title = "编号", .width = 22},
    {.title = "原因", .width = 60},
};

static enum err reject_write(struct ctx *cx, struct view *v, const struct ledger_fault *f)
{
    if (!v->out) {
        struct sheet_spec spec = {
            .cols = reject_columns, .n = COUNT(reject_columns), .worksheet = "未导入"};
        TRY(ledger_file_kind(cx, v->rejects, &spec.kind));
        TRY(sheet_out_open(cx, v->rejects, &spec, &v->out));
    }
    const struct cell cells[] = {
        {.kind = CELL_NUMBER, .number = (double)f->line},
        cell_of_text(f->column),
        cell_of_text(f->number),
        cell_of_text(f->reason),
    };
    return sheet_out_row(cx, v->out, cells);
}

static void reject_json(struct cmd *c, const struct ledger_fault *f)
{
    json_obj(&c->w);
    json_ki64(&c->w, "row", f->line);
    json_kstr(&c->w, "column", f->column);
    json_kstr(&c->w, "number", f->number);
    json_kstr(&c->w, "reason", f->reason);
    json_obj_end(&c->w);
}

static void bar_clear(const struct view *v)
{
    if (v->bar)
        (void)fprintf(stderr, "\r\033[K");
}

static enum err rejected(struct ctx *cx, void *arg, const struct ledger_fault *f)
{
    struct view *v = arg;
    struct cmd *c = v->c;
    if (v->rejects)
        TRY(reject_write(cx, v, f));
    if (c->json) {
        reject_json(c, f);
        return OK;
    }
    if (v->shown++ >= SHOWN)
        return OK;
    bar_clear(v);
    if (v->shown == 1)
        cmd_say(c, "没有导入的行：\n%s%s原因", "Rows not taken over:\n%s%sreason",
                cmd_cell(c, str_c(cmd_word(c, "行", "row")), NUMBER_CELLS).p,
                cmd_cell(c, str_c(cmd_word(c, "列", "column")), COLUMN_CELLS).p);
    cmd_say(c, "%s%s%.*s", "%s%s%.*s",
            cmd_cell(c, str_fmt(c->cx.arena, "%" PRId64, f->line), NUMBER_CELLS).p,
            cmd_cell(c, f->column.n ? f->column : STR("-"), COLUMN_CELLS).p,
            STR_ARG(f->reason));
    return OK;
}

static void told_begin(struct cmd *c, struct told *t)
{
    buf_init(&t->out, c->cx.arena, 4 << 20);
    json_init(&t->w, &t->out);
    if (c->json)
        json_arr(&t->w);
}

static void told_json(struct cmd *c, const char *key, struct told *t)
{
    json_arr_end(&t->w);
    json_key(&c->w, key);
    json_raw(&c->w, buf_done(&t->out));
}

static void told_say(struct cmd *c, struct told *t)
{
    if (t->n)
        cmd_say(c, "%.*s", "%.*s", STR_ARG(buf_done(&t->out)));
    if (t->n > SHOWN)
        cmd_say(c, "…另有 %" PRId64 " 行；加 --json 列出全部", "… %" PRId64 " more: --json",
                t->n - SHOWN);
}

static void repeated(void *arg, const struct ledger_repeat *row)
{
    struct view *v = arg;
    struct cmd *c = v->c;
    struct told *t = &v->repeats;
    t->n++;
    if (c->json && t->n <= JSON_ROWS_MAX) {
        json_obj(&t->w);
        json_ki64(&t->w, "row", row->line);
        json_ki64(&t->w, "of", row->of);
        json_kstr(&t->w, "number", row->number);
        json_kbool(&t->w, "changed", row->changed);
        json_obj_end(&t->w);
    } else if (!c->json && t->n <= SHOWN) {
        buf_fmt(&t->out, "%s%s %" PRId64 "%s %" PRId64 "%s", t->n > 1 ? "\n" : "",
                cmd_word(c, "第", "Row"), row->line,
                row->changed ? cmd_word(c, " 行编号同第", " bears the number of row")
                             : cmd_word(c, " 行重复第", " is the same as row"),
                row->of,
                row->changed ? cmd_word(c, " 行，记为它的补充", ": an addition to it")
                             : cmd_word(c, " 行", ""));
    }
}

static enum err hinted(struct ctx *cx, void *arg, const struct ledger_row *row, struct str num,
                       const struct petition_hints *hints)
{
    struct view *v = arg;
    struct told *t = &v->hints;
    if (t->n++ >= JSON_ROWS_MAX)
        return OK;
    if (v->c->json) {
        json_obj(&t->w);
        json_ki64(&t->w, "row", row->line);
        json_kstr(&t->w, "number", row->number);
        json_kstr(&t->w, "num", num);
        json_key(&t->w, "petition_hints");
        petition_hints_json(cx, &t->w, hints);
        json_obj_end(&t->w);
        return OK;
    }
    for (size_t i = 0; i < hints->n && t->n <= SHOWN; i++) {
        const struct petition_hint *h = &hints->p[i];
        buf_fmt(&t->out, "%s%s %" PRId64 "%s %.*s %s %.*s %.*s (%s): %.*s",
                t->out.n ? "\n" : "", cmd_word(v->c, "第", "Row"), row->line,
                cmd_word(v->c, " 行", ""), STR_ARG(row->number),
                cmd_word(v->c, "可能就是", "may be"), STR_ARG(h->num), STR_ARG(h->title),
                enum_label(&demand_state_names, h->state, (int)cx->lang),
                STR_ARG(petition_reasons(cx, h->reasons)));
    }
    return OK;
}

static enum err alike(struct ctx *cx, void *arg, const struct ledger_row *row,
                      const struct same_found *found, size_t n)
{
    struct view *v = arg;
    struct told *t = &v->alike;
    t->n++;
    if (v->c->json && t->n <= JSON_ROWS_MAX) {
        json_obj(&t->w);
        json_ki64(&t->w, "row", row->line);
        json_kstr(&t->w, "number", row->number);
        json_ki64(&t->w, "others", (int64_t)n - 1);
        json_kstr(&t->w, "num", found->d->num);
        json_ki64(&t->w, "score", found->score);
        same_reasons_json(cx, &t->w, found);
        json_obj_end(&t->w);
    } else if (!v->c->json && t->n <= SHOWN) {
        buf_fmt(&t->out, "%s%s %" PRId64 "%s %.*s (%s) %" PRId64 "%%", t->out.n ? "\n" : "",
                cmd_word(v->c, "第", "Row"), row->line,
                cmd_word(v->c, " 行可能就是", " may be"), STR_ARG(found->d->num),
                enum_label(&demand_state_names, found->d->state, (int)cx->lang), found->score);
    }
    return OK;
}

static void progress(void *arg, int64_t rows, int64_t total)
{
    static const char full[] = "########################################";
    const struct view *v = arg;
    int64_t ms = time_mono() - v->started;
    int64_t part = total > 0 ? rows * (int64_t)(sizeof full - 1) / total : 0;
    (void)fprintf(stderr, "\r[%-*.*s] %" PRId64 "/%" PRId64 "  %" PRId64 "%s\033[K",
                  (int)(sizeof full - 1), (int)part, full, rows, total,
                  ms > 0 ? rows * 1000 / ms : 0, cmd_word(v->c, " 行/秒", " rows/s"));
    (void)fflush(stderr);
}

static enum err save_map(struct cmd *c, const struct mapping *m)
{
    const char *path = cmd_option(c, "--save-map");
    if (!path || !m->n)
        return OK;
    struct str text = ledger_map_text(&c->cx, m);
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(text.p, 1, text.n, f) == text.n;
    if (f && fclose(f) != 0)
        ok = false;
    if (!ok)
        return fail(&c->cx, ERR_IO, "写不了 %s：%s", "cannot write %s: %s", path,
                    strerror(errno));
    return OK;
}

static void say_map(struct cmd *c, const struct mapping *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct mapping_column *k = &m->columns[i];
        if (!k->title.n)
            continue;
        cmd_say(c, "  %s→ %s%s", "  %s-> %s%s", cmd_cell(c, k->title, COLUMN_CELLS).p,
                k->target < 0 ? cmd_word(c, "（不导入）", "(left out)")
                              : ledger_targets.p[k->target].name,
                k->target >= 0 && k->score < COLUMNS_EXACT ? " ?" : "");
    }
}

static void say_units(struct cmd *c, const struct ledger_units *units)
{
    if (!units->n)
        return;
    cmd_say(c,
            cmd_has(c, "--dry-run")
                ? "将建立 %zu 个单位，都在根单位之下，没有岗位和人员，请核对名称："
                : "建立了 %zu 个单位，都在根单位之下，没有岗位和人员，请核对名称：",
            cmd_has(c, "--dry-run")
                ? "%zu units would be made under the root unit, without desks and officers; "
                  "look at the names:"
                : "%zu units were made under the root unit, without desks and officers; look "
                  "at the names:",
            units->n);
    for (size_t i = 0; i < units->n; i++)
        cmd_say(c, "  %s%s%.*s", "  %s%s%.*s", cmd_cell(c, units->p[i].code, NUMBER_CELLS).p,
                cmd_cell(c, str_c(enum_label(&level_names, units->p[i].lvl, (int)c->cx.lang)),
                         NUMBER_CELLS)
                    .p,
                STR_ARG(units->p[i].name));
}

static void units_json(struct cmd *c, const struct ledger_units *units)
{
    json_key(&c->w, "units");
    json_arr(&c->w);
    for (size_t i = 0; i < units->n; i++) {
        json_obj(&c->w);
        json_kstr(&c->w, "code", units->p[i].code);
        json_kstr(&c->w, "name", units->p[i].name);
        json_kcstr(&c->w, "level", enum_text(&level_names, units->p[i].lvl));
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
}

static void say_result(struct cmd *c, struct view *v, const struct ledger_result *r)
{
    int64_t ms = time_mono() - v->started;
    cmd_say(c, "表头在第 %" PRId64 " 行：", "Header in row %" PRId64 ":", r->map.header_row);
    say_map(c, &r->map);
    say_units(c, &r->units);
    if (v->shown > SHOWN)
        cmd_say(c, "…另有 %" PRId64 " 行未列出；用 --rejects FILE 存出全部",
                "… %" PRId64 " more are not shown: --rejects FILE saves all", v->shown - SHOWN);
    told_say(c, &v->repeats);
    told_say(c, &v->alike);
    if (v->alike.n)
        cmd_say(
            c, "%" PRId64 " 行可能说的是已经在册的事。照样可以承接：甄别时逐件列出，由人判断。",
            "%" PRId64 " rows may speak of what is in the register. They can be taken over "
            "all the same: the screening shows each, and a person says.",
            v->alike.n);
    if (r->resumed)
        cmd_say(c, "上次导入这份文件时中断过，这次接着导完。",
                "An earlier import of this file had been interrupted; this one went on.");
    cmd_say(c,
            cmd_has(c, "--dry-run") ? "试运行，没有写入：共 %" PRId64 " 行，可承接 %" PRId64
                                      "，已承接过 %" PRId64 "，文件内重复 %" PRId64
                                      "，不能导入 %" PRId64 "。"
                                    : "共 %" PRId64 " 行：新承接 %" PRId64 "，已承接过 %" PRId64
                                      "，文件内重复 %" PRId64 "，未导入 %" PRId64 "。",
            cmd_has(c, "--dry-run") ? "Dry run, nothing was written: %" PRId64 " rows, %" PRId64
                                      " can be taken over, %" PRId64 " known, %" PRId64
                                      " repeated, %" PRId64 " rejected."
                                    : "%" PRId64 " rows: %" PRId64 " taken over, %" PRId64
                                      " known, %" PRId64 " repeated, %" PRId64 " rejected.",
            r->rows, r->fresh, r->known, r->repeated, r->rejected);
    cmd_say(c, "用时 %.1f 秒，每秒 %" PRId64 " 行。", "%.1f s, %" PRId64 " rows a second.",
            (double)ms / 1000, ms > 0 ? r->rows * 1000 / ms : r->rows);
}

/* What came of an upstream's table. */
static void say_upstream(struct cmd *c, struct view *v, const struct ledger_result *r)
{
    bool dry = cmd_has(c, "--dry-run"), verdicts = cmd_has(c, "--verdicts");
    const char *done =
        dry ? cmd_word(c, "试运行，没有写入：", "Dry run, nothing was written: ") : "";
    cmd_say(c, "表头在第 %" PRId64 " 行：", "Header in row %" PRId64 ":", r->map.header_row);
    say_map(c, &r->map);
    if (v->shown > SHOWN)
        cmd_say(c, "…另有 %" PRId64 " 行未列出；用 --rejects FILE 存出全部",
                "… %" PRId64 " more are not shown: --rejects FILE saves all", v->shown - SHOWN);
    told_say(c, &v->repeats);
    told_say(c, &v->hints);
    if (v->hints.n)
        cmd_say(c, "是不是同一件由人判断：在该件上选“与已有诉求关联”或“判为另一件事”。",
                "A person says whether it is: petition-link or petition-new on the demand.");
    if (verdicts)
        cmd_say(c,
                "%s共 %" PRId64 " 行：登记回访 %" PRId64 "，已登记或未回访 %" PRId64
                "，文件内重复 %" PRId64 "，未登记 %" PRId64 "。",
                "%s%" PRId64 " rows: %" PRId64 " verdicts recorded, %" PRId64
                " known or without one, %" PRId64 " repeated, %" PRId64 " refused.",
                done, r->rows, r->fresh, r->known, r->repeated, r->rejected);
    else
        cmd_say(c,
                "%s共 %" PRId64 " 行：新工单 %" PRId64 "，已有且无变化 %" PRId64
                "，已有的补充或重办 %" PRId64 "，文件内重复 %" PRId64 "，未导入 %" PRId64 "。",
                "%s%" PRId64 " rows: %" PRId64 " new orders, %" PRId64 " known, %" PRId64
                " changed or to be done again, %" PRId64 " repeated, %" PRId64 " refused.",
                done, r->rows, r->fresh, r->known, r->events, r->repeated, r->rejected);
}

static void json_result(struct cmd *c, struct view *v, const struct ledger_result *r)
{
    json_arr_end(&c->w);
    told_json(c, "repeats", &v->repeats);
    told_json(c, "hints", &v->hints);
    told_json(c, "alike", &v->alike);
    json_ki64(&c->w, "alike_rows", v->alike.n);
    json_kbool(&c->w, "dry_run", cmd_has(c, "--dry-run"));
    json_kid(&c->w, "batch", r->batch_id);
    json_ki64(&c->w, "rows", r->rows);
    json_ki64(&c->w, "new", r->fresh);
    json_ki64(&c->w, "known", r->known);
    json_ki64(&c->w, "events", r->events);
    json_ki64(&c->w, "repeated", r->repeated);
    json_ki64(&c->w, "rejected", r->rejected);
    json_kbool(&c->w, "resumed", r->resumed);
    units_json(c, &r->units);
    json_key(&c->w, "mapping");
    columns_json(&c->w, &r->map, ledger_targets);
    json_obj_end(&c->w);
}

static enum err take(struct cmd *c, struct view *v, struct ledger_result *r)
{
    const char *map = cmd_option(c, "--map");
    const char *upstream = cmd_option(c, "--upstream");
    struct mapping given = {0};
    struct upstream u = {0};
    struct ledger_import job = {
        .path = cmd_arg(c, 0).p,
        .batch = str_c(cmd_option(c, "--batch")),
        .series = str_c(cmd_option(c, "--series")),
        .dry_run = cmd_has(c, "--dry-run"),
        .unknown_units_to_root = cmd_has(c, "--unknown-units-to-root"),
        .make_units = cmd_has(c, "--make-units"),
        .progress = v->bar ? progress : NULL,
        .rejected = rejected,
        .repeated = repeated,
        .hinted = hinted,
        .alike = alike,
        .arg = v,
    };
    if (map) {
        TRY(ledger_map_load(&c->cx, map, &given));
        job.map = &given;
    }
    if (upstream) {
        TRY(upstream_get(&c->cx, str_c(upstream), &u));
        job.upstream = &u;
        job.sheet = cmd_has(c, "--verdicts") ? UPSTREAM_VERDICTS : UPSTREAM_ORDERS;
        job.series = u.code;
    }
    enum err e = ledger_import(&c->cx, &job, r);
    bar_clear(v);
    struct fault why = c->cx.error;
    enum err saved = save_map(c, &r->map);
    if (e != OK)
        c->cx.error = why;
    return e != OK ? e : saved;
}

/* What belongs to a ledger alone, and to an upstream's table alone. */
static enum err options_fit(struct cmd *c)
{
    static const char *const ledger[] = {"--map", "--series", "--make-units",
                                         "--unknown-units-to-root"};
    if (!cmd_has(c, "--upstream"))
        return !cmd_has(c, "--verdicts")
                   ? OK
                   : fail(&c->cx, ERR_INPUT, "--verdicts 须与 --upstream 一起用",
                          "--verdicts goes with --upstream");
    for (size_t i = 0; i < COUNT(ledger); i++)
        if (cmd_has(c, ledger[i]))
            return fail(
                &c->cx, ERR_INPUT, "%s 不能与 --upstream 一起用：列名由上级平台文件规定",
                "%s does not go with --upstream: its file says what columns mean", ledger[i]);
    return OK;
}

static enum err import_run(struct cmd *c)
{
    struct view v = {
        .c = c,
        .rejects = cmd_option(c, "--rejects"),
        .started = time_mono(),
        .bar = !c->json && isatty(STDERR_FILENO),
    };
    struct ledger_result r = {0};
    enum sheet_out_kind kind = SHEET_OUT_CSV;
    TRY(options_fit(c));
    if (v.rejects)
        TRY(ledger_file_kind(&c->cx, v.rejects, &kind));
    TRY(cmd_open(c, cmd_has(c, "--dry-run") ? CMD_READ : CMD_WRITE));
    steps_register(); /* a known order and a verdict are steps of their demand */
    v.started = time_mono();
    told_begin(c, &v.repeats);
    told_begin(c, &v.hints);
    told_begin(c, &v.alike);
    if (c->json) {
        json_obj(&c->w);
        json_key(&c->w, "rejects");
        json_arr(&c->w);
    }
    TRY(take(c, &v, &r));
    if (r.fresh > 0 && !cmd_has(c, "--dry-run"))
        TRY(store_analyze(&c->cx, c->app->store));
    if (v.out)
        TRY(sheet_out_close(&c->cx, v.out));
    if (c->json)
        json_result(c, &v, &r);
    else if (cmd_has(c, "--upstream"))
        say_upstream(c, &v, &r);
    else
        say_result(c, &v, &r);
    return OK;
}

const struct command import_commands[] = {
    {.name = "import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "承接一份台账（XLSX、CSV）",
     .en = "Take over a ledger (XLSX, CSV)",
     .more_zh =
         "在前几行里找表头，按常用列名对上各列；“反映时间”和“诉求内容”两列必须有。每行承接一件"
         "诉求，保留原日期、承办单位、状态和时限；有答复无评价的直接销号（台账承接）。同一份文"
         "件"
         "再导一次不会增加；中断后再运行同一命令会接着导。没写单位的行归根单位。本系统导出的台"
         "账"
         "按原样导回，次序是诉求、事项、任务；办理过程（events）是记录，不能导入。",
     .more_en = "Finds the header within the first rows and maps columns by their usual "
                "titles; the time "
                "and the words are required. Every row becomes a demand with its own dates, "
                "owner, state "
                "and limit; answered without a verdict is closed as taken over. The same file "
                "again adds "
                "nothing; after an interruption the same command goes on. A row without a unit "
                "belongs "
                "to the root unit. Ledgers exported here come back as they went out: demands, "
                "then matters, then tasks; events are a record and do not.",
     .options =
         (const struct cmd_option[]){
             {"--upstream", "CODE",
              "这是该上级平台的工单表（见 huiyin upstream）：每行受理一件",
              "a table of that upstream's orders (see huiyin upstream): each is received"},
             {"--verdicts", NULL, "与 --upstream 一起：这是它的回访结果",
              "with --upstream: its verdicts on what was answered"},
             {"--dry-run", NULL, "只检查，不写入；并列出可能说的是已经在册的事的行",
              "look only, write nothing; also tells rows that may speak of what is here"},
             {"--map", "FILE", "列映射（JSON，--save-map 存出的）",
              "mapping of columns (JSON, as saved by --save-map)"},
             {"--save-map", "FILE", "把列映射存成 JSON", "save the mapping as JSON"},
             {"--batch", "NAME", "批次名，默认文件名",
              "name of the batch; the file's by default"},
             {"--series", "NAME", "编号所属的台账（几份台账各自从头编号时用）",
              "which ledger the numbers belong to, when several number from the start"},
             {"--rejects", "FILE", "把没有导入的行存成 XLSX 或 CSV",
              "save the rejected rows as XLSX or CSV"},
             {"--make-units", NULL, "单位表里没有的单位，在根单位之下建立，并逐个列出",
              "a unit that nobody knows is made under the root unit, and listed"},
             {"--unknown-units-to-root", NULL, "单位表里没有的单位，暂归根单位",
              "a unit that nobody knows: its rows go to the root unit"},
             {0}},
     .run = import_run},
};
const size_t import_commands_n = COUNT(import_commands);
