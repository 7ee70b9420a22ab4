/* SPDX-License-Identifier: Apache-2.0
 * huiyin move: the register into another database, compared row by row.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/backup.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/setup.h"
#include "cmd/share.h"
#include "db/copy.h"

enum { CONFIG_MAX = 1 << 20, COPY_BYTES = 256 << 20 };

static void said(void *arg, const struct copied *t)
{
    cmd_note(arg, "%-16s %10lld 行，一致", "%-16s %10lld rows, equal", t->table,
             (long long)t->rows);
}

static enum err copy_into(struct cmd *c, const char *to, struct copied **tables, size_t *n)
{
    struct store_options o = {.database = to,
                              .readers = 2,
                              .queue_max = 10,
                              .create = true,
                              .unprepared = str_eq_c(c->config->prepare, "no")};
    struct store *target = NULL;
    int applied = 0;
    TRY(store_open(&c->cx, &o, &target));
    enum err e = store_migrate(&c->cx, target, &applied);
    if (e == OK)
        e = store_copy(&c->cx, c->app->store, target, said, c, tables, n);
    if (e == OK)
        e = store_analyze(&c->cx, target);
    store_close(target);
    return e;
}

/* The setting's line, or an empty rest where it may be put. */
static const char *setting_line(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n')
        if (strncmp(p, name, n) == 0 && strchr(" =", p[n]))
            return p;
    return text + strlen(text);
}

/* From here on the configuration names the new database. */
static enum err note_database(struct cmd *c, const char *to)
{
    struct ctx *cx = &c->cx;
    const char *path =
        c->config_path ? c->config_path : str_fmt(cx->arena, "%s/huiyin.conf", c->data_dir).p;
    const char *part = str_fmt(cx->arena, "%s.new", path).p;
    struct str old = STR("");
    if (c->config_path)
        TRY(file_read(cx, path, CONFIG_MAX, &old));
    const char *text = str_cdup(cx->arena, old), *line = setting_line(text, "database");
    const char *rest = line + strcspn(line, "\n");
    bool ended = line == text || line[-1] == '\n';
    struct str now = str_fmt(cx->arena, "%.*s%sdatabase = %s%s", (int)(line - text), text,
                             ended ? "" : "\n", to, rest[0] ? rest : "\n");
    unlink(part);
    TRY(file_write_new(cx, part, now, 0600));
    if (rename(part, path) != 0)
        return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
    return OK;
}

/* So that nobody goes on with the old file. */
static enum err put_aside(struct cmd *c, const char *file)
{
    if (access(file, F_OK) != 0)
        return OK;
    const char *aside = str_fmt(c->cx.arena, "%s.moved", file).p;
    if (rename(file, aside) != 0)
        return fail(&c->cx, ERR_IO, "%s：%s", "%s: %s", file, strerror(errno));
    cmd_say(c, "旧库改名为 %s，确认无误后可删除。",
            "The old database is %s now; remove it when all is well.", aside);
    return OK;
}

static enum err move_run(struct cmd *c)
{
    const char *to = cmd_option(c, "--to");
    struct copied *tables = NULL;
    size_t n = 0;
    int64_t rows = 0;
    if (!to)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出目标数据库", "--to DATABASE is needed");
    const char *old = c->config->database.n > 0
                          ? c->config->database.p
                          : str_fmt(c->cx.arena, "%s/huiyin.db", c->data_dir).p;
    TRY(cmd_open(c, CMD_SERVE)); /* no server runs meanwhile */
    TRY(copy_into(c, to, &tables, &n));
    cmd_close(c);
    TRY(note_database(c, to));
    TRY(put_aside(c, old));
    json_obj(&c->w);
    json_key(&c->w, "tables");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        rows += tables[i].rows;
        json_obj(&c->w);
        json_kcstr(&c->w, "table", tables[i].table);
        json_ki64(&c->w, "rows", tables[i].rows);
        json_kstr(&c->w, "sha256", tables[i].digest);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    cmd_say(
        c, "已搬到新库：%zu 张表，%lld 行，逐行核对一致。配置已改为新库。",
        "Moved: %zu tables, %lld rows, compared row by row. The configuration names the new "
        "database.",
        n, (long long)rows);
    TRY(setup_config(c)); /* the new database from here on */
    TRY(check_after(c));
    json_obj_end(&c->w);
    return OK;
}

const struct command move_commands[] = {
    {.name = "move",
     .args = "",
     .zh = "把登记库搬到另一个数据库（SQLite 与 PostgreSQL 之间均可），逐行核对",
     .en = "Move the register to another database, SQLite or PostgreSQL, compared row by row",
     .more_zh = "先停服务。目标须为空；全部在一个事务里，失败则什么也没有写入。成功后改写配置，"
                "旧的 SQLite 文件改名保留，并运行 check。附件和密钥留在数据目录。",
     .more_en = "Stop the server first. The target has to be empty; everything is one "
                "transaction, so a failure leaves nothing. Then the configuration is changed, "
                "the old SQLite file kept under another name, and check runs. Attachments and "
                "keys stay in the data directory.",
     .options =
         (const struct cmd_option[]){{"--to", "DATABASE", "postgresql://… 或 SQLite 文件路径",
                                      "postgresql://… or the path of a SQLite file"},
                                     {0}},
     .run = move_run},
};
const size_t move_commands_n = COUNT(move_commands);
