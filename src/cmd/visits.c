/* SPDX-License-Identifier: Apache-2.0
 * huiyin export visits-form, import visits: a community's visits at the door as a table.
 */
#include <inttypes.h>

#include "cmd/cmd.h"
#include "cmd/faults.h"
#include "cmd/subject.h"
#include "doc/sheet_out.h"
#include "loop/ledger_out.h"
#include "loop/steps.h"
#include "loop/visit_file.h"

static enum err form_out(struct cmd *c)
{
    const char *path = cmd_option(c, "--to");
    enum sheet_out_kind kind = SHEET_OUT_CSV;
    if (!path)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.xlsx）",
                    "--to FILE is needed (.xlsx)");
    TRY(ledger_file_kind(&c->cx, path, &kind));
    if (kind != SHEET_OUT_XLSX)
        return fail(&c->cx, ERR_INPUT, "走访表只有 .xlsx", "the form is an .xlsx file");
    TRY(visit_file_form(&c->cx, path));
    cmd_say(c, "空白走访表写到 %s", "An empty table of visits is in %s", path);
    if (!c->json)
        return OK;
    json_obj(&c->w);
    json_kcstr(&c->w, "file", path);
    json_obj_end(&c->w);
    return OK;
}

static void say(struct cmd *c, const struct visits_brought *d)
{
    const struct visits_read *r = &d->read;
    int64_t refused = r->read - d->fresh - d->known - r->repeated;
    faults_say(c, r->faults, r->faults_n, r->faults_all);
    cmd_say(c,
            "%s共 %" PRId64 " 行：新走访 %" PRId64 "（带回诉求 %" PRId64
            " 件），已登记过 %" PRId64 "，文件内重复 %" PRId64 "，不能导入 %" PRId64 "。",
            "%s%" PRId64 " rows: %" PRId64 " new visits (%" PRId64 " demands), %" PRId64
            " known, %" PRId64 " repeated, %" PRId64 " refused.",
            cmd_has(c, "--dry-run")
                ? cmd_word(c, "试运行，没有写入：", "Dry run, nothing was written: ")
                : "",
            r->read, d->fresh, d->demands, d->known, r->repeated, refused);
}

static enum err bring_run(struct cmd *c)
{
    const char *campaign = cmd_option(c, "--campaign");
    struct visits_brought done;
    struct str answer = {0};
    bool dry = cmd_has(c, "--dry-run");
    if (!campaign)
        return fail(&c->cx, ERR_INPUT, "请用 --campaign 给出专项行动代码",
                    "--campaign CODE is needed");
    steps_register();
    TRY(cmd_open(c, dry ? CMD_READ : CMD_WRITE));
    TRY(actor_named(c));
    const struct visit_bring in = {
        .path = cmd_arg(c, 0).p, .campaign = str_c(campaign), .dry_run = dry};
    TRY(visits_bring(&c->cx, &in, &done, &answer));
    say(c, &done);
    json_raw(&c->w, answer);
    c->differs = done.read.faults_all > 0;
    return OK;
}

const struct command visits_commands[] = {
    {.name = "export visits-form",
     .args = "",
     .zh = "导出空白走访表（可离线填写）",
     .en = "Write an empty table of visits to fill off-line",
     .options =
         (const struct cmd_option[]){
             {"--to", "FILE", "写到哪个文件（.xlsx）", "the file (.xlsx)"}, {0}},
     .run = form_out},
    {.name = "import visits",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "导入一份走访表（XLSX、CSV）及其诉求",
     .en = "Bring a table of visits (XLSX, CSV) with their demands",
     .more_zh =
         "每行一次走访，“诉求内容”里每行一件诉求，“诉求类别”可填名称或代码，与逐户登记的完全一"
         "样。门牌地址、走访时间、走"
         "访"
         "结果三列必须有。填了编号的按编号认，没填的按门牌、时间和结果认：同一份文件再导一次不"
         "会"
         "增加；内容改过的行只提示，请在走访记录里更正。不能用的行逐行列出，其余照常导入。正式"
         "库"
         "须从标准输入给出导入人的密码。",
     .more_en =
         "A row is a visit and each line of its demands a demand, just as entered by hand; a "
         "class is given by name or code. "
         "Address, time and outcome are required. A row is known again by its number, or by "
         "door, time and outcome: the same file again adds nothing; a known row with other "
         "content is told and left as it is. Rows that cannot be used are listed, the others "
         "are entered. A live register asks for the password of who brings it.",
     .options =
         (const struct cmd_option[]){
             {"--campaign", "CODE", "专项行动代码", "the campaign's code"},
             {"--as", "LOGIN", "谁导入的", "who brings it"},
             {"--dry-run", NULL, "只核对，不写入", "look only, write nothing"},
             {0}},
     .run = bring_run},
};
const size_t visits_commands_n = COUNT(visits_commands);
