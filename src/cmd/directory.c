/* SPDX-License-Identifier: Apache-2.0
 * huiyin directory: the dispatch directory's versions, in and out of table files.
 */
#include <inttypes.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/faults.h"
#include "cmd/rows.h"
#include "cmd/subject.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/directory_file.h"
#include "loop/directory_json.h"
#include "loop/directory_store.h"
#include "loop/labels.h"

enum { CELLS_SMALL = 8, CELLS_NAME = 24, VERSIONS_MAX = 1000000, LEAST_MAX = 1000 };

static enum err list_run(struct cmd *c)
{
    const struct directory_version *v = NULL;
    TRY(cmd_open(c, CMD_READ));
    const struct directory *d = c->app->directory;
    const struct directory_version *now = directory_on(d, time_day(c->cx.now));
    size_t n = directory_versions(d, &v);
    if (!n)
        cmd_say(c, "还没有派单目录，用 huiyin directory import 装入",
                "There is no directory yet: huiyin directory import");
    json_obj(&c->w);
    json_key(&c->w, "versions");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        char day[TIME_TEXT];
        cmd_say(c, "%s 第 %lld 版  自 %s 起  %lld 条  %.*s",
                "%s version %lld  from %s  %lld entries  %.*s", now == &v[i] ? "*" : " ",
                (long long)v[i].version, day_text(day, v[i].from_day), (long long)v[i].entries,
                STR_ARG(v[i].note));
        directory_version_json(&c->cx, &c->w, &v[i]);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

void faults_say(struct cmd *c, const struct directory_fault *f, size_t n, size_t all)
{
    if (!all)
        return;
    cmd_say(c, "有问题的行：\n%s%s原因", "Rows at fault:\n%s%sreason",
            cmd_cell(c, str_c(cmd_word(c, "行", "row")), CELLS_SMALL).p,
            cmd_cell(c, str_c(cmd_word(c, "列", "column")), CELLS_NAME).p);
    for (size_t i = 0; i < n; i++)
        cmd_say(c, "%s%s%.*s", "%s%s%.*s",
                cmd_cell(c, str_fmt(c->cx.arena, "%" PRId64, f[i].row), CELLS_SMALL).p,
                cmd_cell(c, f[i].column, CELLS_NAME).p, STR_ARG(f[i].reason));
    if (all > n)
        cmd_say(c, "…另有 %zu 处", "… and %zu more", all - n);
}

static void say_change(struct cmd *c, const struct directory_change *k)
{
    struct ctx *cx = &c->cx;
    const struct directory_entry *e = k->after ? k->after : k->before;
    if (!e)
        return;
    struct str place = directory_cell(cx, e, DIRECTORY_PLACE, cx->lang);
    struct str class = directory_cell(cx, e, DIRECTORY_CLASS, cx->lang);
    cmd_say(c, "%s 第 %lld 条 %.*s %.*s：%.*s", "%s No. %lld %.*s %.*s: %.*s",
            !k->before  ? "+"
            : !k->after ? "-"
                        : "~",
            (long long)e->serial, STR_ARG(class), STR_ARG(place),
            STR_ARG(directory_cell(cx, e, DIRECTORY_LEAD, cx->lang)));
    for (int i = 0; i < DIRECTORY_COLUMN__MAX; i++)
        if (k->columns & BIT(i))
            cmd_say(c, "    %s：“%.*s” → “%.*s”", "    %s: \"%.*s\" -> \"%.*s\"",
                    directory_title(cx, (enum directory_column)i),
                    STR_ARG(directory_cell(cx, k->before, (enum directory_column)i, cx->lang)),
                    STR_ARG(directory_cell(cx, k->after, (enum directory_column)i, cx->lang)));
}

static void show_changes(struct cmd *c, const struct directory_entry *a, size_t a_n,
                         const struct directory_entry *b, size_t b_n)
{
    struct directory_change *all = NULL;
    size_t n = 0;
    directory_diff(&c->cx, a, a_n, b, b_n, &all, &n);
    if (!n)
        cmd_say(c, "没有差别", "No difference");
    for (size_t i = 0; i < n; i++)
        say_change(c, &all[i]);
    directory_changes_json(&c->cx, &c->w, all, n);
}

static enum err import_put(struct cmd *c, const struct directory_read *r, int64_t from_day)
{
    char day[TIME_TEXT];
    int64_t version = 0;
    const struct directory_new in = {.entries = r->entries,
                                     .n = r->n,
                                     .from_day = from_day,
                                     .note = str_c(cmd_option(c, "--note")),
                                     .expected = directory_newest(&c->cx)};
    TRY(directory_enforce(&c->cx, &in, &version));
    cmd_say(c, "派单目录第 %lld 版自 %s 起生效，共 %zu 条",
            "Version %lld of the directory is in force from %s on: %zu entries",
            (long long)version, day_text(day, from_day), r->n);
    json_ki64(&c->w, "version", version);
    return OK;
}

static enum err import_run(struct cmd *c)
{
    struct directory_read r;
    struct directory_entry *before = NULL;
    size_t before_n = 0;
    int64_t at = 0;
    bool dry = cmd_has(c, "--dry-run");
    if (!cmd_has(c, "--from"))
        return fail(&c->cx, ERR_INPUT, "请用 --from 给出生效日期", "--from DATE is needed");
    TRY(moment_parse(c, cmd_option(c, "--from"), &at));
    TRY(cmd_open(c, dry ? CMD_READ : CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(directory_file_read(&c->cx, cmd_arg(c, 0).p, NULL, time_day(at), &r));
    TRY(directory_entries_on(&c->cx, time_day(at), &before, &before_n));
    json_obj(&c->w);
    json_kbool(&c->w, "dry_run", dry);
    directory_read_json(&c->w, &r);
    faults_say(c, r.faults, r.faults_n, r.faults_all);
    show_changes(c, before, before_n, r.entries, r.n);
    if (r.faults_all && !dry)
        return fail(&c->cx, ERR_INPUT, "有 %zu 处问题，没有写入",
                    "%zu faults: nothing was written", r.faults_all);
    c->differs = r.faults_all > 0;
    if (dry)
        cmd_say(c, "试运行，没有写入：%zu 条可用，%zu 处问题",
                "Dry run, nothing was written: %zu entries, %zu faults", r.n, r.faults_all);
    else
        TRY(import_put(c, &r, time_day(at)));
    json_obj_end(&c->w);
    return OK;
}

static enum err version_of(struct cmd *c, struct str text, int64_t *out)
{
    const struct directory *d = c->app->directory;
    if (!str_i64(text, out) || !directory_version_of(d, *out))
        return fail(&c->cx, ERR_NOT_FOUND, "派单目录没有第“%.*s”版，见 huiyin directory list",
                    "there is no version \"%.*s\" of the directory: see huiyin directory list",
                    STR_ARG(text));
    return OK;
}

static enum err version_now(struct cmd *c, int64_t *out)
{
    const struct directory_version *v = directory_on(c->app->directory, time_day(c->cx.now));
    if (!v)
        return fail(&c->cx, ERR_NOT_FOUND, "现在没有生效的派单目录",
                    "no directory is in force now");
    *out = v->version;
    return OK;
}

static enum err export_run(struct cmd *c)
{
    const char *path = cmd_option(c, "--to");
    struct directory_entry *e = NULL;
    int64_t version = 0;
    size_t n = 0;
    if (!path)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.xlsx 或 .csv）",
                    "--to FILE is needed (.xlsx or .csv)");
    TRY(cmd_open(c, CMD_READ));
    TRY(c->args_n ? version_of(c, cmd_arg(c, 0), &version) : version_now(c, &version));
    TRY(directory_entries(&c->cx, version, &e, &n));
    TRY(directory_file_write(&c->cx, path, e, n));
    cmd_say(c, "派单目录第 %lld 版，%zu 条，已写到 %s",
            "Version %lld of the directory, %zu entries, written to %s", (long long)version, n,
            path);
    json_obj(&c->w);
    json_ki64(&c->w, "version", version);
    json_ki64(&c->w, "entries", (int64_t)n);
    json_kcstr(&c->w, "file", path);
    json_obj_end(&c->w);
    return OK;
}

static enum err diff_run(struct cmd *c)
{
    struct directory_entry *a = NULL, *b = NULL;
    size_t a_n = 0, b_n = 0;
    int64_t from = 0, to = 0;
    TRY(cmd_open(c, CMD_READ));
    TRY(version_of(c, cmd_arg(c, 0), &from));
    TRY(version_of(c, cmd_arg(c, 1), &to));
    TRY(directory_entries(&c->cx, from, &a, &a_n));
    TRY(directory_entries(&c->cx, to, &b, &b_n));
    json_obj(&c->w);
    show_changes(c, a, a_n, b, b_n);
    json_obj_end(&c->w);
    return OK;
}

static enum err say_counts(struct cmd *c)
{
    struct directory_count *all = NULL;
    size_t n = 0;
    TRY(directory_counts(&c->cx, &all, &n));
    for (size_t i = 0; i < n; i++) {
        cmd_say(
            c, "第 %lld 版  %s%8lld", "version %lld  %s%8lld", (long long)all[i].version,
            cmd_cell(
                c, str_c(enum_label(&directory_outcome_names, all[i].outcome, (int)c->cx.lang)),
                CELLS_NAME)
                .p,
            (long long)all[i].n);
        if (all[i].warned)
            cmd_say(c, "    其中部门职责事项派给街道：%lld",
                    "    of them a department's duty to a street: %lld",
                    (long long)all[i].warned);
    }
    return OK;
}

static enum err say_returns(struct cmd *c, int64_t version, int64_t least)
{
    struct directory_returned *all = NULL;
    size_t n = 0;
    TRY(directory_returned(&c->cx, version, least, &all, &n));
    for (size_t i = 0; i < n; i++) {
        const struct directory_returned *r = &all[i];
        cmd_say(c, "第 %lld 条 %.*s：申请退单 %lld 次，准予 %lld 次%s",
                "No. %lld %.*s: asked back %lld times, granted %lld%s", (long long)r->serial,
                STR_ARG(label_unit(&c->cx, r->lead_unit)),
                (long long)r->granted + (long long)r->refused, (long long)r->granted,
                r->suggested ? cmd_word(c, "，建议调整这一条", ": change the entry?") : "");
        if (r->to_n)
            cmd_say(c, "    之后多由 %.*s 主办（%lld 件）", "    went to %.*s (%lld)",
                    STR_ARG(label_unit(&c->cx, r->to_unit)), (long long)r->to_n);
    }
    return OK;
}

static enum err say_missing(struct cmd *c, int64_t version, int64_t least)
{
    struct directory_missing *all = NULL;
    size_t n = 0;
    TRY(directory_missing(&c->cx, version, least, &all, &n));
    for (size_t i = 0; i < n; i++)
        cmd_say(c, "目录未列 %.*s %.*s：%lld 件都由 %.*s 主办，建议新增一条",
                "No entry for %.*s %.*s: %lld led by %.*s: add one?",
                STR_ARG(label_class(&c->cx, all[i].class)),
                STR_ARG(label_place(&c->cx, all[i].place_id)), (long long)all[i].n,
                STR_ARG(label_unit(&c->cx, all[i].lead_unit)));
    return OK;
}

static enum err report_run(struct cmd *c)
{
    int64_t version = 0, least = DIRECTORY_RETURNS_LEAST, least_new = DIRECTORY_MISSING_LEAST;
    TRY(cmd_number(c, "--version", 1, VERSIONS_MAX, &version));
    TRY(cmd_number(c, "--least", 1, LEAST_MAX, &least));
    TRY(cmd_number(c, "--least-new", 1, LEAST_MAX, &least_new));
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    if (!version)
        TRY(version_now(c, &version));
    if (c->json) {
        json_obj(&c->w);
        TRY(directory_report_json(&c->cx, &c->w, version, least, least_new));
        json_obj_end(&c->w);
        return OK;
    }
    cmd_say(c, "派单目录的执行：", "What became of the directory's proposals:");
    TRY(say_counts(c));
    cmd_say(c, "第 %lld 版生效以来的退单：",
            "Returns since version %lld began:", (long long)version);
    TRY(say_returns(c, version, least));
    return say_missing(c, version, least_new);
}

const struct command directory_commands[] = {
    {.name = "directory list",
     .args = "",
     .zh = "派单目录的各版，* 为现在生效的",
     .en = "Versions of the dispatch directory; * is in force now",
     .run = list_run},
    {.name = "directory import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "装入新一版派单目录（XLSX、CSV），列出与前一版的差别",
     .en = "Put a new version of the directory in force (XLSX, CSV); says what differs",
     .more_zh =
         "列：序号、类别（或类别代码）、适用区域（区划、区划代码，或“街道乡镇”一类的区划类"
         "型；空为全部）、主办单位（单位，或 属地街道、属地社区、协商确定）、协办单位、责任"
         "层级、办结时限、职责类别（部门职责、基层履职事项、部门与基层共担）、法律依据、备"
         "注。有一行有问题就整份不写入。",
     .more_en =
         "Columns: 序号, 类别 (or 类别代码), 适用区域 (a place, its code in 区划代码, or a "
         "kind of place; empty is everywhere), 主办单位 (a unit, or 属地街道, 属地社区, "
         "协商确定), 协办单位, 责任层级, 办结时限, 职责类别, 法律依据, 备注. Nothing is "
         "written when a row is at fault.",
     .options = (const struct cmd_option[]){{"--from", "DATE", "自哪一天起生效（今天或以后）",
                                             "in force from which day on (today or later)"},
                                            {"--note", "TEXT", "说明，列在版本后面",
                                             "a remark, shown with the version"},
                                            {"--dry-run", NULL, "只检查和比较，不写入",
                                             "look and compare only, write nothing"},
                                            {0}},
     .run = import_run},
    {.name = "directory export",
     .args = "[VERSION]",
     .args_max = 1,
     .zh = "写出一版派单目录（默认现在生效的）",
     .en = "Write a version of the directory (by default the one in force)",
     .options = (const struct cmd_option[]){{"--to", "FILE", "写到哪个文件（.xlsx 或 .csv）",
                                             "the file (.xlsx or .csv)"},
                                            {0}},
     .run = export_run},
    {.name = "directory diff",
     .args = "A B",
     .args_min = 2,
     .args_max = 2,
     .zh = "两版派单目录逐条逐列的差别",
     .en = "What differs between two versions, entry by entry and column by column",
     .run = diff_run},
    {.name = "report directory",
     .args = "",
     .zh = "派单目录的执行：照办、改派、提醒了多少，哪些条目常被退单",
     .en = "The directory: followed, overridden, warned, and which entries are asked back",
     .options =
         (const struct cmd_option[]){
             {"--version", "N", "看哪一版的退单，默认现在生效的",
              "returns of which version, by default the one in force"},
             {"--least", "N", "准予退单几次起建议调整，默认 3",
              "from how many granted returns on a change is suggested, by default 3"},
             {"--least-new", "N", "目录未列、派给同一单位几件起建议新增，默认 3",
              "matters without an entry to one unit from which on one is suggested; 3"},
             {0}},
     .run = report_run},
};
const size_t directory_commands_n = COUNT(directory_commands);
