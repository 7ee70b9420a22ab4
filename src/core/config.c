/* SPDX-License-Identifier: Apache-2.0 */
#include "core/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/field.h"
#include "base/utf8.h"

enum { FILE_MAX = 256 * 1024 };

static bool is_address(struct str s)
{
    char text[INET6_ADDRSTRLEN] = "";
    unsigned char out[16];
    if (s.n >= sizeof(text))
        return false;
    memcpy(text, s.p, s.n);
    return inet_pton(AF_INET, text, out) == 1 || inet_pton(AF_INET6, text, out) == 1;
}

static bool is_addresses(struct str s)
{
    while (s.n > 0) {
        const char *comma = memchr(s.p, ',', s.n);
        size_t n = comma ? (size_t)(comma - s.p) : s.n;
        if (!is_address(str_trim(str_sub(s, 0, n))))
            return false;
        s = str_sub(s, comma ? n + 1 : n, s.n);
    }
    return true;
}

static bool is_url(struct str s)
{
    bool http = str_starts(s, "http://") || str_starts(s, "https://");
    return http && !str_has(s, " ") && !str_ends(s, "/") && s.n > strlen("https://");
}

static bool is_tiles(struct str s)
{
    bool local = s.p[0] == '/';
    return (local || is_url(s)) && str_has(s, "{z}") && str_has(s, "{x}") && str_has(s, "{y}");
}

static bool is_mail(struct str s)
{
    return s.n >= 3 && memchr(s.p + 1, '@', s.n - 2) && !str_has(s, " ");
}

static bool is_of(struct str s, const char *const *known, size_t known_n)
{
    while (s.n > 0) {
        const char *comma = memchr(s.p, ',', s.n);
        size_t n = comma ? (size_t)(comma - s.p) : s.n;
        struct str one = str_trim(str_sub(s, 0, n));
        bool found = false;
        for (size_t i = 0; i < known_n; i++)
            found |= str_eq_c(one, known[i]);
        if (!found)
            return false;
        s = str_sub(s, comma ? n + 1 : n, s.n);
    }
    return true;
}

static bool is_reports(struct str s)
{
    static const char *const known[] = {"daily", "weekly", "monthly"};
    return is_of(s, known, COUNT(known));
}

/* The names of loop/public_figures.h. */
static bool is_figures(struct str s)
{
    static const char *const known[] = {"received", "valid",  "explained", "accepted",
                                        "matters",  "closed", "levels",    "ways"};
    return is_of(s, known, COUNT(known));
}

static bool is_header(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return true;
}

#define TEXT(nm, init, ...)                                                                    \
    {                                                                                          \
        .name = #nm, .off = offsetof(struct config, nm), .kind = SETTING_TEXT,                 \
        .initial = (init), __VA_ARGS__                                                         \
    }
#define NUMBER(nm, init, lo, hi, ...)                                                          \
    {                                                                                          \
        .name = #nm, .off = offsetof(struct config, nm), .kind = SETTING_NUMBER,               \
        .initial = (init), .min = (lo), .max = (hi), __VA_ARGS__                               \
    }

static const struct setting settings[] = {
    TEXT(listen, "127.0.0.1", .check = is_address,
         .zh = "监听地址；默认只在本机，由前面的 nginx 对外服务",
         .en = "Address to listen on; by default this machine only, behind nginx"),
    NUMBER(port, "8077", 1, 65535, .zh = "监听端口", .en = "Port to listen on"),
    TEXT(data_dir, "/var/lib/huiyin", .zh = "数据目录", .en = "Data directory"),
    TEXT(database, "",
         .zh = "数据库：SQLite 文件路径或 postgresql://…；空为数据目录下的 huiyin.db",
         .en = "Database: SQLite path or postgresql://…; empty is huiyin.db in data_dir",
         .secret = true),
    TEXT(replica, "", .zh = "PostgreSQL 只读副本 postgresql://…，报表从它读；空为没有",
         .en = "PostgreSQL standby, postgresql://…, that reports read from; empty: none",
         .secret = true),
    TEXT(prepare, "yes", .one_of = "yes|no",
         .zh = "PostgreSQL 预备语句；前面有事务级连接池（pgbouncer）时用 no",
         .en = "Prepared statements on PostgreSQL; no behind a transaction pooler (pgbouncer)"),
    TEXT(key_file, "", .zh = "个人信息密钥文件；空为数据目录下的 secret.key",
         .en = "Key file for personal data; empty is secret.key in data_dir"),
    NUMBER(register_id, "0", 0, 999999, .zh = "登记地六位代码；0 为库中唯一的登记地",
           .en = "6-digit code of the register; 0 is the only one in the database"),
    TEXT(language, "zh", .one_of = "zh|en", .zh = "命令行与日志的语言",
         .en = "Language of the command line"),
    TEXT(log_level, "info", .one_of = "debug|info|warn|error", .zh = "日志级别",
         .en = "Log level"),
    NUMBER(workers, "64", 1, 256, .zh = "同时处理的请求数", .en = "Requests handled at once"),
    NUMBER(readers, "8", 1, 64, .zh = "数据库读连接数", .en = "Database read connections"),
    NUMBER(queue_max, "2000", 1, 100000, .zh = "等待写入的最多请求数，超过时请稍后再试",
           .en = "Requests waiting to write; more are asked to come again"),
    TEXT(trusted_proxy, "127.0.0.1, ::1", .check = is_addresses,
         .zh = "可信的反向代理地址，逗号分隔；只采信它们转报的来访地址",
         .en = "Reverse proxies, by comma, whose word on the visitor's address is taken"),
    TEXT(public_url, "", .check = is_url, .zh = "对外网址，如 https://huiyin.example.gov.cn",
         .en = "Public address, e.g. https://huiyin.example.gov.cn"),
    TEXT(secure_cookie, "auto", .one_of = "auto|yes|no",
         .zh = "登录 Cookie 只走 HTTPS；auto 看 public_url",
         .en = "Log-in cookie over HTTPS only; auto goes by public_url"),
    TEXT(site_name, "", .zh = "网站名称；空为登记地名称",
         .en = "Name of the site; empty is the register's"),
    TEXT(hotline, "12345", .zh = "页面上给群众看的电话", .en = "Telephone shown to citizens"),
    TEXT(record_number, "", .zh = "网站备案号", .en = "Record number shown on pages (ICP)"),
    TEXT(tile_url, "", .check = is_tiles, .zh = "地图瓦片地址，含 {z} {x} {y}；空则不显示底图",
         .en = "Map tiles with {z} {x} {y}; empty shows no base map"),
    TEXT(tile_attribution, "", .zh = "地图审图号与来源",
         .en = "Map source and approval number"),
    TEXT(tile_crs, "GCJ-02", .one_of = "GCJ-02|CGCS2000", .zh = "瓦片坐标系",
         .en = "Coordinates of the tiles"),
    NUMBER(upload_image_mb, "20", 1, 50, .zh = "单张图片上限（MB）", .en = "Largest image, MB"),
    NUMBER(upload_file_mb, "50", 1, 200, .zh = "其他单个文件上限（MB）",
           .en = "Largest other file, MB"),
    NUMBER(upload_count, "9", 1, 50, .zh = "一次可附的文件数", .en = "Files at once"),
    TEXT(mail_host, "", .zh = "发信服务器；空则不发邮件",
         .en = "Mail server; empty sends none"),
    NUMBER(mail_port, "25", 1, 65535, .zh = "发信端口", .en = "Mail port"),
    TEXT(mail_tls, "starttls", .one_of = "none|starttls|tls", .zh = "发信加密方式",
         .en = "How mail is encrypted on its way"),
    TEXT(mail_from, "", .check = is_mail, .zh = "发件人地址", .en = "Sender's address"),
    TEXT(mail_user, "", .zh = "发信账号；空则不验证", .en = "Mail account; empty: no log-in"),
    TEXT(mail_password, "", .secret = true, .zh = "发信密码", .en = "Mail password"),
    TEXT(sms_url, "", .check = is_url, .zh = "短信网关地址；空则不发短信",
         .en = "SMS gateway; empty sends none"),
    TEXT(sms_header, "Authorization", .check = is_header, .zh = "短信网关令牌所用的请求头",
         .en = "Request header that carries the gateway's token"),
    TEXT(sms_token, "", .secret = true, .zh = "短信网关令牌", .en = "SMS gateway's token"),
    TEXT(public_figures, "", .check = is_figures,
         .zh = "向社会公开的合计，逗号分隔，按此顺序显示：received 收到诉求、valid 有效、"
               "explained 已解释、accepted 群众认可、matters 事项、closed 已销号、levels "
               "各层级事项、ways 各采集方式；空则不公开",
         .en = "Totals shown to everybody, by comma, in this order: received, valid, "
               "explained, accepted, matters, closed, levels, ways; empty shows none"),
    NUMBER(public_figures_least, "10", 1, 1000, .zh = "公开的合计里，比这小的数不显示具体数字",
           .en = "Of these, smaller numbers are not told"),
    TEXT(report_send, "", .check = is_reports,
         .zh = "定时发邮件的报表：daily 日报、weekly 周报、monthly 月报，逗号分隔；空则不发",
         .en = "Sheets sent by mail: daily, weekly, monthly, by comma; empty sends none"),
    TEXT(report_to, "",
         .zh = "报表发给谁：岗位（如 "
               "leader）或登录名，逗号分隔；发到账号里登记的邮箱；别的邮箱在“日报”页添加",
         .en = "Who gets them: roles (leader, …) or log-in names, by comma, at their own mail; "
               "further addresses: the desk, Reports"),
    NUMBER(report_hour, "8", 0, 23, .zh = "几点发（北京时间）", .en = "Hour, Beijing time"),
    TEXT(report_workdays, "yes", .one_of = "yes|no",
         .zh = "只在工作日发；休息日的日报在下一个工作日补发",
         .en = "On working days only; sheets of rest days follow on the next working day"),
    TEXT(document_letterhead, "", .zh = "公文的发文机关标志（红头）；空为署名机关加“文件”",
         .en = "Letterhead of documents; empty is the issuer's name and 文件"),
    TEXT(document_issuer, "", .zh = "公文的署名机关；空为根单位名称",
         .en = "Who issues documents; empty is the root unit"),
    TEXT(document_code, "", .zh = "发文字号的机关代字，如 巴民呼；后面自动加种类字和〔年〕号",
         .en = "Office's characters in document numbers; kind, year and serial follow"),
    TEXT(document_signatory, "", .zh = "公文的签发人；空则不印", .en = "Who signs documents"),
    TEXT(document_copies, "", .zh = "公文的抄送机关；空则不印", .en = "Whom copies go to"),
    TEXT(document_spool, "",
         .zh = "PDF 转换目录，与 huiyin documents worker 共用；空为数据目录下的 documents",
         .en =
             "Folder shared with huiyin documents worker, which makes PDFs; empty is documents "
             "in data_dir"),
};

static struct str *text_at(struct config *c, const struct setting *s)
{
    return (struct str *)((char *)c + s->off);
}

static int64_t *number_at(struct config *c, const struct setting *s)
{
    return (int64_t *)((char *)c + s->off);
}

static bool among(const char *one_of, struct str value)
{
    for (const char *from = one_of; from;) {
        const char *bar = strchr(from, '|');
        size_t n = bar ? (size_t)(bar - from) : strlen(from);
        if (n == value.n && memcmp(from, value.p, n) == 0)
            return true;
        from = bar ? bar + 1 : NULL;
    }
    return false;
}

/* False when the value does not suit. */
static bool setting_set(struct arena *keep, const struct setting *s, struct str value,
                        struct config *c)
{
    int64_t number = 0;
    if (s->kind == SETTING_NUMBER) {
        if (!str_i64(value, &number) || number < s->min || number > s->max)
            return false;
        *number_at(c, s) = number;
        return true;
    }
    if (s->one_of && !among(s->one_of, value))
        return false;
    if (value.n > 0 && s->check && !s->check(value))
        return false;
    *text_at(c, s) = str_dup(keep, value);
    return true;
}

static struct config *initial(struct arena *keep)
{
    struct config *c = NEW(keep, struct config);
    for (size_t i = 0; i < COUNT(settings); i++) {
        if (!setting_set(keep, &settings[i], str_c(settings[i].initial), c))
            abort(); /* the table contradicts itself */
    }
    return c;
}

const struct config *config_defaults(struct arena *keep)
{
    return initial(keep);
}

static const struct setting *setting_named(struct str name)
{
    for (size_t i = 0; i < COUNT(settings); i++) {
        if (str_eq_c(name, settings[i].name))
            return &settings[i];
    }
    return NULL;
}

/* What would have suited, for the sentence. */
static struct str wanted(struct arena *a, const struct setting *s)
{
    if (s->kind == SETTING_NUMBER)
        return str_fmt(a, "%" PRId64 "…%" PRId64, s->min, s->max);
    return str_c(s->one_of ? s->one_of : s->initial);
}

static enum err line_read(struct ctx *cx, struct arena *keep, const char *file, int line_no,
                          struct str line, struct config *c, bool seen[])
{
    const char *eq = memchr(line.p, '=', line.n);
    if (!eq)
        return fail(cx, ERR_INPUT, "%s:%d：应为“名称 = 值”", "%s:%d: expected \"name = value\"",
                    file, line_no);
    struct str name = str_trim(str_sub(line, 0, (size_t)(eq - line.p)));
    struct str value = str_trim(str_sub(line, (size_t)(eq - line.p) + 1, line.n));
    const struct setting *s = setting_named(name);
    if (!s)
        return fail(cx, ERR_INPUT, "%s:%d：没有“%.*s”这项设置",
                    "%s:%d: there is no setting \"%.*s\"", file, line_no, STR_ARG(name));
    if (seen[s - settings])
        return fail(cx, ERR_INPUT, "%s:%d：%s 设了两次", "%s:%d: %s is set twice", file,
                    line_no, s->name);
    seen[s - settings] = true;
    if (setting_set(keep, s, value, c))
        return OK;
    return fail(cx, ERR_INPUT, "%s:%d：%s 的值不合规定（%s）",
                "%s:%d: the value of %s does not suit (%s)", file, line_no, s->name,
                wanted(cx->arena, s).p);
}

/* With somewhere to write it to, a failure is written down and the reading goes on. */
static enum err noted(struct ctx *cx, struct buf *wrong, enum err e)
{
    if (e == OK || !wrong)
        return e;
    buf_fmt(wrong, "%s%s", wrong->n ? "; " : "", cx->error.message);
    fault_clear(cx);
    return OK;
}

static enum err parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                      bool seen[], struct buf *wrong, struct config *c)
{
    if (!utf8_valid(text))
        return noted(
            cx, wrong,
            fail(cx, ERR_INPUT, "%s：不是 UTF-8 文本", "%s: this is not UTF-8 text", file));
    struct strs lines = str_split(cx->arena, text, '\n');
    for (size_t i = 0; i < lines.n; i++) {
        struct str line = str_trim(lines.p[i]);
        if (line.n > 0 && line.p[0] != '#')
            TRY(noted(cx, wrong, line_read(cx, keep, file, (int)i + 1, line, c, seen)));
    }
    if (c->mail_host.n > 0 && c->mail_from.n == 0)
        return noted(cx, wrong,
                     fail(cx, ERR_INPUT, "%s：设了 mail_host 还须设 mail_from",
                          "%s: mail_host needs mail_from", file));
    return OK;
}

enum err config_parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                      const struct config **out)
{
    bool seen[COUNT(settings)] = {false};
    struct config *c = initial(keep);
    TRY(parse(cx, keep, file, text, seen, NULL, c));
    *out = c;
    return OK;
}

/* A path to a database is none; a connection string may hold a password. */
static bool holds_secret(struct config *c, const struct setting *s)
{
    if (!s->secret || text_at(c, s)->n == 0)
        return false;
    return s->off != offsetof(struct config, database) || str_has(c->database, "://");
}

static enum err file_read(struct ctx *cx, const char *path, struct str *text, bool *shared)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        const char *why = strerror(errno);
        enum err e = errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
        if (fd >= 0)
            close(fd);
        return fail(cx, e, "配置文件 %s：%s", "configuration file %s: %s", path, why);
    }
    char *p = arena_alloc(cx->arena, FILE_MAX + 1);
    size_t n = 0;
    ssize_t got = 1;
    while (n <= FILE_MAX && (got = read(fd, p + n, FILE_MAX + 1 - n)) > 0)
        n += (size_t)got;
    close(fd);
    if (got < 0 || n > FILE_MAX)
        return fail(cx, ERR_IO, "配置文件 %s 读不出或过大",
                    "configuration file %s cannot be read or is too large", path);
    *text = (struct str){p, n};
    *shared = (st.st_mode & (S_IRWXG | S_IRWXO) & ~S_IXGRP & ~S_IXOTH) != 0;
    return OK;
}

static enum err file_parse(struct ctx *cx, struct arena *keep, const char *path,
                           struct buf *wrong, struct config *c)
{
    bool seen[COUNT(settings)] = {false}, shared = false;
    struct str text = {0};
    TRY(noted(cx, wrong, file_read(cx, path, &text, &shared)));
    TRY(parse(cx, keep, path, text, seen, wrong, c));
    for (size_t i = 0; i < COUNT(settings); i++) {
        const struct setting *s = &settings[i];
        if (seen[i] && shared && holds_secret(c, s))
            return noted(cx, wrong,
                         fail(cx, ERR_INPUT, "%s：内有 %s，文件须仅属主可读（chmod 600）",
                              "%s: it holds %s, so only its owner may read it (chmod 600)",
                              path, s->name));
    }
    return OK;
}

enum err config_read(struct ctx *cx, struct arena *keep, const char *path,
                     const struct config **out)
{
    struct config *c = initial(keep);
    if (path)
        TRY(file_parse(cx, keep, path, NULL, c));
    *out = c;
    return OK;
}

enum err config_survey(struct ctx *cx, struct arena *keep, const char *path, struct buf *wrong,
                       const struct config **out)
{
    struct config *c = initial(keep);
    if (path)
        TRY(file_parse(cx, keep, path, wrong, c));
    *out = c;
    return OK;
}

void config_print_sample(struct buf *out, enum lang lang)
{
    buf_c(out, lang == LANG_ZH ? "# 回音配置。去掉行首的 # 并修改即生效，重启后起作用。\n"
                               : "# Huiyin configuration. Remove the # to set; restart to "
                                 "apply.\n");
    for (size_t i = 0; i < COUNT(settings); i++) {
        const struct setting *s = &settings[i];
        buf_fmt(out, "\n# %s", lang == LANG_ZH ? s->zh : s->en);
        if (s->one_of)
            buf_fmt(out, " (%s)", s->one_of);
        if (s->kind == SETTING_NUMBER)
            buf_fmt(out, " (%" PRId64 "…%" PRId64 ")", s->min, s->max);
        buf_fmt(out, "\n#%s =%s%s\n", s->name, s->initial[0] ? " " : "", s->initial);
    }
}

void config_print(struct buf *out, const struct config *c)
{
    struct config copy = *c;
    for (size_t i = 0; i < COUNT(settings); i++) {
        const struct setting *s = &settings[i];
        buf_fmt(out, "%s = ", s->name);
        if (s->kind == SETTING_NUMBER)
            buf_fmt(out, "%" PRId64, *number_at(&copy, s));
        else if (holds_secret(&copy, s))
            buf_c(out, "***");
        else
            buf_str(out, *text_at(&copy, s));
        buf_ch(out, '\n');
    }
}

bool config_secure_cookie(const struct config *c)
{
    if (str_eq_c(c->secure_cookie, "auto"))
        return str_starts(c->public_url, "https://");
    return str_eq_c(c->secure_cookie, "yes");
}
