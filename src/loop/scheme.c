/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme.h"

#include <inttypes.h>
#include <string.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "loop/scheme_impl.h"

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
const struct shape scheme_entry_shape =
    SHAPE("scheme_entry", struct scheme_entry, entry_fields);

static const struct field map_fields[] = {
    FIELD(struct scheme_map_entry, class),
    FIELD(struct scheme_map_entry, code),
};
const struct shape scheme_map_shape =
    SHAPE("scheme_map_entry", struct scheme_map_entry, map_fields);

enum err scheme_list(struct ctx *cx, struct scheme_version **out, size_t *n)
{
    return db_all(cx, SQL_SCHEME_LIST, ARGS(I64(cx->jid), TXT(STR(""))), &scheme_version_shape,
                  (void **)out, n);
}

enum err scheme_versions(struct ctx *cx, enum sql of, struct str scheme,
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
    TRY(scheme_versions(cx, SQL_SCHEME_VERSIONS, scheme, &v, &versions_n));
    if (versions_n)
        TRY(db_all(cx, SQL_SCHEME_ENTRIES,
                   ARGS(I64(cx->jid), TXT(scheme), I64(v[versions_n - 1].version)),
                   &scheme_entry_shape, (void **)&before, &before_n));
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

static const struct scheme_map_entry *map_find(const struct scheme_map_entry *m, size_t n,
                                               struct str class)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(m[i].class, class))
            return &m[i];
    return NULL;
}

enum err scheme_map_diff(struct ctx *cx, struct str scheme,
                         const struct scheme_map_entry *after, size_t n,
                         struct scheme_change **out, size_t *changes)
{
    struct scheme_version *v = NULL;
    struct scheme_map_entry *before = NULL;
    size_t v_n = 0, before_n = 0, k = 0;
    TRY(scheme_versions(cx, SQL_SCHEME_MAP_VERSIONS, scheme, &v, &v_n));
    if (v_n)
        TRY(db_all(cx, SQL_SCHEME_MAP_ENTRIES,
                   ARGS(I64(cx->jid), TXT(scheme), I64(v[v_n - 1].version)), &scheme_map_shape,
                   (void **)&before, &before_n));
    struct scheme_change *all = NEWS(cx->arena, struct scheme_change, n + before_n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct scheme_map_entry *b = map_find(before, before_n, after[i].class);
        if (!b)
            all[k++] = (struct scheme_change){"added", after[i].class, STR(""), after[i].code};
        else if (!str_eq(b->code, after[i].code))
            all[k++] = (struct scheme_change){"moved", after[i].class, b->code, after[i].code};
    }
    for (size_t i = 0; i < before_n; i++)
        if (!map_find(after, n, before[i].class))
            all[k++] =
                (struct scheme_change){"removed", before[i].class, before[i].code, STR("")};
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
        TRY(p->map ? db_put(cx, SQL_SCHEME_MAP_ENTRY_INSERT, &scheme_map_shape, &p->map[i],
                            extra, COUNT(extra), NULL)
                   : db_put(cx, SQL_SCHEME_ENTRY_INSERT, &scheme_entry_shape, &p->entries[i],
                            extra, COUNT(extra), NULL));
    return OK;
}

struct str scheme_put_answer(struct ctx *cx, const struct scheme_version *v)
{
    return str_fmt(cx->arena, "{\"version\":%" PRId64 ",\"entries\":%" PRId64 "}", v->version,
                   v->entries);
}

static enum err code_check(struct ctx *cx, struct str code)
{
    bool right = code.n && code.n <= SCHEME_CODE_MAX;
    for (size_t i = 0; right && i < code.n; i++)
        right = strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", code.p[i]) != NULL;
    return right ? OK
                 : fail_at(cx, ERR_INPUT, "scheme", "代码只用小写字母、数字、- 和 _，至多40个",
                           "a code has a-z, 0-9, - and _ alone, at most 40 of them");
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct putting *p = arg;
    struct scheme_version *v = p->v, *before = NULL;
    const struct val jid = I64(cx->jid);
    size_t n = 0;
    TRY(code_check(cx, v->scheme));
    TRY(scheme_versions(cx, p->map ? SQL_SCHEME_MAP_VERSIONS : SQL_SCHEME_VERSIONS, v->scheme,
                        &before, &n));
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
    TRY(audit_put(cx, SUBJECT_UNIT, cx->app->root_unit,
                  p->map ? "scheme-mapped" : "scheme-loaded", scheme_put_answer(cx, v)));
    return idem_put(cx, 200, scheme_put_answer(cx, v));
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

/* ---- by day ---- */

int64_t scheme_version_on(const struct scheme_version *v, size_t n, int64_t at)
{
    int64_t found = 0;
    for (size_t i = 0; i < n; i++)
        if (time_day_start(v[i].from_day) <= at)
            found = v[i].version;
    return found;
}

enum err scheme_codes(struct ctx *cx, struct str scheme, int64_t day, struct scheme_entry **out,
                      size_t *n)
{
    struct scheme_version *v = NULL;
    size_t v_n = 0;
    TRY(scheme_versions(cx, SQL_SCHEME_VERSIONS, scheme, &v, &v_n));
    int64_t version = scheme_version_on(v, v_n, time_day_start(day));
    if (!version)
        return fail(cx, ERR_NOT_FOUND, "这一天还没有分类体系“%.*s”",
                    "there is no scheme \"%.*s\" on that day", STR_ARG(scheme));
    return db_all(cx, SQL_SCHEME_ENTRIES, ARGS(I64(cx->jid), TXT(scheme), I64(version)),
                  &scheme_entry_shape, (void **)out, n);
}
