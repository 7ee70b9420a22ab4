/* SPDX-License-Identifier: Apache-2.0
 * huiyin init: a register out of nothing, without a question.
 */
#include "cmd/init.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/certificate.h"
#include "cmd/cmd.h"
#include "cmd/practice.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "core/actor.h"
#include "core/calendar.h"
#include "core/directory.h"
#include "core/mechanism.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/urgent.h"
#include "db/db.h"
#include "loop/agency_file.h"
#include "loop/board_rule.h"
#include "loop/directory_file.h"
#include "loop/notice_rule.h"
#include "loop/scheme_ship.h"

enum { HASHERS = 2, HASHER_BYTES = 64 * 1024 * 1024, PLAIN_JID = 999999 };
enum { DEMO_DIRECTORY_DAY = 20454 /* 2026-01-01 */ };

/* ---- the directory ---- */

/* *absent: it is to be made. ERR_CONFLICT when something stands in it. */
static enum err dir_must_be_empty(struct ctx *cx, const char *dir, bool *absent)
{
    DIR *d = opendir(dir);
    *absent = !d && errno == ENOENT;
    if (*absent)
        return OK;
    if (!d)
        return fail(cx, ERR_IO, "%s：%s", "%s: %s", dir, strerror(errno));
    bool empty = true;
    for (const struct dirent *e = NULL; empty && (e = readdir(d)) != NULL;)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    closedir(d);
    if (empty)
        return OK;
    return fail(cx, ERR_CONFLICT, "目录 %s 不是空的，不会动里面的东西；请换一个目录",
                "the directory %s is not empty and is left alone: choose another one", dir);
}

/* Folders above it are made as well; the last one by app_open. */
static enum err dir_parents(struct ctx *cx, const char *dir)
{
    char *path = str_cdup(cx->arena, str_c(dir));
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0755) != 0 && errno != EEXIST)
            return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
        *p = '/';
    }
    return OK;
}

/* What a failed init may have left in a directory that was empty before. */
static void dir_clear(struct cmd *c, bool absent)
{
    static const char *const names[] = {"huiyin.db",   "huiyin.db-wal",    "huiyin.db-shm",
                                        "secret.key",  "huiyin.conf",      "lock",
                                        "tls/key.pem", "tls/fullchain.pem"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = str_fmt(c->cx.arena, "%s/%s", c->data_dir, names[i]).p;
        if (unlink(path) != 0 && errno != ENOENT)
            cmd_note(c, "%s：%s", "%s: %s", path, strerror(errno));
    }
    rmdir(str_fmt(c->cx.arena, "%s/tls", c->data_dir).p);
    rmdir(str_fmt(c->cx.arena, "%s/blobs", c->data_dir).p);
    if (absent)
        rmdir(c->data_dir);
}

/* ---- what is to be made ---- */

static enum err plan_make(struct cmd *c, struct plan *p)
{
    struct ctx *cx = &c->cx;
    const char *name = cmd_option(c, "--name"), *mechanism = cmd_option(c, "--mechanism");
    bool practice = cmd_has(c, "--practice"), demo = cmd_has(c, "--demo");
    int64_t jid = 0;
    TRY(cmd_number(c, "--code", 100000, 999999, &jid));
    if (demo && (jid || name))
        return fail(cx, ERR_INPUT, "--demo 的代码和名称是给定的，不能再用 --code 和 --name",
                    "--demo has its own code and name: not with --code and --name");
    if (demo)
        TRY(plan_demo(cx, p));
    else
        plan_plain(cx, p, jid ? jid : PLAIN_JID, name ? str_c(name) : STR("本辖区"));
    p->reg.kind = practice ? REGISTER_PRACTICE : demo ? REGISTER_DEMO : REGISTER_LIVE;
    if (mechanism || !demo)
        p->reg.mechanism = mechanism ? str_c(mechanism) : STR("bazhou");
    p->reg.created_at = cx->wall;
    return plan_rules(cx, p);
}

/* ---- writing it ---- */

/* The register that is being made has no context of its own yet. */
static enum err own_rules_put(struct ctx *cx, const struct plan *p)
{
    struct ctx own = *cx;
    int64_t version = 0;
    own.jid = p->reg.jid;
    enum err e = urgent_store(&own, "data/urgent.json", p->urgent, &version);
    if (e == OK)
        e = board_rule_store(&own, "data/boards/effect.json", p->board, &version);
    if (e == OK)
        e = notice_rule_store(&own, "data/supervision.json", p->notices, &version);
    cx->error = own.error;
    return e;
}

static enum err write_base(struct ctx *cx, void *arg)
{
    const struct plan *p = arg;
    int64_t changed = 0, version = 0;
    TRY(register_put(cx, &p->reg));
    for (size_t i = 0; i < p->places_n; i++)
        TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &p->places[i], NULL, 0, NULL));
    for (size_t i = 0; i < p->units_n; i++)
        TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &p->units[i], NULL, 0, NULL));
    for (size_t i = 0; i < p->rules_n; i++)
        TRY(mechanism_store(cx, p->rules[i].path, p->rules[i].text, &version));
    TRY(own_rules_put(cx, p));
    return calendar_store(cx, p->calendar, &changed);
}

/* The example directory stands from a day before the first demand of any example. */
static enum err write_directory(struct ctx *cx, void *arg)
{
    const struct directory_read *r = arg;
    const struct directory_version v = {.version = 1,
                                        .from_day = DEMO_DIRECTORY_DAY,
                                        .note = STR("示例目录"),
                                        .made_at = cx->now};
    return directory_write(cx, &v, r->entries, r->n);
}

static enum err directory_make_demo(struct cmd *c)
{
    struct ctx *cx = &c->cx;
    struct directory_read r;
    const char *path = NULL;
    cx->jid = c->app->jid; /* the context is older than the register */
    TRY(share_path(cx, "data/demo/directory.csv", &path));
    TRY(directory_file_read(cx, path, NULL, DEMO_DIRECTORY_DAY, &r));
    if (r.faults_n)
        return fail(cx, ERR_INPUT, "%s 第 %lld 行：%.*s", "%s row %lld: %.*s", path,
                    (long long)r.faults[0].row, STR_ARG(r.faults[0].reason));
    TRY(db_write(cx, c->app->store, write_directory, &r));
    return app_reload(cx);
}

static enum err agencies_make_demo(struct cmd *c)
{
    struct agency_read r;
    const char *path = NULL;
    TRY(share_path(&c->cx, "data/demo/agencies.csv", &path));
    TRY(agency_file_read(&c->cx, path, NULL, &r));
    if (r.faults_n)
        return fail(&c->cx, ERR_INPUT, "%s 第 %lld 行：%.*s", "%s row %lld: %.*s", path,
                    (long long)r.faults[0].row, STR_ARG(r.faults[0].reason));
    const struct actor *before = c->cx.actor;
    c->cx.actor = &actor_system;
    enum err e = agencies_enforce(&c->cx, r.rows, r.n);
    c->cx.actor = before;
    return e;
}

static enum err schemes_make(struct cmd *c)
{
    enum { LIST_MAX = 256 << 10 };
    struct ctx *cx = &c->cx;
    const char *folder = NULL, *list = NULL;
    struct str text = {0};
    TRY(share_path(cx, "data/schemes", &folder));
    TRY(share_path(cx, "data/schemes/shipped.json", &list));
    TRY(file_read(cx, list, LIST_MAX, &text));
    cx->jid = c->app->jid; /* the context is older than the register */
    const struct actor *before = cx->actor;
    cx->actor = &actor_system;
    enum err e = schemes_ship(cx, folder, text);
    cx->actor = before;
    return e;
}

struct ready {
    struct officer row;
    struct str hash;
};

/* Every HASHERS-th account: a password's hash costs memory and time on purpose, and no more
 * than two are made at once (core/password.h). */
struct hasher {
    struct ctx cx;
    const struct plan *plan;
    struct ready *out;
    size_t from;
    enum err err;
};

static void *hasher_run(void *arg)
{
    struct hasher *h = arg;
    for (size_t i = h->from; i < h->plan->accounts_n && h->err == OK; i += HASHERS) {
        const struct account *a = &h->plan->accounts[i];
        struct officer_new n = {
            .login = a->login, .name = a->name, .unit_id = a->unit_id, .password = a->password};
        h->err = officer_prepare(&h->cx, &n, a->must_change, &h->out[i].row, &h->out[i].hash);
    }
    return NULL;
}

struct accounts_job {
    const struct plan *plan;
    const struct ready *ready;
};

static enum err write_accounts(struct ctx *cx, void *arg)
{
    const struct accounts_job *j = arg;
    for (size_t i = 0; i < j->plan->accounts_n; i++) {
        const struct account *a = &j->plan->accounts[i];
        TRY(officer_insert(cx, &j->ready[i].row, j->ready[i].hash));
        for (int role = 0; role < ROLE__MAX; role++) {
            struct role_row r = {
                .officer_id = j->ready[i].row.id, .unit_id = a->for_id, .role = role};
            if (a->roles & BIT(role))
                TRY(role_grant(cx, &r));
        }
    }
    return OK;
}

static enum err accounts_make(struct cmd *c, const struct plan *p)
{
    struct ctx *cx = &c->cx;
    struct ready *ready = NEWS(cx->arena, struct ready, p->accounts_n);
    struct hasher h[HASHERS];
    pthread_t threads[HASHERS];
    bool started[HASHERS] = {false};
    enum err e = OK;
    for (size_t i = 0; i < HASHERS; i++) {
        h[i] = (struct hasher){.plan = p, .out = ready, .from = i};
        app_ctx(c->app, arena_open(HASHER_BYTES), cx->lang, &h[i].cx);
        started[i] = pthread_create(&threads[i], NULL, hasher_run, &h[i]) == 0;
        if (!started[i])
            hasher_run(&h[i]);
    }
    for (size_t i = 0; i < HASHERS; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        if (e == OK && h[i].err != OK)
            e = fail(cx, h[i].err, "%s", "%s", h[i].cx.error.message);
    }
    struct accounts_job job = {.plan = p, .ready = ready};
    if (e == OK)
        e = db_write(cx, c->app->store, write_accounts, &job);
    for (size_t i = 0; i < HASHERS; i++)
        arena_close(h[i].cx.arena);
    return e;
}

enum err init_register(struct cmd *c, struct plan *p)
{
    struct ctx *cx = &c->cx;
    const char *database = cmd_option(c, "--database");
    struct app_options o = {.data_dir = c->data_dir,
                            .database = database ? database : c->config->database.p,
                            .unprepared = str_eq_c(c->config->prepare, "no"),
                            .key_file = c->config->key_file.p,
                            .create = true,
                            .exclusive = true};
    TRY(app_open(cx, &o, &c->app));
    app_ctx(c->app, cx->arena, cx->lang, cx);
    if (c->app->jid != 0)
        return fail(cx, ERR_CONFLICT, "数据库里已有登记地 %lld",
                    "the database already holds the register %lld", (long long)c->app->jid);
    plan_number(cx, p);
    TRY(db_write(cx, c->app->store, write_base, p));
    TRY(app_reload(cx));
    if (cmd_has(c, "--demo")) {
        TRY(directory_make_demo(c));
        TRY(agencies_make_demo(c));
    }
    TRY(schemes_make(c));
    return accounts_make(c, p);
}

static enum err make(struct cmd *c, struct plan *p)
{
    struct ctx *cx = &c->cx;
    const char *database = cmd_option(c, "--database");
    struct buf sample;
    int64_t made = 0;
    TRY(init_register(c, p));
    if (p->reg.kind == REGISTER_PRACTICE && cmd_has(c, "--demo"))
        TRY(practice_fill(cx, &made));
    if (c->config_path)
        return OK;
    buf_init(&sample, cx->arena, (size_t)256 * 1024);
    config_print_sample(&sample, cx->lang);
    if (database)
        buf_fmt(&sample, "\ndatabase = %s\n", database);
    return file_write_new(cx, str_fmt(cx->arena, "%s/huiyin.conf", c->data_dir).p,
                          buf_done(&sample), 0600);
}

/* ---- saying it ---- */

static struct str unit_name(const struct plan *p, int64_t id)
{
    for (size_t i = 0; i < p->units_n; i++)
        if (p->units[i].id == id)
            return p->units[i].name;
    return STR("");
}

static struct str roles_text(struct cmd *c, uint32_t roles)
{
    struct buf b;
    buf_init(&b, c->cx.arena, 4096);
    for (int role = 0; role < ROLE__MAX; role++)
        if (roles & BIT(role))
            buf_fmt(&b, "%s%s", b.n ? cmd_word(c, "、", ", ") : "",
                    enum_label(&role_names, role, (int)c->cx.lang));
    return buf_done(&b);
}

static void say_json(struct cmd *c, const struct plan *p)
{
    struct json *w = &c->w;
    json_obj(w);
    json_kcstr(w, "data", c->app->data_dir);
    json_key(w, "register");
    json_obj(w);
    shape_json(w, &register_shape, &p->reg);
    json_obj_end(w);
    json_key(w, "officers");
    json_arr(w);
    for (size_t i = 0; i < p->accounts_n; i++) {
        const struct account *a = &p->accounts[i];
        if (!a->show)
            continue;
        json_obj(w);
        json_kstr(w, "login", a->login);
        json_kstr(w, "password", a->password);
        json_kstr(w, "name", a->name);
        json_kstr(w, "unit", unit_name(p, a->unit_id));
        json_key(w, "roles");
        json_arr(w);
        for (int role = 0; role < ROLE__MAX; role++)
            if (a->roles & BIT(role))
                json_cstr(w, enum_text(&role_names, role));
        json_arr_end(w);
        json_obj_end(w);
    }
    json_arr_end(w);
    json_obj_end(w);
}

static void say(struct cmd *c, const struct plan *p)
{
    size_t hidden = 0;
    if (c->json) {
        say_json(c, p);
        return;
    }
    cmd_say(c, "已建立%s：%.*s（%lld），机制 %.*s，%zu 个区划，%zu 个单位，%zu 名工作人员",
            "Made a %s: %.*s (%lld), mechanism %.*s, %zu places, %zu units, %zu officers",
            enum_label(&register_kind_names, p->reg.kind, (int)c->cx.lang),
            STR_ARG(p->reg.name), (long long)p->reg.jid, STR_ARG(p->reg.mechanism), p->places_n,
            p->units_n, p->accounts_n);
    cmd_say(c, "数据目录：%s\n\n登录名和密码（只显示这一次）：",
            "Data: %s\n\nLog-in names and passwords (shown this once):", c->app->data_dir);
    for (size_t i = 0; i < p->accounts_n; i++) {
        const struct account *a = &p->accounts[i];
        hidden += !a->show;
        if (a->show)
            cmd_say(c, "  %s  %s  %s  %s", "  %s  %s  %s  %s", cmd_cell(c, a->login, 12).p,
                    a->password.p, cmd_cell(c, a->name, 22).p, roles_text(c, a->roles).p);
    }
    if (hidden)
        cmd_say(c,
                "\n另有 %zu 名工作人员没有密码，不能登录；需要时用 huiyin user password LOGIN "
                "设定。",
                "\n%zu more officers have no password and cannot log in: huiyin user password "
                "LOGIN gives one.",
                hidden);
    cmd_say(c, "\n启动：huiyin serve --data %s", "\nStart: huiyin serve --data %s",
            c->data_dir);
}

static enum err init_run(struct cmd *c)
{
    struct plan p = {0};
    bool absent = false;
    TRY(dir_must_be_empty(&c->cx, c->data_dir, &absent));
    TRY(plan_make(c, &p));
    TRY(dir_parents(&c->cx, c->data_dir));
    enum err e = make(c, &p);
    const char *host = cmd_option(c, "--certificate");
    if (e == OK && host)
        e = certificate_make(&c->cx, str_fmt(c->cx.arena, "%s/tls", c->data_dir).p, host);
    if (e == OK) {
        say(c, &p);
        if (host)
            cmd_say(c, "证书：%s/tls/fullchain.pem 和 key.pem（供 nginx 使用）",
                    "Certificate: %s/tls/fullchain.pem and key.pem (for nginx)", c->data_dir);
        return OK;
    }
    cmd_close(c);
    dir_clear(c, absent);
    return e;
}

const struct command init_commands[] = {
    {.name = "init",
     .args = "",
     .zh = "在空目录里建立一个登记库",
     .en = "Make a register in an empty directory",
     .more_zh = "建一个根区划、一个设全部岗位的根单位、三名分设的管理员（系统、安全、审计），装"
                "入五套机制和"
                "节假日表。--demo 另建示例区的区划、单位和人员。密码随机生成，只显示一次。",
     .more_en = "Makes one root place, one root unit with every desk and three separate "
                "administrators (system, security, audit), loads the mechanisms and the "
                "calendar. --demo makes the example district with its people. Passwords are "
                "random and shown once.",
     .options =
         (const struct cmd_option[]){
             {"--demo", NULL, "示例区（虚构的单位和人员）", "the example district (invented)"},
             {"--practice", NULL,
              "演练库：页面有水印，可以拨时钟；与 --demo 一起用时放入练习材料",
              "a practice register: watermarked, its clock can be set; with --demo there is "
              "material to practise on"},
             {"--certificate", "HOST", "为该主机名生成本地证书，供示例 nginx 使用",
              "make a local certificate for the example nginx front"},
             {"--database", "URL",
              "PostgreSQL 数据库 postgresql://…（须为空库），写入 huiyin.conf",
              "an empty PostgreSQL database, postgresql://…; noted in huiyin.conf"},
             {"--code", "N", "六位区划代码", "6-digit division code"},
             {"--name", "NAME", "登记地名称", "name of the register"},
             {"--mechanism", "M", "所用机制，默认 bazhou", "mechanism, bazhou by default"},
             {0}},
     .run = init_run},
};
const size_t init_commands_n = COUNT(init_commands);
