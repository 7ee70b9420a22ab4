/* SPDX-License-Identifier: Apache-2.0
 * huiyin train: learns from the place's own decisions what to suggest, and says what the models
 * are worth.
 */
#include <inttypes.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/train.h"

enum { CELLS_NAME = 12, CELLS_STATE = 20, VERSIONS = 10 };

static double percent(int64_t whole)
{
    return (double)whole / 100;
}

static void row_say(struct cmd *c, const struct model_row *r)
{
    int lang = (int)c->cx.lang;
    cmd_say(c,
            "%s第 %" PRId64 " 版  %s决定 %" PRId64 "（留出最近 %" PRId64 "）  类 %" PRId64
            "  对 %.1f%%（全猜最多的 %.1f%%）  前三 %.1f%%  宏平均 F1 %.1f%%  有把握 %.1f%%，"
            "其中对 %.1f%%",
            "%sversion %" PRId64 "  %sdecisions %" PRId64 " (the latest %" PRId64
            " held back)  labels %" PRId64 "  right %.1f%% (by guessing %.1f%%)  top three "
            "%.1f%%  macro-F1 %.1f%%  sure %.1f%%, of these right %.1f%%",
            cmd_cell(c, str_c(enum_label(&model_target_names, r->target, lang)), CELLS_NAME).p,
            r->version,
            cmd_cell(c, str_c(enum_label(&model_state_names, r->state, lang)), CELLS_STATE).p,
            r->decisions, r->held_back, r->labels, percent(r->correct), percent(r->guess),
            percent(r->top3), percent(r->macro_f1), percent(r->sure), percent(r->sure_correct));
}

static void row_json(struct json *j, const struct model_row *r)
{
    json_obj(j);
    shape_json(j, &model_row_shape, r);
    json_obj_end(j);
}

static enum err one_train(struct cmd *c, enum model_target t)
{
    struct train_done d;
    TRY(train_run(&c->cx, t, &d));
    const char *name = enum_label(&model_target_names, (int)t, (int)c->cx.lang);
    if (d.too_few) {
        cmd_say(c, "%s：决定只有 %" PRId64 " 件，太少，没有训练",
                "%s: %" PRId64 " decisions are too few to learn from", name, d.decisions);
        json_obj(&c->w);
        json_kcstr(&c->w, "target", enum_text(&model_target_names, (int)t));
        json_ki64(&c->w, "decisions", d.decisions);
        json_kbool(&c->w, "too_few", true);
        json_obj_end(&c->w);
        return OK;
    }
    row_say(c, &d.row);
    if (d.before.version)
        cmd_say(c, "  在用的第 %" PRId64 " 版在同样的决定上对 %.1f%%%s",
                "  version %" PRId64 ", in use till now, is right in %.1f%% of the same%s",
                d.before.version, percent(d.row.before_correct),
                d.before_weak ? cmd_word(c, "，太弱，停用", ": too weak, switched off") : "");
    row_json(&c->w, &d.row);
    return OK;
}

static enum err train_cmd(struct cmd *c)
{
    int only = c->args_n ? enum_value(&model_target_names, cmd_arg(c, 0)) : -1;
    if (c->args_n && only < 0)
        return fail(&c->cx, ERR_INPUT, "可训练的有：class、level、lead",
                    "there are: class, level, lead");
    TRY(cmd_open(c, CMD_WRITE));
    db_release(c->cx.db);
    c->cx.db = NULL;
    c->cx.actor = &actor_system;
    json_arr(&c->w);
    for (int t = 0; t < MODEL_TARGET__MAX; t++)
        if (only < 0 || only == t)
            TRY(one_train(c, (enum model_target)t));
    json_arr_end(&c->w);
    return OK;
}

static enum err list_cmd(struct cmd *c)
{
    TRY(cmd_open(c, CMD_READ));
    json_arr(&c->w);
    for (int t = 0; t < MODEL_TARGET__MAX; t++) {
        struct model_row *rows = NULL;
        size_t n = 0;
        TRY(db_all(&c->cx, SQL_MODEL_LIST,
                   ARGS(I64(c->cx.jid), TXT(str_c(enum_text(&model_target_names, t))),
                        I64(INT64_MAX), I64(VERSIONS)),
                   &model_row_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            row_say(c, &rows[i]);
            row_json(&c->w, &rows[i]);
        }
    }
    json_arr_end(&c->w);
    return OK;
}

const struct command train_commands[] = {
    {.name = "train",
     .args = "[TARGET]",
     .args_max = 1,
     .zh = "从本地的决定中学习类别、层级、主办单位的建议",
     .en = "Learn from the place's own decisions what to suggest",
     .more_zh =
         "TARGET 为 class、level、lead 之一，省略为全部。最近五分之一的决定留出来量好坏；"
         "新版比在用的好才启用，太弱的不用。服务运行时每天凌晨自动做一次。",
     .more_en =
         "TARGET is class, level or lead; all without it. The latest fifth of the "
         "decisions is held back to measure on; a version is used only when it is better "
         "than the one in use and not too weak. A server does it by itself every night.",
     .run = train_cmd},
    {.name = "train list",
     .args = "",
     .zh = "训练出的各版及其好坏",
     .en = "The versions learnt and what they are worth",
     .run = list_cmd},
};
const size_t train_commands_n = COUNT(train_commands);
