/* SPDX-License-Identifier: Apache-2.0
 * The rule of supervision: checked, loaded, shown.
 */
#include <inttypes.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "core/actor.h"
#include "core/audit.h"
#include "db/db.h"
#include "loop/notice_rule.h"

enum { FILE_BYTES = 1 << 18 };

struct load_job {
    const char *file;
    struct str text;
    int64_t version;
};

static enum err load_write(struct ctx *cx, void *arg)
{
    struct load_job *j = arg;
    TRY(notice_rule_store(cx, j->file, j->text, &j->version));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "notice-rule-loaded",
                     str_fmt(cx->arena, "{\"version\":%" PRId64 "}", j->version));
}

static enum err file_of(struct cmd *c, struct load_job *j, const struct notice_rule **r)
{
    if (c->args_n > 0)
        j->file = c->args[0];
    else
        TRY(share_path(&c->cx, "data/supervision.json", &j->file));
    TRY(file_read(&c->cx, j->file, FILE_BYTES, &j->text));
    return notice_rule_parse(&c->cx, c->cx.arena, j->file, j->text, r);
}

static void told(struct cmd *c, const struct notice_rule *r, int64_t version)
{
    json_obj(&c->w);
    json_kstr(&c->w, "rule", r->name);
    json_ki64(&c->w, "version", version);
    json_ki64(&c->w, "causes", (int64_t)r->causes_n);
    json_obj_end(&c->w);
}

static enum err load_run(struct cmd *c)
{
    struct load_job j = {0};
    const struct notice_rule *r = NULL;
    TRY(file_of(c, &j, &r));
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(db_write(&c->cx, c->app->store, load_write, &j));
    cmd_say(c, "督办规则 %.*s 现为第 %" PRId64 " 版，共 %zu 个事由；已发的督办单仍按原版规则",
            "The rule %.*s is at version %" PRId64
            " with %zu causes; notices that were issued keep theirs",
            STR_ARG(r->name), j.version, r->causes_n);
    told(c, r, j.version);
    return OK;
}

static enum err check_run(struct cmd *c)
{
    struct load_job j = {0};
    const struct notice_rule *r = NULL;
    TRY(file_of(c, &j, &r));
    cmd_say(c, "%s：可以使用，共 %zu 个事由", "%s: fit for use, %zu causes", j.file,
            r->causes_n);
    told(c, r, 0);
    return OK;
}

static enum err schema_run(struct cmd *c)
{
    struct buf b;
    struct json w;
    buf_init(&b, c->cx.arena, FILE_BYTES);
    json_init(&w, &b);
    notice_rule_schema(&w);
    struct str text = buf_done(&b);
    cmd_say(c, "%.*s", "%.*s", STR_ARG(text));
    json_raw(&c->w, text);
    return OK;
}

const struct command supervision_commands[] = {
    {.name = "supervision load",
     .args = "[FILE]",
     .args_max = 1,
     .zh = "装入督办规则（有改动则为新版本），默认为自带的",
     .en = "Load the rule of supervision (a new version when it differs), by default our own",
     .run = load_run},
    {.name = "supervision check",
     .args = "[FILE]",
     .args_max = 1,
     .zh = "检查一份督办规则，不装入",
     .en = "Check a rule of supervision without loading it",
     .run = check_run},
    {.name = "supervision schema",
     .args = "",
     .zh = "督办规则的 JSON Schema",
     .en = "The JSON Schema of a rule of supervision",
     .run = schema_run},
};
const size_t supervision_commands_n = COUNT(supervision_commands);
