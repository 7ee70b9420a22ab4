/* SPDX-License-Identifier: Apache-2.0
 * huiyin export: a ledger as a table file.
 */
#include <inttypes.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "loop/ledger_out.h"

static enum err export_run(struct cmd *c)
{
    struct ledger_export job = {
        .path = cmd_option(c, "--to"),
        .ledger = cmd_arg(c, 0),
        .unmasked = cmd_has(c, "--unmasked"),
        .reason = str_c(cmd_option(c, "--reason")),
    };
    int64_t rows = 0;
    if (!job.path)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.xlsx 或 .csv）",
                    "--to FILE is needed (.xlsx or .csv)");
    TRY(cmd_open(c, CMD_WRITE));
    TRY(cmd_from_replica(c));
    TRY(ledger_export(&c->cx, &job, &rows));
    cmd_say(c, "已导出 %" PRId64 " 行到 %s%s", "%" PRId64 " rows written to %s%s", rows,
            job.path,
            job.unmasked ? cmd_word(c, "（未脱敏，已记录）", " (unmasked, recorded)") : "");
    if (!c->json)
        return OK;
    json_obj(&c->w);
    json_kstr(&c->w, "ledger", job.ledger);
    json_kcstr(&c->w, "file", job.path);
    json_ki64(&c->w, "rows", rows);
    json_kbool(&c->w, "unmasked", job.unmasked);
    json_obj_end(&c->w);
    return OK;
}

const struct command export_commands[] = {
    {.name = "export",
     .args = "LEDGER",
     .args_min = 1,
     .args_max = 1,
     .zh = "导出台账（XLSX、CSV）",
     .en = "Write a ledger (XLSX, CSV)",
     .more_zh =
         "台账：demands 诉求、community 社区级、street 街道级、district 区级、city 移交市级、"
         "backstop 兜底、matters 事项、tasks 承办任务、events 办理过程。姓名、电话、地址默认脱"
         "敏；诉求内容和答复按原文导出，可能含个人信息，请妥善保管。每次导出都有记录。",
     .more_en = "Ledgers: demands, community, street, district, city, backstop (demands of a "
                "level), matters, tasks, events. Names, telephones and addresses are masked "
                "unless asked otherwise; the words and answers are written as they are and may "
                "hold personal data. Every export is recorded.",
     .options = (const struct cmd_option[]){{"--to", "FILE", "写到哪个文件（.xlsx 或 .csv）",
                                             "the file (.xlsx or .csv)"},
                                            {"--unmasked", NULL, "不脱敏", "without masks"},
                                            {"--reason", "TEXT", "不脱敏的理由（必填，会记录）",
                                             "why without masks (required, recorded)"},
                                            {0}},
     .run = export_run},
};
const size_t export_commands_n = COUNT(export_commands);
