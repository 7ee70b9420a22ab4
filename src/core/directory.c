/* SPDX-License-Identifier: Apache-2.0 */
#include "core/directory.h"

#include <stdlib.h>

#include "base/time.h"
#include "db/db.h"

static const struct field version_fields[] = {
    FIELD(struct directory_version, version),
    FIELD(struct directory_version, from_day),
    FIELD(struct directory_version, entries),
    FIELD(struct directory_version, note, .max = 500),
    FIELD(struct directory_version, officer_id, .as = AS_ID),
    FIELD(struct directory_version, made_at, .as = AS_TIME),
};
const struct shape directory_version_shape =
    SHAPE("directory_version", struct directory_version, version_fields);

/* A kind of place as stored: "" is DIRECTORY_ANY_KIND, which no value of the enumeration is. */
struct entry_row {
    struct directory_entry e;
    struct str place_kind;
};
_Static_assert(offsetof(struct entry_row, e) == 0, "its fields are the entry's");
static const struct field entry_fields[] = {
    FIELD(struct directory_entry, version),
    FIELD(struct directory_entry, serial),
    FIELD(struct directory_entry, class, .max = 60),
    FIELD(struct directory_entry, place_id, .as = AS_ID),
    FIELD(struct entry_row, place_kind),
    FIELD(struct directory_entry, lead, .names = &directory_lead_names),
    FIELD(struct directory_entry, lead_unit, .as = AS_ID),
    FIELD(struct directory_entry, helpers, .max = 1000),
    FIELD(struct directory_entry, lvl, .names = &level_names),
    FIELD(struct directory_entry, length),
    FIELD(struct directory_entry, span, .names = &span_unit_names),
    FIELD(struct directory_entry, charge, .names = &charge_names),
    FIELD(struct directory_entry, basis, .max = 1000, .as = AS_TEXT),
    FIELD(struct directory_entry, note, .max = 1000, .as = AS_TEXT),
};
static const struct shape entry_row_shape =
    SHAPE("directory_entry", struct entry_row, entry_fields);

static const struct field use_fields[] = {
    FIELD(struct directory_use, id, .as = AS_ID),
    FIELD(struct directory_use, version),
    FIELD(struct directory_use, serial),
    FIELD(struct directory_use, matter_id, .as = AS_ID),
    FIELD(struct directory_use, outcome, .names = &directory_outcome_names),
    FIELD(struct directory_use, class, .max = 60),
    FIELD(struct directory_use, place_id, .as = AS_ID),
    FIELD(struct directory_use, lead_unit, .as = AS_ID),
    FIELD(struct directory_use, proposed_unit, .as = AS_ID),
    FIELD(struct directory_use, warned),
    FIELD(struct directory_use, at, .as = AS_TIME),
};
const struct shape directory_use_shape =
    SHAPE("directory_use", struct directory_use, use_fields);

/* ---- the snapshot ---- */

struct directory {
    struct directory_version *versions; /* by version */
    size_t versions_n;
    struct directory_entry *entries; /* by version, class, serial */
    size_t entries_n;
};

static int by_version(const void *a, const void *b)
{
    const struct directory_version *x = a, *y = b;
    return (x->version > y->version) - (x->version < y->version);
}

static int by_class(const void *a, const void *b)
{
    const struct directory_entry *x = a, *y = b;
    if (x->version != y->version)
        return x->version > y->version ? 1 : -1;
    int c = str_cmp(x->class, y->class);
    return c != 0 ? c : (x->serial > y->serial) - (x->serial < y->serial);
}

const struct directory *directory_make(struct arena *keep, const struct directory_version *v,
                                       size_t versions_n, const struct directory_entry *e,
                                       size_t entries_n)
{
    struct directory *d = NEW(keep, struct directory);
    d->versions = NEWS(keep, struct directory_version, versions_n + 1);
    d->entries = NEWS(keep, struct directory_entry, entries_n + 1);
    d->versions_n = versions_n;
    d->entries_n = entries_n;
    for (size_t i = 0; i < versions_n; i++) {
        d->versions[i] = v[i];
        d->versions[i].note = str_dup(keep, v[i].note);
    }
    for (size_t i = 0; i < entries_n; i++) {
        struct directory_entry *to = &d->entries[i];
        *to = e[i];
        to->class = str_dup(keep, e[i].class);
        to->helpers = str_dup(keep, e[i].helpers);
        to->basis = str_dup(keep, e[i].basis);
        to->note = str_dup(keep, e[i].note);
    }
    qsort(d->versions, versions_n, sizeof *d->versions, by_version);
    qsort(d->entries, entries_n, sizeof *d->entries, by_class);
    return d;
}

size_t directory_versions(const struct directory *d, const struct directory_version **first)
{
    *first = d->versions;
    return d->versions_n;
}

const struct directory_version *directory_version_of(const struct directory *d, int64_t version)
{
    for (size_t i = 0; i < d->versions_n; i++)
        if (d->versions[i].version == version)
            return &d->versions[i];
    return NULL;
}

const struct directory_version *directory_on(const struct directory *d, int64_t day)
{
    const struct directory_version *best = NULL;
    for (size_t i = 0; i < d->versions_n; i++)
        if (d->versions[i].from_day <= day &&
            (!best || d->versions[i].from_day >= best->from_day))
            best = &d->versions[i];
    return best;
}

enum err directory_entries(struct ctx *cx, int64_t version, struct directory_entry **out,
                           size_t *n)
{
    struct entry_row *rows = NULL;
    TRY(db_all(cx, SQL_DIRECTORY_ENTRIES, ARGS(I64(cx->jid), I64(version)), &entry_row_shape,
               (void **)&rows, n));
    *out = NEWS(cx->arena, struct directory_entry, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        (*out)[i] = rows[i].e;
        (*out)[i].place_kind = rows[i].place_kind.n
                                   ? enum_value(&place_kind_names, rows[i].place_kind)
                                   : DIRECTORY_ANY_KIND;
    }
    return OK;
}

enum err directory_load(struct ctx *cx, struct arena *keep, const struct directory **out)
{
    struct directory_version *v = NULL;
    size_t n = 0, count = 0;
    TRY(db_all(cx, SQL_DIRECTORY_VERSIONS, ARGS(I64(cx->jid)), &directory_version_shape,
               (void **)&v, &n));
    const struct directory *bare = directory_make(cx->arena, v, n, NULL, 0);
    const struct directory_version *now = directory_on(bare, time_day(cx->now));
    struct directory_entry **parts = NEWS(cx->arena, struct directory_entry *, n + 1);
    size_t *sizes = NEWS(cx->arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool coming = v[i].from_day > time_day(cx->now);
        if (!coming && (!now || v[i].version != now->version))
            continue;
        TRY(directory_entries(cx, v[i].version, &parts[i], &sizes[i]));
        count += sizes[i];
    }
    struct directory_entry *all = NEWS(cx->arena, struct directory_entry, count + 1);
    count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            all[count++] = parts[i][k];
    *out = directory_make(keep, v, n, all, count);
    return OK;
}

/* ---- matching ---- */

enum { CHAIN_MAX = 16 };

/* The first entry of a version and class. */
static size_t first_of(const struct directory *d, int64_t version, struct str class)
{
    const struct directory_entry key = {.version = version, .class = class};
    size_t lo = 0, hi = d->entries_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (by_class(&d->entries[mid], &key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* How far the entry's place is: 2 a step upward, 1 more for a kind; -1: it does not fit. */
static int distance(const struct org *org, const struct directory_entry *e, int64_t place)
{
    int steps = 0;
    if (!e->place_id && e->place_kind == DIRECTORY_ANY_KIND)
        return 2 * CHAIN_MAX;
    for (const struct place *p = org_place(org, place); p && steps < CHAIN_MAX;
         p = org_place(org, p->parent_id), steps++) {
        if (e->place_id && p->id == e->place_id)
            return 2 * steps;
        if (!e->place_id && p->kind == e->place_kind)
            return 2 * steps + 1;
    }
    return -1;
}

struct matches {
    const struct directory_entry **out;
    int *far;
    size_t n, from, max; /* from: where those of the class at hand begin */
};

static void match_add(struct matches *m, const struct directory_entry *e, int far)
{
    size_t at = m->n;
    while (at > m->from && m->far[at - 1] > far)
        at--;
    if (at >= m->max)
        return;
    size_t last = m->n < m->max ? m->n++ : m->max - 1;
    for (size_t i = last; i > at; i--) {
        m->out[i] = m->out[i - 1];
        m->far[i] = m->far[i - 1];
    }
    m->out[at] = e;
    m->far[at] = far;
}

static void match_class(const struct directory *d, const struct org *org, int64_t version,
                        struct str class, int64_t place, struct matches *m)
{
    m->from = m->n;
    for (size_t i = first_of(d, version, class); i < d->entries_n; i++) {
        const struct directory_entry *e = &d->entries[i];
        if (e->version != version || !str_eq(e->class, class))
            return;
        int far = distance(org, e, place);
        if (far >= 0)
            match_add(m, e, far);
    }
}

size_t directory_match(const struct directory *d, const struct org *org,
                       const struct directory_question *q, const struct directory_entry **out,
                       size_t max)
{
    enum { MOST = 64 };
    int far[MOST];
    const struct directory_version *v = directory_on(d, q->day);
    struct matches m = {.out = out, .far = far, .max = max < MOST ? max : MOST};
    struct str class = q->class;
    if (!v)
        return 0;
    for (int depth = 0; class.n && depth < CHAIN_MAX; depth++) {
        match_class(d, org, v->version, class, q->place_id, &m);
        const struct choice *c = choice_find(&q->mechanism->classes, class);
        class = c ? c->parent : STR("");
    }
    match_class(d, org, v->version, STR(""), q->place_id, &m);
    return m.n;
}

/* ---- written ---- */

enum err directory_write(struct ctx *cx, const struct directory_version *v,
                         const struct directory_entry *entries, size_t n)
{
    const struct val jid = I64(cx->jid);
    struct directory_version row = *v;
    int64_t changed = 0;
    row.entries = (int64_t)n;
    TRY(db_put(cx, SQL_DIRECTORY_VERSION_INSERT, &directory_version_shape, &row, &jid, 1,
               &changed));
    if (changed != 1)
        return fail(cx, ERR_STALE, "派单目录刚被别人更新，请重新比较后再生效",
                    "somebody else has just changed the directory: compare again");
    for (size_t i = 0; i < n; i++) {
        struct entry_row e = {.e = entries[i]};
        e.e.version = v->version;
        if (entries[i].place_kind != DIRECTORY_ANY_KIND)
            e.place_kind = str_c(enum_text(&place_kind_names, entries[i].place_kind));
        TRY(db_put(cx, SQL_DIRECTORY_ENTRY_INSERT, &entry_row_shape, &e, &jid, 1, NULL));
    }
    return OK;
}

enum err directory_put(struct ctx *cx, int64_t expected, struct directory_version *v,
                       const struct directory_entry *entries, size_t n)
{
    struct directory_version *all = NULL;
    size_t all_n = 0;
    if (v->from_day < time_day(cx->now))
        return fail_at(cx, ERR_INPUT, "from", "生效日期不能早于今天：以前的派单依据以前的目录",
                       "it cannot be in force from a day before today: earlier dispatches went "
                       "by the directory of their day");
    TRY(db_all(cx, SQL_DIRECTORY_VERSIONS, ARGS(I64(cx->jid)), &directory_version_shape,
               (void **)&all, &all_n));
    int64_t newest = all_n ? all[all_n - 1].version : 0;
    if (newest != expected)
        return fail(cx, ERR_STALE, "派单目录已有第%lld版，请重新比较后再生效",
                    "the directory is at version %lld now: compare again", (long long)newest);
    v->version = newest + 1;
    v->made_at = cx->now;
    return directory_write(cx, v, entries, n);
}
