/* SPDX-License-Identifier: Apache-2.0
 * Units and places of the register.
 */
#include <string.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/subject.h"
#include "db/db.h"
#include "loop/reorg.h"

/* "（2026-11-30 起停用）" behind a name; "" while it is open. */
static struct str closed_text(struct cmd *c, int64_t valid_to)
{
    char day[TIME_TEXT];
    if (valid_to == 0)
        return STR("");
    time_human(day, valid_to);
    return c->cx.lang == LANG_EN ? str_fmt(c->cx.arena, " (closed from %s)", day)
                                 : str_fmt(c->cx.arena, "（%s 起停用）", day);
}

/* ---- units ---- */

static int depth_of(const struct org *o, int64_t unit)
{
    int64_t path[64];
    return (int)org_unit_path(o, unit, path, COUNT(path)) - 1;
}

static void unit_say(struct cmd *c, const struct unit *u)
{
    struct str left =
        str_fmt(c->cx.arena, "%*s%.*s", 2 * depth_of(c->app->org, u->id), "", STR_ARG(u->code));
    cmd_say(c, "%s %s %s %s%s", "%s %s %s %s%s", cmd_cell(c, left, 22).p,
            cmd_cell(c, u->name, 36).p,
            cmd_cell(c, str_c(enum_label(&level_names, u->lvl, (int)c->cx.lang)), 10).p,
            bits_labels(c, &desk_names, (uint32_t)u->desks).p, closed_text(c, u->valid_to).p);
    const struct unit *parent = org_unit(c->app->org, u->parent_id);
    const struct place *place = org_place(c->app->org, u->place_id);
    json_obj(&c->w);
    json_kid(&c->w, "id", u->id);
    json_kstr(&c->w, "code", u->code);
    json_kstr(&c->w, "name", u->name);
    json_kstr(&c->w, "parent", parent ? parent->code : STR(""));
    json_kstr(&c->w, "kind", u->kind);
    json_kstr(&c->w, "place", place ? place->code : STR(""));
    json_kcstr(&c->w, "level", enum_text(&level_names, u->lvl));
    json_key(&c->w, "desks");
    bits_json(&c->w, &desk_names, (uint32_t)u->desks);
    json_kstr(&c->w, "office", u->office);
    json_ktime(&c->w, "closed_from", u->valid_to);
    json_obj_end(&c->w);
}

static void units_under(struct cmd *c, const struct unit *all, size_t n, int64_t parent)
{
    for (size_t i = 0; i < n; i++) {
        if (all[i].parent_id != parent)
            continue;
        unit_say(c, &all[i]);
        units_under(c, all, n, all[i].id);
    }
}

static enum err unit_list_run(struct cmd *c)
{
    const struct unit *all = NULL;
    TRY(cmd_open(c, CMD_READ));
    size_t n = org_units(c->app->org, &all);
    json_obj(&c->w);
    json_key(&c->w, "units");
    json_arr(&c->w);
    units_under(c, all, n, 0);
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

static enum err unit_write(struct ctx *cx, void *arg)
{
    return reorg_unit_make(cx, arg);
}

static struct str option_str(const struct cmd *c, const char *name)
{
    return str_c(cmd_option(c, name));
}

static enum err unit_fill(struct cmd *c, struct unit *u)
{
    const struct unit *parent = NULL;
    const struct place *place = NULL;
    struct str parent_code = option_str(c, "--parent"), place_code = option_str(c, "--place");
    if (org_unit_code(c->app->org, u->code))
        return fail(&c->cx, ERR_CONFLICT, "代码“%.*s”已有单位使用",
                    "the code \"%.*s\" is taken", STR_ARG(u->code));
    if (parent_code.n > 0) {
        TRY(unit_open_named(c, parent_code, &parent));
    } else {
        parent = org_unit(c->app->org, c->app->root_unit);
    }
    if (place_code.n > 0)
        TRY(place_named(c, place_code, &place));
    u->id = app_id(&c->cx);
    u->parent_id = parent ? parent->id : 0;
    u->place_id = place ? place->id : 0;
    return OK;
}

static enum err unit_add_run(struct cmd *c)
{
    uint32_t desks = 0;
    struct str level = option_str(c, "--level"), kind = option_str(c, "--kind");
    const char *desk_list = cmd_option(c, "--desks");
    struct unit u = {.code = cmd_arg(c, 0),
                     .name = cmd_arg(c, 1),
                     .lvl = LEVEL_DISTRICT,
                     .kind = kind.n > 0 ? kind : STR("department"),
                     .office = option_str(c, "--office")};
    if (level.n > 0)
        TRY(word_value(c, &level_names, level, &u.lvl));
    TRY(words_bits(c, &desk_names, desk_list ? desk_list : "", &desks));
    u.desks = desks;
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(unit_fill(c, &u));
    TRY(db_write(&c->cx, c->app->store, unit_write, &u));
    cmd_say(c, "已建立单位 %.*s %.*s", "Made the unit %.*s %.*s", STR_ARG(u.code),
            STR_ARG(u.name));
    json_obj(&c->w);
    json_kid(&c->w, "id", u.id);
    json_kstr(&c->w, "code", u.code);
    json_obj_end(&c->w);
    return OK;
}

/* ---- places ---- */

static void place_say(struct cmd *c, const struct place *p)
{
    const struct place *parent = org_place(c->app->org, p->parent_id);
    cmd_say(c, "%s %s %s%s", "%s %s %s%s", cmd_cell(c, p->code, 18).p,
            cmd_cell(c, str_c(enum_label(&place_kind_names, p->kind, (int)c->cx.lang)), 10).p,
            p->name.p, closed_text(c, p->valid_to).p);
    json_obj(&c->w);
    json_kid(&c->w, "id", p->id);
    json_kstr(&c->w, "code", p->code);
    json_kstr(&c->w, "name", p->name);
    json_kcstr(&c->w, "kind", enum_text(&place_kind_names, p->kind));
    json_kstr(&c->w, "parent", parent ? parent->code : STR(""));
    json_kbool(&c->w, "outline", p->outline.n > 0);
    json_ktime(&c->w, "closed_from", p->valid_to);
    json_obj_end(&c->w);
}

static enum err place_list_run(struct cmd *c)
{
    const struct place *all = NULL, *above = NULL;
    struct str under = option_str(c, "--under"), kind_word = option_str(c, "--kind");
    int kind = -1;
    if (kind_word.n > 0)
        TRY(word_value(c, &place_kind_names, kind_word, &kind));
    TRY(cmd_open(c, CMD_READ));
    if (under.n > 0)
        TRY(place_named(c, under, &above));
    size_t n = org_places(c->app->org, &all);
    json_obj(&c->w);
    json_key(&c->w, "places");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++)
        if ((kind < 0 || all[i].kind == kind) &&
            (!above || org_place_under(c->app->org, all[i].id, above->id)))
            place_say(c, &all[i]);
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

static enum err place_write(struct ctx *cx, void *arg)
{
    return reorg_place_make(cx, arg);
}

static enum err place_add_run(struct cmd *c)
{
    const struct place *parent = NULL;
    struct str parent_code = option_str(c, "--parent");
    struct place p = {.code = cmd_arg(c, 0), .name = cmd_arg(c, 1)};
    TRY(word_value(c, &place_kind_names, cmd_arg(c, 2), &p.kind));
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    if (org_place_code(c->app->org, p.code))
        return fail(&c->cx, ERR_CONFLICT, "代码“%.*s”已有区划使用",
                    "the code \"%.*s\" is taken", STR_ARG(p.code));
    if (parent_code.n > 0)
        TRY(place_named(c, parent_code, &parent));
    p.id = app_id(&c->cx);
    p.parent_id = parent ? parent->id : c->app->root_place;
    TRY(db_write(&c->cx, c->app->store, place_write, &p));
    cmd_say(c, "已建立区划 %.*s %.*s", "Made the place %.*s %.*s", STR_ARG(p.code),
            STR_ARG(p.name));
    json_obj(&c->w);
    json_kid(&c->w, "id", p.id);
    json_kstr(&c->w, "code", p.code);
    json_obj_end(&c->w);
    return OK;
}

const struct command units_commands[] = {
    {.name = "unit list",
     .args = "",
     .zh = "单位及其岗位",
     .en = "Units and their desks",
     .run = unit_list_run},
    {.name = "unit add",
     .args = "CODE NAME",
     .args_min = 2,
     .args_max = 2,
     .zh = "建立单位",
     .en = "Make a unit",
     .options =
         (const struct cmd_option[]){
             {"--parent", "CODE", "上级单位，默认根单位",
              "the unit above; by default the root"},
             {"--place", "CODE", "所辖区划", "the place it is responsible for"},
             {"--level", "L", "层级：community street district",
              "level: community street district"},
             {"--desks", "D,D",
              "岗位：screen dispatch review callback close lookback exchange arbiter",
              "desks: screen dispatch review callback close lookback exchange arbiter"},
             {"--kind", "K", "类别：department street community company team",
              "kind: department street community company team"},
             {"--office", "O", "审核办公室：party_office government_office",
              "named office: party_office government_office"},
             {0}},
     .run = unit_add_run},
    {.name = "place list",
     .args = "",
     .zh = "区划",
     .en = "Places",
     .options = (const struct cmd_option[]){{"--under", "CODE", "某区划及其下级",
                                             "a place and those in it"},
                                            {"--kind", "K", "类别", "of one kind"},
                                            {0}},
     .run = place_list_run},
    {.name = "place add",
     .args = "CODE NAME KIND",
     .args_min = 3,
     .args_max = 3,
     .zh = "建立区划（town community grid point …）",
     .en = "Make a place (town community grid point …)",
     .options = (const struct cmd_option[]){{"--parent", "CODE", "上级区划，默认根区划",
                                             "the place above; by default the root"},
                                            {0}},
     .run = place_add_run},
};
const size_t units_commands_n = COUNT(units_commands);
