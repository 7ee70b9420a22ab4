/* SPDX-License-Identifier: Apache-2.0 */
#include "db/postgres_conn.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

enum { SERVER_LEAST = 130000 };

/* ---- failures ---- */

/* A SQLSTATE's outcome, by its first characters; the first row that fits. Names of constraints
 * carry a shard's number on Citus, so the code alone decides. */
static const struct {
    const char *state;
    enum err e;
    enum trouble trouble;
    const char *zh, *en;
} failures[] = {
    {"23505", ERR_CONFLICT, TROUBLE_NONE, "与已有的记录重复",
     "something equal is stored already"},
    {"23503", ERR_CONFLICT, TROUBLE_NONE, "所指的记录不存在或仍被引用",
     "what it points to is not there, or is still pointed to"},
    {"40001", ERR_BUSY, TROUBLE_CLASH, "与同时的写入相撞，请稍后再试",
     "collided with another write, try again"},
    {"40P01", ERR_BUSY, TROUBLE_CLASH, "与同时的写入相撞，请稍后再试",
     "collided with another write, try again"},
    {"53100", ERR_IO, TROUBLE_NONE, "数据库服务器磁盘空间不足，未能保存",
     "the database server's disk is full, nothing was saved"},
    {"53", ERR_BUSY, TROUBLE_LOST, "数据库服务器资源不足，请稍后再试",
     "the database server is short of resources, try again"},
    {"57014", ERR_BUSY, TROUBLE_NONE, "数据库查询超时，请稍后再试",
     "the database took too long, try again"},
    {"57P", ERR_BUSY, TROUBLE_LOST, "数据库正在重启或切换，请稍后再试",
     "the database is restarting or failing over, try again"},
    {"25006", ERR_BUSY, TROUBLE_LOST, "数据库正在切换主机，请稍后再试",
     "the database is failing over, try again"},
    {"08", ERR_BUSY, TROUBLE_LOST, "数据库连接中断，请稍后再试",
     "the connection to the database broke, try again"},
    {"28", ERR_IO, TROUBLE_LOST, "数据库拒绝登录", "the database refuses the log-in"},
    {"3D", ERR_IO, TROUBLE_LOST, "没有这个数据库", "there is no such database"},
    {"42501", ERR_IO, TROUBLE_NONE, "数据库用户没有权限",
     "the database user has no right to it"},
    {"", ERR_BUG, TROUBLE_NONE, "数据库拒绝了语句", "the database refused a statement"},
};

static enum err failed_as(struct ctx *cx, struct conn *c, const char *state, const char *text,
                          const char *name)
{
    size_t i = 0;

    while (strncmp(state, failures[i].state, strlen(failures[i].state)) != 0)
        i++;
    enum err e = failures[i].e;
    assert(e != OK);
    fail(cx, e, "%s（%s：%.*s）", "%s (%s: %.*s)",
         cx->lang == LANG_ZH ? failures[i].zh : failures[i].en, name, (int)strcspn(text, "\n"),
         text);
    if (e == ERR_BUSY)
        cx->error.retry_after_s = 1;
    if (failures[i].trouble > c->trouble)
        c->trouble = failures[i].trouble;
    if (c->db.writer && c->db.failed.code == OK) {
        c->db.failed = cx->error;
        c->db.failed.code = e;
    }
    return e;
}

/* r: the failed result, or NULL when none came. */
static enum err failed(struct ctx *cx, struct conn *c, const PGresult *r, const char *name)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *text = r ? PQresultErrorMessage(r) : "";

    /* A connection that broke often says so without a code. */
    if (!state || PQstatus(c->pg) == CONNECTION_BAD)
        state = "08006";
    return failed_as(cx, c, state, text[0] ? text : PQerrorMessage(c->pg), name);
}

enum err pg_busy(struct ctx *cx, const char *zh, const char *en)
{
    enum err e = fail(cx, ERR_BUSY, "%s", "%s", cx->lang == LANG_ZH ? zh : en);

    cx->error.retry_after_s = 1;
    return e;
}

/* ---- connecting ---- */

int64_t pg_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct conn *conn_new(struct store *s, const char *url, bool writer)
{
    struct conn *c = calloc(1, sizeof *c);

    if (!c)
        abort();
    db_init(&c->db, s, writer);
    c->prepared = calloc(SQL__MAX, sizeof *c->prepared);
    if (!c->prepared)
        abort();
    c->url = url;
    c->primary = writer;
    c->prepare = !s->unprepared;
    return c;
}

void conn_drop(struct conn *c)
{
    PQfinish(c->pg);
    c->pg = NULL;
    c->nsent = 0;
    c->db.snapshot = false;
}

bool conn_alive(struct conn *c)
{
    /* The first one takes the server's last words, the second one finds the end. */
    return c->pg && c->trouble != TROUBLE_LOST && PQconsumeInput(c->pg) &&
           PQconsumeInput(c->pg) && PQstatus(c->pg) == CONNECTION_OK;
}

void conn_free(struct conn *c)
{
    if (!c)
        return;
    conn_drop(c);
    free(c->prepared);
    db_done(&c->db);
    free(c);
}

static void silent(void *arg, const PGresult *r)
{
    (void)arg;
    (void)r;
}

/* Lists are paged by text in the order of its bytes, as SQLite compares it. */
static enum err server_fits(struct ctx *cx, struct conn *c)
{
    PGresult *r = NULL;

    if (PQserverVersion(c->pg) < SERVER_LEAST)
        return fail(cx, ERR_IO, "PostgreSQL 须为 13 以上，服务器是 %d",
                    "PostgreSQL 13 or newer is needed, the server is %d",
                    PQserverVersion(c->pg) / 10000);
    TRY(conn_send(cx, c, SQL_SERVER_FITS, NULL, 0));
    TRY(conn_drain(cx, c, &r));
    const char *encoding = PQgetvalue(r, 0, 0), *collate = PQgetvalue(r, 0, 1);
    bool good = strcmp(encoding, "UTF8") == 0 &&
                (strcmp(collate, "C") == 0 || strcmp(collate, "POSIX") == 0 ||
                 strncasecmp(collate, "C.UTF", 5) == 0);
    enum err e = OK;
    if (!good)
        e = fail(cx, ERR_IO,
                 "数据库须以 UTF8 编码、C.UTF-8 排序建立，现为 %s、%s："
                 "createdb -T template0 -E UTF8 -l C.UTF-8 名称",
                 "the database needs encoding UTF8 and collation C.UTF-8, it has %s and %s: "
                 "createdb -T template0 -E UTF8 -l C.UTF-8 NAME",
                 encoding, collate);
    PQclear(r);
    return e;
}

enum err conn_connect(struct ctx *cx, struct conn *c)
{
    /* The address may say otherwise, except for what stands behind it. */
    const char *const names[] = {
        "connect_timeout", "keepalives_idle",  "tcp_user_timeout",     "dbname",
        "client_encoding", "application_name", "target_session_attrs", NULL};
    const char *const values[] = {
        "5", "15", "15000", c->url, "UTF8", "huiyin", c->primary ? "read-write" : "any", NULL};

    conn_drop(c);
    c->trouble = TROUBLE_NONE;
    memset(c->prepared, 0, SQL__MAX * sizeof *c->prepared);
    c->pg = PQconnectdbParams(names, values, 1);
    if (!c->pg)
        abort();
    PQsetNoticeProcessor(c->pg, NULL, NULL);
    PQsetNoticeReceiver(c->pg, silent, NULL);
    if (PQstatus(c->pg) != CONNECTION_OK || !PQenterPipelineMode(c->pg)) {
        const char *text = str_fmt(cx->arena, "%s", PQerrorMessage(c->pg)).p;

        c->trouble = TROUBLE_LOST;
        conn_drop(c);
        return fail(cx, ERR_IO, "无法连接数据库：%.*s", "cannot connect to the database: %.*s",
                    (int)strcspn(text, "\n"), text);
    }
    enum err e = server_fits(cx, c);
    /* The writer's statements go by key. Planned while a table is nearly empty, they would read
     * all of it until its statistics come. A pooler would hand the setting to others. */
    if (e == OK && c->db.writer && c->prepare)
        e = conn_run(cx, c, "SET enable_seqscan = off");
    if (e == OK && c->db.writer && c->prepare && c->db.store->relaxed)
        e = conn_run(cx, c, "SET synchronous_commit = off");
    if (e != OK)
        conn_drop(c);
    return e;
}

enum err conn_reconnect(struct ctx *cx, struct conn *c)
{
    if (conn_alive(c))
        return OK;
    enum err e = conn_connect(cx, c);
    if (e != ERR_IO)
        return e;
    log_event(LOG_WARN, "database_unreachable", "why", cx->error.message, NULL);
    fault_clear(cx);
    return pg_busy(cx, "数据库暂时连不上，请稍后再试",
                   "the database cannot be reached now, try again");
}

/* ---- sending ---- */

const char *pg_text(enum sql id)
{
    return sql_texts[id].postgres ? sql_texts[id].postgres : sql_texts[id].text;
}

bool pg_reads(const char *text)
{
    /* SELECT and WITH; nothing else in sql/ begins so. */
    return text[0] == 'S' || text[0] == 'W';
}

/* Values as libpq wants them: numbers as text, since their column may be of any width; text as
 * its bytes, which need no end. */
struct values {
    const char *p[VALUES_MAX];
    int len[VALUES_MAX];
    int format[VALUES_MAX];
    char number[VALUES_MAX][24];
};

static void values_fill(struct values *out, const struct val *v, int n)
{
    for (int i = 0; i < n; i++) {
        out->p[i] = NULL;
        out->len[i] = 0;
        out->format[i] = v[i].kind == VAL_STR;
        if (v[i].kind == VAL_I64) {
            snprintf(out->number[i], sizeof out->number[i], "%lld", (long long)v[i].i);
            out->p[i] = out->number[i];
        } else if (v[i].kind == VAL_STR) {
            out->p[i] = v[i].s.p ? v[i].s.p : "";
            out->len[i] = (int)v[i].s.n;
        }
    }
}

/* Makes room for the results of two more commands. */
static enum err room(struct ctx *cx, struct conn *c, const char *name)
{
    if (!c->pg || c->trouble == TROUBLE_LOST)
        return failed_as(cx, c, "08003", c->pg ? PQerrorMessage(c->pg) : "no connection", name);
    return c->nsent + 2 > SENT_MAX ? conn_drain(cx, c, NULL) : OK;
}

static enum err noted(struct ctx *cx, struct conn *c, int sent, const char *name, int prepares)
{
    if (!sent)
        return failed(cx, c, NULL, name);
    c->sent[c->nsent++] = (struct sent){name, prepares};
    return OK;
}

enum err conn_send_text(struct ctx *cx, struct conn *c, const char *name, const char *text,
                        const struct val *v, int n)
{
    struct values a;

    TRY(room(cx, c, name));
    values_fill(&a, v, n);
    c->changes += !pg_reads(text);
    return noted(cx, c, PQsendQueryParams(c->pg, text, n, NULL, a.p, a.len, a.format, 0), name,
                 -1);
}

enum err conn_send(struct ctx *cx, struct conn *c, enum sql id, const struct val *v, int n)
{
    const char *name = sql_texts[id].name, *text = pg_text(id);
    struct values a;

    if (!c->prepare)
        return conn_send_text(cx, c, name, text, v, n);
    TRY(room(cx, c, name));
    if (c->prepared[id] == PREPARED_NO) {
        TRY(noted(cx, c, PQsendPrepare(c->pg, name, text, 0, NULL), name, (int)id));
        c->prepared[id] = PREPARED_SENT;
    }
    values_fill(&a, v, n);
    c->changes += !pg_reads(text);
    return noted(cx, c, PQsendQueryPrepared(c->pg, name, n, a.p, a.len, a.format, 0), name, -1);
}

/* ---- results ---- */

enum err conn_drain(struct ctx *cx, struct conn *c, PGresult **last)
{
    enum err e = OK;
    int n = c->nsent;

    if (n == 0)
        return OK;
    c->nsent = 0;
    PQpipelineSync(c->pg); /* without a connection every result fails below */
    for (int i = 0; i < n; i++) {
        const struct sent *s = &c->sent[i];
        PGresult *r = PQgetResult(c->pg);
        ExecStatusType status = PQresultStatus(r);
        bool good = r && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);

        if (!good && e == OK)
            e = failed(cx, c, r, s->name);
        if (s->prepares >= 0)
            c->prepared[s->prepares] = good ? PREPARED_YES : PREPARED_NO;
        if (r)
            PQclear(PQgetResult(c->pg)); /* the NULL that ends a command's results */
        if (good && last && i == n - 1 && e == OK)
            *last = r;
        else
            PQclear(r);
    }
    PQclear(PQgetResult(c->pg)); /* that of the Sync */
    return e;
}

enum err conn_run(struct ctx *cx, struct conn *c, const char *text)
{
    TRY(conn_send_text(cx, c, text, text, NULL, 0));
    return conn_drain(cx, c, NULL);
}

void conn_forget(struct conn *c)
{
    struct ctx cx = {.arena = arena_open(1 << 20)};
    struct fault first = c->db.failed;

    if (conn_drain(&cx, c, NULL) != OK)
        c->db.failed = first;
    arena_close(cx.arena);
}
