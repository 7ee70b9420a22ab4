/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme.h"

#include <inttypes.h>
#include <string.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "db/db.h"

static const struct field version_fields[] = {
    FIELD(struct scheme_version, scheme),
    FIELD(struct scheme_version, version),
    FIELD(struct scheme_version, from_day),
    FIELD(struct scheme_version, name),
    FIELD(struct scheme_version, source),
    FIELD(struct scheme_version, entries),
    FIELD(struct scheme_version, made_at, .as = AS_TIME),
};
const struct shape scheme_version_shape =
    SHAPE("scheme_version", struct scheme_version, version_fields);

static const struct field entry_fields[] = {
    FIELD(struct scheme_entry, serial),
    FIELD(struct scheme_entry, code),
    FIELD(struct scheme_entry, parent),
    FIELD(struct scheme_entry, name),
};
static const struct shape entry_shape =
    SHAPE("scheme_entry", struct scheme_entry, entry_fields);

static const struct field map_fields[] = {
    FIELD(struct scheme_map_entry, class),
    FIELD(struct scheme_map_entry, code),
};
static const struct shape map_shape =
    SHAPE("scheme_map_entry", struct scheme_map_entry, map_fields);

enum err scheme_list(struct ctx *cx, struct scheme_version **out, size_t *n)
{
    return db_all(cx, SQL_SCHEME_LIST, ARGS(I64(cx->jid), TXT(STR(""))), &scheme_version_shape,
                  (void **)out, n);
}

static enum err versions(struct ctx *cx, enum sql of, struct str scheme,
                         struct scheme_version **out, size_t *n)
{
    return db_all(cx, of, ARGS(I64(cx->jid), TXT(scheme)), &scheme_version_shape, (void **)out,
                  n);
}

/* ---- compared ---- */

static const struct scheme_entry *entry_find(const struct scheme_entry *e, size_t n,
                                             struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(e[i].code, code))
            return &e[i];
    return NULL;
}

enum err scheme_diff(struct ctx *cx, struct str scheme, const struct scheme_entry *after,
                     size_t n, struct scheme_change **out, size_t *changes)
{
    struct scheme_version *v = NULL;
    struct scheme_entry *before = NULL;
    size_t versions_n = 0, before_n = 0, k = 0;
    TRY(versions(cx, SQL_SCHEME_VERSIONS, scheme, &v, &versions_n));
    if (versions_n)
        TRY(db_all(cx, SQL_SCHEME_ENTRIES,
                   ARGS(I64(cx->jid), TXT(scheme), I64(v[versions_n - 1].version)),
                   &entry_shape, (void **)&before, &before_n));
    struct scheme_change *all = NEWS(cx->arena, struct scheme_change, n * 2 + before_n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct scheme_entry *b = entry_find(before, before_n, after[i].code);
        if (!b)
            all[k++] = (struct scheme_change){"added", after[i].code, STR(""), after[i].name};
        else if (!str_eq(b->name, after[i].name))
            all[k++] = (struct scheme_change){"renamed", after[i].code, b->name, after[i].name};
        if (b && !str_eq(b->parent, after[i].parent))
            all[k++] =
                (struct scheme_change){"moved", after[i].code, b->parent, after[i].parent};
    }
    for (size_t i = 0; i < before_n; i++)
        if (!entry_find(after, n, before[i].code))
            all[k++] =
                (struct scheme_change){"removed", before[i].code, before[i].name, STR("")};
    *out = all;
    *changes = k;
    return OK;
}

/* ---- kept ---- */

struct putting {
    struct scheme_version *v;
    const struct scheme_entry *entries;
    const struct scheme_map_entry *map; /* NULL: a scheme */
    size_t n;
};

static enum err rows_write(struct ctx *cx, const struct putting *p)
{
    const struct val extra[] = {I64(cx->jid), TXT(p->v->scheme), I64(p->v->version)};
    for (size_t i = 0; i < p->n; i++)
        TRY(p->map ? db_put(cx, SQL_SCHEME_MAP_ENTRY_INSERT, &map_shape, &p->map[i], extra,
                            COUNT(extra), NULL)
                   : db_put(cx, SQL_SCHEME_ENTRY_INSERT, &entry_shape, &p->entries[i], extra,
                            COUNT(extra), NULL));
    return OK;
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct putting *p = arg;
    struct scheme_version *v = p->v, *before = NULL;
    const struct val jid = I64(cx->jid);
    size_t n = 0;
    TRY(versions(cx, p->map ? SQL_SCHEME_MAP_VERSIONS : SQL_SCHEME_VERSIONS, v->scheme, &before,
                 &n));
    if (n && v->from_day <= before[n - 1].from_day)
        return fail_at(cx, ERR_INPUT, "from", "生效日期须晚于上一版的生效日期",
                       "a version begins after the one before it");
    v->version = n ? before[n - 1].version + 1 : 1;
    v->entries = (int64_t)p->n;
    v->made_at = cx->now;
    if (p->map)
        TRY(db_exec(cx, SQL_SCHEME_MAP_INSERT,
                    ARGS(TXT(v->scheme), I64(v->version), I64(v->from_day), TXT(v->source),
                         I64(v->entries), I64(v->made_at), jid),
                    NULL));
    else
        TRY(db_put(cx, SQL_SCHEME_INSERT, &scheme_version_shape, v, &jid, 1, NULL));
    TRY(rows_write(cx, p));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit,
                     p->map ? "scheme-mapped" : "scheme-loaded",
                     str_fmt(cx->arena, "{\"version\":%" PRId64 ",\"entries\":%" PRId64 "}",
                             v->version, v->entries));
}

enum err scheme_put(struct ctx *cx, struct scheme_version *v,
                    const struct scheme_entry *entries, size_t n)
{
    struct putting p = {.v = v, .entries = entries, .n = n};
    return db_write(cx, cx->app->store, put_write, &p);
}

enum err scheme_map_put(struct ctx *cx, struct scheme_version *v,
                        const struct scheme_map_entry *entries, size_t n)
{
    struct putting p = {.v = v, .map = entries, .n = n};
    return db_write(cx, cx->app->store, put_write, &p);
}

/* ---- counted ---- */

struct class_count {
    struct str class;
    int64_t n;
};
static const struct field class_count_fields[] = {
    FIELD(struct class_count, class),
    FIELD(struct class_count, n),
};
static const struct shape class_count_shape =
    SHAPE("class_count", struct class_count, class_count_fields);

struct counting {
    struct ctx *cx;
    struct str scheme;
    struct scheme_count *out;
    size_t n, cap;
};

static void count_add(struct counting *k, struct str code, struct str name, int64_t n)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(k->out[i].code, code)) {
            k->out[i].n += n;
            return;
        }
    if (k->n < k->cap)
        k->out[k->n++] = (struct scheme_count){code, name, n};
}

static const struct mechanism *own(const struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

/* Under the entry itself and all above it: a class of a scheme with levels counts in each. */
static void count_up(struct counting *k, const struct scheme_entry *e, size_t n,
                     struct str code, int64_t count)
{
    const struct scheme_entry *at = entry_find(e, n, code);
    if (!at) {
        count_add(k, STR(""), STR(""), count);
        return;
    }
    for (int depth = 0; at && depth < 8; depth++) {
        count_add(k, at->code, at->name, count);
        at = at->parent.n ? entry_find(e, n, at->parent) : NULL;
    }
}

/* One stretch of days under one table and one version of the scheme. */
static enum err stretch(struct counting *k, int64_t map_version, int64_t scheme_version,
                        int64_t from, int64_t to)
{
    struct ctx *cx = k->cx;
    struct class_count *counts = NULL;
    struct scheme_map_entry *map = NULL;
    struct scheme_entry *e = NULL;
    size_t counts_n = 0, map_n = 0, e_n = 0;
    TRY(db_all(cx, SQL_SCHEME_CLASS_COUNTS, ARGS(I64(cx->jid), I64(from), I64(to)),
               &class_count_shape, (void **)&counts, &counts_n));
    TRY(db_all(cx, SQL_SCHEME_MAP_ENTRIES, ARGS(I64(cx->jid), TXT(k->scheme), I64(map_version)),
               &map_shape, (void **)&map, &map_n));
    TRY(db_all(cx, SQL_SCHEME_ENTRIES, ARGS(I64(cx->jid), TXT(k->scheme), I64(scheme_version)),
               &entry_shape, (void **)&e, &e_n));
    for (size_t i = 0; i < e_n; i++)
        count_add(k, e[i].code, e[i].name, 0);
    for (size_t i = 0; i < counts_n; i++) {
        struct str code = STR("");
        for (size_t m = 0; m < map_n; m++)
            if (str_eq(map[m].class, counts[i].class))
                code = map[m].code;
        count_up(k, e, e_n, code, counts[i].n);
    }
    return OK;
}

static int64_t version_on(const struct scheme_version *v, size_t n, int64_t at)
{
    int64_t found = 0;
    for (size_t i = 0; i < n; i++)
        if (time_day_start(v[i].from_day) <= at)
            found = v[i].version;
    return found;
}

/* The first day after `at` on which one of the two changes, at most `to`. */
static int64_t next_change(const struct scheme_version *v, size_t n, int64_t at, int64_t to)
{
    for (size_t i = 0; i < n; i++) {
        int64_t begins = time_day_start(v[i].from_day);
        if (begins > at && begins < to)
            to = begins;
    }
    return to;
}

static enum err own_counts(struct counting *k, int64_t from, int64_t to)
{
    struct ctx *cx = k->cx;
    const struct mechanism *m = own(cx);
    struct class_count *counts = NULL;
    size_t n = 0;
    for (size_t i = 0; m && i < m->classes.n; i++)
        count_add(k, m->classes.p[i].code, m->classes.p[i].zh, 0);
    TRY(db_all(cx, SQL_SCHEME_CLASS_COUNTS, ARGS(I64(cx->jid), I64(from), I64(to)),
               &class_count_shape, (void **)&counts, &n));
    for (size_t i = 0; i < n; i++)
        count_add(k, counts[i].class, counts[i].class, counts[i].n);
    return OK;
}

enum err scheme_counts(struct ctx *cx, struct str scheme, int64_t from, int64_t to,
                       struct scheme_count **out, size_t *n)
{
    struct scheme_version *v = NULL, *maps = NULL;
    size_t v_n = 0, maps_n = 0;
    struct counting k = {.cx = cx, .scheme = scheme, .cap = SCHEME_ENTRIES_MAX};
    k.out = NEWS(cx->arena, struct scheme_count, k.cap);
    if (scheme.n) {
        TRY(versions(cx, SQL_SCHEME_VERSIONS, scheme, &v, &v_n));
        TRY(versions(cx, SQL_SCHEME_MAP_VERSIONS, scheme, &maps, &maps_n));
        if (!v_n)
            return fail(cx, ERR_NOT_FOUND, "没有分类体系“%.*s”", "there is no scheme \"%.*s\"",
                        STR_ARG(scheme));
        while (from < to) {
            int64_t end = next_change(maps, maps_n, from, next_change(v, v_n, from, to));
            TRY(stretch(&k, version_on(maps, maps_n, from), version_on(v, v_n, from), from,
                        end));
            from = end;
        }
    } else {
        TRY(own_counts(&k, from, to));
    }
    *out = k.out;
    *n = k.n;
    return OK;
}

enum err scheme_codes(struct ctx *cx, struct str scheme, int64_t day, struct scheme_count **out,
                      size_t *n)
{
    struct scheme_version *v = NULL;
    struct scheme_entry *e = NULL;
    size_t v_n = 0;
    TRY(versions(cx, SQL_SCHEME_VERSIONS, scheme, &v, &v_n));
    int64_t version = version_on(v, v_n, time_day_start(day));
    if (!version)
        return fail(cx, ERR_NOT_FOUND, "这一天还没有分类体系“%.*s”",
                    "there is no scheme \"%.*s\" on that day", STR_ARG(scheme));
    TRY(db_all(cx, SQL_SCHEME_ENTRIES, ARGS(I64(cx->jid), TXT(scheme), I64(version)),
               &entry_shape, (void **)&e, n));
    *out = NEWS(cx->arena, struct scheme_count, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct scheme_count){e[i].code, e[i].name, 0};
    return OK;
}
