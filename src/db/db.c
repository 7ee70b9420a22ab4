/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"

enum { ROWS_MAX = 100000, PARAMS_MAX = 99, EACH_ROW_BYTES = 64 << 20 };

/* How a database is recognised by its name; the last row takes the rest. */
static const struct {
    const char *prefix;
    const struct driver *driver;
} engines[] = {
    {"postgresql://", &postgres_driver},
    {"postgres://", &postgres_driver},
    {"", &sqlite_driver},
};

void db_store_init(struct store *s, const struct driver *d, const struct store_options *o)
{
    s->driver = d;
    s->database = strdup(o->database);
    if (!s->database)
        abort();
    s->read_only = o->read_only;
    s->readers = o->readers;
    s->queue_max = o->queue_max;
    s->unprepared = o->unprepared;
    s->relaxed = o->relaxed;
    s->replica = strdup(o->replica ? o->replica : "");
    if (!s->replica)
        abort();
    atomic_init(&s->schema_current, false);
}

void db_init(struct db *db, struct store *s, bool writer)
{
    db->store = s;
    db->writer = writer;
    db->maps = calloc(SQL__MAX, sizeof *db->maps);
    if (!db->maps)
        abort();
}

void db_done(struct db *db)
{
    for (int i = 0; db->maps && i < SQL__MAX; i++)
        row_map_release(&db->maps[i]);
    free(db->maps);
}

enum err store_open(struct ctx *cx, const struct store_options *o, struct store **out)
{
    size_t i = 0;

    assert(o->readers >= 1 && o->readers <= 64);
    assert(o->queue_max >= 1 && o->queue_max <= 100000);
    while (strncmp(o->database, engines[i].prefix, strlen(engines[i].prefix)) != 0)
        i++;
    return engines[i].driver->open(cx, o, out);
}

static enum err analyze(struct ctx *cx, void *arg)
{
    return cx->db->store->driver->run(cx, cx->db, arg);
}

enum err store_analyze(struct ctx *cx, struct store *s)
{
    static char text[] = "ANALYZE";

    return s->driver->engine == SQL_POSTGRES ? db_write(cx, s, analyze, text) : OK;
}

int store_waiting(struct store *s)
{
    return s->queue ? queue_waiting(s->queue) : 0;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    char *database = s->database, *replica = s->replica, *scratch = s->scratch;
    void (*remove)(const char *, const char *) = s->remove;
    s->driver->close(s);
    if (remove)
        remove(database, scratch);
    free(database);
    free(replica);
    free(scratch);
}

enum err db_acquire_any(struct ctx *cx, struct store *s, struct db **out)
{
    return s->driver->acquire(cx, s, out);
}

/* A schema once seen as current stays so while this program runs: migrations only go forward,
 * and a newer program's are additive to a running one. */
static enum err require_current(struct ctx *cx, struct store *s)
{
    if (atomic_load(&s->schema_current))
        return OK;
    TRY(schema_require(cx, s, ERR_IO));
    atomic_store(&s->schema_current, true);
    return OK;
}

enum err db_acquire(struct ctx *cx, struct store *s, struct db **out)
{
    TRY(require_current(cx, s));
    return s->driver->acquire(cx, s, out);
}

enum err db_acquire_report(struct ctx *cx, struct store *s, struct db **out)
{
    TRY(require_current(cx, s));
    *out = NULL;
    if (s->driver->acquire_replica && s->replica[0])
        TRY(s->driver->acquire_replica(cx, s, out));
    return *out ? OK : s->driver->acquire(cx, s, out);
}

int64_t db_lag_ms(const struct db *db)
{
    return db->lag_ms;
}

void db_release(struct db *db)
{
    if (db)
        db->store->driver->release(db);
}

enum err db_snapshot(struct ctx *cx)
{
    if (cx->db->writer || cx->db->snapshot)
        return OK;
    return cx->db->store->driver->snapshot(cx, cx->db);
}

enum err db_write(struct ctx *cx, struct store *s, db_write_fn *fn, void *arg)
{
    if (cx->db && cx->db->writer)
        return fail(cx, ERR_BUG, "写事务里不能再开写事务", "a write inside a write");
    if (s->read_only)
        return fail(cx, ERR_IO, "数据库 %s 以只读方式打开", "%s was opened read-only",
                    s->database);
    TRY(require_current(cx, s));
    return writer_run(cx, s, fn, arg);
}

/* Whether the statement may run now. */
static enum err ready(struct ctx *cx, enum sql id, size_t n)
{
    struct db *db = cx->db;

    assert(db && (int)id >= 0 && id < SQL__MAX);
    if ((int)n != sql_texts[id].params)
        return fail(cx, ERR_BUG, "语句 %s 需要 %d 个参数，给了 %d 个",
                    "statement %s takes %d parameters, %d given", sql_texts[id].name,
                    sql_texts[id].params, (int)n);
    if (db->failed.code != OK) {
        /* A caller may have cleared the first description; it stays the one that counts. */
        cx->error = db->failed;
        return db->failed.code;
    }
    return OK;
}

static enum err start(struct ctx *cx, struct cursor *c, enum sql id, const struct val *v,
                      size_t n, bool stream)
{
    TRY(ready(cx, id, n));
    *c = (struct cursor){.db = cx->db, .id = id, .stream = stream};
    return cx->db->store->driver->start(cx, c, v, (int)n);
}

static enum err step(struct ctx *cx, struct cursor *c, bool *row)
{
    return c->db->store->driver->step(cx, c, row);
}

static void end(struct cursor *c)
{
    c->db->store->driver->end(c);
}

enum err db_exec(struct ctx *cx, enum sql id, const struct val *v, size_t n, int64_t *changed)
{
    struct cursor c;
    bool row = true;
    enum err e;

    if (!changed && cx->db->writer && cx->db->store->driver->send) {
        TRY(ready(cx, id, n));
        return cx->db->store->driver->send(cx, cx->db, id, v, (int)n);
    }
    TRY(start(cx, &c, id, v, n, false));
    do
        e = step(cx, &c, &row);
    while (e == OK && row);
    if (e == OK && changed)
        *changed = c.db->store->driver->changed(&c);
    end(&c);
    return e;
}

enum err db_one(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                const struct shape *shape, void *out, bool *found)
{
    struct cursor c;
    bool row = false;

    TRY(start(cx, &c, id, v, n, false));
    void *filled = arena_alloc(cx->arena, shape->size);
    enum err e = step(cx, &c, &row);
    if (e == OK && row)
        e = row_read(cx, cx->arena, &c, shape, filled);
    /* INSERT … RETURNING has done its work only when stepped to the end. */
    for (bool more = row; e == OK && more;)
        e = step(cx, &c, &more);
    end(&c);
    if (e != OK)
        return e;
    if (row)
        memcpy(out, filled, shape->size);
    *found = row;
    return OK;
}

/* Rows in an arena array that doubles. */
struct rows {
    char *p;
    size_t n, cap;
};

static void *rows_next(struct arena *a, struct rows *r, size_t size)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 16;
        char *p = arena_array(a, cap, size);

        if (r->n)
            memcpy(p, r->p, r->n * size);
        r->p = p;
        r->cap = cap;
    }
    return r->p + r->n++ * size;
}

enum err db_all(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                const struct shape *shape, void **rows, size_t *count)
{
    struct rows r = {0};
    struct cursor c;
    bool row;
    enum err e;

    TRY(start(cx, &c, id, v, n, false));
    while ((e = step(cx, &c, &row)) == OK && row) {
        if (r.n == ROWS_MAX)
            e = fail(cx, ERR_LIMIT, "结果超过 %d 行，请缩小范围",
                     "more than %d rows; narrow it", ROWS_MAX);
        else
            e = row_read(cx, cx->arena, &c, shape, rows_next(cx->arena, &r, shape->size));
        if (e != OK)
            break;
    }
    end(&c);
    if (e != OK)
        return e;
    *rows = r.p;
    *count = r.n;
    return OK;
}

enum err db_each(struct ctx *cx, enum sql id, const struct val *v, size_t n,
                 const struct shape *shape, db_row_fn *fn, void *arg)
{
    struct cursor c;
    bool row;
    enum err e;

    TRY(start(cx, &c, id, v, n, true));
    void *out = arena_alloc(cx->arena, shape->size);
    struct arena *one = arena_open(EACH_ROW_BYTES);
    while ((e = step(cx, &c, &row)) == OK && row) {
        arena_reset(one);
        e = row_read(cx, one, &c, shape, out);
        if (e == OK)
            e = fn(cx, out, arg);
        if (e != OK)
            break;
    }
    end(&c);
    arena_close(one);
    return e;
}

enum err db_i64(struct ctx *cx, enum sql id, const struct val *v, size_t n, int64_t none,
                int64_t *out)
{
    struct cursor c;
    int64_t found = none;
    bool row = false;

    TRY(start(cx, &c, id, v, n, false));
    enum err e = step(cx, &c, &row);
    if (e == OK && row) {
        struct val first = c.db->store->driver->value(&c, 0);

        if (first.kind == VAL_I64)
            found = first.i;
        else if (first.kind == VAL_STR && !str_i64(first.s, &found))
            e = fail(cx, ERR_BUG, "语句 %s 的结果不是整数", "statement %s gives no integer",
                     sql_texts[id].name);
    }
    for (bool more = row; e == OK && more;)
        e = step(cx, &c, &more);
    end(&c);
    if (e != OK)
        return e;
    *out = found;
    return OK;
}

enum err db_put(struct ctx *cx, enum sql id, const struct shape *shape, const void *row,
                const struct val *extra, size_t n, int64_t *changed)
{
    struct val v[PARAMS_MAX];

    if (shape->n + n > PARAMS_MAX)
        return fail(cx, ERR_BUG, "语句 %s 参数过多", "too many parameters for statement %s",
                    sql_texts[id].name);
    row_values(cx, shape, row, v);
    for (size_t i = 0; i < n; i++)
        v[shape->n + i] = extra[i];
    return db_exec(cx, id, v, shape->n + n, changed);
}
