/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/same.h"

enum { AT_ONCE = 16, KEY_TEXT = 16, PAGE = 500, PAGE_BYTES = 256 * 1024 * 1024 };

static const struct field same_sketch_fields[] = {
    FIELD(struct same_sketch, jid),     FIELD(struct same_sketch, demand_id),
    FIELD(struct same_sketch, said_at), FIELD(struct same_sketch, place_id),
    FIELD(struct same_sketch, class),   FIELD(struct same_sketch, grams),
    FIELD(struct same_sketch, sketch),  FIELD(struct same_sketch, keys),
};
const struct shape same_sketch_shape =
    SHAPE("same_sketch", struct same_sketch, same_sketch_fields);

/* ---- one demand ---- */

static struct str keys_text(struct arena *a, const struct sketch *s)
{
    struct buf b;
    buf_init(&b, a, SKETCH_KEYS * KEY_TEXT + 1);
    for (size_t k = 0; k < SKETCH_KEYS; k++)
        buf_fmt(&b, "%016" PRIx64, s->key[k]);
    return buf_done(&b);
}

static int64_t key_at(struct str keys, size_t i)
{
    uint64_t v = 0;
    for (size_t k = 0; k < KEY_TEXT; k++) {
        char c = keys.p[i * KEY_TEXT + k];
        v = v << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return (int64_t)v;
}

/* *has false: there is nothing to be like (no such demand, its words were erased). */
static enum err sketch_now(struct ctx *cx, int64_t demand_id, struct same_sketch *out,
                           bool *has)
{
    struct demand d = {0};
    struct str words = {0};
    struct folded f;
    struct sketch s;
    TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(demand_id)), &demand_shape, &d, has));
    if (!*has)
        return OK;
    TRY(demand_words(cx, demand_id, &words));
    text_fold(cx->arena, words.p ? words : STR(""), &f);
    struct grams g = grams_of(cx->arena, &f);
    sketch_of(&g, &s);
    *has = g.n > 0;
    *out = (struct same_sketch){.jid = cx->jid,
                                .demand_id = demand_id,
                                .said_at = d.said_at,
                                .place_id = d.place_id,
                                .class = d.class,
                                .grams = (int64_t)g.n,
                                .sketch = sketch_text(cx->arena, &s),
                                .keys = keys_text(cx->arena, &s)};
    return OK;
}

static enum err sketch_stored(struct ctx *cx, int64_t demand_id, struct same_sketch *out,
                              bool *had)
{
    return db_one(cx, SQL_SAME_SKETCH_GET, ARGS(I64(cx->jid), I64(demand_id)),
                  &same_sketch_shape, out, had);
}

static enum err keys_write(struct ctx *cx, const struct same_sketch *s, enum sql sql)
{
    for (size_t i = 0; (i + 1) * KEY_TEXT <= s->keys.n; i++)
        TRY(db_exec(cx, sql, ARGS(I64(cx->jid), I64(key_at(s->keys, i)), I64(s->demand_id)),
                    NULL));
    return OK;
}

static enum err one_do(struct ctx *cx, int64_t demand_id)
{
    struct same_sketch old = {0}, now = {0};
    bool had = false, has = false;
    TRY(sketch_stored(cx, demand_id, &old, &had));
    TRY(sketch_now(cx, demand_id, &now, &has));
    if (had && has && shape_same(&same_sketch_shape, &old, &now))
        return OK;
    if (had && !(has && str_eq(old.keys, now.keys)))
        TRY(keys_write(cx, &old, SQL_SAME_KEY_DELETE));
    if (!has)
        return had ? db_exec(cx, SQL_SAME_SKETCH_DELETE, ARGS(I64(cx->jid), I64(demand_id)),
                             NULL)
                   : OK;
    if (!had || !str_eq(old.keys, now.keys))
        TRY(keys_write(cx, &now, SQL_SAME_KEY_INSERT));
    return db_put(cx, SQL_SAME_SKETCH_PUT, &same_sketch_shape, &now, NULL, 0, NULL);
}

/* ---- the step ---- */

struct job {
    const struct derive_one *d;
    size_t n;
};

static enum err some_do(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    for (size_t i = 0; i < j->n; i++)
        if (j->d[i].words)
            TRY(one_do(cx, j->d[i].demand_id));
    return OK;
}

enum err same_derive(struct ctx *cx, const struct derive_one *d, size_t n)
{
    for (size_t i = 0; i < n; i += AT_ONCE) {
        struct job j = {.d = d + i, .n = n - i < AT_ONCE ? n - i : AT_ONCE};
        TRY(db_write(cx, cx->app->store, some_do, &j));
    }
    return OK;
}

/* ---- all anew ---- */

struct id_row {
    int64_t demand_id;
};
static const struct field id_fields[] = {FIELD(struct id_row, demand_id)};
static const struct shape id_shape = SHAPE("demand_id", struct id_row, id_fields);

static enum err page_read(struct ctx *cx, int64_t after, struct derive_one **out, size_t *n)
{
    struct id_row *rows = NULL;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, SQL_SAME_DEMAND_PAGE, ARGS(I64(cx->jid), I64(after), I64(PAGE)),
                        &id_shape, (void **)&rows, n);
    db_release(cx->db);
    cx->db = NULL;
    *out = NEWS(cx->arena, struct derive_one, *n + 1);
    for (size_t i = 0; e == OK && i < *n; i++)
        (*out)[i] = (struct derive_one){.demand_id = rows[i].demand_id, .words = true};
    return e;
}

static enum err page_do(struct ctx *cx, int64_t *after, bool *more)
{
    struct derive_one *d = NULL;
    size_t n = 0;
    TRY(page_read(cx, *after, &d, &n));
    *more = n == PAGE;
    if (n)
        *after = d[n - 1].demand_id;
    return same_derive(cx, d, n);
}

static enum err emptied(struct ctx *cx, void *arg)
{
    (void)arg;
    TRY(db_exec(cx, SQL_PRACTICE_CLEAR_SAME_KEY, ARGS(I64(cx->jid)), NULL));
    return db_exec(cx, SQL_PRACTICE_CLEAR_SAME_SKETCH, ARGS(I64(cx->jid)), NULL);
}

enum err same_rebuild(struct ctx *cx)
{
    struct ctx own = *cx;
    int64_t after = 0;
    bool more = true;
    TRY(db_write(cx, cx->app->store, emptied, NULL));
    own.arena = arena_open(PAGE_BYTES);
    enum err e = OK;
    while (e == OK && more) {
        arena_reset(own.arena);
        e = page_do(&own, &after, &more);
    }
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}

/* ---- the check ---- */

struct checking {
    same_said *said;
    void *arg;
    struct same_checked *out;
    int64_t keys, after;
    bool more;
};

static void differs(struct checking *c, const char *what, int64_t demand, int64_t stored,
                    int64_t expected)
{
    if (stored == expected)
        return;
    c->out->differences++;
    c->said(c->arg, what, demand, stored, expected);
}

static enum err keys_check(struct ctx *cx, struct checking *c, const struct same_sketch *s)
{
    int64_t have = 0;
    for (size_t i = 0; i < SKETCH_KEYS; i++) {
        int64_t n = 0;
        TRY(db_i64(cx, SQL_SAME_KEY_HAS,
                   ARGS(I64(cx->jid), I64(key_at(s->keys, i)), I64(s->demand_id)), 0, &n));
        have += n;
    }
    differs(c, "same-key", s->demand_id, have, SKETCH_KEYS);
    c->keys += have;
    return OK;
}

static enum err one_check(struct ctx *cx, struct checking *c, int64_t demand_id)
{
    struct same_sketch old = {0}, now = {0};
    bool had = false, has = false;
    TRY(sketch_stored(cx, demand_id, &old, &had));
    TRY(sketch_now(cx, demand_id, &now, &has));
    c->out->demands += has;
    if (had != has || (has && !shape_same(&same_sketch_shape, &old, &now))) {
        differs(c, "same-sketch", demand_id, had, had ? !had : has);
        return OK;
    }
    return has ? keys_check(cx, c, &now) : OK;
}

static enum err page_check(struct ctx *cx, struct checking *c)
{
    struct id_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SAME_DEMAND_PAGE, ARGS(I64(cx->jid), I64(c->after), I64(PAGE)),
               &id_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(one_check(cx, c, rows[i].demand_id));
    c->more = n == PAGE;
    if (n)
        c->after = rows[n - 1].demand_id;
    return OK;
}

enum err same_check(struct ctx *cx, same_said *said, void *arg, struct same_checked *out)
{
    struct ctx own = *cx;
    struct checking c = {.said = said, .arg = arg, .out = out, .more = true};
    int64_t keys = 0;
    enum err e = OK;
    *out = (struct same_checked){0};
    own.arena = arena_open(PAGE_BYTES);
    while (e == OK && c.more) {
        arena_reset(own.arena);
        e = page_check(&own, &c);
    }
    if (e == OK)
        e = db_i64(&own, SQL_SAME_KEY_COUNT, ARGS(I64(cx->jid)), 0, &keys);
    if (e == OK)
        differs(&c, "same-keys", 0, keys, c.keys); /* of no demand, or twice */
    else
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}
