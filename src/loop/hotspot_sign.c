/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/hotspot_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/hotspot_heat.h"
#include "text/signature.h"

enum { AT_ONCE = 16, STALE = 200 };

enum err hotspot_write(struct ctx *cx, db_write_fn *fn, void *arg)
{
    struct ctx own = *cx;
    own.arena = arena_open(HOTSPOT_BYTES);
    enum err e = db_write(&own, cx->app->store, fn, arg);
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}

static const struct field signature_fields[] = {
    FIELD(struct signature_row, jid),        FIELD(struct signature_row, demand_id),
    FIELD(struct signature_row, said_at),    FIELD(struct signature_row, person_id),
    FIELD(struct signature_row, support),    FIELD(struct signature_row, barred),
    FIELD(struct signature_row, place_id),   FIELD(struct signature_row, part),
    FIELD(struct signature_row, hotspot_id), FIELD(struct signature_row, pin),
    FIELD(struct signature_row, names),      FIELD(struct signature_row, pairs),
};
const struct shape signature_row_shape =
    SHAPE("signature", struct signature_row, signature_fields);

/* ---- one demand ---- */

static struct str names_write(struct arena *a, const struct signature *s)
{
    struct buf b;
    buf_init(&b, a, (size_t)64 * 1024);
    for (size_t i = 0; i < s->names_n; i++) {
        const struct signature_name *n = &s->names[i];
        buf_fmt(&b, "%s%.*s:%s%s", i ? " " : "", STR_ARG(n->text), n->lead ? "l" : "",
                n->kind == NAME_WIDE ? "w" : "");
    }
    return buf_done(&b);
}

enum err signature_of(struct ctx *cx, int64_t demand_id, struct signature_row *out, bool *has)
{
    struct demand d = {0};
    struct signature s;
    struct str words = {0};
    *has = false;
    TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(demand_id)), &demand_shape, &d, has));
    if (!*has)
        return OK;
    TRY(demand_words(cx, demand_id, &words));
    signature_make(cx->arena, d.title, words.p ? words : STR(""), &s);
    *has = s.names_n > 0 && s.pairs_n > 0;
    *out = (struct signature_row){
        .jid = cx->jid,
        .demand_id = demand_id,
        .said_at = d.said_at,
        .person_id = d.person_id,
        .support = (d.head_count > 1 ? d.head_count - 1 : 0) + d.urged + d.likes,
        .barred = d.complained_unit,
        .place_id = d.place_id,
        .names = names_write(cx->arena, &s),
        .pairs = signature_write(cx->arena, &s),
    };
    return OK;
}

struct str hotspot_name_text(struct str written)
{
    size_t n = 0;
    while (n < written.n && written.p[n] != ':')
        n++;
    return str_sub(written, 0, n);
}

static int by_hash(const void *a, const void *b)
{
    const struct cluster_name *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

bool signature_item(struct arena *a, const struct signature_row *r, struct cluster_item *out)
{
    struct signature s = {0};
    if (!signature_read(a, r->pairs, &s))
        return false;
    struct strs parts = str_split(a, r->names, ' ');
    struct cluster_name *names = NEWS(a, struct cluster_name, parts.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < parts.n; i++) {
        struct str text = hotspot_name_text(parts.p[i]);
        struct str flags = str_sub(parts.p[i], text.n, parts.p[i].n);
        if (text.n)
            names[n++] = (struct cluster_name){.hash = cluster_name_hash(text),
                                               .lead = str_has(flags, "l"),
                                               .wide = str_has(flags, "w")};
    }
    if (n)
        qsort(names, n, sizeof *names, by_hash);
    *out = (struct cluster_item){.id = r->demand_id,
                                 .at = r->said_at,
                                 .names = names,
                                 .names_n = n,
                                 .pairs = s.pairs,
                                 .pairs_n = s.pairs_n};
    return true;
}

static enum err item_of(struct ctx *cx, const struct weights *w, const struct signature_row *r,
                        struct cluster_item *out)
{
    if (!signature_item(cx->arena, r, out))
        return fail(cx, ERR_BUG, "特征损坏", "the signature is damaged");
    cluster_norm(w, out);
    return OK;
}

struct body_row {
    struct str body;
};
static const struct field body_fields[] = {FIELD(struct body_row, body)};
static const struct shape body_shape = SHAPE("signature_weight", struct body_row, body_fields);

enum err hotspot_weights(struct ctx *cx, struct weights *out)
{
    struct body_row row = {0};
    bool found = false;
    weights_none(out);
    TRY(db_one(cx, SQL_SIGNATURE_WEIGHT_GET, ARGS(I64(cx->jid)), &body_shape, &row, &found));
    if (found && !weights_read(cx->arena, row.body, out))
        return fail(cx, ERR_BUG, "词频表损坏", "the weights are damaged");
    return OK;
}

/* ---- parts ---- */

void hotspot_touch(struct touched *t, int64_t id)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->id[i] == id)
            return;
    if (t->n == t->cap) {
        int64_t *more = NEWS(t->arena, int64_t, t->cap * 2 + 64);
        if (t->n)
            memcpy(more, t->id, t->n * sizeof *more);
        t->id = more;
        t->cap = t->cap * 2 + 64;
    }
    t->id[t->n++] = id;
}

static enum err names_write_rows(struct ctx *cx, const struct signature_row *r, enum sql sql)
{
    struct strs parts = str_split(cx->arena, r->names, ' ');
    for (size_t i = 0; i < parts.n; i++)
        TRY(db_exec(cx, sql,
                    ARGS(I64(cx->jid), TXT(hotspot_name_text(parts.p[i])), I64(r->said_at),
                         I64(r->demand_id)),
                    NULL));
    return OK;
}

/* No link leads out of a part: what is left of it is grouped by itself. */
static enum err part_regroup(struct ctx *cx, struct grouping *g, int64_t part)
{
    struct signature_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SIGNATURE_OF_PART, ARGS(I64(cx->jid), I64(part)), &signature_row_shape,
               (void **)&rows, &n));
    struct cluster_item *items = NEWS(cx->arena, struct cluster_item, n + 1);
    int64_t *parts = NEWS(cx->arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(item_of(cx, g->w, &rows[i], &items[i]));
    cluster_parts(cx->arena, g->w, items, n, parts);
    for (size_t i = 0; i < n; i++) {
        hotspot_touch(&g->parts, parts[i]);
        if (parts[i] != part)
            TRY(db_exec(cx, SQL_SIGNATURE_PLACE,
                        ARGS(I64(cx->jid), I64(rows[i].demand_id), I64(parts[i]),
                             I64(rows[i].hotspot_id)),
                        NULL));
    }
    return OK;
}

static enum err take_out(struct ctx *cx, struct grouping *g, const struct signature_row *old)
{
    TRY(names_write_rows(cx, old, SQL_SIGNATURE_NAME_DELETE));
    TRY(db_exec(cx, SQL_SIGNATURE_DELETE, ARGS(I64(cx->jid), I64(old->demand_id)), NULL));
    hotspot_touch(&g->lost, old->hotspot_id);
    return part_regroup(cx, g, old->part);
}

static enum err join_parts(struct ctx *cx, struct grouping *g, int64_t *mine, int64_t other)
{
    int64_t to = *mine < other ? *mine : other, from = *mine < other ? other : *mine;
    TRY(db_exec(cx, SQL_SIGNATURE_JOIN, ARGS(I64(cx->jid), I64(from), I64(to)), NULL));
    hotspot_touch(&g->parts, to);
    *mine = to;
    return OK;
}

/* With those that bear one of its names, nearest in time first or not: all links count. */
static enum err link_by_name(struct ctx *cx, struct grouping *g, const struct cluster_item *it,
                             struct str name, int64_t *part)
{
    int64_t reach = cluster_rule.days * MS_PER_DAY;
    struct signature_row *rows = NULL;
    size_t n = 0;
    struct touched joined = {.arena = cx->arena}; /* what was another part when it was read */
    TRY(db_all(
        cx, SQL_SIGNATURE_BEARERS,
        ARGS(I64(cx->jid), TXT(name), I64(it->at - reach), I64(it->at + reach), I64(*part)),
        &signature_row_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool with = rows[i].part == *part || rows[i].demand_id == it->id;
        for (size_t k = 0; k < joined.n && !with; k++)
            with = joined.id[k] == rows[i].part;
        struct cluster_item other;
        if (with)
            continue;
        TRY(item_of(cx, g->w, &rows[i], &other));
        if (!cluster_linked(g->w, it, &other))
            continue;
        hotspot_touch(&joined, rows[i].part);
        TRY(join_parts(cx, g, part, rows[i].part));
    }
    return OK;
}

static enum err put_in(struct ctx *cx, struct grouping *g, struct signature_row *r)
{
    struct cluster_item it;
    struct strs names = str_split(cx->arena, r->names, ' ');
    r->part = r->demand_id;
    r->hotspot_id = r->pin ? r->pin : r->demand_id;
    TRY(item_of(cx, g->w, r, &it));
    TRY(db_put(cx, SQL_SIGNATURE_PUT, &signature_row_shape, r, NULL, 0, NULL));
    TRY(names_write_rows(cx, r, SQL_SIGNATURE_NAME_INSERT));
    hotspot_touch(&g->parts, r->part);
    for (size_t i = 0; i < names.n; i++) {
        struct str text = hotspot_name_text(names.p[i]);
        struct cluster_name n = {.hash = cluster_name_hash(text),
                                 .wide =
                                     str_has(str_sub(names.p[i], text.n, names.p[i].n), "w")};
        if (cluster_name_tells(g->w, &n))
            TRY(link_by_name(cx, g, &it, text, &r->part));
    }
    return OK;
}

/* ---- hot spots of parts ---- */

static int64_t nearest_pin(const struct weights *w, const struct signature_row *rows,
                           const struct cluster_item *items, size_t n, size_t i)
{
    double best = -1;
    int64_t pin = 0;
    for (size_t k = 0; k < n; k++) {
        if (!rows[k].pin)
            continue;
        double v = cluster_likeness(w, &items[i], &items[k]);
        if (v > best || (v == best && rows[k].pin < pin)) {
            best = v;
            pin = rows[k].pin;
        }
    }
    return pin;
}

void hotspot_assign(struct arena *a, const struct weights *w, const struct signature_row *rows,
                    size_t n, int64_t *out)
{
    struct cluster_item *items = NEWS(a, struct cluster_item, n + 1);
    int64_t pin = 0, smallest = INT64_MAX;
    bool several = false;
    for (size_t i = 0; i < n; i++) {
        several = several || (pin && rows[i].pin && rows[i].pin != pin);
        pin = rows[i].pin ? rows[i].pin : pin;
        smallest = rows[i].demand_id < smallest ? rows[i].demand_id : smallest;
    }
    for (size_t i = 0; i < n && several; i++) {
        if (!signature_item(a, &rows[i], &items[i]))
            items[i] = (struct cluster_item){.id = rows[i].demand_id};
        cluster_norm(w, &items[i]);
    }
    for (size_t i = 0; i < n; i++)
        out[i] = rows[i].pin ? rows[i].pin
                 : several   ? nearest_pin(w, rows, items, n, i)
                 : pin       ? pin
                             : smallest;
}

/* Of a part: the least and the greatest, 0 when it has none. */
struct ends_row {
    int64_t pin_low, pin_high;
    int64_t low, high; /* hot spots */
};
static const struct field ends_fields[] = {
    FIELD(struct ends_row, pin_low),
    FIELD(struct ends_row, pin_high),
    FIELD(struct ends_row, low),
    FIELD(struct ends_row, high),
};
static const struct shape ends_shape =
    SHAPE("signature_part_ends", struct ends_row, ends_fields);

static const struct field id_fields[] = {FIELD(struct hotspot_id, id)};
const struct shape hotspot_id_shape = SHAPE("hotspot_id", struct hotspot_id, id_fields);

/* All of it into one hot spot, out of the others. */
static enum err part_to_one(struct ctx *cx, struct grouping *g, int64_t part, int64_t to)
{
    struct hotspot_id *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SIGNATURE_PART_OTHERS, ARGS(I64(cx->jid), I64(part), I64(to)),
               &hotspot_id_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        hotspot_touch(&g->lost, rows[i].id);
        TRY(db_exec(cx, SQL_SIGNATURE_PART_MOVE,
                    ARGS(I64(cx->jid), I64(part), I64(rows[i].id), I64(to)), NULL));
    }
    return OK;
}

/* Between several that people have decided on. */
static enum err part_to_many(struct ctx *cx, struct grouping *g, int64_t part)
{
    struct signature_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SIGNATURE_OF_PART, ARGS(I64(cx->jid), I64(part)), &signature_row_shape,
               (void **)&rows, &n));
    int64_t *of = NEWS(cx->arena, int64_t, n + 1);
    hotspot_assign(cx->arena, g->w, rows, n, of);
    for (size_t i = 0; i < n; i++) {
        hotspot_touch(g->reached, of[i]);
        if (of[i] == rows[i].hotspot_id)
            continue;
        hotspot_touch(&g->lost, rows[i].hotspot_id);
        TRY(db_exec(cx, SQL_SIGNATURE_PLACE,
                    ARGS(I64(cx->jid), I64(rows[i].demand_id), I64(part), I64(of[i])), NULL));
    }
    return OK;
}

/* As hotspot_assign; a part is called by its smallest demand (text/cluster.h). */
static enum err part_assign(struct ctx *cx, struct grouping *g, int64_t part)
{
    struct ends_row e = {0};
    bool found = false;
    TRY(db_one(cx, SQL_SIGNATURE_PART_ENDS, ARGS(I64(cx->jid), I64(part)), &ends_shape, &e,
               &found));
    if (!e.low)
        return OK;
    if (e.pin_low != e.pin_high)
        return part_to_many(cx, g, part);
    const int64_t to = e.pin_high ? e.pin_high : part;
    hotspot_touch(g->reached, to);
    return e.low == to && e.high == to ? OK : part_to_one(cx, g, part, to);
}

/* ---- the step ---- */

struct job {
    const struct derive_one *d;
    size_t n;
    struct touched *reached;
};

static enum err recount(struct ctx *cx, const struct touched *t, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < t->n; i++)
        TRY(hotspot_recount(cx, t->id[i]));
    return OK;
}

struct counting {
    const struct touched *t;
    size_t from;
};

static enum err some_count(struct ctx *cx, void *arg)
{
    const struct counting *c = arg;
    return recount(cx, c->t, c->from, c->from + AT_ONCE);
}

enum err hotspot_count(struct ctx *cx, const struct touched *t)
{
    for (struct counting c = {.t = t}; c.from < t->n; c.from += AT_ONCE)
        TRY(hotspot_write(cx, some_count, &c));
    return OK;
}

enum err hotspot_place(struct ctx *cx, struct grouping *g)
{
    for (size_t i = 0; i < g->parts.n; i++)
        TRY(part_assign(cx, g, g->parts.id[i]));
    return OK;
}

static bool same_words(const struct signature_row *a, const struct signature_row *b)
{
    return str_eq(a->names, b->names) && str_eq(a->pairs, b->pairs) && a->said_at == b->said_at;
}

static enum err one_do(struct ctx *cx, struct grouping *g, int64_t demand_id)
{
    struct signature_row old = {0}, now = {0};
    bool had = false, has = false;
    TRY(db_one(cx, SQL_SIGNATURE_GET, ARGS(I64(cx->jid), I64(demand_id)), &signature_row_shape,
               &old, &had));
    TRY(signature_of(cx, demand_id, &now, &has));
    now.pin = old.pin;
    if (had && has && same_words(&old, &now)) {
        now.part = old.part;
        now.hotspot_id = old.hotspot_id;
        hotspot_touch(g->reached, old.hotspot_id);
        return db_put(cx, SQL_SIGNATURE_PUT, &signature_row_shape, &now, NULL, 0, NULL);
    }
    if (had)
        TRY(take_out(cx, g, &old));
    return has ? put_in(cx, g, &now) : OK;
}

static enum err some_do(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    struct weights w;
    struct grouping g = {
        .w = &w, .parts.arena = cx->arena, .lost.arena = cx->arena, .reached = j->reached};
    TRY(hotspot_weights(cx, &w));
    for (size_t i = 0; i < j->n; i++)
        TRY(one_do(cx, &g, j->d[i].demand_id));
    TRY(hotspot_place(cx, &g));
    return recount(cx, &g.lost, 0, g.lost.n);
}

/* What was hot last week and has grown cold, once a day. */
static enum err cool(struct ctx *cx, void *arg)
{
    (void)arg;
    for (int state = 0; state < HOTSPOT_STATE__MAX; state++) {
        struct hotspot *rows = NULL;
        size_t n = 0;
        TRY(db_all(cx, SQL_HOTSPOT_STALE,
                   ARGS(I64(cx->jid), TXT(str_c(enum_text(&hotspot_state_names, state))),
                        I64(time_day_start(time_day(cx->now))), I64(STALE)),
                   &hotspot_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(hotspot_recount(cx, rows[i].id));
    }
    return OK;
}

enum err hotspot_derive(struct ctx *cx, const struct derive_one *d, size_t n)
{
    struct touched reached = {.arena = cx->arena};
    for (size_t i = 0; i < n; i += AT_ONCE) {
        struct job j = {
            .d = d + i, .n = n - i < AT_ONCE ? n - i : AT_ONCE, .reached = &reached};
        TRY(hotspot_write(cx, some_do, &j));
    }
    TRY(hotspot_count(cx, &reached));
    TRY(hotspot_write(cx, cool, NULL));
    int64_t all = 0;
    return hotspot_anew(cx, false, &all);
}
