/* SPDX-License-Identifier: Apache-2.0
 * huiyin act: one row of the flow table by command line, in the name of an officer.
 */
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "core/flow.h"
#include "db/db.h"
#include "loop/intake.h"
#include "loop/steps.h"

enum { BODY_MAX = 1024 * 1024 };

/* NULL after a failure, which c->cx.error describes. */
static const struct step *step_named(struct cmd *c)
{
    int subject = 0;
    struct buf names;
    size_t n = 0;
    if (word_value(c, &subject_names, cmd_arg(c, 0), &subject) != OK)
        return NULL;
    steps_register();
    const struct step *s = flow_find((enum subject)subject, cmd_arg(c, 2));
    if (s)
        return s;
    buf_init(&names, c->cx.arena, 8192);
    const struct step *all = flow_steps(&n);
    for (size_t i = 0; i < n; i++)
        if (all[i].subject == (enum subject)subject)
            buf_fmt(&names, "%s%s", names.n ? ", " : "", all[i].name);
    fail(&c->cx, ERR_INPUT, "没有步骤“%s”，可用的有：%s", "no step \"%s\"; there are: %s",
         c->args[2], names.n ? buf_done(&names).p : "-");
    return NULL;
}

static enum err body_read(struct cmd *c, const struct shape *shape, void **out)
{
    const char *given = cmd_option(c, "--body");
    struct str text = given ? str_c(given) : STR("{}");
    json_t *in = NULL;
    *out = NULL;
    if (given && strcmp(given, "-") == 0)
        TRY(stdin_read(c, BODY_MAX, &text));
    TRY(json_read(&c->cx, text, &in));
    if (!shape) {
        if (json_object_size(in) > 0)
            return fail(&c->cx, ERR_INPUT, "这一步不带内容", "this step takes no body");
        return OK;
    }
    *out = arena_alloc(c->cx.arena, shape->size);
    return shape_parse(&c->cx, shape, in, *out);
}

static enum err act_do(struct cmd *c, const struct step *s, const void *body,
                       struct flow_result *out)
{
    struct found f;
    if (s->from == 0)
        return intake_receive(&c->cx, body, out);
    TRY(subject_named(c, work_begin(&c->cx), s->subject, cmd_arg(c, 1), &f));
    return flow_act(&c->cx, s, f.num, f.version, body, out);
}

static enum err act_run(struct cmd *c)
{
    const struct step *s = step_named(c);
    struct flow_result r = {.state = ""};
    void *body = NULL;
    if (!s)
        return c->cx.error.code;
    TRY(body_read(c, s->body, &body));
    TRY(cmd_open(c, CMD_WRITE));
    TRY(actor_named(c));
    TRY(act_do(c, s, body, &r));
    json_raw(&c->w, flow_result_json(&c->cx, &r));
    cmd_say(c, "%.*s：%s，现为“%s”（第 %lld 版）", "%.*s: %s, now %s (version %lld)",
            STR_ARG(r.num), cmd_word(c, s->zh, s->en),
            enum_label(flow_states(s->subject),
                       enum_value(flow_states(s->subject), str_c(r.state)), (int)c->cx.lang),
            (long long)r.version);
    if (r.created.n)
        cmd_say(c, "新编号：%.*s", "New number: %.*s", STR_ARG(r.created));
    if (r.code.n)
        cmd_say(c, "查询码：%.*s", "Query code: %.*s", STR_ARG(r.code));
    return OK;
}

const struct command act_commands[] = {
    {.name = "act",
     .args = "SUBJECT NUMBER STEP",
     .args_min = 3,
     .args_max = 3,
     .zh = "以某工作人员的名义办一步流程",
     .en = "One step of the flow, in the name of an officer",
     .more_zh = "SUBJECT 为 demand、matter、task；步骤见 huiyin roles。受理新诉求：act demand "
                "- receive。"
                "正式库须从标准输入给出此人的密码。",
     .more_en =
         "SUBJECT is demand, matter or task; the steps stand in huiyin roles. A new demand: "
         "act "
         "demand - receive. A live register asks for the person's password on standard input.",
     .options = (const struct cmd_option[]){{"--as", "LOGIN", "谁的动作", "whose act it is"},
                                            {"--body", "JSON", "内容；- 为标准输入",
                                             "the form; - is standard input"},
                                            {0}},
     .run = act_run},
};
const size_t act_commands_n = COUNT(act_commands);
