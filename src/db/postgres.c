/* SPDX-License-Identifier: Apache-2.0
 * The PostgreSQL driver. One connection writes for this process, whole batches in SERIALIZABLE
 * transactions, so that any number of processes may write to one database; a batch that
 * collides, or loses its connection before the commit, is run anew. Connections that read are
 * opened when first needed.
 */
#include "db/driver.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/pool.h"
#include "db/postgres_conn.h"

enum {
    REPLICA_REST_MS = 10000,
    STREAM_ROWS = 500,
    BOOL_OID = 16,
    INT8_OID = 20,
    INT2_OID = 21,
    INT4_OID = 23,
    NUMERIC_OID = 1700
};

struct pg_store {
    struct store store;
    struct conn *writer; /* NULL: read-only */
    struct pool readers, replicas;
    atomic_llong replica_down; /* monotonic ms until which nobody asks it */
};

static const char snapshot_text[] = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

static struct conn *conn_of(struct db *db)
{
    return (struct conn *)db;
}

/* ---- the store ---- */

static void pool_free(struct pool *p)
{
    for (int i = 0; i < p->n; i++)
        conn_free(conn_of(p->all[i]));
    pool_done(p);
}

static void store_free(struct store *store)
{
    struct pg_store *s = (struct pg_store *)store;

    queue_close(s->store.queue);
    pool_free(&s->readers);
    pool_free(&s->replicas);
    conn_free(s->writer);
    free(s);
}

static void take_jobs(void *arg, struct job **jobs, int n)
{
    writer_batch(&((struct pg_store *)arg)->writer->db, jobs, n);
}

static void pool_fill(struct pg_store *s, struct pool *p, int n, const char *url, bool primary)
{
    while (p->n < n) {
        struct conn *c = conn_new(&s->store, url, false);

        c->primary = primary;
        pool_add(p, &c->db);
    }
}

static enum err store_fill(struct ctx *cx, struct pg_store *s)
{
    const char *url = s->store.database;

    pool_fill(s, &s->readers, s->store.readers, url, !s->store.read_only);
    if (s->store.replica[0])
        pool_fill(s, &s->replicas, s->store.readers, s->store.replica, false);
    if (s->store.read_only)
        return conn_connect(cx, conn_of(s->readers.all[0]));
    s->writer = conn_new(&s->store, url, true);
    TRY(conn_connect(cx, s->writer));
    s->store.queue = queue_open(s->store.queue_max, BATCH_MAX, take_jobs, s);
    if (!s->store.queue)
        return fail(cx, ERR_IO, "无法启动写线程：%s", "cannot start the writer: %s",
                    strerror(errno));
    return OK;
}

static enum err pg_open(struct ctx *cx, const struct store_options *o, struct store **out)
{
    struct pg_store *s = calloc(1, sizeof *s);

    if (!s)
        abort();
    db_store_init(&s->store, &postgres_driver, o);
    pool_init(&s->readers);
    pool_init(&s->replicas);
    enum err e = store_fill(cx, s);
    if (e != OK) {
        store_close(&s->store);
        return e;
    }
    *out = &s->store;
    return OK;
}

/* ---- reading ---- */

static void give_back(struct pg_store *s, struct conn *c)
{
    pool_give(c->url == s->store.replica ? &s->replicas : &s->readers, &c->db);
}

static enum err pg_acquire(struct ctx *cx, struct store *store, struct db **out)
{
    struct pg_store *s = (struct pg_store *)store;
    struct db *db = NULL;

    TRY(pool_take(cx, &s->readers, &db));
    enum err e = conn_reconnect(cx, conn_of(db));
    if (e == OK)
        *out = db;
    else
        give_back(s, conn_of(db));
    return e;
}

static enum err replica_lag(struct ctx *cx, struct conn *c, int64_t *lag_ms)
{
    PGresult *r = NULL;

    TRY(conn_send(cx, c, SQL_REPLICA_LAG, NULL, 0));
    TRY(conn_drain(cx, c, &r));
    if (!str_i64(str_c(PQgetvalue(r, 0, 0)), lag_ms))
        *lag_ms = INT64_MAX;
    PQclear(r);
    return OK;
}

/* A replica that does not answer or lags is left alone for a while: reports go to the primary.
 */
static enum err pg_acquire_replica(struct ctx *cx, struct store *store, struct db **out)
{
    struct pg_store *s = (struct pg_store *)store;
    int64_t now = pg_ms();
    struct db *db = now < atomic_load(&s->replica_down) ? NULL : pool_try(&s->replicas);
    struct conn *c = db ? conn_of(db) : NULL;

    if (!c)
        return OK;
    enum err e = conn_alive(c) ? OK : conn_connect(cx, c);
    if (e == OK)
        e = replica_lag(cx, c, &c->db.lag_ms);
    if (e == OK && c->db.lag_ms <= REPLICA_LAG_MS) {
        *out = &c->db;
        return OK;
    }
    log_event(LOG_WARN, "replica_unfit", "why", cx->error.message ? cx->error.message : "lag",
              NULL);
    fault_clear(cx);
    give_back(s, c);
    atomic_store(&s->replica_down, now + REPLICA_REST_MS);
    return OK;
}

static void pg_release(struct db *db)
{
    struct conn *c = conn_of(db);

    if (db->writer)
        return;
    conn_forget(c);
    if (c->pg && db->snapshot) {
        struct ctx cx = {.arena = arena_open(1 << 20)};

        if (conn_run(&cx, c, "ROLLBACK") != OK) /* of reads only: cannot lose anything */
            conn_drop(c);
        arena_close(cx.arena);
    }
    db->snapshot = false;
    if (c->trouble != TROUBLE_NONE)
        conn_drop(c);
    give_back((struct pg_store *)db->store, c);
}

static enum err pg_snapshot(struct ctx *cx, struct db *db)
{
    struct conn *c = conn_of(db);

    TRY(conn_send_text(cx, c, "snapshot", snapshot_text, NULL, 0));
    db->snapshot = true;
    /* PostgreSQL fixes the state at the first statement, not at BEGIN. */
    TRY(conn_send(cx, c, SQL_DB_PING, NULL, 0));
    return conn_drain(cx, c, NULL);
}

/* ---- statements ---- */

/* A cursor's handle. */
struct rows {
    PGresult *r;
    int at; /* the current row */
    bool own_tx;
    char fetch[64]; /* more rows of a stream; "" when it is none */
    char close[64];
};

static enum err read_now(struct ctx *cx, struct conn *c, enum sql id, const struct val *v,
                         int n, PGresult **r)
{
    TRY(conn_send(cx, c, id, v, n));
    return conn_drain(cx, c, r);
}

/* Declares a server-side cursor and fetches its first rows, all in one go. */
static enum err stream_open(struct ctx *cx, struct conn *c, enum sql id, const struct val *v,
                            int n, struct rows *rows)
{
    int64_t number = ++c->cursors;
    const char *text = str_fmt(cx->arena, "DECLARE rows_%lld NO SCROLL CURSOR FOR %s",
                               (long long)number, pg_text(id))
                           .p;
    int64_t changes = c->changes;

    snprintf(rows->fetch, sizeof rows->fetch, "FETCH %d FROM rows_%lld", STREAM_ROWS,
             (long long)number);
    snprintf(rows->close, sizeof rows->close, "CLOSE rows_%lld", (long long)number);
    rows->own_tx = !c->db.writer && !c->db.snapshot;
    if (rows->own_tx) {
        TRY(conn_send_text(cx, c, "begin", "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                           NULL, 0));
        c->db.snapshot = true;
    }
    TRY(conn_send_text(cx, c, sql_texts[id].name, text, v, n));
    TRY(conn_send_text(cx, c, sql_texts[id].name, rows->fetch, NULL, 0));
    c->changes = changes;
    return conn_drain(cx, c, &rows->r);
}

static void pg_end(struct cursor *cursor)
{
    struct conn *c = conn_of(cursor->db);
    struct rows *rows = cursor->handle;
    struct ctx cx = {.arena = arena_open(1 << 20)};
    int64_t changes = c->changes;
    enum err e = OK;

    PQclear(rows->r);
    if (rows->close[0] && c->pg && c->trouble == TROUBLE_NONE && c->db.failed.code == OK)
        e = conn_run(&cx, c, rows->own_tx ? "ROLLBACK" : rows->close);
    if (rows->own_tx)
        c->db.snapshot = false;
    if (e != OK && !c->db.writer)
        conn_drop(c);
    c->changes = changes;
    arena_close(cx.arena);
    free(rows);
}

static enum err pg_start(struct ctx *cx, struct cursor *cursor, const struct val *v, int n)
{
    struct conn *c = conn_of(cursor->db);
    struct rows *rows;
    enum err e;

    assert(n <= VALUES_MAX);
    if (!c->db.writer && !pg_reads(pg_text(cursor->id)))
        return fail(cx, ERR_BUG, "语句 %s 须在写事务里执行",
                    "statement %s writes: use db_write", sql_texts[cursor->id].name);
    rows = calloc(1, sizeof *rows);
    if (!rows)
        abort();
    rows->at = -1;
    cursor->handle = rows;
    bool alone = !c->db.writer && !c->db.snapshot;
    for (int tries = 0;; tries++) {
        e = cursor->stream ? stream_open(cx, c, cursor->id, v, n, rows)
                           : read_now(cx, c, cursor->id, v, n, &rows->r);
        /* A pooled connection may have died while it was idle: once, a new one is worth it. */
        if (e == OK || !alone || tries > 0 || c->trouble != TROUBLE_LOST)
            break;
        fault_clear(cx);
        if ((e = conn_reconnect(cx, c)) != OK)
            break;
    }
    if (e != OK) {
        pg_end(cursor);
        return e;
    }
    cursor->columns = PQnfields(rows->r);
    return OK;
}

static enum err pg_step(struct ctx *cx, struct cursor *cursor, bool *row)
{
    struct conn *c = conn_of(cursor->db);
    struct rows *rows = cursor->handle;

    if (rows->fetch[0] && rows->at + 1 == STREAM_ROWS && PQntuples(rows->r) == STREAM_ROWS) {
        int64_t changes = c->changes;

        PQclear(rows->r);
        rows->r = NULL;
        rows->at = -1;
        TRY(conn_send_text(cx, c, sql_texts[cursor->id].name, rows->fetch, NULL, 0));
        c->changes = changes;
        TRY(conn_drain(cx, c, &rows->r));
    }
    *row = rows->at + 1 < PQntuples(rows->r);
    rows->at += *row;
    return OK;
}

static const char *pg_column(const struct cursor *cursor, int i)
{
    return PQfname(((struct rows *)cursor->handle)->r, i);
}

static struct val pg_value(const struct cursor *cursor, int i)
{
    const struct rows *rows = cursor->handle;
    struct str text = {PQgetvalue(rows->r, rows->at, i),
                       (size_t)PQgetlength(rows->r, rows->at, i)};
    int64_t number;

    if (PQgetisnull(rows->r, rows->at, i))
        return (struct val){.kind = VAL_NULL};
    switch (PQftype(rows->r, i)) {
    case BOOL_OID:
        return I64(text.p[0] == 't');
    case INT2_OID:
    case INT4_OID:
    case INT8_OID:
    case NUMERIC_OID:
        return str_i64(text, &number) ? I64(number) : TXT(text);
    default:
        return TXT(text);
    }
}

static int64_t pg_changed(const struct cursor *cursor)
{
    PGresult *r = ((struct rows *)cursor->handle)->r;
    int64_t n = 0;

    if (pg_reads(pg_text(cursor->id)))
        return 0;
    return str_i64(str_c(PQcmdTuples(r)), &n) ? n : 0;
}

static enum err pg_send(struct ctx *cx, struct db *w, enum sql id, const struct val *v, int n)
{
    assert(n <= VALUES_MAX);
    return conn_send(cx, conn_of(w), id, v, n);
}

static enum err pg_run(struct ctx *cx, struct db *db, const char *text)
{
    return conn_run(cx, conn_of(db), text);
}

/* ---- backup ---- */

static enum err pg_copy(struct ctx *cx, struct store *s, const char *path)
{
    (void)s;
    return fail(cx, ERR_INPUT, "PostgreSQL 的备份请用 pg_dump，不能写到 %s",
                "a PostgreSQL database is backed up by pg_dump, not into %s", path);
}

const struct driver postgres_driver = {
    .engine = SQL_POSTGRES,
    .open = pg_open,
    .close = store_free,
    .acquire = pg_acquire,
    .acquire_replica = pg_acquire_replica,
    .release = pg_release,
    .snapshot = pg_snapshot,
    .tx = pg_tx,
    .tx_lost = pg_tx_lost,
    .changes = pg_changes,
    .settle = pg_settle,
    .again = pg_again,
    .start = pg_start,
    .send = pg_send,
    .step = pg_step,
    .column = pg_column,
    .value = pg_value,
    .changed = pg_changed,
    .end = pg_end,
    .run = pg_run,
    .copy = pg_copy,
};
