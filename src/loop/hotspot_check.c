/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "loop/hotspot_impl.h"

enum { ONE_BYTES = 64 * 1024 * 1024 };

struct found {
    struct signature_row *rows; /* as stored */
    size_t n, cap;
};

static enum err row_keep(struct ctx *cx, const void *row, void *arg)
{
    struct found *f = arg;
    const struct signature_row *s = row;
    if (f->n == f->cap) {
        struct signature_row *more = NEWS(cx->arena, struct signature_row, f->cap * 2 + 1024);
        if (f->n)
            memcpy(more, f->rows, f->n * sizeof *more);
        f->rows = more;
        f->cap = f->cap * 2 + 1024;
    }
    f->rows[f->n] = *s;
    f->rows[f->n].names = str_dup(cx->arena, s->names);
    f->rows[f->n].pairs = str_dup(cx->arena, s->pairs);
    f->n++;
    return OK;
}

static int by_part(const void *a, const void *b)
{
    const struct signature_row *x = a, *y = b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return (x->demand_id > y->demand_id) - (x->demand_id < y->demand_id);
}

struct checking {
    hotspot_said *said;
    void *arg;
    struct hotspot_checked *out;
};

static void differs(const struct checking *c, const char *what, const struct signature_row *r,
                    int64_t stored, int64_t expected)
{
    if (stored == expected)
        return;
    c->out->differences++;
    c->said(c->arg, what, r->demand_id, stored, expected);
}

/* Signatures from the words as they stand; what waits in the queue differs until it is done. */
static enum err words_check(struct ctx *cx, const struct checking *c, const struct found *f)
{
    struct ctx own = *cx;
    enum err e = OK;
    own.arena = arena_open(ONE_BYTES);
    for (size_t i = 0; i < f->n && e == OK; i++) {
        struct signature_row now = {0};
        bool has = false;
        arena_reset(own.arena);
        e = signature_of(&own, f->rows[i].demand_id, &now, &has);
        if (e != OK)
            break;
        bool same = has && str_eq(now.names, f->rows[i].names) &&
                    str_eq(now.pairs, f->rows[i].pairs) && now.said_at == f->rows[i].said_at;
        differs(c, "signature", &f->rows[i], 0, same ? 0 : 1);
    }
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}

static enum err parts_check(struct ctx *cx, const struct checking *c, struct found *f)
{
    struct cluster_item *items = NEWS(cx->arena, struct cluster_item, f->n + 1);
    int64_t *part = NEWS(cx->arena, int64_t, f->n + 1);
    int64_t *hotspot = NEWS(cx->arena, int64_t, f->n + 1);
    struct weights w;
    TRY(hotspot_weights(cx, &w));
    for (size_t i = 0; i < f->n; i++)
        if (!signature_item(cx->arena, &f->rows[i], &items[i]))
            return fail(cx, ERR_BUG, "特征损坏", "the signature is damaged");
    cluster_parts(cx->arena, &w, items, f->n, part);
    for (size_t i = 0; i < f->n; i++) {
        differs(c, "part", &f->rows[i], f->rows[i].part, part[i]);
        f->rows[i].part = part[i];
    }
    qsort(f->rows, f->n, sizeof *f->rows, by_part);
    for (size_t i = 0, k = 0; i < f->n; i = k) {
        for (k = i; k < f->n && f->rows[k].part == f->rows[i].part;)
            k++;
        hotspot_assign(cx->arena, &w, f->rows + i, k - i, hotspot + i);
        for (size_t m = i; m < k; m++)
            differs(c, "hotspot", &f->rows[m], f->rows[m].hotspot_id, hotspot[m]);
    }
    return OK;
}

struct size_row {
    int64_t hotspot_id, size, stored;
};
static const struct field size_fields[] = {FIELD(struct size_row, hotspot_id),
                                           FIELD(struct size_row, size),
                                           FIELD(struct size_row, stored)};
static const struct shape size_shape = SHAPE("hotspot_size", struct size_row, size_fields);

static enum err sizes_check(struct ctx *cx, const struct checking *c)
{
    struct size_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_HOTSPOT_SIZES, ARGS(I64(cx->jid), I64(HOTSPOT_MIN)), &size_shape,
               (void **)&rows, &n));
    c->out->hotspots = (int64_t)n;
    for (size_t i = 0; i < n; i++)
        differs(c, "size", &(struct signature_row){.demand_id = rows[i].hotspot_id},
                rows[i].stored, rows[i].size);
    return OK;
}

static enum err all_check(struct ctx *cx, const struct checking *c)
{
    struct found f = {0};
    TRY(db_each(cx, SQL_SIGNATURE_ALL, ARGS(I64(cx->jid)), &signature_row_shape, row_keep, &f));
    c->out->demands = (int64_t)f.n;
    TRY(words_check(cx, c, &f));
    TRY(parts_check(cx, c, &f));
    return sizes_check(cx, c);
}

enum err hotspot_check(struct ctx *cx, hotspot_said *said, void *arg,
                       struct hotspot_checked *out)
{
    struct checking c = {.said = said, .arg = arg, .out = out};
    struct ctx own = *cx;
    *out = (struct hotspot_checked){0};
    own.arena = arena_open(HOTSPOT_BYTES);
    enum err e = all_check(&own, &c);
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}
