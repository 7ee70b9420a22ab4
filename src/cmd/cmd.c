/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <utf8proc.h>

#include "cmd/share.h"
#include "core/app_open.h"
#include "db/db.h"

/* ---- options and arguments ---- */

const char *cmd_option(const struct cmd *c, const char *name)
{
    for (size_t i = 0; i < c->given_n; i++)
        if (strcmp(c->given[i].name, name) == 0)
            return c->given[i].value;
    return NULL;
}

bool cmd_has(const struct cmd *c, const char *name)
{
    return cmd_option(c, name) != NULL;
}

enum err cmd_number(struct cmd *c, const char *name, int64_t min, int64_t max, int64_t *out)
{
    const char *text = cmd_option(c, name);
    int64_t v = 0;
    if (!text)
        return OK;
    if (!str_i64(str_c(text), &v) || v < min || v > max)
        return fail(&c->cx, ERR_INPUT, "%s 须为 %lld 至 %lld 的整数",
                    "%s must be a whole number from %lld to %lld", name, (long long)min,
                    (long long)max);
    *out = v;
    return OK;
}

struct str cmd_arg(const struct cmd *c, size_t i)
{
    return i < c->args_n ? str_c(c->args[i]) : STR("");
}

/* ---- the register ---- */

/* A folder that init has not filled yet is no damaged register. */
static enum err must_be_made(struct cmd *c)
{
    const char *db = str_fmt(c->cx.arena, "%s/huiyin.db", c->data_dir).p;
    if (c->config->database.n > 0 || access(db, F_OK) == 0)
        return OK;
    return fail(
        &c->cx, ERR_NOT_FOUND,
        "%s 里还没有登记库。请先运行 huiyin init --demo --data %s（试用），或 huiyin init "
        "--data %s",
        "there is no register in %s yet. Run huiyin init --demo --data %s to look round, or "
        "huiyin init --data %s",
        c->data_dir, c->data_dir, c->data_dir);
}

enum err cmd_open(struct cmd *c, enum cmd_how how)
{
    const struct config *k = c->config;
    bool alone = how == CMD_SERVE || how == CMD_PLAY;
    struct app_options o = {
        .data_dir = c->data_dir,
        .database = k->database.p,
        .replica = k->replica.p,
        .unprepared = str_eq_c(k->prepare, "no"),
        .key_file = k->key_file.p,
        .jid = k->register_id,
        .relaxed = how == CMD_PLAY,
        .readers = alone ? (int)k->readers : 2,
        .queue_max = (int)k->queue_max,
        .exclusive = alone,
        .read_only = how == CMD_READ,
    };
    TRY(must_be_made(c));
    TRY(share_path(&c->cx, "data", &o.share_dir));
    TRY(app_open(&c->cx, &o, &c->app));
    c->app->config = k;
    app_ctx(c->app, c->cx.arena, c->cx.lang, &c->cx);
    return alone ? OK : db_acquire(&c->cx, c->app->store, &c->cx.db);
}

enum err cmd_from_replica(struct cmd *c)
{
    db_release(c->cx.db);
    c->cx.db = NULL;
    TRY(db_acquire_report(&c->cx, c->app->store, &c->cx.db));
    if (db_lag_ms(c->cx.db) > 0)
        cmd_note(c, "数据来自只读副本，截至约 %lld 秒前", "From the standby, about %lld s old",
                 (long long)((db_lag_ms(c->cx.db) + 999) / 1000));
    return OK;
}

void cmd_close(struct cmd *c)
{
    db_release(c->cx.db);
    c->cx.db = NULL;
    app_close(c->app);
    c->app = NULL;
}

/* ---- output ---- */

const char *cmd_word(const struct cmd *c, const char *zh, const char *en)
{
    return c->cx.lang == LANG_EN ? en : zh;
}

void cmd_say(struct cmd *c, const char *zh, const char *en, ...)
{
    va_list args;
    if (c->json)
        return;
    va_start(args, en);
    vprintf(c->cx.lang == LANG_EN ? en : zh, args);
    va_end(args);
    putchar('\n');
}

void cmd_note(struct cmd *c, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    vfprintf(stderr, c->cx.lang == LANG_EN ? en : zh, args);
    va_end(args);
    fputc('\n', stderr);
}

struct str cmd_cell(struct cmd *c, struct str text, size_t cells)
{
    size_t wide = 0;
    utf8proc_int32_t code = 0;
    for (size_t i = 0; i < text.n;) {
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text.p + i,
                                                 (utf8proc_ssize_t)(text.n - i), &code);
        if (step <= 0)
            break;
        wide += (size_t)utf8proc_charwidth(code);
        i += (size_t)step;
    }
    int pad = wide < cells ? (int)(cells - wide) : 0;
    return str_fmt(c->cx.arena, "%.*s%*s", STR_ARG(text), pad, "");
}
