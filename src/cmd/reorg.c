/* SPDX-License-Identifier: Apache-2.0
 * Units and places renamed, moved and closed.
 */
#include <string.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/subject.h"
#include "core/app_open.h"
#include "db/db.h"
#include "loop/relist.h"
#include "loop/reorg.h"

/* ---- what is changed ---- */

struct target {
    bool place;
    int64_t id;
    struct str code, name;
};

static enum err target_named(struct cmd *c, struct str text, struct target *out)
{
    const struct unit *u = NULL;
    const struct place *p = NULL;
    bool place = strncmp(c->command->name, "place", 5) == 0;
    TRY(place ? place_named(c, text, &p) : unit_named(c, text, &u));
    *out = place ? (struct target){true, p->id, p->code, p->name}
                 : (struct target){false, u->id, u->code, u->name};
    return OK;
}

static enum err target_open(struct cmd *c, struct target *out)
{
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    return target_named(c, cmd_arg(c, 0), out);
}

static void target_json(struct cmd *c, const struct target *t)
{
    json_obj(&c->w);
    json_kid(&c->w, "id", t->id);
    json_kstr(&c->w, "code", t->code);
}

/* ---- the commands ---- */

static enum err rename_run(struct cmd *c)
{
    struct target t;
    struct str name = cmd_arg(c, 1);
    TRY(target_open(c, &t));
    TRY(t.place ? reorg_place_rename(&c->cx, t.id, name)
                : reorg_unit_rename(&c->cx, t.id, name));
    cmd_say(c, "%.*s 原名“%.*s”，现名“%.*s”",
            "%.*s was called \"%.*s\" and is now called \"%.*s\"", STR_ARG(t.code),
            STR_ARG(t.name), STR_ARG(name));
    target_json(c, &t);
    json_kstr(&c->w, "name", name);
    json_obj_end(&c->w);
    return OK;
}

static enum err move_run(struct cmd *c)
{
    struct target t, to;
    size_t listed = 0;
    TRY(target_open(c, &t));
    TRY(target_named(c, cmd_arg(c, 1), &to));
    if (t.place) {
        TRY(reorg_place_move(&c->cx, t.id, to.id));
    } else {
        TRY(reorg_unit_move(&c->cx, t.id, to.id));
        TRY(app_reload(&c->cx));
        TRY(relist_unit(&c->cx, t.id, &listed));
    }
    cmd_say(c, "%.*s %.*s 现在 %.*s %.*s 之下", "%.*s %.*s now stands under %.*s %.*s",
            STR_ARG(t.code), STR_ARG(t.name), STR_ARG(to.code), STR_ARG(to.name));
    if (!t.place)
        cmd_say(c, "工作清单已随之调整：%zu 件", "Its work lists followed: %zu subjects",
                listed);
    target_json(c, &t);
    json_kstr(&c->w, "parent", to.code);
    if (!t.place)
        json_ki64(&c->w, "listed", (int64_t)listed);
    json_obj_end(&c->w);
    return OK;
}

/* ---- desks and place ---- */

static enum err lists_follow(struct cmd *c, const struct target *t, const char *key,
                             struct str value)
{
    size_t listed = 0;
    TRY(app_reload(&c->cx));
    TRY(relist_unit(&c->cx, t->id, &listed));
    cmd_say(c, "%.*s %.*s 的工作清单已随之调整：%zu 件",
            "The work lists of %.*s %.*s followed: %zu subjects", STR_ARG(t->code),
            STR_ARG(t->name), listed);
    target_json(c, t);
    json_kstr(&c->w, key, value);
    json_ki64(&c->w, "listed", (int64_t)listed);
    json_obj_end(&c->w);
    return OK;
}

static enum err desks_run(struct cmd *c)
{
    struct target t;
    uint32_t desks = 0;
    const char *words = cmd_arg(c, 1).p;
    TRY(words_bits(c, &desk_names, strcmp(words, "none") == 0 ? "" : words, &desks));
    TRY(target_open(c, &t));
    TRY(reorg_unit_desks(&c->cx, t.id, desks));
    struct str labels = bits_labels(c, &desk_names, desks);
    cmd_say(c, "%.*s 现设岗位：%.*s", "%.*s now runs: %.*s", STR_ARG(t.code),
            STR_ARG(labels.n ? labels : str_c(cmd_word(c, "无", "none"))));
    return lists_follow(c, &t, "desks", str_c(words));
}

static enum err place_run(struct cmd *c)
{
    struct target t;
    const struct place *p = NULL;
    struct str word = cmd_arg(c, 1);
    TRY(target_open(c, &t));
    if (!str_eq_c(word, "none"))
        TRY(place_named(c, word, &p));
    TRY(reorg_unit_place(&c->cx, t.id, p ? p->id : 0));
    cmd_say(c, "%.*s 现管辖：%.*s", "%.*s is responsible for: %.*s", STR_ARG(t.code),
            STR_ARG(p ? p->name : str_c(cmd_word(c, "无", "none"))));
    return lists_follow(c, &t, "place", p ? p->code : STR(""));
}

static enum err close_at(struct cmd *c, const struct target *t, int64_t at)
{
    TRY(t->place ? reorg_place_close(&c->cx, t->id, at) : reorg_unit_close(&c->cx, t->id, at));
    target_json(c, t);
    json_ktime(&c->w, "closed_from", at);
    json_obj_end(&c->w);
    return OK;
}

static enum err close_run(struct cmd *c)
{
    struct target t;
    char text[TIME_TEXT];
    const char *on = cmd_option(c, "--on");
    int64_t at = 0;
    if (on)
        TRY(moment_parse(c, on, &at));
    TRY(target_open(c, &t));
    if (!on)
        at = c->cx.now;
    TRY(close_at(c, &t, at));
    cmd_say(c, "%.*s %.*s 自 %s 起停用；办过的事仍记在它名下",
            "%.*s %.*s is closed from %s on; what it has done stays under its name",
            STR_ARG(t.code), STR_ARG(t.name), time_human(text, at));
    return OK;
}

static enum err reopen_run(struct cmd *c)
{
    struct target t;
    TRY(target_open(c, &t));
    TRY(close_at(c, &t, 0));
    cmd_say(c, "%.*s %.*s 恢复使用", "%.*s %.*s is open again", STR_ARG(t.code),
            STR_ARG(t.name));
    return OK;
}

static const struct cmd_option close_options[] = {
    {"--on", "DATE", "自哪一天（或时刻）起，默认现在",
     "from which day or moment on; by default now"},
    {0}};

const struct command reorg_commands[] = {
    {.name = "unit rename",
     .args = "CODE NAME",
     .args_min = 2,
     .args_max = 2,
     .zh = "单位改名",
     .en = "Give a unit another name",
     .run = rename_run},
    {.name = "unit move",
     .args = "CODE PARENT",
     .args_min = 2,
     .args_max = 2,
     .zh = "把单位连同下级移到另一个上级之下",
     .en = "Move a unit, with those under it, under another one",
     .more_zh = "工作清单随之调整；可重复执行。运行中的服务数秒内采用。",
     .more_en =
         "Its work lists follow; may be run again. A running server takes it over within "
         "seconds.",
     .run = move_run},
    {.name = "unit desk",
     .args = "CODE DESKS",
     .args_min = 2,
     .args_max = 2,
     .zh = "改设单位的岗位（screen,dispatch,… 或 none）",
     .en = "Say which desks a unit runs (screen,dispatch,… or none)",
     .more_zh = "工作清单随之调整；可重复执行。运行中的服务数秒内采用。",
     .more_en = "Work lists follow; may be run again. A running server takes it over within "
                "seconds.",
     .run = desks_run},
    {.name = "unit place",
     .args = "CODE PLACE",
     .args_min = 2,
     .args_max = 2,
     .zh = "改单位所辖的区划（代码，或 none）",
     .en = "Say for which place a unit is responsible (code, or none)",
     .more_zh = "新的诉求按新的区划归口；已有的事仍在原单位。",
     .more_en = "New demands go by the new place; what there is stays where it is.",
     .run = place_run},
    {.name = "unit close",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "停用单位",
     .en = "Close a unit",
     .more_zh = "还有未了结的事、工作人员、角色或未停用的下级时拒绝，并说明各有多少、怎么办。",
     .more_en =
         "Refused while open matters, officers, roles or open units under it hang on it, "
         "saying how many and what to do.",
     .options = close_options,
     .run = close_run},
    {.name = "unit reopen",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "恢复停用的单位",
     .en = "Open a closed unit again",
     .run = reopen_run},
    {.name = "place rename",
     .args = "CODE NAME",
     .args_min = 2,
     .args_max = 2,
     .zh = "区划改名",
     .en = "Give a place another name",
     .run = rename_run},
    {.name = "place move",
     .args = "CODE PARENT",
     .args_min = 2,
     .args_max = 2,
     .zh = "把区划连同下级移到另一个上级之下",
     .en = "Move a place, with those in it, into another one",
     .run = move_run},
    {.name = "place close",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "停用区划",
     .en = "Close a place",
     .more_zh = "还有未了结的诉求、负责的单位或未停用的下级时拒绝，并说明各有多少、怎么办。",
     .more_en =
         "Refused while open demands, units responsible for it or open places in it hang "
         "on it, saying how many and what to do.",
     .options = close_options,
     .run = close_run},
    {.name = "place reopen",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "恢复停用的区划",
     .en = "Open a closed place again",
     .run = reopen_run},
};
const size_t reorg_commands_n = COUNT(reorg_commands);
