/* SPDX-License-Identifier: Apache-2.0
 * huiyin export: a ledger as a table file.
 */
#include <inttypes.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "core/actor.h"
#include "loop/ledger_as_of.h"
#include "loop/ledger_out.h"
#include "loop/steps.h"
#include "loop/upstream_out.h"

/* The replies to an upstream, in its own columns. */
static enum err replies_run(struct cmd *c, const struct ledger_export *to)
{
    struct upstream u = {0};
    struct upstream_replied r = {0};
    const char *since = cmd_option(c, "--since");
    bool date_only = false;
    struct upstream_replies job = {
        .path = to->path, .upstream = &u, .again = cmd_has(c, "--again")};
    if (since && !time_parse(str_c(since), &job.since, &date_only))
        return fail(&c->cx, ERR_INPUT, "--since 应为日期：%s", "--since is a date: %s", since);
    if (!to->upstream.n)
        return fail(&c->cx, ERR_INPUT, "请用 --upstream 指明上级平台",
                    "--upstream CODE is needed");
    TRY(cmd_open(c, CMD_WRITE));
    TRY(upstream_get(&c->cx, to->upstream, &u));
    c->cx.actor = &actor_import;
    TRY(upstream_replies(&c->cx, &job, &r));
    cmd_say(c,
            "已把 %" PRId64 " 件回复写到 %s：其中再次报送 %" PRId64 "；已报送过未再写 %" PRId64
            "，还没有回复 %" PRId64,
            "%" PRId64 " replies written to %s: %" PRId64 " of them went out before; %" PRId64
            " left out as sent, %" PRId64 " without a reply yet",
            r.rows, job.path, r.again, r.before, r.open);
    json_obj(&c->w);
    json_kcstr(&c->w, "file", job.path);
    json_ki64(&c->w, "rows", r.rows);
    json_ki64(&c->w, "again", r.again);
    json_ki64(&c->w, "before", r.before);
    json_ki64(&c->w, "open", r.open);
    json_obj_end(&c->w);
    return OK;
}

static enum err export_run(struct cmd *c)
{
    struct ledger_export job = {
        .path = cmd_option(c, "--to"),
        .ledger = cmd_arg(c, 0),
        .unmasked = cmd_has(c, "--unmasked"),
        .reason = str_c(cmd_option(c, "--reason")),
        .upstream = str_c(cmd_option(c, "--upstream")),
    };
    int64_t rows = 0;
    if (!job.path)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.xlsx 或 .csv）",
                    "--to FILE is needed (.xlsx or .csv)");
    if (str_eq_c(job.ledger, "replies"))
        return replies_run(c, &job);
    TRY(cmd_open(c, CMD_WRITE));
    TRY(as_of_day(&c->cx, str_c(cmd_option(c, "--as-of")), &job.at));
    job.scheme = str_c(cmd_option(c, "--scheme"));
    TRY(cmd_from_replica(c));
    steps_register(); /* what was done is called by the steps' names */
    if (job.upstream.n) {
        struct upstream u = {0};
        TRY(upstream_get(&c->cx, job.upstream, &u));
        job.upstream_name = u.zh;
    }
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
         "台账：demands 诉求；其中有效的 community 社区级、street 街道级、district 区级、city "
         "移交市级、backstop 兜底、unlevelled 未分级，其余 unscreened 待甄别、invalid "
         "无效、redirected 转其他渠道、withdrawn 甄别前撤诉，合起来就是全部诉求；moved_up "
         "移交上级事项、matters 事项、tasks 承办任务、events "
         "办理过程。姓名、电话、地址默认脱"
         "敏；诉求内容和答复按原文导出，可能含个人信息，请妥善保管。每次导出都有记录。"
         "replies 是给上级平台的办理回复（--upstream），用它自己的列名，每件只报送一次，更正或"
         "重办后再报送。",
     .more_en =
         "Ledgers: demands; of these the valid ones by level (community, street, district, "
         "city, backstop, unlevelled) and the others (unscreened, invalid, redirected, "
         "withdrawn), together all demands; moved_up, matters, tasks, events. Names, "
         "telephones and addresses are masked "
         "unless asked otherwise; the words and answers are written as they are and may "
         "hold personal data. Every export is recorded. The ledger replies is what goes to an "
         "upstream (--upstream) in its own columns: each reply once, a corrected or "
         "second one again.",
     .options =
         (const struct cmd_option[]){
             {"--to", "FILE", "写到哪个文件（.xlsx 或 .csv）", "the file (.xlsx or .csv)"},
             {"--upstream", "CODE", "replies、moved_up：哪个上级平台",
              "replies, moved_up: which upstream"},
             {"--since", "DATE", "replies：只要这天以后的",
              "replies: only those from that day on"},
             {"--scheme", "SCHEME", "诉求台账：加一列在该分类体系中的类别",
              "of demands: one column more, where each stands in that class scheme"},
             {"--as-of", "DATE", "诉求台账：截至这天24时的样子",
              "ledgers of demands: as they stood when that day ended"},
             {"--again", NULL, "replies：报送过的也再写",
              "replies: also those that went out before"},
             {"--unmasked", NULL, "不脱敏", "without masks"},
             {"--reason", "TEXT", "不脱敏的理由（必填，会记录）",
              "why without masks (required, recorded)"},
             {0}},
     .run = export_run},
};
const size_t export_commands_n = COUNT(export_commands);
