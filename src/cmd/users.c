/* SPDX-License-Identifier: Apache-2.0
 * Officers and their roles. Each act is an event of the officer it concerns, by the system: who
 * may use the command line is decided by who may read the data directory.
 */
#include <stdio.h>
#include <string.h>

#include "base/rand.h"
#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/subject.h"
#include "core/audit.h"
#include "core/password.h"
#include "db/db.h"

enum { PASSWORD_CHARS = 12, PASSWORD_LINE = 1024 };

/* ---- passwords ---- */

/* --stdin: one line; else a fresh one, which is to be changed at first log-in. */
static enum err password_get(struct cmd *c, struct str *out)
{
    char line[PASSWORD_LINE] = "";
    if (!cmd_has(c, "--stdin")) {
        *out = rand_code(c->cx.arena, PASSWORD_CHARS);
        return OK;
    }
    if (!fgets(line, sizeof line, stdin))
        return fail(&c->cx, ERR_INPUT, "标准输入里没有密码", "no password on standard input");
    line[strcspn(line, "\r\n")] = '\0';
    *out = str_dup(c->cx.arena, str_c(line));
    return OK;
}

static void password_say(struct cmd *c, struct str login, struct str password)
{
    if (cmd_has(c, "--stdin"))
        return;
    cmd_say(c, "%.*s 的密码（只显示这一次，首次登录须更改）：%.*s",
            "Password of %.*s (shown this once, to be changed at first log-in): %.*s",
            STR_ARG(login), STR_ARG(password));
    json_kstr(&c->w, "password", password);
}

/* ---- add ---- */

struct add_job {
    struct officer row;
    struct str hash;
    int64_t unit_id;
    uint32_t roles;
};

static enum err add_write(struct ctx *cx, void *arg)
{
    const struct add_job *j = arg;
    TRY(officer_insert(cx, &j->row, j->hash));
    TRY(audit_put(cx, SUBJECT_OFFICER, j->row.id, "account-made", STR("")));
    for (int role = 0; role < ROLE__MAX; role++) {
        struct role_row r = {.officer_id = j->row.id, .unit_id = j->unit_id, .role = role};
        if (!(j->roles & BIT(role)))
            continue;
        TRY(role_grant(cx, &r));
        TRY(audit_put(cx, SUBJECT_OFFICER, j->row.id, "role-given",
                      str_fmt(cx->arena, "{\"role\":\"%s\",\"unit\":\"%lld\"}",
                              enum_text(&role_names, role), (long long)j->unit_id)));
    }
    return OK;
}

static enum err add_run(struct cmd *c)
{
    const struct unit *unit = NULL, *at = NULL;
    const char *unit_code = cmd_option(c, "--unit"), *for_code = cmd_option(c, "--for");
    const char *roles = cmd_option(c, "--roles");
    struct add_job j = {0};
    struct officer_new n = {.login = cmd_arg(c, 0),
                            .name = cmd_arg(c, 1),
                            .mail = str_c(cmd_option(c, "--mail")),
                            .phone = str_c(cmd_option(c, "--phone"))};
    if (!unit_code)
        return fail(&c->cx, ERR_INPUT, "请用 --unit 指明单位代码", "say by --unit which unit");
    TRY(words_bits(c, &role_names, roles ? roles : "", &j.roles));
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(unit_open_named(c, str_c(unit_code), &unit));
    TRY(unit_open_named(c, str_c(for_code ? for_code : unit_code), &at));
    if (!cmd_has(c, "--no-password"))
        TRY(password_get(c, &n.password));
    n.unit_id = unit->id;
    j.unit_id = at->id;
    TRY(officer_prepare(&c->cx, &n, true, &j.row, &j.hash));
    TRY(db_write(&c->cx, c->app->store, add_write, &j));
    cmd_say(c, "已建立 %.*s（%.*s，%.*s）", "Made %.*s (%.*s, %.*s)", STR_ARG(j.row.login),
            STR_ARG(j.row.name), STR_ARG(unit->name));
    json_obj(&c->w);
    json_kid(&c->w, "id", j.row.id);
    json_kstr(&c->w, "login", j.row.login);
    if (n.password.n > 0)
        password_say(c, j.row.login, n.password);
    json_obj_end(&c->w);
    return OK;
}

/* ---- one officer changed ---- */

enum change { CHANGE_PASSWORD, CHANGE_ENABLE, CHANGE_GRANT, CHANGE_REVOKE };

struct change_job {
    enum change what;
    struct officer officer;
    struct str hash;
    struct role_row role;
};

static const char *const change_events[] = {
    [CHANGE_PASSWORD] = "password-set",
    [CHANGE_ENABLE] = "account-enabled",
    [CHANGE_GRANT] = "role-given",
    [CHANGE_REVOKE] = "role-taken",
};

static enum err change_apply(struct ctx *cx, const struct change_job *j)
{
    switch (j->what) {
    case CHANGE_PASSWORD:
        return officer_set_password(cx, j->officer.id, j->hash, true, STR(""));
    case CHANGE_ENABLE:
        return officer_set_disabled(cx, j->officer.id, false);
    case CHANGE_GRANT:
        return role_grant(cx, &j->role);
    case CHANGE_REVOKE:
        return role_revoke(cx, j->officer.id, j->role.unit_id, (enum role)j->role.role);
    }
    return fail(cx, ERR_BUG, "未知的改动", "no such change");
}

static enum err change_write(struct ctx *cx, void *arg)
{
    const struct change_job *j = arg;
    struct str data = STR("");
    TRY(change_apply(cx, j));
    if (j->what == CHANGE_GRANT || j->what == CHANGE_REVOKE)
        data = str_fmt(cx->arena, "{\"role\":\"%s\",\"unit\":\"%lld\"}",
                       enum_text(&role_names, j->role.role), (long long)j->role.unit_id);
    return audit_put(cx, SUBJECT_OFFICER, j->officer.id, change_events[j->what], data);
}

static enum err change(struct cmd *c, struct change_job *j, struct str *password)
{
    TRY(officer_get_login(&c->cx, cmd_arg(c, 0), &j->officer));
    c->cx.actor = &actor_system;
    j->role.officer_id = j->officer.id;
    if (j->what == CHANGE_PASSWORD) {
        TRY(password_get(c, password));
        TRY(password_hash(&c->cx, j->officer.login, *password, &j->hash));
    }
    return db_write(&c->cx, c->app->store, change_write, j);
}

static enum err password_run(struct cmd *c)
{
    struct change_job j = {.what = CHANGE_PASSWORD};
    struct str password = {0};
    TRY(cmd_open(c, CMD_WRITE));
    TRY(change(c, &j, &password));
    cmd_say(c, "已设定 %.*s 的密码，其所有登录已失效",
            "The password of %.*s is set, all log-ins are ended", STR_ARG(j.officer.login));
    json_obj(&c->w);
    json_kstr(&c->w, "login", j.officer.login);
    password_say(c, j.officer.login, password);
    json_obj_end(&c->w);
    return OK;
}

static enum err simple(struct cmd *c, enum change what, const char *zh, const char *en)
{
    struct change_job j = {.what = what};
    struct str none = {0};
    TRY(cmd_open(c, CMD_WRITE));
    TRY(change(c, &j, &none));
    cmd_say(c, "%.*s：%s", "%.*s: %s", STR_ARG(j.officer.login), cmd_word(c, zh, en));
    json_obj(&c->w);
    json_kstr(&c->w, "login", j.officer.login);
    json_kcstr(&c->w, "done", change_events[what]);
    json_obj_end(&c->w);
    return OK;
}

static enum err enable_run(struct cmd *c)
{
    return simple(c, CHANGE_ENABLE, "已启用", "enabled");
}

static enum err role_change(struct cmd *c, enum change what, const char *zh, const char *en)
{
    struct change_job j = {.what = what};
    struct str none = {0};
    const struct unit *unit = NULL;
    const char *from = cmd_option(c, "--from"), *until = cmd_option(c, "--until");
    TRY(word_value(c, &role_names, cmd_arg(c, 1), &j.role.role));
    if (from)
        TRY(moment_parse(c, from, &j.role.valid_from));
    if (until)
        TRY(moment_parse(c, until, &j.role.valid_to));
    TRY(cmd_open(c, CMD_WRITE));
    TRY(what == CHANGE_GRANT ? unit_open_named(c, cmd_arg(c, 2), &unit)
                             : unit_named(c, cmd_arg(c, 2), &unit));
    j.role.unit_id = unit->id;
    TRY(change(c, &j, &none));
    cmd_say(c, "%.*s：%s %s（%.*s）", "%.*s: %s %s (%.*s)", STR_ARG(j.officer.login),
            cmd_word(c, zh, en), enum_label(&role_names, j.role.role, (int)c->cx.lang),
            STR_ARG(unit->name));
    json_obj(&c->w);
    json_kstr(&c->w, "login", j.officer.login);
    json_kcstr(&c->w, "done", change_events[what]);
    json_obj_end(&c->w);
    return OK;
}

static enum err role_add_run(struct cmd *c)
{
    return role_change(c, CHANGE_GRANT, "已授予", "given");
}

static enum err role_remove_run(struct cmd *c)
{
    return role_change(c, CHANGE_REVOKE, "已收回", "taken back");
}

/* ---- list ---- */

static enum err list_one(struct cmd *c, const struct officer *o)
{
    struct role_row *roles = NULL;
    size_t n = 0;
    uint32_t bits = 0;
    const struct unit *unit = org_unit(c->app->org, o->unit_id);
    struct str unit_name = unit ? unit->name : STR("");
    TRY(role_list(&c->cx, o->id, &roles, &n));
    for (size_t i = 0; i < n; i++)
        bits |= BIT(roles[i].role);
    cmd_say(c, "%s %s %s %s%s", "%s %s %s %s%s", cmd_cell(c, o->login, 14).p,
            cmd_cell(c, o->name, 24).p, cmd_cell(c, unit_name, 30).p,
            bits_labels(c, &role_names, bits).p,
            o->disabled_at ? cmd_word(c, "（已停用）", " (disabled)") : "");
    json_obj(&c->w);
    json_kid(&c->w, "id", o->id);
    json_kstr(&c->w, "login", o->login);
    json_kstr(&c->w, "name", o->name);
    json_kstr(&c->w, "unit", unit ? unit->code : STR(""));
    json_kbool(&c->w, "disabled", o->disabled_at != 0);
    json_key(&c->w, "roles");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        const struct unit *at = org_unit(c->app->org, roles[i].unit_id);
        json_obj(&c->w);
        json_kcstr(&c->w, "role", enum_text(&role_names, roles[i].role));
        json_kstr(&c->w, "unit", at ? at->code : STR(""));
        json_ktime(&c->w, "from", roles[i].valid_from);
        json_ktime(&c->w, "until", roles[i].valid_to);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

static enum err list_run(struct cmd *c)
{
    struct officer *all = NULL;
    const struct unit *unit = NULL;
    const char *code = cmd_option(c, "--unit");
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    if (code)
        TRY(unit_named(c, str_c(code), &unit));
    TRY(officer_list(&c->cx, &all, &n));
    json_obj(&c->w);
    json_key(&c->w, "officers");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++)
        if (!unit || org_unit_under(c->app->org, all[i].unit_id, unit->id))
            TRY(list_one(c, &all[i]));
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

static const struct cmd_option password_options[] = {
    {"--stdin", NULL, "从标准输入读密码", "read the password from standard input"},
    {0},
};

const struct command users_commands[] = {
    {.name = "user add",
     .args = "LOGIN NAME",
     .args_min = 2,
     .args_max = 2,
     .zh = "建立工作人员账号",
     .en = "Make an officer's account",
     .options =
         (const struct cmd_option[]){
             {"--unit", "CODE", "所在单位", "where they sit"},
             {"--roles", "R,R", "角色（见 huiyin roles）", "roles (see huiyin roles)"},
             {"--for", "CODE", "角色在哪个单位及其下级有效，默认所在单位",
              "the unit in whose subtree the roles hold; by default their own"},
             {"--mail", "ADDRESS", "邮箱", "mail"},
             {"--phone", "NUMBER", "电话", "telephone"},
             {"--stdin", NULL, "从标准输入读密码", "read the password from standard input"},
             {"--no-password", NULL, "暂不设密码（不能登录）", "no password yet (no log-in)"},
             {0}},
     .run = add_run},
    {.name = "user list",
     .args = "",
     .zh = "工作人员及其角色",
     .en = "Officers and their roles",
     .options =
         (const struct cmd_option[]){
             {"--unit", "CODE", "某单位及其下级", "a unit and its subtree"}, {0}},
     .run = list_run},
    {.name = "user password",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "设定密码（随机生成，或从标准输入）",
     .en = "Set a password (random, or from standard input)",
     .options = password_options,
     .run = password_run},
    {.name = "user enable",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "启用账号",
     .en = "Enable an account",
     .run = enable_run},
    {.name = "user role add",
     .args = "LOGIN ROLE UNIT",
     .args_min = 3,
     .args_max = 3,
     .zh = "授予角色",
     .en = "Give a role",
     .options = (const struct cmd_option[]){{"--from", "DAY", "起始", "from"},
                                            {"--until", "DAY", "截止", "until"},
                                            {0}},
     .run = role_add_run},
    {.name = "user role remove",
     .args = "LOGIN ROLE UNIT",
     .args_min = 3,
     .args_max = 3,
     .zh = "收回角色",
     .en = "Take a role back",
     .run = role_remove_run},
};
const size_t users_commands_n = COUNT(users_commands);
