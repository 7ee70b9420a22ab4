/* SPDX-License-Identifier: Apache-2.0
 * The SQLite driver. WAL and synchronous=FULL; one connection a thread without SQLite's own
 * locks; one writer that takes all waiting jobs into one transaction and one fsync.
 */
#include "db/driver.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "db/pool.h"

enum { BUSY_MS = 5000 }; /* another process writes */

/* The writer does not sync at a checkpoint of its own thread's making only: 4000 pages keep the
 * WAL near 16 MB, where a separate checkpointer let it reach 1 GB. Deleted rows are
 * overwritten, because the law's erasure means the bytes. */
static const char writer_settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                                      "PRAGMA wal_autocheckpoint = 4000;"
                                      "PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;";
static const char reader_settings[] = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;"
                                      "PRAGMA mmap_size = 2147418112;"
                                      "PRAGMA temp_store = MEMORY;";

struct prepared {
    sqlite3_stmt *st;
    int *slot; /* where $1, $2 … are bound: SQLite numbers names by first appearance */
    bool used; /* a cursor is on it; a second one prepares its own */
};

struct conn {
    struct db db;
    sqlite3 *h;
    struct prepared *prepared; /* SQL__MAX */
};

struct sqlite_store {
    struct store store;
    struct conn *writer; /* NULL: read-only */
    struct pool readers;
};

static struct conn *conn_of(struct db *db)
{
    return (struct conn *)db;
}

/* ---- failures ---- */

/* A result code's outcome, the first row that fits; the last one fits all. */
static const struct {
    int code;
    int mask; /* 0xff: the primary code, whatever the extension; -1: the extended code itself */
    enum err e;
    const char *zh, *en;
} failures[] = {
    {SQLITE_FULL, 0xff, ERR_IO, "磁盘空间不足，未能保存",
     "the disk is full, nothing was saved"},
    {SQLITE_IOERR, 0xff, ERR_IO, "读写数据文件出错，未能保存",
     "reading or writing the data file failed, nothing was saved"},
    {SQLITE_READONLY, 0xff, ERR_IO, "数据文件不可写，未能保存",
     "the data file cannot be written, nothing was saved"},
    {SQLITE_PERM, 0xff, ERR_IO, "数据文件不可写，未能保存",
     "the data file cannot be written, nothing was saved"},
    {SQLITE_CORRUPT, 0xff, ERR_IO, "数据文件损坏", "the data file is damaged"},
    {SQLITE_NOTADB, 0xff, ERR_IO, "这个文件不是数据库", "the file is no database"},
    {SQLITE_CANTOPEN, 0xff, ERR_IO, "无法打开数据文件", "cannot open the data file"},
    {SQLITE_BUSY, 0xff, ERR_BUSY, "数据库忙，请稍后再试", "the database is busy, try again"},
    {SQLITE_LOCKED, 0xff, ERR_BUSY, "数据库忙，请稍后再试", "the database is busy, try again"},
    {SQLITE_CONSTRAINT_UNIQUE, -1, ERR_CONFLICT, "与已有的记录重复",
     "something equal is stored already"},
    {SQLITE_CONSTRAINT_PRIMARYKEY, -1, ERR_CONFLICT, "与已有的记录重复",
     "something equal is stored already"},
    {SQLITE_CONSTRAINT_FOREIGNKEY, -1, ERR_CONFLICT, "所指的记录不存在或仍被引用",
     "what it points to is not there, or is still pointed to"},
    {0, 0, ERR_BUG, "数据库拒绝了语句", "the database refused a statement"},
};

/* Describes a failure. name: the statement or file. The writer remembers its first one, so that
 * a job cannot go on as if nothing had happened. */
static enum err db_failed(struct ctx *cx, struct conn *c, int rc, const char *name)
{
    const char *text = c->h ? sqlite3_errmsg(c->h) : sqlite3_errstr(rc);
    int full = c->h ? sqlite3_extended_errcode(c->h) : rc;
    size_t i = 0;

    while ((full & failures[i].mask) != failures[i].code)
        i++;
    enum err e = failures[i].e;

    assert(e != OK);
    fail(cx, e, "%s（%s：%s）", "%s (%s: %s)",
         cx->lang == LANG_ZH ? failures[i].zh : failures[i].en, name, text);
    if (e == ERR_BUSY)
        cx->error.retry_after_s = 1;
    if (c->db.writer && c->db.failed.code == OK) {
        c->db.failed = cx->error;
        c->db.failed.code = e;
    }
    return e;
}

/* ---- connections ---- */

static void conn_close(struct conn *c)
{
    if (!c)
        return;
    for (int i = 0; c->prepared && i < SQL__MAX; i++) {
        sqlite3_finalize(c->prepared[i].st);
        free(c->prepared[i].slot);
    }
    free(c->prepared);
    sqlite3_close(c->h);
    db_done(&c->db);
    free(c);
}

enum { LOOKASIDE_BYTES = 1200, LOOKASIDE_SLOTS = 400 };

/* Nobody asks SQLite how much memory it holds; counting it takes a lock with every allocation.
 * Refused, and no harm, when SQLite is in use already. */
static void count_no_memory(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum err conn_open(struct ctx *cx, struct store *s, bool writer, struct conn **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int flags = (s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    struct conn *c = calloc(1, sizeof *c);

    if (!c)
        abort();
    db_init(&c->db, s, writer);
    c->prepared = calloc(SQL__MAX, sizeof *c->prepared);
    if (!c->prepared)
        abort();
    pthread_once(&once, count_no_memory);
    int rc = sqlite3_open_v2(s->database, &c->h, flags, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_db_config(c->h, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_BYTES,
                               LOOKASIDE_SLOTS);
    if (rc == SQLITE_OK) /* else a value compared with a partial index's plans anew each time */
        rc = sqlite3_db_config(c->h, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(c->h, BUSY_MS);
        rc = sqlite3_exec(c->h, writer ? writer_settings : reader_settings, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK && writer && s->relaxed)
        rc = sqlite3_exec(c->h, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        *out = c;
        return OK;
    }
    enum err e = db_failed(cx, c, rc, s->database);
    conn_close(c);
    return e;
}

/* Made here and not by SQLite, so that nobody else can read it from its first moment; the WAL
 * takes the same mode. */
static enum err file_ready(struct ctx *cx, const struct store_options *o)
{
    int fd = open(o->database, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT && o->create && !o->read_only)
        fd = open(o->database, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(cx, ERR_IO, "无法打开数据文件 %s：%s", "cannot open the data file %s: %s",
                    o->database, strerror(errno));
    close(fd);
    return OK;
}

static void take_jobs(void *arg, struct job **jobs, int n);

static void store_free(struct store *store)
{
    struct sqlite_store *s = (struct sqlite_store *)store;

    queue_close(s->store.queue);
    for (int i = 0; i < s->readers.n; i++)
        conn_close(conn_of(s->readers.all[i]));
    /* The last connection moves the WAL into the file and removes it. */
    conn_close(s->writer);
    pool_done(&s->readers);
    free(s);
}

static enum err store_fill(struct ctx *cx, struct sqlite_store *s)
{
    if (!s->store.read_only) {
        TRY(conn_open(cx, &s->store, true, &s->writer));
        s->store.queue = queue_open(s->store.queue_max, BATCH_MAX, take_jobs, s);
        if (!s->store.queue)
            return fail(cx, ERR_IO, "无法启动写线程：%s", "cannot start the writer: %s",
                        strerror(errno));
    }
    while (s->readers.n < s->store.readers) {
        struct conn *c = NULL;

        TRY(conn_open(cx, &s->store, false, &c));
        pool_add(&s->readers, &c->db);
    }
    return OK;
}

static enum err sqlite_open(struct ctx *cx, const struct store_options *o, struct store **out)
{
    if (!o->database[0] || o->database[0] == ':')
        return fail(cx, ERR_IO, "数据库须是一个文件：%s", "the database has to be a file: %s",
                    o->database);
    TRY(file_ready(cx, o));
    struct sqlite_store *s = calloc(1, sizeof *s);

    if (!s)
        abort();
    db_store_init(&s->store, &sqlite_driver, o);
    pool_init(&s->readers);
    enum err e = store_fill(cx, s);
    if (e != OK) {
        store_close(&s->store);
        return e;
    }
    *out = &s->store;
    return OK;
}

static enum err sqlite_acquire(struct ctx *cx, struct store *store, struct db **out)
{
    return pool_take(cx, &((struct sqlite_store *)store)->readers, out);
}

static void sqlite_release(struct db *db)
{
    struct sqlite_store *s = (struct sqlite_store *)db->store;
    struct conn *c = conn_of(db);

    if (db->writer)
        return;
    if (!sqlite3_get_autocommit(c->h))
        sqlite3_exec(c->h, "ROLLBACK", NULL, NULL,
                     NULL); /* of reads only: cannot lose anything */
    db->snapshot = false;
    pool_give(&s->readers, db);
}

static enum err sqlite_snapshot(struct ctx *cx, struct db *db)
{
    struct conn *c = conn_of(db);
    /* SQLite fixes the state at the first read of the file, not at BEGIN. */
    int rc = sqlite3_exec(c->h, "BEGIN; PRAGMA schema_version", NULL, NULL, NULL);

    if (rc != SQLITE_OK)
        return db_failed(cx, c, rc, "snapshot");
    db->snapshot = true;
    return OK;
}

/* ---- statements ---- */

static int prepare(struct conn *c, enum sql id, struct prepared *p)
{
    const struct sql_text *t = &sql_texts[id];
    int rc = sqlite3_prepare_v3(c->h, t->text, -1, SQLITE_PREPARE_PERSISTENT, &p->st, NULL);

    if (rc != SQLITE_OK)
        return rc;
    p->slot = calloc((size_t)t->params + 1, sizeof *p->slot);
    if (!p->slot)
        abort();
    for (int i = 0; i < t->params; i++) {
        char name[16];

        snprintf(name, sizeof name, "$%d", i + 1);
        p->slot[i] = sqlite3_bind_parameter_index(p->st, name);
    }
    return SQLITE_OK;
}

static int bind(const struct prepared *p, const struct val *v, int n)
{
    int rc = SQLITE_OK;

    for (int i = 0; i < n && rc == SQLITE_OK; i++) {
        switch (v[i].kind) {
        case VAL_I64:
            rc = sqlite3_bind_int64(p->st, p->slot[i], v[i].i);
            break;
        case VAL_STR:
            rc = sqlite3_bind_text64(p->st, p->slot[i], v[i].s.p ? v[i].s.p : "", v[i].s.n,
                                     SQLITE_STATIC, SQLITE_UTF8);
            break;
        case VAL_NULL:
            rc = sqlite3_bind_null(p->st, p->slot[i]);
            break;
        }
    }
    return rc;
}

static void sqlite_end(struct cursor *c)
{
    struct prepared *p = c->handle;

    if (p == &conn_of(c->db)->prepared[c->id]) {
        sqlite3_reset(p->st); /* repeats the failure that step has described already */
        sqlite3_clear_bindings(p->st);
        p->used = false;
        return;
    }
    sqlite3_finalize(p->st);
    free(p->slot);
    free(p);
}

static enum err sqlite_start(struct ctx *cx, struct cursor *c, const struct val *v, int n)
{
    struct conn *conn = conn_of(c->db);
    struct prepared *p = &conn->prepared[c->id];
    const char *name = sql_texts[c->id].name;
    int rc = SQLITE_OK;

    if (p->used) {
        p = calloc(1, sizeof *p);
        if (!p)
            abort();
    }
    if (!p->st)
        rc = prepare(conn, c->id, p);
    p->used = true;
    c->handle = p;
    if (rc == SQLITE_OK)
        rc = bind(p, v, n);
    if (rc == SQLITE_OK && !conn->db.writer && !sqlite3_stmt_readonly(p->st)) {
        sqlite_end(c);
        return fail(cx, ERR_BUG, "语句 %s 须在写事务里执行",
                    "statement %s writes: use db_write", name);
    }
    if (rc != SQLITE_OK) {
        enum err e = db_failed(cx, conn, rc, name);
        sqlite_end(c);
        return e;
    }
    c->columns = sqlite3_column_count(p->st);
    return OK;
}

static enum err sqlite_step(struct ctx *cx, struct cursor *c, bool *row)
{
    struct prepared *p = c->handle;
    int rc = sqlite3_step(p->st);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return db_failed(cx, conn_of(c->db), rc, sql_texts[c->id].name);
    *row = rc == SQLITE_ROW;
    return OK;
}

static const char *sqlite_column(const struct cursor *c, int i)
{
    const struct prepared *p = c->handle;

    return sqlite3_column_name(p->st, i);
}

static struct val sqlite_value(const struct cursor *c, int i)
{
    const struct prepared *p = c->handle;

    switch (sqlite3_column_type(p->st, i)) {
    case SQLITE_NULL:
        return (struct val){.kind = VAL_NULL};
    case SQLITE_INTEGER:
        return I64(sqlite3_column_int64(p->st, i));
    default: {
        const char *text = (const char *)sqlite3_column_text(p->st, i);

        return TXT(((struct str){text, (size_t)sqlite3_column_bytes(p->st, i)}));
    }
    }
}

static int64_t sqlite_changed(const struct cursor *c)
{
    const struct prepared *p = c->handle;

    return sqlite3_stmt_readonly(p->st) ? 0 : sqlite3_changes64(conn_of(c->db)->h);
}

static enum err sqlite_run(struct ctx *cx, struct db *db, const char *text)
{
    struct conn *c = conn_of(db);
    int rc = sqlite3_exec(c->h, text, NULL, NULL, NULL);

    return rc == SQLITE_OK ? OK : db_failed(cx, c, rc, text);
}

/* ---- writing ---- */

static enum tx_result sqlite_tx(struct ctx *cx, struct db *db, enum tx_step step)
{
    static const char *const texts[] = {
        [TX_BEGIN] = "BEGIN IMMEDIATE", [TX_COMMIT] = "COMMIT",
        [TX_ROLLBACK] = "ROLLBACK",     [TX_SAVEPOINT] = "SAVEPOINT job",
        [TX_RELEASE] = "RELEASE job",   [TX_ROLLBACK_TO] = "ROLLBACK TO job",
    };
    int rc = sqlite3_exec(conn_of(db)->h, texts[step], NULL, NULL, NULL);

    if (rc == SQLITE_OK)
        return TX_DONE;
    (void)db_failed(cx, conn_of(db), rc, texts[step]);
    return TX_FAILED;
}

/* SQLite ends the transaction itself after some failures (disk full). */
static bool sqlite_tx_lost(const struct db *db)
{
    return sqlite3_get_autocommit(((const struct conn *)db)->h) != 0;
}

static int64_t sqlite_changes(const struct db *db)
{
    return sqlite3_total_changes64(((const struct conn *)db)->h);
}

/* A violated deferred foreign key shows only at COMMIT, where it would take the others along.
 */
static enum err sqlite_settle(struct ctx *cx, struct db *db)
{
    int open = 0, ignored = 0;

    sqlite3_db_status(conn_of(db)->h, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &ignored, 0);
    if (open == 0)
        return OK;
    return fail(cx, ERR_CONFLICT, "与已有的记录冲突（外键）",
                "conflicts with what is stored (foreign key)");
}

static void take_jobs(void *arg, struct job **jobs, int n)
{
    writer_batch(&((struct sqlite_store *)arg)->writer->db, jobs, n);
}

/* ---- backup ---- */

static enum err sqlite_copy(struct ctx *cx, struct store *s, const char *path)
{
    struct conn *from = NULL;
    sqlite3 *to = NULL;

    TRY(conn_open(cx, s, false, &from));
    assert(from);
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_backup *b = sqlite3_backup_init(to, "main", from->h, "main");

        /* All in one step: it reads one state, and the writer goes on meanwhile (WAL). */
        rc = b ? sqlite3_backup_step(b, -1) : sqlite3_errcode(to);
        sqlite3_backup_finish(b);
    }
    enum err e = OK;
    if (rc != SQLITE_DONE)
        e = fail(cx, ERR_IO, "备份到 %s 失败：%s", "the backup to %s failed: %s", path,
                 to ? sqlite3_errmsg(to) : sqlite3_errstr(rc));
    if (sqlite3_close(to) != SQLITE_OK && e == OK)
        e = fail(cx, ERR_IO, "备份到 %s 失败", "the backup to %s failed", path);
    conn_close(from);
    return e;
}

const struct driver sqlite_driver = {
    .engine = SQL_SQLITE,
    .open = sqlite_open,
    .close = store_free,
    .acquire = sqlite_acquire,
    .release = sqlite_release,
    .snapshot = sqlite_snapshot,
    .tx = sqlite_tx,
    .tx_lost = sqlite_tx_lost,
    .changes = sqlite_changes,
    .settle = sqlite_settle,
    .start = sqlite_start,
    .step = sqlite_step,
    .column = sqlite_column,
    .value = sqlite_value,
    .changed = sqlite_changed,
    .end = sqlite_end,
    .run = sqlite_run,
    .copy = sqlite_copy,
};
