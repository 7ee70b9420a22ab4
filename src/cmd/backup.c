/* SPDX-License-Identifier: Apache-2.0
 * huiyin backup, restore, migrate: what is kept, brought back, and brought up to date.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "cmd/archive.h"
#include "cmd/backup.h"
#include "cmd/cmd.h"
#include "cmd/manifest.h"
#include "cmd/rows.h"
#include "cmd/setup.h"
#include "cmd/share.h"
#include "core/app_open.h"
#include "db/db.h"
#include "db/spread.h"

enum { MANIFEST_MAX = 512 * 1024 * 1024 };

static enum err path_fail(struct ctx *cx, const char *path)
{
    const char *why = strerror(errno);
    return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, why);
}

static const char *in(struct cmd *c, const char *root, const char *name)
{
    return str_fmt(c->cx.arena, "%s/%s", root, name).p;
}

/* ---- backup ---- */

static enum err keep_one(struct cmd *c, struct manifest *m, const char *from, const char *root,
                         struct str path)
{
    TRY(make_folders(&c->cx, root, path));
    TRY(copy_file(&c->cx, from, in(c, root, path.p), 0600));
    return manifest_add(&c->cx, m, root, path);
}

/* The database first: whatever it speaks of stood in blobs/ when it was copied. */
static enum err keep_all(struct cmd *c, const char *root, struct manifest *m)
{
    struct strs blobs = {0};
    const char *data = c->app->data_dir;
    TRY(store_backup(&c->cx, c->app->store, in(c, root, "huiyin.db")));
    TRY(manifest_add(&c->cx, m, root, STR("huiyin.db")));
    TRY(list_files(&c->cx, data, "blobs", &blobs));
    for (size_t i = 0; i < blobs.n; i++)
        TRY(keep_one(c, m, in(c, data, blobs.p[i].p), root, blobs.p[i]));
    if (c->config_path)
        TRY(keep_one(c, m, c->config_path, root, STR("huiyin.conf")));
    if (cmd_has(c, "--with-key")) {
        const char *key =
            c->config->key_file.n > 0 ? c->config->key_file.p : in(c, data, "secret.key");
        TRY(keep_one(c, m, key, root, STR("secret.key")));
    }
    return file_write_new(&c->cx, in(c, root, "manifest.json"), manifest_text(&c->cx, m), 0600);
}

static enum err destination_free(struct cmd *c, const char *to)
{
    struct stat st;
    if (lstat(to, &st) != 0 && errno == ENOENT)
        return OK;
    return fail(&c->cx, ERR_CONFLICT, "%s 已存在，请换一个名字",
                "%s is there already: choose another name", to);
}

/* Made under another name and renamed when whole, so that no half backup is ever found. */
static enum err backup_make(struct cmd *c, const char *to, struct manifest *m)
{
    bool zip = str_ends(str_c(to), ".zip");
    const char *part = str_fmt(c->cx.arena, "%s.part", to).p;
    const char *packed = str_fmt(c->cx.arena, "%s.packed", to).p;
    if (mkdir(part, 0700) != 0)
        return path_fail(&c->cx, part);
    enum err e = keep_all(c, part, m);
    if (e == OK && zip)
        e = archive_make(&c->cx, part, m, packed);
    if (e == OK && rename(zip ? packed : part, to) != 0)
        e = path_fail(&c->cx, to);
    if (zip || e != OK)
        remove_tree(&c->cx, part);
    if (zip && e != OK)
        unlink(packed);
    return e;
}

static enum err backup_run(struct cmd *c)
{
    struct str to = cmd_arg(c, 0);
    int64_t bytes = 0;
    while (to.n > 1 && str_ends(to, "/"))
        to.n--;
    const char *path = str_cdup(c->cx.arena, to);
    TRY(destination_free(c, path));
    TRY(cmd_open(c, CMD_READ));
    struct manifest m = {.version = STR(HUIYIN_VERSION),
                         .jid = c->app->jid,
                         .name = str_c(c->app->register_name),
                         .made_at = c->cx.wall};
    TRY(backup_make(c, path, &m));
    for (size_t i = 0; i < m.n; i++)
        bytes += m.files[i].bytes;
    cmd_say(c, "已备份到 %s：%zu 个文件，%lld 字节", "Backed up to %s: %zu files, %lld bytes",
            path, m.n, (long long)bytes);
    if (!cmd_has(c, "--with-key"))
        cmd_say(c, "不含密钥：请另行保存密钥文件，没有它姓名电话地址无法读出",
                "Without the key: keep the key file apart; without it "
                "names, phones and addresses cannot be read");
    json_obj(&c->w);
    json_kcstr(&c->w, "path", path);
    json_ki64(&c->w, "files", (int64_t)m.n);
    json_ki64(&c->w, "bytes", bytes);
    json_kbool(&c->w, "key", cmd_has(c, "--with-key"));
    json_obj_end(&c->w);
    return OK;
}

/* ---- restore ---- */

static enum err target_empty(struct cmd *c, bool *absent)
{
    DIR *d = opendir(c->data_dir);
    int entries = 0;
    *absent = !d && errno == ENOENT;
    if (*absent)
        return mkdir(c->data_dir, 0700) == 0 ? OK : path_fail(&c->cx, c->data_dir);
    if (!d)
        return path_fail(&c->cx, c->data_dir);
    while (readdir(d))
        entries++;
    closedir(d);
    if (entries <= 2) /* "." and ".." */
        return OK;
    return fail(&c->cx, ERR_CONFLICT,
                "目录 %s 不是空的，不会动里面的东西；请用 --data 换一个目录",
                "the directory %s is not empty and is left alone: choose another one by --data",
                c->data_dir);
}

static enum err manifest_of(struct cmd *c, const char *from, struct archive *zip,
                            struct manifest *m)
{
    struct str text = {0};
    if (zip)
        TRY(archive_text(&c->cx, zip, "manifest.json", MANIFEST_MAX, &text));
    else
        TRY(file_read(&c->cx, in(c, from, "manifest.json"), MANIFEST_MAX, &text));
    return manifest_parse(&c->cx, text, m);
}

static enum err bring_back(struct cmd *c, const char *from, struct archive *zip,
                           const struct manifest *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct held *f = &m->files[i];
        const char *to = in(c, c->data_dir, f->path.p);
        TRY(make_folders(&c->cx, c->data_dir, f->path));
        if (zip)
            TRY(archive_extract(&c->cx, zip, f->path.p, to));
        else
            TRY(copy_file(&c->cx, in(c, from, f->path.p), to, 0600));
        TRY(manifest_check(&c->cx, f, c->data_dir));
    }
    const char *key = cmd_option(c, "--key");
    return key ? copy_file(&c->cx, key, in(c, c->data_dir, "secret.key"), 0600) : OK;
}

static enum err restore_files(struct cmd *c, const char *from, struct manifest *m)
{
    struct archive *zip = NULL;
    struct stat st;
    bool absent = false;
    if (stat(from, &st) != 0)
        return fail(&c->cx, ERR_NOT_FOUND, "没有备份 %s：%s", "there is no backup %s: %s", from,
                    strerror(errno));
    if (!S_ISDIR(st.st_mode))
        TRY(archive_open(&c->cx, from, &zip));
    enum err e = manifest_of(c, from, zip, m);
    if (e == OK)
        e = target_empty(c, &absent);
    if (e == OK) {
        e = bring_back(c, from, zip, m);
        if (e != OK) {
            remove_tree(&c->cx, c->data_dir);
            if (!absent && mkdir(c->data_dir, 0700) != 0)
                cmd_note(c, "%s：%s", "%s: %s", c->data_dir, strerror(errno));
        }
    }
    archive_close(zip);
    return e;
}

enum err check_after(struct cmd *c)
{
    static char word[] = "check";
    char *const words[] = {word};
    size_t n = 0;
    const struct command *check = commands_find(words, 1, &n);
    const char *key =
        c->config->key_file.n > 0 ? c->config->key_file.p : in(c, c->data_dir, "secret.key");
    if (access(key, R_OK) != 0) {
        cmd_note(c, "备份不含密钥：启动前请把密钥文件放到 %s（权限 600）",
                 "the backup holds no key: before starting put the key file to %s (mode 600)",
                 key);
        json_kbool(&c->w, "checked", false);
        return OK;
    }
    struct cmd sub = *c;
    sub.command = check;
    sub.args_n = 0;
    buf_init(&sub.out, c->cx.arena, (size_t)64 * 1024 * 1024);
    json_init(&sub.w, &sub.out);
    enum err e = check ? check->run(&sub) : cmd_open(&sub, CMD_READ);
    c->cx.error = sub.cx.error;
    cmd_close(&sub);
    json_kbool(&c->w, "checked", e == OK);
    if (sub.out.n > 0) {
        json_key(&c->w, "check");
        json_raw(&c->w, buf_done(&sub.out));
    }
    return e;
}

static enum err restore_run(struct cmd *c)
{
    struct manifest m = {0};
    TRY(restore_files(c, c->args[0], &m));
    TRY(setup_config(c)); /* the restored file holds from here on */
    cmd_say(c, "已恢复 %.*s（%lld）到 %s：%zu 个文件，与清单一致",
            "Restored %.*s (%lld) to %s: %zu files, as the manifest says", STR_ARG(m.name),
            (long long)m.jid, c->data_dir, m.n);
    json_obj(&c->w);
    json_kcstr(&c->w, "data", c->data_dir);
    json_ki64(&c->w, "jid", m.jid);
    json_ki64(&c->w, "files", (int64_t)m.n);
    TRY(check_after(c));
    json_obj_end(&c->w);
    return OK;
}

/* ---- migrate ---- */

static enum err migrate_store(struct cmd *c, struct store *s, int *applied, int *tables)
{
    TRY(store_migrate(&c->cx, s, applied));
    return cmd_has(c, "--distributed") ? store_distribute(&c->cx, s, tables) : OK;
}

static enum err layout_line(void *arg, const struct sql_table *table, const char *text)
{
    struct buf *b = arg;
    (void)table;
    buf_fmt(b, "%s;\n", text);
    return OK;
}

/* For reading, and for clusters whose operators run it themselves: needs no database. */
static enum err layout_print(struct cmd *c)
{
    struct buf b;
    buf_init(&b, c->cx.arena, (size_t)256 * 1024);
    buf_fmt(&b, "BEGIN;\n");
    TRY(spread_citus_begin(layout_line, &b));
    TRY(spread_citus(layout_line, &b));
    buf_fmt(&b, "COMMIT;");
    struct str text = buf_done(&b);
    cmd_say(c, "%.*s", "%.*s", STR_ARG(text));
    json_obj(&c->w);
    json_kstr(&c->w, "statements", text);
    json_obj_end(&c->w);
    return OK;
}

static enum err migrate_run(struct cmd *c)
{
    const struct config *k = c->config;
    const char *own = in(c, c->data_dir, "huiyin.db");
    struct store_options o = {.database = k->database.n > 0 ? k->database.p : own,
                              .readers = 1,
                              .queue_max = 10,
                              .unprepared = str_eq_c(k->prepare, "no")};
    struct store *s = NULL;
    int applied = 0, tables = 0;
    if (cmd_has(c, "--print") && !cmd_has(c, "--distributed"))
        return fail(&c->cx, ERR_INPUT, "--print 只和 --distributed 一起用",
                    "--print goes with --distributed only");
    if (cmd_has(c, "--print"))
        return layout_print(c);
    TRY(store_open(&c->cx, &o, &s));
    enum err e = migrate_store(c, s, &applied, &tables);
    store_close(s);
    TRY(e);
    cmd_say(c, "数据库结构已是最新，本次执行 %d 步", "The schema is current, %d steps were run",
            applied);
    if (cmd_has(c, "--distributed"))
        cmd_say(c, "各表已按登记地分布在集群上，本次分布 %d 张",
                "The tables are distributed over the cluster, %d of them now", tables);
    json_obj(&c->w);
    json_ki64(&c->w, "applied", applied);
    json_ki64(&c->w, "distributed", tables);
    json_obj_end(&c->w);
    return OK;
}

const struct command backup_commands[] = {
    {.name = "backup",
     .args = "DIR|FILE.zip",
     .args_min = 1,
     .args_max = 1,
     .zh = "备份（服务运行时也可）：数据库、附件、配置和校验清单",
     .en =
         "Back up, also while the server runs: database, attachments, configuration, manifest",
     .more_zh = "默认不含密钥：数据和密钥应分开保存。PostgreSQL 请用 pg_dump。",
     .more_en = "The key is left out: data and key belong apart. For PostgreSQL use pg_dump.",
     .options =
         (const struct cmd_option[]){{"--with-key", NULL, "连同密钥", "the key as well"}, {0}},
     .run = backup_run},
    {.name = "restore",
     .args = "FROM",
     .args_min = 1,
     .args_max = 1,
     .zh = "把备份恢复到空目录，核对清单和记录",
     .en = "Bring a backup back into an empty directory, checked against its manifest",
     .options = (const struct cmd_option[]){{"--key", "FILE", "密钥文件", "the key file"}, {0}},
     .run = restore_run},
    {.name = "migrate",
     .args = "",
     .zh = "把数据库结构升级到本版本",
     .en = "Bring the database's schema up to this version",
     .more_zh = "已分布的库，新表也一并分布。",
     .more_en = "Where tables are distributed, new ones are as well.",
     .options =
         (const struct cmd_option[]){
             {"--distributed", NULL, "把各表分布到 Citus 集群（PostgreSQL）",
              "distribute the tables over a Citus cluster (PostgreSQL)"},
             {"--print", NULL, "只写出分布所用的 SQL，什么也不做",
              "only write the SQL that distributes them, do nothing"},
             {0}},
     .run = migrate_run},
};
const size_t backup_commands_n = COUNT(backup_commands);
