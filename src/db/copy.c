/* SPDX-License-Identifier: Apache-2.0 */
#include "db/copy.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "db/driver.h"

enum { COLUMNS_MAX = 99, ROW_BYTES = 64 << 20 };

struct copying {
    struct store *from;
    copy_said_fn *said;
    void *said_arg;
    struct copied *tables;
    struct arena *row;
};

/* All rows of a table from one connection, one after the other. */
struct reader {
    struct ctx cx;
    struct cursor c;
    const struct driver *driver;
};

static enum err reader_open(struct ctx *cx, struct db *db, enum sql id, struct reader *r)
{
    *r = (struct reader){.cx = *cx, .driver = db->store->driver};
    r->cx.db = db;
    r->c = (struct cursor){.db = db, .id = id, .stream = true};
    enum err e = r->driver->start(&r->cx, &r->c, NULL, 0);
    cx->error = r->cx.error;
    return e;
}

static enum err reader_next(struct ctx *cx, struct reader *r, bool *row, struct val *v)
{
    enum err e = r->driver->step(&r->cx, &r->c, row);

    cx->error = r->cx.error;
    for (int i = 0; e == OK && *row && i < r->c.columns; i++)
        v[i] = r->driver->value(&r->c, i);
    return e;
}

static void reader_close(struct reader *r)
{
    r->driver->end(&r->c);
}

/* A number is its digits on either engine; text has its length in front. */
static struct str row_bytes(struct arena *a, const struct val *v, int n)
{
    struct buf b;

    arena_reset(a);
    buf_init(&b, a, ROW_BYTES);
    for (int i = 0; i < n; i++) {
        if (v[i].kind == VAL_I64) {
            buf_fmt(&b, "%lld;", (long long)v[i].i);
        } else if (v[i].kind == VAL_STR) {
            buf_fmt(&b, "%zu:", v[i].s.n);
            buf_str(&b, v[i].s);
        } else {
            buf_c(&b, "-");
        }
    }
    return buf_done(&b);
}

static struct hash add(struct hash so_far, struct str row)
{
    return hash_sha256_2((struct str){(const char *)so_far.b, HASH_BYTES}, row);
}

static enum err must_be_empty(struct ctx *cx, const struct sql_table *t)
{
    struct val v[COLUMNS_MAX] = {0};
    struct reader r;
    bool row = false;

    TRY(reader_open(cx, cx->db, t->rows, &r));
    enum err e = reader_next(cx, &r, &row, v);
    reader_close(&r);
    if (e == OK && row)
        e = fail(cx, ERR_CONFLICT, "目标库不是空的（表 %s 里有记录）",
                 "the target is not empty (table %s holds rows)", t->name);
    return e;
}

static enum err table_copy(struct ctx *cx, struct db *from, const struct sql_table *t,
                           struct copied *out, struct arena *memory)
{
    struct val v[COLUMNS_MAX] = {0};
    struct hash h = {0};
    struct reader r;
    bool row = true;
    enum err e;

    *out = (struct copied){.table = t->name};
    TRY(reader_open(cx, from, t->rows, &r));
    while ((e = reader_next(cx, &r, &row, v)) == OK && row) {
        h = add(h, row_bytes(memory, v, t->columns));
        out->rows++;
        e = db_exec(cx, t->insert, v, (size_t)t->columns, NULL);
        if (e != OK)
            break;
    }
    reader_close(&r);
    out->digest = hash_hex(cx->arena, h);
    return e;
}

static enum err table_compare(struct ctx *cx, const struct sql_table *t, const struct copied *c,
                              struct arena *memory)
{
    struct val v[COLUMNS_MAX] = {0};
    struct hash h = {0};
    struct reader r;
    int64_t rows = 0;
    bool row = true;
    enum err e;

    TRY(reader_open(cx, cx->db, t->rows, &r));
    while ((e = reader_next(cx, &r, &row, v)) == OK && row) {
        h = add(h, row_bytes(memory, v, t->columns));
        rows++;
    }
    reader_close(&r);
    if (e == OK && (rows != c->rows || !str_eq(hash_hex(cx->arena, h), c->digest)))
        e = fail(cx, ERR_IO, "表 %s 抄过去后不一致，未保存", "table %s came out differently",
                 t->name);
    return e;
}

static enum err copy_all(struct ctx *cx, void *arg)
{
    struct copying *j = arg;
    struct db *from;

    for (int i = 0; i < sql_tables_n; i++)
        TRY(must_be_empty(cx, &sql_tables[i]));
    TRY(db_acquire(cx, j->from, &from));
    struct ctx source = *cx;
    source.db = from;
    enum err e = db_snapshot(&source);
    for (int i = 0; e == OK && i < sql_tables_n; i++)
        e = table_copy(cx, from, &sql_tables[i], &j->tables[i], j->row);
    db_release(from);
    for (int i = 0; e == OK && i < sql_tables_n; i++) {
        e = table_compare(cx, &sql_tables[i], &j->tables[i], j->row);
        if (e == OK && j->said)
            j->said(j->said_arg, &j->tables[i]);
    }
    return e;
}

enum err store_copy(struct ctx *cx, struct store *from, struct store *to, copy_said_fn *said,
                    void *arg, struct copied **out, size_t *n)
{
    struct copying j = {.from = from, .said = said, .said_arg = arg};

    j.tables = NEWS(cx->arena, struct copied, sql_tables_n);
    j.row = arena_open(ROW_BYTES * 2L);
    enum err e = db_write(cx, to, copy_all, &j);
    arena_close(j.row);
    *out = j.tables;
    *n = (size_t)sql_tables_n;
    return e;
}
