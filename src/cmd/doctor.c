/* SPDX-License-Identifier: Apache-2.0
 * huiyin doctor: what an administrator would look at, each with what to do about it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/reach.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "core/calendar.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "core/outbox.h"
#include "core/picture.h"
#include "db/db.h"
#include "loop/derive.h"
#include "loop/handover.h"

enum { REACH_MS = 5000, LATE_MS = 3600 * 1000, AHEAD_MS = 300 * 1000 };
static const uint64_t DISK_BAD = UINT64_C(200) << 20, DISK_LOW = UINT64_C(2) << 30;

enum verdict { VERDICT_OK, VERDICT_WARN, VERDICT_FAIL };

struct finding {
    enum verdict verdict;
    const char *said;
    const char *todo; /* NULL: nothing */
};

/* Macros, so that the compiler checks both texts as formats. */
#define PICK(c, zh, en, ...)                                                                   \
    ((c)->cx.lang == LANG_EN ? str_fmt((c)->cx.arena, en, __VA_ARGS__).p                       \
                             : str_fmt((c)->cx.arena, zh, __VA_ARGS__).p)
#define SAY(c, f, v, zh, en, ...) say(f, v, PICK(c, zh, en, __VA_ARGS__))
#define TODO(c, f, zh, en, ...) ((f)->todo = PICK(c, zh, en, __VA_ARGS__))

static void say(struct finding *f, enum verdict verdict, const char *text)
{
    f->verdict = verdict;
    f->said = text;
}

typedef void check_fn(struct cmd *c, struct finding *f);

/* ---- files ---- */

static void check_data(struct cmd *c, struct finding *f)
{
    struct stat st;
    if (stat(c->data_dir, &st) != 0) {
        SAY(c, f, VERDICT_FAIL, "%s：%s", "%s: %s", c->data_dir, strerror(errno));
        f->todo = str_fmt(c->cx.arena, "huiyin init --data %s", c->data_dir).p;
        return;
    }
    SAY(c, f, VERDICT_OK, "%s，权限 %o", "%s, mode %o", c->data_dir, st.st_mode & 07777U);
    if (st.st_mode & 077) {
        f->verdict = VERDICT_WARN;
        TODO(c, f, "别人能读：chmod 700 %s", "others may read it: chmod 700 %s", c->data_dir);
    }
}

static const char *key_path(struct cmd *c)
{
    if (c->config->key_file.n > 0)
        return c->config->key_file.p;
    return str_fmt(c->cx.arena, "%s/secret.key", c->data_dir).p;
}

static void check_key(struct cmd *c, struct finding *f)
{
    struct stat st;
    const char *path = key_path(c);
    if (stat(path, &st) != 0) {
        SAY(c, f, VERDICT_FAIL, "%s：%s", "%s: %s", path, strerror(errno));
        TODO(c, f, "从另存处恢复密钥；没有它，姓名电话地址无法读出（%s）",
             "bring the key back from where it is kept: without it names, phones and addresses "
             "cannot be read (%s)",
             path);
        return;
    }
    SAY(c, f, VERDICT_OK, "%s，权限 %o", "%s, mode %o", path, st.st_mode & 07777U);
    if (st.st_mode & 077) {
        f->verdict = VERDICT_FAIL;
        TODO(c, f, "别人能读：chmod 600 %s", "others may read it: chmod 600 %s", path);
    } else if (c->config->key_file.n == 0 && c->app && c->app->register_kind == REGISTER_LIVE) {
        f->verdict = VERDICT_WARN;
        TODO(c, f, "密钥和数据在同一处（%s），请用配置 key_file 另放，并另行备份",
             "the key stands beside the data (%s): put it elsewhere by key_file and back it up "
             "apart",
             path);
    }
}

static void check_config(struct cmd *c, struct finding *f)
{
    if (c->config_wrong) {
        say(f, VERDICT_FAIL, c->config_wrong);
        TODO(c, f, "改正 %s；其余各项按能读出的设置检查",
             "mend %s; the other checks go by the settings that can be read", c->config_path);
        return;
    }
    say(f, VERDICT_OK,
        c->config_path ? c->config_path
                       : cmd_word(c, "没有配置文件，用默认值", "no file: defaults"));
}

static void check_disk(struct cmd *c, struct finding *f)
{
    struct statvfs v;
    if (statvfs(c->data_dir, &v) != 0) {
        SAY(c, f, VERDICT_FAIL, "%s：%s", "%s: %s", c->data_dir, strerror(errno));
        return;
    }
    uint64_t left = (uint64_t)v.f_bavail * v.f_frsize;
    enum verdict verdict = left < DISK_BAD   ? VERDICT_FAIL
                           : left < DISK_LOW ? VERDICT_WARN
                                             : VERDICT_OK;
    SAY(c, f, verdict, "剩余 %" PRIu64 " MB", "%" PRIu64 " MB free", left >> 20);
    if (f->verdict != VERDICT_OK)
        TODO(c, f, "请清理或扩容 %s 所在的磁盘", "make room on the disk of %s", c->data_dir);
}

static void check_pages(struct cmd *c, struct finding *f)
{
    const char *path = NULL;
    struct fault before = c->cx.error;
    if (share_path(&c->cx, "web/dist", &path) == OK) {
        say(f, VERDICT_OK, path);
        return;
    }
    c->cx.error = before;
    say(f, VERDICT_WARN, cmd_word(c, "页面尚未构建", "not built"));
    f->todo = "script/server";
}

static void check_server(struct cmd *c, struct finding *f)
{
    const char *path = str_fmt(c->cx.arena, "%s/lock", c->data_dir).p;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool runs = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0)
        close(fd);
    say(f, VERDICT_OK,
        runs ? cmd_word(c, "正在运行", "running") : cmd_word(c, "没有运行", "not running"));
}

/* ---- the register ---- */

struct integrity {
    struct str quick_check;
};
static const struct field integrity_fields[] = {FIELD(struct integrity, quick_check)};
static const struct shape integrity_shape =
    SHAPE("integrity", struct integrity, integrity_fields);

static void failed(struct cmd *c, struct finding *f)
{
    say(f, VERDICT_FAIL, c->cx.error.message ? c->cx.error.message : "?");
    fault_clear(&c->cx);
}

static void check_database(struct cmd *c, struct finding *f)
{
    struct integrity row = {0};
    bool found = false;
    if (db_one(&c->cx, SQL_CMD_INTEGRITY, NULL, 0, &integrity_shape, &row, &found) != OK) {
        failed(c, f);
        return;
    }
    bool ok = found && str_eq_c(row.quick_check, "ok");
    say(f, ok ? VERDICT_OK : VERDICT_FAIL, found ? row.quick_check.p : "?");
    if (!ok)
        TODO(c, f, "停止服务，从最近的备份恢复：huiyin restore（%s）",
             "stop the server and restore the latest backup: huiyin restore (%s)", c->data_dir);
}

static void check_register(struct cmd *c, struct finding *f)
{
    SAY(c, f, VERDICT_OK, "%s（%lld，%s）", "%s (%lld, %s)", c->app->register_name,
        (long long)c->app->jid,
        enum_label(&register_kind_names, (int)c->app->register_kind, (int)c->cx.lang));
}

static void check_mechanism(struct cmd *c, struct finding *f)
{
    const char *name = c->app->register_mechanism;
    const struct mechanism *m = mechanism_get(c->app->mechanisms, str_c(name), 0);
    if (!m) {
        SAY(c, f, VERDICT_FAIL, "没有装入机制 %s", "the mechanism %s is not loaded", name);
        TODO(c, f, "huiyin mechanism load FILE（%s）", "huiyin mechanism load FILE (%s)", name);
        return;
    }
    SAY(c, f, VERDICT_OK, "%s 第 %lld 版", "%s, version %lld", name, (long long)m->version);
}

static void check_calendar(struct cmd *c, struct finding *f)
{
    int year = 0, month = 0, day = 0;
    const struct calendar *k = c->app->calendar;
    day_to_civil(time_day(c->cx.now), &year, &month, &day);
    bool this_year = calendar_knows(k, day_from_civil(year, 6, 1));
    bool next_year = calendar_knows(k, day_from_civil(year + 1, 6, 1));
    if (this_year && next_year) {
        SAY(c, f, VERDICT_OK, "有 %d、%d 年", "%d and %d are there", year, year + 1);
        return;
    }
    SAY(c, f, this_year ? VERDICT_WARN : VERDICT_FAIL, "缺 %d 年的放假安排",
        "the holidays of %d are missing", this_year ? year + 1 : year);
    TODO(
        c, f, "国务院办公厅通知（多在 11 月）公布后：huiyin calendar load FILE（%d 年）",
        "after the State Council's notice (mostly in November): huiyin calendar load FILE (%d)",
        this_year ? year + 1 : year);
}

static void check_clock(struct cmd *c, struct finding *f)
{
    int64_t newest = 0;
    char text[TIME_TEXT], last[TIME_TEXT];
    int year = 0, month = 0, day = 0;
    day_to_civil(time_day(c->cx.wall), &year, &month, &day);
    if (db_i64(&c->cx, SQL_CMD_NEWEST_EVENT, ARGS(I64(c->cx.jid)), 0, &newest) != OK) {
        failed(c, f);
        return;
    }
    say(f, VERDICT_OK, str_cdup(c->cx.arena, str_c(time_human(text, c->cx.now))));
    if (year < 2025 || year > 2100) {
        f->verdict = VERDICT_FAIL;
        TODO(c, f, "系统时间不对（%d 年），请校时", "the system clock says %d: set it", year);
    } else if (newest > c->cx.now + AHEAD_MS) {
        f->verdict = c->app->register_kind == REGISTER_LIVE ? VERDICT_FAIL : VERDICT_WARN;
        TODO(c, f, "时钟早于最近一次办理（%s），请校时",
             "the clock is behind the latest act (%s)", time_human(last, newest));
    } else if (c->app->clock_offset_ms != 0) {
        f->verdict = VERDICT_WARN;
        TODO(c, f, "时钟是拨过的（%s）；恢复：huiyin clock now real",
             "the clock is injected (%s); to take it back: huiyin clock now real", text);
    }
}

/* A desk that runs and has nobody: as when the people are in a centre below the root, and the
 * root keeps the desks. */
static void check_staffed(struct cmd *c, struct finding *f)
{
    struct vacancy *v = NULL;
    size_t n = 0;
    if (vacancy_desks(&c->cx, &v, &n) != OK) {
        failed(c, f);
        return;
    }
    if (n == 0) {
        say(f, VERDICT_OK, cmd_word(c, "齐全", "all there"));
        return;
    }
    SAY(c, f, VERDICT_WARN, "%zu 个单位的岗位没有人，如：%s",
        "%zu units run empty desks, such as: %s", n, v[0].said.p);
    f->todo = v[0].todo.p;
}

static void check_desks(struct cmd *c, struct finding *f)
{
    struct buf missing;
    buf_init(&missing, c->cx.arena, 4096);
    for (int d = 0; d < DESK__MAX; d++)
        if (org_desk(c->app->org, c->app->root_unit, (enum desk)d, 0) == 0)
            buf_fmt(&missing, "%s%s", missing.n ? ", " : "", enum_text(&desk_names, d));
    if (missing.n > 0) {
        SAY(c, f, VERDICT_WARN, "缺少：%s", "missing: %s", buf_done(&missing).p);
        f->todo = "huiyin unit desk …; huiyin unit add … --desks";
        return;
    }
    check_staffed(c, f);
}

static void check_administrators(struct cmd *c, struct finding *f)
{
    static const enum role roles[] = {ROLE_ADMIN_SYSTEM, ROLE_ADMIN_SECURITY, ROLE_ADMIN_AUDIT};
    say(f, VERDICT_OK, cmd_word(c, "三员齐全", "all three"));
    for (size_t i = 0; i < COUNT(roles); i++) {
        int64_t n = 0;
        const char *label = enum_label(&role_names, (int)roles[i], (int)c->cx.lang);
        struct str name = str_c(enum_text(&role_names, (int)roles[i]));
        if (db_i64(&c->cx, SQL_CMD_WITH_PASSWORD, ARGS(TXT(name)), 0, &n) != OK) {
            failed(c, f);
            return;
        }
        if (n > 0)
            continue;
        SAY(c, f, VERDICT_WARN, "没有能登录的%s", "no %s who can log in", label);
        f->todo = str_fmt(c->cx.arena, "huiyin user add … --roles %s", name.p).p;
        return;
    }
}

/* A desk without anybody who can log in lets matters lie. */
static void check_people(struct cmd *c, struct finding *f)
{
    static const enum role roles[] = {ROLE_OPERATOR, ROLE_SCREENER, ROLE_DISPATCHER,
                                      ROLE_HANDLER,  ROLE_HEAD,     ROLE_REVIEWER,
                                      ROLE_CALLBACK, ROLE_CLOSER};
    struct buf missing;
    buf_init(&missing, c->cx.arena, 4096);
    for (size_t i = 0; i < COUNT(roles); i++) {
        int64_t n = 0;
        struct str name = str_c(enum_text(&role_names, (int)roles[i]));
        if (db_i64(&c->cx, SQL_CMD_WITH_PASSWORD, ARGS(TXT(name)), 0, &n) != OK) {
            failed(c, f);
            return;
        }
        if (n == 0)
            buf_fmt(&missing, "%s%s", missing.n ? cmd_word(c, "、", ", ") : "",
                    enum_label(&role_names, (int)roles[i], (int)c->cx.lang));
    }
    if (missing.n == 0) {
        say(f, VERDICT_OK, cmd_word(c, "每个环节都有人", "somebody for every step"));
        return;
    }
    SAY(c, f, VERDICT_WARN, "没有能登录的：%s", "nobody can log in as: %s",
        buf_done(&missing).p);
    f->todo = "huiyin user add … --roles …";
}

/* Open work that nobody could do. */
static void check_queues(struct cmd *c, struct finding *f)
{
    struct vacancy *v = NULL;
    size_t n = 0;
    if (vacancy_list(&c->cx, &v, &n) != OK) {
        failed(c, f);
        return;
    }
    if (n == 0) {
        say(f, VERDICT_OK, cmd_word(c, "每个待办都有人", "somebody for everything open"));
        return;
    }
    SAY(c, f, VERDICT_WARN, "%zu 处无人可办，如：%s", "%zu without an owner, such as: %s", n,
        v[0].said.p);
    f->todo = str_fmt(c->cx.arena, "%s; huiyin org check", v[0].todo.p).p;
}

static void check_messages(struct cmd *c, struct finding *f)
{
    struct outbox_counts n = {0};
    if (outbox_count(&c->cx, &n) != OK) {
        failed(c, f);
        return;
    }
    bool late = n.oldest_at > 0 && n.oldest_at < c->cx.wall - LATE_MS;
    SAY(c, f, n.dead > 0 || late ? VERDICT_WARN : VERDICT_OK,
        "待发 %" PRId64 "，发不出 %" PRId64 "，不外发 %" PRId64,
        "%" PRId64 " waiting, %" PRId64 " dead, %" PRId64 " held", n.waiting, n.dead, n.held);
    if (f->verdict != VERDICT_OK)
        f->todo = cmd_word(c, "检查配置里的 mail_* 和 sms_*",
                           "look at mail_* and sms_* in the configuration");
}

/* A server takes half a second to look; what stands there for an hour means that none runs. */
static void check_derived(struct cmd *c, struct finding *f)
{
    struct derive_state n = {0};
    if (derive_state(&c->cx, &n) != OK) {
        failed(c, f);
        return;
    }
    bool late = n.oldest_at > 0 && n.oldest_at < c->cx.wall - LATE_MS;
    SAY(c, f, n.failing > 0 || late ? VERDICT_WARN : VERDICT_OK,
        "待编制 %" PRId64 "，失败 %" PRId64 "，其中已放弃 %" PRId64,
        "%" PRId64 " waiting, %" PRId64 " failing, %" PRId64 " of them given up", n.waiting,
        n.failing, n.given_up);
    if (n.failing > 0)
        f->todo = cmd_word(c, "看服务日志里的 derive_failed",
                           "see derive_failed in the server's log");
    else if (late)
        f->todo = cmd_word(c, "启动服务（huiyin serve），由它编制",
                           "start the server (huiyin serve), which does it");
}

/* ---- others ---- */

static void check_mail(struct cmd *c, struct finding *f)
{
    const struct config *k = c->config;
    const char *why = NULL;
    if (k->mail_host.n == 0) {
        say(f, VERDICT_OK, cmd_word(c, "没有配置，不发邮件", "none configured"));
        return;
    }
    bool there = reach_host(k->mail_host.p, (int)k->mail_port, REACH_MS, &why);
    say(f, there ? VERDICT_OK : VERDICT_FAIL,
        str_fmt(c->cx.arena, "%s:%lld %s", k->mail_host.p, (long long)k->mail_port,
                there ? cmd_word(c, "可达", "reached") : why)
            .p);
    if (!there)
        f->todo = cmd_word(c, "检查 mail_host、mail_port 和网络",
                           "look at mail_host, mail_port, the network");
}

static void check_font(struct cmd *c, struct finding *f)
{
    if (picture_has_chinese()) {
        say(f, VERDICT_OK, cmd_word(c, "有中文字体", "there is a Chinese font"));
        return;
    }
    say(f, VERDICT_WARN,
        cmd_word(c, "没有中文字体，日报图片画不出来", "none: the sheets have no picture"));
    f->todo = "apt install fonts-noto-cjk";
}

static void check_sms(struct cmd *c, struct finding *f)
{
    const char *why = NULL;
    if (c->config->sms_url.n == 0) {
        say(f, VERDICT_OK, cmd_word(c, "没有配置，不发短信", "none configured"));
        return;
    }
    bool there = reach_url(&c->cx, c->config->sms_url.p, REACH_MS, &why);
    say(f, there ? VERDICT_OK : VERDICT_FAIL, there ? cmd_word(c, "可达", "reached") : why);
    if (!there)
        f->todo = cmd_word(c, "检查 sms_url 和网络", "look at sms_url and the network");
}

/* ---- the list ---- */

static const struct {
    const char *name, *zh, *en;
    check_fn *run;
    bool opened; /* needs the register */
} checks[] = {
    {"data", "数据目录", "Data directory", check_data, false},
    {"config", "配置", "Configuration", check_config, false},
    {"disk", "磁盘", "Disk", check_disk, false},
    {"server", "服务", "Server", check_server, false},
    {"pages", "页面", "Pages", check_pages, false},
    {"key", "密钥", "Key", check_key, false},
    {"register", "登记库", "Register", check_register, true},
    {"database", "数据库完整性", "Database integrity", check_database, true},
    {"mechanism", "机制", "Mechanism", check_mechanism, true},
    {"calendar", "节假日表", "Calendar", check_calendar, true},
    {"clock", "时钟", "Clock", check_clock, true},
    {"desks", "岗位", "Desks", check_desks, true},
    {"people", "人员", "People", check_people, true},
    {"queues", "待办有人", "Queues", check_queues, true},
    {"administrators", "管理员", "Administrators", check_administrators, true},
    {"messages", "消息", "Messages", check_messages, true},
    {"derived", "索引与分析", "Index and analysis", check_derived, true},
    {"mail", "邮件服务器", "Mail server", check_mail, false},
    {"font", "中文字体", "Chinese font", check_font, false},
    {"sms", "短信网关", "SMS gateway", check_sms, false},
};

static void finding_say(struct cmd *c, size_t i, const struct finding *f)
{
    static const char *const text[] = {"ok", "warn", "fail"};
    cmd_say(c, "%s %s %s", "%s %s %s", cmd_cell(c, str_c(text[f->verdict]), 5).p,
            cmd_cell(c, str_c(cmd_word(c, checks[i].zh, checks[i].en)), 20).p, f->said);
    if (f->todo)
        cmd_say(c, "      → %s", "      → %s", f->todo);
    json_obj(&c->w);
    json_kcstr(&c->w, "check", checks[i].name);
    json_kcstr(&c->w, "result", text[f->verdict]);
    json_kcstr(&c->w, "said", f->said);
    json_kcstr(&c->w, "todo", f->todo);
    json_obj_end(&c->w);
}

static enum err doctor_run(struct cmd *c)
{
    size_t count[3] = {0};
    enum err opened = cmd_open(c, CMD_READ);
    struct finding closed = {.verdict = VERDICT_FAIL};
    if (opened != OK) {
        closed.said = c->cx.error.message;
        fault_clear(&c->cx);
    }
    json_obj(&c->w);
    json_key(&c->w, "checks");
    json_arr(&c->w);
    for (size_t i = 0; i < COUNT(checks); i++) {
        struct finding f = {0};
        if (checks[i].opened && opened != OK && checks[i].run != check_register)
            continue; /* said once, at the register */
        if (checks[i].opened && opened != OK)
            f = closed;
        else
            checks[i].run(c, &f);
        count[f.verdict]++;
        finding_say(c, i, &f);
    }
    json_arr_end(&c->w);
    json_ki64(&c->w, "ok", (int64_t)count[VERDICT_OK]);
    json_ki64(&c->w, "warn", (int64_t)count[VERDICT_WARN]);
    json_ki64(&c->w, "fail", (int64_t)count[VERDICT_FAIL]);
    json_obj_end(&c->w);
    c->differs = count[VERDICT_FAIL] > 0;
    if (c->differs)
        cmd_say(c, "%zu 项不合格", "%zu checks failed", count[VERDICT_FAIL]);
    return OK;
}

const struct command doctor_commands[] = {
    {.name = "doctor",
     .args = "",
     .zh = "体检：权限、磁盘、数据库、节假日表、时钟、邮件等",
     .en = "Check permissions, disk, database, calendar, clock, mail and more",
     .more_zh = "每项给出 ok、warn 或 fail 和处理办法。有 fail 时（配置有误也是）退出码为 "
                "1。服务运行时也可用。",
     .more_en =
         "Each check says ok, warn or fail and what to do. Exit code 1 when one fails, a bad "
         "configuration among them. May be used while the server runs.",
     .run = doctor_run,
     .surveys = true},
};
const size_t doctor_commands_n = COUNT(doctor_commands);
