/* SPDX-License-Identifier: Apache-2.0
 * What the system is, printed from the tables that it runs by: flow, roles, routes, settings.
 */
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/flow_dot.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "core/flow.h"
#include "loop/steps.h"

/* ---- roles ---- */

static const char *where_text(enum where w)
{
    static const char *const text[] = {
        [AT_OWNER] = "owner",           [AT_DESK] = "desk",         [AT_LEAD] = "lead",
        [AT_REVIEW] = "review",         [AT_ANSWER] = "answer",     [AT_CALLBACK] = "callback",
        [AT_CLOSE] = "close",           [AT_LOOKBACK] = "lookback", [AT_ARBITER] = "arbiter",
        [AT_INSTRUCTED] = "instructed", [AT_PART] = "takes_part",   [AT_SYSTEM] = "system",
    };
    return text[w];
}

static struct str states_text(struct cmd *c, const struct step *s)
{
    struct buf b;
    const struct enum_names *names = flow_states(s->subject);
    buf_init(&b, c->cx.arena, 4096);
    for (int i = 0; i < names->n; i++)
        if (s->from & BIT(i))
            buf_fmt(&b, "%s%s", b.n ? "," : "", enum_text(names, i));
    return b.n ? buf_done(&b) : STR("-");
}

static struct str roles_codes(struct cmd *c, uint32_t roles)
{
    struct buf b;
    buf_init(&b, c->cx.arena, 4096);
    for (int i = 0; i < ROLE__MAX; i++)
        if (roles & BIT(i))
            buf_fmt(&b, "%s%s", b.n ? "," : "", enum_text(&role_names, i));
    return b.n ? buf_done(&b) : STR("-");
}

static void step_json(struct cmd *c, const struct step *s)
{
    struct json *w = &c->w;
    json_obj(w);
    json_kcstr(w, "subject", enum_text(&subject_names, (int)s->subject));
    json_kcstr(w, "step", s->name);
    json_kcstr(w, "label", cmd_word(c, s->zh, s->en));
    json_key(w, "from");
    bits_json(w, flow_states(s->subject), s->from);
    json_kcstr(w, "to", s->to >= 0 ? flow_state_text(s->subject, s->to) : s->to_text);
    json_key(w, "roles");
    bits_json(w, &role_names, s->roles);
    json_kcstr(w, "where", where_text(s->where));
    json_kcstr(w, "did", s->did);
    json_kcstr(w, "never_did", s->never_did);
    json_obj_end(w);
}

static void step_line(struct cmd *c, const struct step *s)
{
    struct str label = str_c(cmd_word(c, s->zh, s->en));
    const char *to = s->to >= 0   ? flow_state_text(s->subject, s->to)
                     : s->to_text ? s->to_text
                                  : "same";
    printf("%s %s %s %s  %s  [%s → %s]%s%s\n",
           cmd_cell(c, str_c(enum_text(&subject_names, (int)s->subject)), 7).p,
           cmd_cell(c, str_c(s->name), 17).p, cmd_cell(c, label, 24).p,
           cmd_cell(c, str_c(where_text(s->where)), 10).p, roles_codes(c, s->roles).p,
           states_text(c, s).p, to, s->never_did ? cmd_word(c, "  不得兼：", "  never: ") : "",
           s->never_did ? s->never_did : "");
}

static enum err roles_run(struct cmd *c)
{
    size_t n = 0;
    int role = -1;
    const char *only = cmd_option(c, "--role");
    if (only)
        TRY(word_value(c, &role_names, str_c(only), &role));
    steps_register();
    const struct step *steps = flow_steps(&n);
    json_obj(&c->w);
    json_key(&c->w, "steps");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        if (role >= 0 && !(steps[i].roles & BIT(role)))
            continue;
        if (c->json)
            step_json(c, &steps[i]);
        else
            step_line(c, &steps[i]);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

/* ---- routes ---- */

static enum err routes_run(struct cmd *c)
{
    const struct api *api = NULL;
    struct api_options o = {.config = c->config};
    log_set_level(LOG_ERROR); /* that no pages are served is no news here */
    steps_register();
    TRY(api_open(&c->cx, c->cx.arena, &o, &api));
    routes_print(api, stdout, c->json);
    return OK;
}

/* ---- flow ---- */

static enum err flow_run(struct cmd *c)
{
    const struct mechanism *m = NULL;
    const char *folder = NULL;
    struct str text = {0};
    struct buf out;
    TRY(share_path(&c->cx, "mechanisms", &folder));
    const char *path = str_fmt(c->cx.arena, "%s/%s.json", folder, c->args[0]).p;
    if (strchr(c->args[0], '/'))
        path = c->args[0];
    TRY(mechanism_read(&c->cx, path, &text));
    TRY(mechanism_parse(&c->cx, c->cx.arena, path, text, &m));
    steps_register();
    buf_init(&out, c->cx.arena, (size_t)1024 * 1024);
    flow_dot(m, c->cx.lang, &out);
    if (!c->json) {
        fwrite(out.p, 1, out.n, stdout);
        return OK;
    }
    json_obj(&c->w);
    json_kstr(&c->w, "mechanism", m->name);
    json_kstr(&c->w, "dot", buf_done(&out));
    json_obj_end(&c->w);
    return OK;
}

/* ---- settings ---- */

static enum err config_run(struct cmd *c)
{
    struct buf b;
    buf_init(&b, c->cx.arena, (size_t)256 * 1024);
    if (cmd_has(c, "--sample"))
        config_print_sample(&b, c->cx.lang);
    else
        config_print(&b, c->config);
    cmd_say(c, "%s%s", "%s%s", "", buf_done(&b).p);
    json_obj(&c->w);
    json_kcstr(&c->w, "file", c->config_path);
    json_kstr(&c->w, "text", buf_done(&b));
    json_obj_end(&c->w);
    return OK;
}

const struct command tables_commands[] = {
    {.name = "flow",
     .args = "MECHANISM",
     .args_min = 1,
     .args_max = 1,
     .zh = "按流程表画图（Graphviz）：诉求、事项、承办任务",
     .en = "Draw the flow table (Graphviz): demand, matter, task",
     .more_zh = "机制关闭的步骤画虚线。MECHANISM 为机制名或文件路径。画成图片：huiyin flow "
                "bazhou --dot | dot "
                "-Tsvg -o bazhou.svg",
     .more_en =
         "Steps that the mechanism switches off are dashed. MECHANISM is a name or a file. As "
         "a picture: huiyin flow bazhou --dot | dot -Tsvg -o bazhou.svg",
     .options =
         (const struct cmd_option[]){
             {"--dot", NULL, "输出 dot 文本（默认）", "dot text (the default)"}, {0}},
     .run = flow_run},
    {.name = "roles",
     .args = "",
     .zh = "角色与动作总表：谁在哪里能做什么，哪些不得兼",
     .en = "Roles and actions: who may do what where, and what excludes what",
     .options =
         (const struct cmd_option[]){{"--role", "ROLE", "只看一个角色", "one role only"}, {0}},
     .run = roles_run},
    {.name = "routes",
     .args = "",
     .zh = "全部接口路由及其权限",
     .en = "All routes of the interface and who may call them",
     .run = routes_run},
    {.name = "config",
     .args = "",
     .zh = "生效的配置",
     .en = "The settings in force",
     .options =
         (const struct cmd_option[]){
             {"--sample", NULL, "带说明的配置样例", "a sample with explanations"}, {0}},
     .run = config_run},
};
const size_t tables_commands_n = COUNT(tables_commands);
