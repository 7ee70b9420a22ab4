/* SPDX-License-Identifier: Apache-2.0
 * huiyin export tasks-form, import tasks-form: a unit's tasks as a table that is filled
 * off-line.
 */
#include <inttypes.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/subject.h"
#include "doc/sheet_out.h"
#include "loop/ledger_out.h"
#include "loop/sheet_draft.h"
#include "loop/steps.h"
#include "loop/tasks_form.h"

static enum err unit_given(struct cmd *c, const struct unit **out)
{
    const char *unit = cmd_option(c, "--unit");
    if (!unit)
        return fail(&c->cx, ERR_INPUT, "请用 --unit 给出单位代码", "--unit CODE is needed");
    return unit_named(c, str_c(unit), out);
}

static enum err form_out(struct cmd *c)
{
    const char *path = cmd_option(c, "--to");
    const struct unit *unit = NULL;
    enum sheet_out_kind kind = SHEET_OUT_CSV;
    int64_t rows = 0;
    if (!path)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.xlsx）",
                    "--to FILE is needed (.xlsx)");
    TRY(ledger_file_kind(&c->cx, path, &kind));
    if (kind != SHEET_OUT_XLSX)
        return fail(&c->cx, ERR_INPUT, "承办任务表只有 .xlsx", "the form is an .xlsx file");
    steps_register();
    TRY(cmd_open(c, CMD_WRITE));
    TRY(unit_given(c, &unit));
    c->cx.actor = &actor_system;
    TRY(tasks_form_write(&c->cx, unit->id, path, &rows));
    TRY(tasks_form_record(&c->cx, unit->id, rows));
    cmd_say(c, "已把%.*s的 %" PRId64 " 件承办任务写到 %s",
            "%.*s: %" PRId64 " tasks written to %s", STR_ARG(unit->name), rows, path);
    if (!c->json)
        return OK;
    json_obj(&c->w);
    json_kstr(&c->w, "unit", unit->code);
    json_kcstr(&c->w, "file", path);
    json_ki64(&c->w, "rows", rows);
    json_obj_end(&c->w);
    return OK;
}

static void say_faults(struct cmd *c, const struct form_result *r)
{
    for (size_t i = 0; i < r->faults_n; i++)
        cmd_say(c, "  第 %" PRId64 " 行 %.*s %s：%.*s", "  row %" PRId64 " %.*s %s: %.*s",
                r->faults[i].line, STR_ARG(r->faults[i].num), r->faults[i].column,
                STR_ARG(r->faults[i].reason));
}

static enum err form_in(struct cmd *c)
{
    const char *path = cmd_arg(c, 0).p, *slash = strrchr(path, '/');
    const struct unit *unit = NULL;
    struct form_result r = {0};
    struct str answer = {0};
    int64_t made = 0, known = 0;
    steps_register();
    TRY(cmd_open(c, CMD_WRITE));
    TRY(unit_given(c, &unit));
    TRY(actor_named(c));
    const struct form_job job = {path, str_c(slash ? slash + 1 : path), unit->id};
    TRY(tasks_form_read(&c->cx, &job, &r));
    TRY(sheet_drafts_put(&c->cx, unit->id, job.name, &r, &answer, &made, &known));
    cmd_say(c,
            "填了 %" PRId64 " 行：新草稿 %" PRId64 " 份，已有 %" PRId64 " 份，不能用 %zu 处。"
            "草稿要由本单位工作人员在系统里提交。",
            "%" PRId64 " rows filled: %" PRId64 " new drafts, %" PRId64 " known, %zu faults. "
            "Officers of the unit file the drafts.",
            r.rows, made, known, r.faults_n);
    say_faults(c, &r);
    json_raw(&c->w, answer);
    return OK;
}

const struct command forms_commands[] = {
    {.name = "export tasks-form",
     .args = "",
     .zh = "导出一个单位的承办任务表（可离线填写）",
     .en = "Write a unit's tasks as a form to fill off-line",
     .more_zh =
         "给不登录系统的单位：每行一件在办任务，前面各列锁定，后面各列填进展、书面反馈、延"
         "期或退单申请。填好后用 import tasks-form 或网页上传，成为草稿。",
     .more_en =
         "For units that do not log in: a row a task, locked columns first, then those to "
         "fill: progress, report, extension or return. What comes back by import "
         "tasks-form or the page becomes drafts.",
     .options = (const struct cmd_option[]){{"--unit", "CODE", "单位代码", "the unit's code"},
                                            {"--to", "FILE", "写到哪个文件（.xlsx）",
                                             "the file (.xlsx)"},
                                            {0}},
     .run = form_out},
    {.name = "import tasks-form",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "把填好的承办任务表作为草稿收回",
     .en = "Take a filled form back as drafts",
     .more_zh =
         "什么都不直接提交：每行成为对应任务的草稿，由本单位工作人员在系统里核对后提交。同一"
         "份文件再导一次没有变化；编号不对、不是本单位的、已结束的、锁定列被改动的行逐行列"
         "出。正式库须从标准输入给出上传人的密码。",
     .more_en =
         "Nothing is filed: each row becomes a draft of its task, which the unit's officers "
         "look at and file. The same file again changes nothing; rows with an unknown "
         "number, of another unit, of a task that is over or with changed locked columns "
         "are listed. A live register asks for the password of who uploads.",
     .options = (const struct cmd_option[]){{"--unit", "CODE", "单位代码", "the unit's code"},
                                            {"--as", "LOGIN", "谁上传的", "who uploads it"},
                                            {0}},
     .run = form_in},
};
const size_t forms_commands_n = COUNT(forms_commands);
