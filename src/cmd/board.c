/* SPDX-License-Identifier: Apache-2.0
 * Boards: their rules, the list, and one computed again from its frozen data.
 */
#include <inttypes.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/rules_file.h"
#include "cmd/share.h"
#include "db/db.h"
#include "loop/board.h"

enum { FILE_BYTES = 1 << 18, LISTED = 1000 };

static enum err load_run(struct cmd *c)
{
    const struct board_rule *r = NULL;
    struct rules_file f = {.shipped = "data/boards/effect.json",
                           .max = FILE_BYTES,
                           .store = board_rule_store,
                           .action = "board-rule-loaded"};
    TRY(rules_file_read(c, &f));
    TRY(board_rule_parse(&c->cx, c->cx.arena, f.path, f.text, &r));
    f.name = r->name;
    TRY(rules_file_store(c, &f));
    cmd_say(c, "榜单规则 %.*s 现为第 %" PRId64 " 版；以前的榜单仍按原版规则",
            "The rule %.*s is at version %" PRId64 "; earlier boards keep theirs",
            STR_ARG(r->name), f.version);
    json_obj(&c->w);
    json_kstr(&c->w, "rule", r->name);
    json_ki64(&c->w, "version", f.version);
    json_obj_end(&c->w);
    return OK;
}

static enum err list_run(struct cmd *c)
{
    struct board *rows = NULL;
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    TRY(db_all(&c->cx, SQL_BOARD_LIST, ARGS(I64(c->cx.jid), I64(LISTED)), &board_shape,
               (void **)&rows, &n));
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        cmd_say(c, "%.*s %s %.*s", "%.*s %s %.*s", STR_ARG(rows[i].num),
                cmd_cell(c, rows[i].state, 10).p, STR_ARG(rows[i].title));
        json_obj(&c->w);
        json_kstr(&c->w, "num", rows[i].num);
        json_kstr(&c->w, "state", rows[i].state);
        json_kstr(&c->w, "title", rows[i].title);
        json_kstr(&c->w, "hash", rows[i].hash);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    return OK;
}

static enum err recompute_run(struct cmd *c)
{
    struct board_again a;
    TRY(cmd_open(c, CMD_READ));
    TRY(db_snapshot(&c->cx));
    TRY(board_recompute(&c->cx, cmd_arg(c, 0), &a));
    cmd_say(c, "榜单 %.*s：%zu 个单位，%zu 条冻结数据",
            "Board %.*s: %zu units, %zu frozen facts", STR_ARG(a.num), a.units, a.facts);
    cmd_say(c, a.same ? "重算结果与榜单相同" : "重算结果与榜单不同！",
            a.same ? "Computed again it comes out the same" : "It comes out another!");
    cmd_say(c, a.whole ? "存储内容与其散列相符" : "存储内容与其散列不符：有人改过！",
            a.whole ? "What is stored agrees with its hash"
                    : "What is stored does not agree with its hash: it was changed!");
    cmd_say(c, a.recorded ? "散列与起草时的留痕相符" : "散列与起草时的留痕不符！",
            a.recorded ? "The hash is the one on record since its drafting"
                       : "The hash is not the one on record!");
    json_obj(&c->w);
    board_again_json(&c->w, &a);
    json_obj_end(&c->w);
    c->differs = !a.same || !a.whole || !a.recorded;
    return OK;
}

const struct command board_commands[] = {
    {.name = "board load",
     .args = "[FILE]",
     .args_max = 1,
     .zh = "装入榜单规则（有改动则为新版本），默认为自带的",
     .en = "Load the rule of a board (a new version when it differs), by default our own",
     .run = load_run},
    {.name = "board list", .args = "", .zh = "红黑榜", .en = "Boards", .run = list_run},
    {.name = "board recompute",
     .args = "NUMBER",
     .args_min = 1,
     .args_max = 1,
     .zh = "从冻结数据和当时的规则重算一期榜单，不同则退出码为1",
     .en = "Compute a board again from its frozen data and rule; exit code 1 when it differs",
     .run = recompute_run},
};
const size_t board_commands_n = COUNT(board_commands);
