/* SPDX-License-Identifier: Apache-2.0
 * Mechanisms in the store: versions loaded, which one new demands run under.
 */
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/rules_file.h"
#include "core/actor.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/mechanism.h"
#include "core/mechanism_diff.h"
#include "db/db.h"

static enum err list_run(struct cmd *c)
{
    const struct mechanism *const *all = NULL;
    TRY(cmd_open(c, CMD_READ));
    size_t n = mechanism_all(c->app->mechanisms, &all);
    json_obj(&c->w);
    json_kcstr(&c->w, "in_use", c->app->register_mechanism);
    json_key(&c->w, "mechanisms");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        const struct mechanism *m = all[i];
        bool used = str_eq_c(m->name, c->app->register_mechanism) &&
                    mechanism_get(c->app->mechanisms, m->name, 0) == m;
        cmd_say(c, "%s %s 第 %lld 版  %.*s（%.*s）", "%s %s version %lld  %.*s (%.*s)",
                used ? "*" : " ", cmd_cell(c, m->name, 14).p, (long long)m->version,
                STR_ARG(c->cx.lang == LANG_EN ? m->en : m->zh), STR_ARG(m->place));
        json_obj(&c->w);
        json_kstr(&c->w, "name", m->name);
        json_ki64(&c->w, "version", m->version);
        json_kstr(&c->w, "hash", m->hash);
        json_kbool(&c->w, "in_use", used);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

/* What a file would change. */
static enum err diff_run(struct cmd *c)
{
    struct ctx *cx = &c->cx;
    const struct mechanism *m = NULL;
    struct mechanism_diff *d = NULL;
    struct str text = {0};
    int64_t version = 0;
    TRY(mechanism_read(cx, c->args[0], &text));
    TRY(mechanism_parse(cx, cx->arena, c->args[0], text, &m));
    TRY(cmd_open(c, CMD_READ));
    TRY(mechanism_diff_text(cx, m->name, text, &d, &version));
    for (size_t i = 0; i < d->n; i++)
        cmd_say(c, "%.*s：%.*s → %.*s", "%.*s: %.*s -> %.*s", STR_ARG(d->p[i].where),
                STR_ARG(d->p[i].before.n ? d->p[i].before : STR("-")),
                STR_ARG(d->p[i].after.n ? d->p[i].after : STR("-")));
    if (d->more)
        cmd_say(c, "…另有 %zu 处", "… %zu more", d->more);
    if (version)
        cmd_say(c, "与已装入的第 %lld 版相比，不同 %zu 处",
                "Beside version %lld: %zu differences", (long long)version, d->n + d->more);
    else
        cmd_say(c, "还没有装入机制 %.*s", "The mechanism %.*s is not loaded yet",
                STR_ARG(m->name));
    json_obj(&c->w);
    json_kstr(&c->w, "name", m->name);
    json_ki64(&c->w, "version", version);
    mechanism_diff_json(&c->w, d);
    json_obj_end(&c->w);
    return OK;
}

static enum err load_run(struct cmd *c)
{
    const struct mechanism *m = NULL;
    struct rules_file f = {
        .path = c->args[0], .store = mechanism_store, .action = "mechanism-loaded"};
    TRY(mechanism_read(&c->cx, f.path, &f.text));
    TRY(mechanism_parse(&c->cx, c->cx.arena, f.path, f.text, &m));
    f.name = m->name;
    TRY(rules_file_store(c, &f));
    cmd_say(c, "机制 %.*s 现为第 %lld 版；已立事项仍按原版办理",
            "The mechanism %.*s is at version %lld; open matters keep the one they have",
            STR_ARG(m->name), (long long)f.version);
    json_obj(&c->w);
    json_kstr(&c->w, "name", m->name);
    json_ki64(&c->w, "version", f.version);
    json_obj_end(&c->w);
    return OK;
}

static enum err use_write(struct ctx *cx, void *arg)
{
    const struct str *name = arg;
    TRY(db_exec(cx, SQL_REGISTER_SET_MECHANISM, ARGS(I64(cx->jid), TXT(*name)), NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "mechanism-used",
                     str_fmt(cx->arena, "{\"mechanism\":\"%.*s\"}", STR_ARG(*name)));
}

static enum err use_run(struct cmd *c)
{
    struct str name = cmd_arg(c, 0);
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    const struct mechanism *m = mechanism_get(c->app->mechanisms, name, 0);
    if (!m)
        return fail(&c->cx, ERR_NOT_FOUND, "没有装入机制“%.*s”，见 huiyin mechanism list",
                    "the mechanism \"%.*s\" is not loaded: see huiyin mechanism list",
                    STR_ARG(name));
    name = m->name;
    TRY(db_write(&c->cx, c->app->store, use_write, &name));
    cmd_say(c, "新诉求从现在起按机制 %.*s 办理",
            "New demands run under the mechanism %.*s from now on", STR_ARG(name));
    json_obj(&c->w);
    json_kstr(&c->w, "in_use", name);
    json_obj_end(&c->w);
    return OK;
}

const struct command rules_commands[] = {
    {.name = "mechanism list",
     .args = "",
     .zh = "已装入的机制及版本，* 为新诉求所用",
     .en = "Mechanisms and versions; * is the one new demands run under",
     .run = list_run},
    {.name = "mechanism diff",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "机制文件与已装入的最新一版有何不同；不写入",
     .en = "What a mechanism's file would change in the newest version; writes nothing",
     .run = diff_run},
    {.name = "mechanism load",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "装入机制文件（有改动则为新版本）",
     .en = "Load a mechanism's file (a new version when it differs)",
     .run = load_run},
    {.name = "mechanism use",
     .args = "NAME",
     .args_min = 1,
     .args_max = 1,
     .zh = "新诉求改用另一套机制",
     .en = "Run new demands under another mechanism",
     .run = use_run},
};
const size_t rules_commands_n = COUNT(rules_commands);
