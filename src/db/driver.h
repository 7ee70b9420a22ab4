/* SPDX-License-Identifier: Apache-2.0
 * What an engine has to do for db.h. Everything that two engines share stands in db.c, row.c,
 * writer.c, migrate.c and queue.c; a driver is one table of functions and the one file that
 * includes its library's header. Private to src/db.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"
#include "db/queue.h"
#include "db/row.h"
#include "db/schema.h"
#include "db/spread.h"

/* Begins the driver's own store. */
struct store {
    const struct driver *driver;
    char *database; /* as given to store_open */
    /* Of a test's own store (db/testing.h): removes it, given database and scratch; or NULL. */
    void (*remove)(const char *database, const char *scratch);
    char *scratch;
    atomic_bool schema_current; /* seen once: a store never becomes older */
    struct queue *queue;        /* of the writer's jobs; NULL: read-only */
    bool read_only;
    bool unprepared;
    bool relaxed;
    enum spread spread; /* of a test's own store; else SPREAD_NONE */
    char *replica;      /* "": none */
    int readers;
    int queue_max;
};

/* Begins the driver's own connection. */
struct db {
    struct store *store;
    struct row_map *maps; /* one per statement: what the last scan found out */
    struct fault failed;  /* writer: the first database failure since the job began. As in
                             PostgreSQL, the job's statements fail from there on */
    bool writer;
    bool snapshot;
    int64_t lag_ms; /* of a replica, when it was acquired */
};

/* A running statement. */
struct cursor {
    struct db *db;
    enum sql id;
    bool stream; /* for db_each: many rows, read while other statements run */
    int columns;
    void *handle; /* the driver's */
    int64_t row;  /* the driver's */
};

enum tx_step { TX_BEGIN, TX_COMMIT, TX_ROLLBACK, TX_SAVEPOINT, TX_RELEASE, TX_ROLLBACK_TO };
enum tx_result {
    TX_DONE,
    TX_FAILED,
    TX_UNKNOWN /* of TX_COMMIT: the connection broke before the answer came */
};

enum { BATCH_MAX = 256 };

struct driver {
    enum sql_engine engine;

    /* A driver's store is allocated by malloc; db_store_init fills the common part. */
    enum err (*open)(struct ctx *cx, const struct store_options *o, struct store **out);
    void (*close)(
        struct store *s); /* finishes accepted writes; frees s but not the common part */

    enum err (*acquire)(struct ctx *cx, struct store *s, struct db **out);
    /* *out stays NULL when no replica is fit. NULL: this engine has none. */
    enum err (*acquire_replica)(struct ctx *cx, struct store *s, struct db **out);
    void (*release)(struct db *db); /* ends a snapshot */
    enum err (*snapshot)(struct ctx *cx, struct db *db);

    /* The writing connection, for writer.c. A failed step is described in cx and db's failed.
     */
    enum tx_result (*tx)(struct ctx *cx, struct db *w, enum tx_step step);
    bool (*tx_lost)(const struct db *w);    /* nothing since TX_BEGIN can be kept */
    int64_t (*changes)(const struct db *w); /* grows with whatever a job writes */
    /* Whatever a job has left to fail at the commit fails here instead. */
    enum err (*settle)(struct ctx *cx, struct db *w);
    /* Whether the whole batch deserves another try, the tries-th: it collided with another
     * process, or the connection is a new one. May sleep. NULL: never. */
    bool (*again)(struct db *w, int tries);

    /* One statement: start (the number of values is already right), step until !*row, end (also
     * after a failure of step, not of start). Values live until the next step. */
    enum err (*start)(struct ctx *cx, struct cursor *c, const struct val *v, int n);
    /* A statement of the writer whose result nobody asks for: may be sent now and fail at a
     * later one, or at the commit. NULL: start and step. */
    enum err (*send)(struct ctx *cx, struct db *w, enum sql id, const struct val *v, int n);
    enum err (*step)(struct ctx *cx, struct cursor *c, bool *row);
    const char *(*column)(const struct cursor *c, int i);
    struct val (*value)(const struct cursor *c, int i);
    int64_t (*changed)(const struct cursor *c); /* after the last step */
    void (*end)(struct cursor *c);
    /* One statement of a migration, inside a write. */
    enum err (*run)(struct ctx *cx, struct db *db, const char *text);

    /* The whole store as of one moment into an empty file, while writing goes on. */
    enum err (*copy)(struct ctx *cx, struct store *s, const char *path);
};

extern const struct driver sqlite_driver, postgres_driver;

/* writer.c: runs the jobs, all in one transaction if they let it. */
void writer_batch(struct db *w, struct job **jobs, int n);
/* Everything that db_write promises except the checks that db.c makes first. */
MUST_CHECK enum err writer_run(struct ctx *cx, struct store *s, db_write_fn *fn, void *arg);

void db_store_init(struct store *s, const struct driver *d, const struct store_options *o);
void db_init(struct db *db, struct store *s, bool writer);
void db_done(struct db *db);

/* A read connection whatever the schema is. */
MUST_CHECK enum err db_acquire_any(struct ctx *cx, struct store *s, struct db **out);

/* migrate.c. ERR_IO unless the schema is this program's (code: how to call it). */
MUST_CHECK enum err schema_require(struct ctx *cx, struct store *s, enum err code);
