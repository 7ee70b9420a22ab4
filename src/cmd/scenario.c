/* SPDX-License-Identifier: Apache-2.0
 * huiyin scenario: a published campaign played again on a demo register.
 */
#include "scenario/scenario.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "db/db.h"
#include "loop/steps.h"

enum { FILE_MAX = 1 << 20, BY_MOST = 1000, BAR_CELLS = 30 };

static enum err scenario_read(struct cmd *c, struct scenario *out)
{
    struct ctx *cx = &c->cx;
    struct str name = cmd_arg(c, 0), text = {0};
    const char *path = NULL;
    int64_t by = 1;
    if (str_has(name, "/") || str_has(name, "."))
        return fail(cx, ERR_INPUT, "没有重演 %.*s", "there is no scenario %.*s", STR_ARG(name));
    TRY(share_path(cx, str_fmt(cx->arena, "data/scenarios/%.*s.json", STR_ARG(name)).p, &path));
    TRY(file_read(cx, path, FILE_MAX, &text));
    TRY(scenario_parse(cx, text, out));
    TRY(cmd_number(c, "--by", 1, BY_MOST, &by));
    if (by > 1)
        scenario_scale(out, by);
    return OK;
}

/* It is played into a register in which nothing has been said yet. */
static enum err must_be_new(struct cmd *c)
{
    struct ctx *cx = &c->cx;
    int64_t any = 0;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_i64(cx, SQL_SCENARIO_ANY, ARGS(I64(cx->jid)), 0, &any);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    return any ? fail(cx, ERR_CONFLICT, "登记库里已有诉求，只能在新建的示例库上重演",
                      "there are demands in the register: only a new demo register takes it")
               : OK;
}

static void note(void *arg, int64_t done, int64_t of, int64_t now)
{
    struct cmd *c = arg;
    char when[TIME_TEXT], bar[BAR_CELLS + 1];
    for (int i = 0; i < BAR_CELLS; i++)
        bar[i] = i < done * BAR_CELLS / of ? '#' : '.';
    bar[BAR_CELLS] = '\0';
    if (!c->json)
        cmd_note(c, "%s %3d%%  %.16s", "%s %3d%%  %.16s", bar, (int)(done * 100 / of),
                 time_rfc3339(when, now));
}

static enum err play(struct cmd *c, const struct scenario *s)
{
    struct ctx *cx = &c->cx;
    struct api_options ao = {.config = c->config};
    struct scenario_run r = {.scenario = s,
                             .seed = 1,
                             .ends_at = time_day_start(time_day(cx->wall)),
                             .note = note,
                             .note_arg = c};
    c->app->config = c->config;
    steps_register();
    log_set_level(LOG_ERROR);
    TRY(api_open(cx, cx->arena, &ao, &r.api));
    TRY(scenario_play(cx, &r));
    cmd_say(c, "%" PRId64 " 件诉求，%" PRId64 " 次操作",
            "%" PRId64 " demands, %" PRId64 " acts", s->demands, r.acts);
    return OK;
}

static enum err scenario_cmd(struct cmd *c)
{
    struct scenario s;
    TRY(scenario_read(c, &s));
    TRY(cmd_open(c, CMD_PLAY));
    app_ctx(c->app, c->cx.arena, c->cx.lang, &c->cx);
    TRY(must_be_new(c));
    return play(c, &s);
}

const struct command scenario_commands[] = {
    {.name = "scenario",
     .args = "NAME",
     .args_min = 1,
     .args_max = 1,
     .zh = "在新建的示例库上重演一次公布过的行动",
     .en = "Play a published campaign again on a new demo register",
     .more_zh =
         "数字用公布的（data/scenarios/），人名、地点和内容是编的；每一步由该办的人在当天的"
         "钟点办。结束日是昨天。",
     .more_en =
         "The figures are the published ones (data/scenarios/), names and words are "
         "invented; every act is done by whose it is, at its own hour. It ends yesterday.",
     .options = (const struct cmd_option[]){{"--by", "N", "按 N 分之一缩小，各项合计不变",
                                             "divided by N, every sum kept"},
                                            {0}},
     .run = scenario_cmd},
};
const size_t scenario_commands_n = COUNT(scenario_commands);
