/* SPDX-License-Identifier: Apache-2.0
 * The only seam to a database. Named statements (sql/queries/), typed parameters, rows
 * scanned into structs by their shape. One text runs on SQLite and PostgreSQL; $1..$n are bound
 * by name.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/field.h"
#include "base/str.h"
#include "sql.h" /* generated: enum sql { SQL_DEMAND_GET, … SQL__MAX } */

/* A parameter. */
struct val {
    enum { VAL_I64, VAL_STR, VAL_NULL } kind;
    int64_t i;
    struct str s;
};
#define I64(x) ((struct val){.kind = VAL_I64, .i = (x)})
#define TXT(x) ((struct val){.kind = VAL_STR, .s = (x)})
#define ARGS(...)                                                                              \
    (const struct val[]){__VA_ARGS__},                                                         \
        (sizeof((const struct val[]){__VA_ARGS__}) / sizeof(struct val))

/* A store: one database with its writer, readers and statement caches. Process lifetime. */
struct store;

struct store_options {
    const char *database; /* path of a SQLite file, or postgresql://… */
    int readers;          /* read connections, 1..64 */
    int queue_max;        /* jobs waiting for the writer before ERR_BUSY, 1..100000 */
    bool create;          /* make the file when absent */
    bool read_only;
    bool unprepared; /* PostgreSQL behind a pooler that cannot keep prepared statements */
    bool relaxed;    /* commits are not synced one by one: a power cut may lose the last ones,
                        a killed process none; what stands is sound either way */
    const char *replica; /* PostgreSQL: a standby for db_acquire_report; NULL or "": none */
};

/* ERR_IO with a sentence saying which file and why. The schema must be current unless
 * store_migrate is to be called next: db_write and reads refuse with ERR_IO on an old schema.
 */
MUST_CHECK enum err store_open(struct ctx *cx, const struct store_options *o,
                               struct store **out);
/* After many rows have come in at once: PostgreSQL looks at them now, not only in a minute, and
 * plans accordingly. Nothing on SQLite, whose plans do not depend on it. */
MUST_CHECK enum err store_analyze(struct ctx *cx, struct store *s);
/* A store beside another, with its own writer and readers, for what can be made again: on
 * SQLite the file `path`, on PostgreSQL the same database. Its tables are made by these
 * statements (IF NOT EXISTS), not by migrations. ERR_IO when the file is damaged. */
MUST_CHECK enum err store_open_beside(struct ctx *cx, const struct store *of, const char *path,
                                      const enum sql *made_by, size_t n, struct store **out);
bool store_is_file(const struct store *s); /* SQLite */
int store_waiting(struct store *s);        /* jobs that wait for the writer */
void store_close(struct store *s);         /* finishes accepted writes first; NULL is allowed */

/* Forward only; each migration one transaction, hash recorded. *applied = how many ran.
 * ERR_CONFLICT when the store is newer than this program or a recorded hash differs. */
MUST_CHECK enum err store_migrate(struct ctx *cx, struct store *s, int *applied);
/* Lays the tables of a migrated store out over the nodes of a Citus cluster, all in one
 * transaction; *tables = how many were not yet. From then on store_migrate does it with new
 * ones. ERR_CONFLICT when the database has no Citus. */
MUST_CHECK enum err store_distribute(struct ctx *cx, struct store *s, int *tables);
/* ERR_CONFLICT unless the schema is current: says "run huiyin migrate". */
MUST_CHECK enum err store_schema_check(struct ctx *cx, struct store *s);

/* A read connection for the length of a request. Sees a consistent snapshot only within one
 * statement unless db_snapshot is called. */
MUST_CHECK enum err db_acquire(struct ctx *cx, struct store *s, struct db **out);
/* The same for a report, which may be a little old: on the standby where there is one that
 * answers and lags less than REPLICA_LAG_MS. What people read comes from db_acquire, so that
 * they always see what they wrote. */
enum { REPLICA_LAG_MS = 60000 };
MUST_CHECK enum err db_acquire_report(struct ctx *cx, struct store *s, struct db **out);
int64_t db_lag_ms(const struct db *db); /* how old what it reads may be; 0: not at all */
void db_release(struct db *db);         /* NULL is allowed */
/* From here to db_release every read sees the same state. */
MUST_CHECK enum err db_snapshot(struct ctx *cx);

/* Runs fn in a durable write transaction and returns when it is on disk. fn gets a context
 * whose db is the writing connection and whose arena is the caller's; it refuses before its
 * first write, touches nothing but the database, and may be run again. A refusal (any enum err
 * but ERR_IO from the database itself) leaves the other jobs of the batch untouched. ERR_BUSY
 * when the queue is full (retry_after_s set). Once a statement has failed, the later ones of
 * the job fail as well (as in PostgreSQL) and the job is undone, whatever fn returns. fn must
 * not call db_write (ERR_BUG). */
typedef enum err db_write_fn(struct ctx *cx, void *arg);
MUST_CHECK enum err db_write(struct ctx *cx, struct store *s, db_write_fn *fn, void *arg);

/* Statements. cx->db must be set. */
MUST_CHECK enum err db_exec(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                            int64_t *changed /* may be NULL */);
/* First row into *out by column name; columns without a field are ignored, fields without a
 * column stay zero. *found says whether there was one. */
MUST_CHECK enum err db_one(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                           const struct shape *shape, void *out, bool *found);
/* All rows into an arena array; refuses with ERR_LIMIT past 100,000 rows. */
MUST_CHECK enum err db_all(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                           const struct shape *shape, void **rows, size_t *count);
/* Row by row, for exports: fn gets the same struct each time, its strings valid until the next.
 */
typedef enum err db_row_fn(struct ctx *cx, const void *row, void *arg);
MUST_CHECK enum err db_each(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                            const struct shape *shape, db_row_fn *fn, void *arg);
/* First column of the first row; *out = none when there is no row. */
MUST_CHECK enum err db_i64(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                           int64_t none, int64_t *out);
/* Binds $1.. from the shape's fields in their order, then extra values after them. */
MUST_CHECK enum err db_put(struct ctx *cx, enum sql id, const struct shape *shape,
                           const void *row, const struct val *extra, size_t n,
                           int64_t *changed /* may be NULL */);

/* Online copy of a SQLite store into a new file; ERR_CONFLICT when the file exists. */
MUST_CHECK enum err store_backup(struct ctx *cx, struct store *s, const char *to_path);

/* The statement table, for tests and tools. */
struct sql_text {
    const char *name;
    const char *text;     /* both engines, or SQLite where they differ */
    const char *postgres; /* NULL: the same text */
    int params;
};
extern const struct sql_text sql_texts[SQL__MAX];
