/* SPDX-License-Identifier: Apache-2.0
 * Forward-only migrations. The store remembers each one with the hash of its statements (both
 * engines' texts, comments and blanks aside), so that a migration edited after its release is
 * noticed. A store that lies on a cluster gets its new tables laid out as well.
 */
#include "db/schema.h"

#include "base/buf.h"
#include "base/hash.h"
#include "db/driver.h"
#include "db/spread.h"

enum { MIGRATION_BYTES = 4 << 20 };

struct migration_row {
    int64_t version;
    struct str name;
    struct str hash; /* hex */
    int64_t applied_at;
};
static const struct field migration_fields[] = {
    FIELD(struct migration_row, version, .as = AS_SELF),
    FIELD(struct migration_row, name, .as = AS_SELF),
    FIELD(struct migration_row, hash, .as = AS_SELF),
    FIELD(struct migration_row, applied_at, .as = AS_SELF),
};
static const struct shape migration_shape =
    SHAPE("schema_migration", struct migration_row, migration_fields);

static struct str migration_hash(struct ctx *cx, const struct sql_migration *m)
{
    struct buf b;

    buf_init(&b, cx->arena, MIGRATION_BYTES);
    for (int i = 0; i < m->n; i++)
        buf_fmt(&b, "%d %s;\n", (int)m->steps[i].engine, m->steps[i].text);
    return hash_hex(cx->arena, hash_sha256(buf_done(&b)));
}

/* How many migrations the store has. ERR_CONFLICT when they are not the first ones of ours. */
static enum err schema_version(struct ctx *cx, int *version)
{
    struct migration_row *rows = NULL;
    int64_t exists;
    size_t n = 0;

    TRY(db_i64(cx, SQL_SCHEMA_EXISTS, NULL, 0, 0, &exists));
    if (exists)
        TRY(db_all(cx, SQL_SCHEMA_LIST, NULL, 0, &migration_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].version > sql_migrations_n)
            return fail(cx, ERR_CONFLICT,
                        "数据库比本程序新（结构版本 %lld，本程序只到 %d），请换用新版程序",
                        "the store is newer than this program (schema %lld, this program knows "
                        "%d): use the newer program",
                        (long long)rows[n - 1].version, sql_migrations_n);
        const struct sql_migration *m = &sql_migrations[i];
        if (rows[i].version != m->version || !str_eq(rows[i].hash, migration_hash(cx, m)))
            return fail(cx, ERR_CONFLICT, "数据库的迁移 %.*s 与本程序的 %s 不一致",
                        "migration %.*s of the store differs from this program's %s",
                        STR_ARG(rows[i].name), m->name);
    }
    *version = (int)n;
    return OK;
}

static enum err run_text(void *arg, const struct sql_table *table, const char *text)
{
    struct ctx *cx = arg;

    (void)table;
    return cx->db->store->driver->run(cx, cx->db, text);
}

/* Whether the server has Citus; if so the transaction is told what it has to be. */
static enum err citus_begin(struct ctx *cx, bool *citus)
{
    int64_t n = 0;

    if (cx->db->store->driver->engine == SQL_POSTGRES)
        TRY(db_i64(cx, SQL_CITUS_EXISTS, NULL, 0, 0, &n));
    *citus = n > 0;
    return *citus ? spread_citus_begin(run_text, cx) : OK;
}

static enum err migration_run(struct ctx *cx, const struct sql_migration *m)
{
    const struct store *s = cx->db->store;
    bool citus;

    TRY(citus_begin(cx, &citus));
    for (int i = 0; i < m->n; i++) {
        const struct sql_step *step = &m->steps[i];

        if (step->engine == SQL_BOTH || step->engine == s->driver->engine)
            TRY(spread_step(step->text, s->spread, run_text, cx));
    }
    return db_exec(
        cx, SQL_SCHEMA_RECORD,
        ARGS(I64(m->version), TXT(str_c(m->name)), TXT(migration_hash(cx, m)), I64(cx->wall)),
        NULL);
}

/* Looks anew in every transaction: another process may be migrating as well. */
static enum err migrate_next(struct ctx *cx, void *arg)
{
    bool *ran = arg;
    int version = 0;

    *ran = false;
    TRY(schema_version(cx, &version));
    if (version == sql_migrations_n)
        return OK;
    TRY(db_exec(cx, SQL_SCHEMA_CREATE, NULL, 0, NULL));
    TRY(migration_run(cx, &sql_migrations[version]));
    *ran = true;
    return OK;
}

/* ---- on a cluster ---- */

struct laid_row {
    struct str name;
};
static const struct field laid_fields[] = {FIELD(struct laid_row, name, .as = AS_SELF)};
static const struct shape laid_shape = SHAPE("laid", struct laid_row, laid_fields);

struct layout {
    bool wanted; /* else only what a store that is laid out already lacks */
    struct ctx *cx;
    struct laid_row *laid;
    size_t n;
    const struct sql_table *last;
    int done;
};

static enum err lay_out_missing(void *arg, const struct sql_table *table, const char *text)
{
    struct layout *l = arg;

    for (size_t i = 0; i < l->n; i++)
        if (str_eq_c(l->laid[i].name, table->name))
            return OK;
    l->done += table != l->last;
    l->last = table;
    return run_text(l->cx, table, text);
}

static enum err layout_run(struct ctx *cx, void *arg)
{
    struct layout *l = arg;
    bool citus;

    l->cx = cx;
    l->done = 0;
    l->last = NULL;
    TRY(citus_begin(cx, &citus));
    if (!citus && l->wanted)
        return fail(
            cx, ERR_CONFLICT,
            "只有装了 Citus 扩展的 PostgreSQL 才能分布：请先以超级用户在协调节点的这个库"
            "里执行 CREATE EXTENSION citus",
            "tables can be distributed only on PostgreSQL with Citus: first run CREATE "
            "EXTENSION citus as a superuser in this database on the coordinator");
    if (!citus)
        return OK;
    TRY(db_all(cx, SQL_CITUS_TABLES, NULL, 0, &laid_shape, (void **)&l->laid, &l->n));
    return l->wanted || l->n > 0 ? spread_citus(lay_out_missing, l) : OK;
}

enum err store_distribute(struct ctx *cx, struct store *s, int *tables)
{
    struct layout l = {.wanted = true};

    TRY(writer_run(cx, s, layout_run, &l));
    *tables = l.done;
    return OK;
}

enum err store_migrate(struct ctx *cx, struct store *s, int *applied)
{
    struct layout follow = {.wanted = false};
    bool ran = true;
    int n = 0;

    if (s->read_only)
        return fail(cx, ERR_IO, "数据库 %s 以只读方式打开", "%s was opened read-only",
                    s->database);
    while (ran) {
        TRY(writer_run(cx, s, migrate_next, &ran));
        n += ran;
    }
    TRY(writer_run(cx, s, layout_run, &follow));
    *applied = n;
    return OK;
}

static enum err schema_compare(struct ctx *cx, enum err code)
{
    int version = 0;

    TRY(schema_version(cx, &version));
    if (version == sql_migrations_n)
        return OK;
    return fail(cx, code, "数据库结构版本为 %d，本程序需要 %d：请先运行 huiyin migrate",
                "the store's schema is %d, this program needs %d: run huiyin migrate", version,
                sql_migrations_n);
}

enum err schema_require(struct ctx *cx, struct store *s, enum err code)
{
    struct db *before = cx->db;
    struct db *db;

    TRY(db_acquire_any(cx, s, &db));
    cx->db = db;
    enum err e = schema_compare(cx, code);
    cx->db = before;
    db_release(db);
    /* Every refusal about the schema has one code, whoever asks. */
    if (e == ERR_CONFLICT && code != e)
        e = cx->error.code = code;
    return e;
}

enum err store_schema_check(struct ctx *cx, struct store *s)
{
    return schema_require(cx, s, ERR_CONFLICT);
}
