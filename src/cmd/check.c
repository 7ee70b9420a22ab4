/* SPDX-License-Identifier: Apache-2.0
 * huiyin check: is what is stored what the events say?
 */
#include <inttypes.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "loop/check.h"
#include "loop/hotspot.h"
#include "loop/same.h"

static void finding_json(struct json *w, const struct check_finding *f)
{
    json_obj(w);
    json_kcstr(w, "code", f->code);
    json_kbool(w, "advice", f->advice);
    json_kcstr(w, "subject", f->subject);
    json_kid(w, "id", f->id);
    json_kstr(w, "num", f->num);
    json_kstr(w, "what", f->what);
    json_kstr(w, "stored", f->stored);
    json_kstr(w, "expected", f->expected);
    json_obj_end(w);
}

static enum err finding(struct ctx *cx, void *arg, const struct check_finding *f)
{
    enum { QUOTED = 120 };
    struct cmd *c = arg;
    if (c->json) {
        finding_json(&c->w, f);
        return OK;
    }
    struct str stored = utf8_head(f->stored, QUOTED), expected = utf8_head(f->expected, QUOTED);
    struct str name = f->num.n ? f->num
                      : f->id  ? str_fmt(cx->arena, "%" PRId64, f->id)
                               : STR("");
    cmd_say(c, "%s%s %s%s%.*s：%.*s", "%s%s %s%s%.*s: %.*s",
            f->advice ? cmd_word(c, "（提示）", "(advice) ") : "", f->code, f->subject,
            f->subject[0] ? " " : "", STR_ARG(name), STR_ARG(f->what));
    if (f->stored.n || f->expected.n)
        cmd_say(c, "    存的是 %.*s，应为 %.*s", "    stored: %.*s, expected: %.*s",
                STR_ARG(stored), STR_ARG(expected));
    return OK;
}

static void analysis_said(void *arg, const char *what, int64_t demand, int64_t stored,
                          int64_t expected)
{
    struct cmd *c = arg;
    if (c->json) {
        json_obj(&c->w);
        json_kcstr(&c->w, "what", what);
        json_kid(&c->w, "id", demand);
        json_ki64(&c->w, "stored", stored);
        json_ki64(&c->w, "expected", expected);
        json_obj_end(&c->w);
        return;
    }
    cmd_say(c, "%s %" PRId64 "：存的是 %" PRId64 "，应为 %" PRId64,
            "%s %" PRId64 ": stored %" PRId64 ", expected %" PRId64, what, demand, stored,
            expected);
}

/* What was derived, computed from nothing with people's decisions. */
static enum err analysis_run(struct cmd *c)
{
    struct hotspot_checked r = {0};
    struct same_checked same = {0};
    int64_t started = time_mono();
    if (c->json) {
        json_obj(&c->w);
        json_key(&c->w, "findings");
        json_arr(&c->w);
    }
    TRY(hotspot_check(&c->cx, analysis_said, c, &r));
    TRY(same_check(&c->cx, analysis_said, c, &same));
    r.differences += same.differences;
    if (c->json) {
        json_arr_end(&c->w);
        json_ki64(&c->w, "demands", r.demands);
        json_ki64(&c->w, "hotspots", r.hotspots);
        json_ki64(&c->w, "sketches", same.demands);
        json_ki64(&c->w, "differences", r.differences);
        json_kbool(&c->w, "ok", r.differences == 0);
        json_obj_end(&c->w);
    }
    cmd_say(c,
            "重算了 %" PRId64 " 件诉求的特征、%" PRId64 " 个热点和 %" PRId64
            " 件诉求的查同索引，用时 %.1f 秒：%" PRId64 " 处不符",
            "%" PRId64 " signatures, %" PRId64 " hot spots and %" PRId64
            " sketches computed again in %.1f s: %" PRId64 " differences",
            r.demands, r.hotspots, same.demands, (double)(time_mono() - started) / 1000,
            r.differences);
    c->differs = r.differences > 0;
    return OK;
}

static enum err check_run(struct cmd *c)
{
    struct check_result r = {0};
    int64_t started = time_mono();
    TRY(cmd_open(c, CMD_READ));
    if (cmd_has(c, "--analysis"))
        return analysis_run(c);
    if (c->json) {
        json_obj(&c->w);
        json_key(&c->w, "findings");
        json_arr(&c->w);
    }
    TRY(check_register(&c->cx, finding, c, &r));
    if (c->json) {
        json_arr_end(&c->w);
        json_ki64(&c->w, "demands", r.demands);
        json_ki64(&c->w, "matters", r.matters);
        json_ki64(&c->w, "tasks", r.tasks);
        json_ki64(&c->w, "events", r.events);
        json_ki64(&c->w, "persons", r.persons);
        json_ki64(&c->w, "files", r.files);
        json_ki64(&c->w, "messages", r.messages);
        json_ki64(&c->w, "differences", r.findings);
        json_kbool(&c->w, "ok", r.findings == 0);
        json_obj_end(&c->w);
    }
    struct str verdict = str_c(cmd_word(c, "全部相符", "everything agrees"));
    if (r.findings && c->cx.lang == LANG_EN)
        verdict = str_fmt(c->cx.arena, "%" PRId64 " differences", r.findings);
    else if (r.findings)
        verdict = str_fmt(c->cx.arena, "有 %" PRId64 " 处不符", r.findings);
    cmd_say(c,
            "核对了 %" PRId64 " 件诉求、%" PRId64 " 个事项、%" PRId64 " 项任务、%" PRId64
            " 个事件、%" PRId64 " 个附件文件、%" PRId64 " 条消息，用时 %.1f 秒：%s",
            "%" PRId64 " demands, %" PRId64 " matters, %" PRId64 " tasks, %" PRId64
            " events, %" PRId64 " files and %" PRId64 " messages compared in %.1f s: %s",
            r.demands, r.matters, r.tasks, r.events, r.files, r.messages,
            (double)(time_mono() - started) / 1000, verdict.p);
    c->differs = r.findings > 0;
    return OK;
}

const struct command check_commands[] = {
    {.name = "check",
     .args = "",
     .zh = "核对：所存的与事件记录是否一致",
     .en = "Compare what is stored with what the events say",
     .more_zh =
         "从事件重算每一件诉求、事项和任务，核对哈希链、文字、时限、工作清单、计数、关联、"
         "密文、附件文件和待发消息，并检查未了结的事项都有责任单位、时限和下一步，有没有无人可"
         "办的待办。全部相符退出"
         "码为 "
         "0，否则为 1。（提示）不算不符。",
     .more_en =
         "Computes every demand, matter and task again from its events; compares chains of "
         "hashes, texts, clocks, lists, counts, links, sealed persons, files of attachments "
         "and messages; every open matter must have owner, clock and next action; says what is "
         "open and has "
         "nobody who may do it. Exit code "
         "0 when everything agrees, else 1; what is an (advice) is no difference.",
     .options =
         (const struct cmd_option[]){
             {"--analysis", NULL,
              "改为核对热点和查同索引：从头重算，带上人的决定，与所存的比较",
              "compare hot spots and what finds the same demand again: computed from nothing "
              "with people's decisions"},
             {0}},
     .run = check_run},
};
const size_t check_commands_n = COUNT(check_commands);
