/* SPDX-License-Identifier: Apache-2.0
 * All hot spots from nothing, when there are many more demands than when they were weighed.
 */
#include "loop/hotspot_impl.h"

#include "base/arena.h"
#include "core/app.h"
#include "db/db.h"
#include "text/signature.h"

enum { WRITTEN = 200 };

struct anew {
    struct signature_row *rows;
    int64_t *part;
    size_t from, n;
    struct weights w;
};

static enum err anew_read(struct ctx *cx, struct anew *a, bool *wanted)
{
    int64_t n = 0;
    TRY(hotspot_weights(cx, &a->w));
    TRY(db_i64(cx, SQL_SIGNATURE_COUNT, ARGS(I64(cx->jid)), 0, &n));
    *wanted = weights_grown(&a->w, n);
    return OK;
}

struct rows {
    struct signature_row *p;
    size_t n, cap;
};

static enum err row_keep(struct ctx *cx, const void *row, void *arg)
{
    struct rows *r = arg;
    const struct signature_row *s = row;
    if (r->n == r->cap) {
        struct signature_row *more = NEWS(cx->arena, struct signature_row, r->cap * 2 + 1024);
        if (r->n)
            memcpy(more, r->p, r->n * sizeof *more);
        r->p = more;
        r->cap = r->cap * 2 + 1024;
    }
    r->p[r->n] = *s;
    r->p[r->n].names = str_dup(cx->arena, s->names);
    r->p[r->n].pairs = str_dup(cx->arena, s->pairs);
    r->n++;
    return OK;
}

static enum err parts_anew(struct ctx *cx, struct anew *a)
{
    struct rows r = {0};
    TRY(db_each(cx, SQL_SIGNATURE_ALL, ARGS(I64(cx->jid)), &signature_row_shape, row_keep, &r));
    struct cluster_item *items = NEWS(cx->arena, struct cluster_item, r.n + 1);
    a->rows = r.p;
    a->n = r.n;
    a->part = NEWS(cx->arena, int64_t, r.n + 1);
    for (size_t i = 0; i < r.n; i++)
        if (!signature_item(cx->arena, &r.p[i], &items[i]))
            return fail(cx, ERR_BUG, "特征损坏", "the signature is damaged");
    weights_count(cx->arena, items, r.n, &a->w);
    cluster_parts(cx->arena, &a->w, items, r.n, a->part);
    return OK;
}

static enum err weights_put(struct ctx *cx, void *arg)
{
    struct anew *a = arg;
    return db_exec(cx, SQL_SIGNATURE_WEIGHT_PUT,
                   ARGS(I64(cx->jid), I64(a->w.n), TXT(weights_write(cx->arena, &a->w))), NULL);
}

static enum err parts_put(struct ctx *cx, void *arg)
{
    struct anew *a = arg;
    size_t to = a->from + WRITTEN < a->n ? a->from + WRITTEN : a->n;
    for (size_t i = a->from; i < to; i++)
        if (a->part[i] != a->rows[i].part)
            TRY(db_exec(cx, SQL_SIGNATURE_PLACE,
                        ARGS(I64(cx->jid), I64(a->rows[i].demand_id), I64(a->part[i]),
                             I64(a->rows[i].hotspot_id)),
                        NULL));
    return OK;
}

static enum err parts_place(struct ctx *cx, void *arg)
{
    struct anew *a = arg;
    struct touched ignored = {.arena = cx->arena}; /* every one is counted in the end */
    struct grouping g = {
        .w = &a->w, .parts.arena = cx->arena, .lost.arena = cx->arena, .reached = &ignored};
    size_t to = a->from + WRITTEN < a->n ? a->from + WRITTEN : a->n;
    for (size_t i = a->from; i < to; i++)
        if (a->part[i] != a->rows[i].part || a->part[i] != a->rows[i].hotspot_id ||
            a->rows[i].pin) {
            hotspot_touch(&g.parts, a->part[i]);
            hotspot_touch(&g.parts, a->rows[i].part);
        }
    return hotspot_place(cx, &g);
}

static enum err every_read(struct ctx *cx, struct touched *t)
{
    struct hotspot_id *rows = NULL;
    size_t n = 0;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, SQL_HOTSPOT_EVERY, ARGS(I64(cx->jid), I64(HOTSPOT_MIN)),
                        &hotspot_id_shape, (void **)&rows, &n);
    db_release(cx->db);
    cx->db = NULL;
    t->id = NEWS(cx->arena, int64_t, n + 1);
    for (t->n = 0; e == OK && t->n < n; t->n++)
        t->id[t->n] = rows[t->n].id;
    return e;
}

static enum err every_count(struct ctx *cx)
{
    struct touched every = {0};
    TRY(every_read(cx, &every));
    return hotspot_count(cx, &every);
}

/* The weights last: what was broken off is begun again. */
static enum err all_anew(struct ctx *cx, struct anew *a)
{
    for (a->from = 0; a->from < a->n; a->from += WRITTEN)
        TRY(hotspot_write(cx, parts_put, a));
    for (a->from = 0; a->from < a->n; a->from += WRITTEN)
        TRY(hotspot_write(cx, parts_place, a));
    TRY(every_count(cx));
    return hotspot_write(cx, weights_put, a);
}

static enum err parts_look(struct ctx *cx, bool always, struct anew *a)
{
    bool wanted = false;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = anew_read(cx, a, &wanted);
    if (e == OK && (wanted || always))
        e = parts_anew(cx, a);
    db_release(cx->db);
    cx->db = NULL;
    return e == OK && (wanted || always) ? all_anew(cx, a) : e;
}

enum err hotspot_anew(struct ctx *cx, bool always, int64_t *n)
{
    struct ctx own = *cx;
    struct anew a = {0};
    own.arena = arena_open(HOTSPOT_BYTES);
    enum err e = parts_look(&own, always, &a);
    if (e != OK)
        e = fault_from(cx, &own, e);
    *n = (int64_t)a.n;
    arena_close(own.arena);
    return e;
}

enum err hotspot_regroup(struct ctx *cx, int64_t *demands)
{
    return hotspot_anew(cx, true, demands);
}
