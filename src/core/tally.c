/* SPDX-License-Identifier: Apache-2.0
 * Intervals and counts that follow a subject's fields (domain.md, Counting).
 */
#include "core/tally.h"

#include "core/work_impl.h"

/* Named roll-ups: each counts subjects by one or two of their fields. */
const struct tally tallies[] = {
    {SUBJECT_DEMAND, "demand.state", "state", ""},
    {SUBJECT_DEMAND, "demand.channel", "channel", "state"},
    {SUBJECT_DEMAND, "demand.way", "way", "valid"},
    {SUBJECT_DEMAND, "demand.valid", "valid", "ground"},
    {SUBJECT_DEMAND, "demand.ledger", "lvl", "state"},
    {SUBJECT_DEMAND, "demand.origin", "origin", "state"},
    {SUBJECT_MATTER, "matter.state", "state", ""},
    {SUBJECT_MATTER, "matter.ledger", "lvl", "state"},
    {SUBJECT_MATTER, "matter.close", "close_ground", ""},
};
const size_t tallies_n = COUNT(tallies);

const struct cube cubes[] = {
    {SUBJECT_DEMAND, "demand", {"state", "channel", "way", "valid", "ground", "lvl", "origin"}},
    {SUBJECT_MATTER, "matter", {"state", "lvl", "close_ground"}},
};
const size_t cubes_n = COUNT(cubes);

/* Between the values of a cube's key; one that stands in a value is written otherwise. */
enum { SEPARATOR = '|', INSTEAD = '/' };

const struct span_field span_fields[] = {
    {SUBJECT_DEMAND, "state"},    {SUBJECT_DEMAND, "lvl"},        {SUBJECT_DEMAND, "unit_id"},
    {SUBJECT_DEMAND, "class"},    {SUBJECT_DEMAND, "place_id"},   {SUBJECT_MATTER, "state"},
    {SUBJECT_MATTER, "lvl"},      {SUBJECT_MATTER, "owner_unit"}, {SUBJECT_MATTER, "class"},
    {SUBJECT_MATTER, "place_id"}, {SUBJECT_MATTER, "due_at"},     {SUBJECT_DEMAND, "due_at"},
    {SUBJECT_TASK, "state"},      {SUBJECT_TASK, "due_at"},
};
const size_t span_fields_n = COUNT(span_fields);

struct str row_field_text(struct arena *a, const struct shape *shape, const void *row,
                          const char *name)
{
    for (size_t i = 0; i < shape->n; i++) {
        const struct field *f = &shape->fields[i];
        if (strcmp(f->name, name) != 0)
            continue;
        const char *at = (const char *)row + f->off;
        switch (f->kind) {
        case FIELD_STR:
            return *(const struct str *)(const void *)at;
        case FIELD_ENUM:
            return str_c(enum_text(f->names, *(const int *)(const void *)at));
        case FIELD_BOOL:
            return *(const bool *)at ? STR("1") : STR("0");
        case FIELD_I64:
        case FIELD_STRS:
            break;
        }
        return str_of_i64(a, *(const int64_t *)(const void *)at);
    }
    return STR("");
}

void count_add(struct work *w, const char *name, struct str k1, struct str k2, int64_t by)
{
    struct count *c = w->counts;
    while (c && !(strcmp(c->name, name) == 0 && str_eq(c->k1, k1) && str_eq(c->k2, k2)))
        c = c->next;
    if (!c) {
        c = NEW(w->cx->arena, struct count);
        *c = (struct count){.name = name, .k1 = k1, .k2 = k2, .next = w->counts};
        w->counts = c;
    }
    c->by += by;
}

enum err counts_write(struct work *w)
{
    struct ctx *cx = w->cx;
    for (const struct count *c = w->counts; c; c = c->next)
        if (c->by)
            TRY(db_exec(
                cx, SQL_ROLLUP_ADD,
                ARGS(I64(cx->jid), TXT(str_c(c->name)), TXT(c->k1), TXT(c->k2), I64(c->by)),
                NULL));
    w->counts = NULL;
    return OK;
}

/* ---- counts of subjects ---- */

struct str cube_key(struct arena *a, const struct cube *c, const struct str values[CUBE_FIELDS])
{
    size_t n = CUBE_FIELDS, at = 0;
    for (size_t i = 0; i < CUBE_FIELDS; i++)
        n += values[i].n;
    char *key = arena_room(a, n);
    for (size_t i = 0; i < CUBE_FIELDS && c->fields[i]; i++) {
        if (i > 0)
            key[at++] = SEPARATOR;
        for (size_t k = 0; k < values[i].n; k++)
            key[at++] = (char)(values[i].p[k] == SEPARATOR ? INSTEAD : values[i].p[k]);
    }
    return (struct str){.p = key, .n = at};
}

static struct str key_of(struct arena *a, const struct cube *c, const struct shape *shape,
                         const void *row)
{
    struct str values[CUBE_FIELDS] = {0};
    for (size_t i = 0; i < CUBE_FIELDS && c->fields[i]; i++)
        values[i] = row_field_text(a, shape, row, c->fields[i]);
    return cube_key(a, c, values);
}

void rollup_count(struct work *w, struct item *it)
{
    struct arena *a = w->cx->arena;
    for (size_t i = 0; i < cubes_n; i++) {
        const struct cube *c = &cubes[i];
        if (c->subject != it->kind)
            continue;
        if (it->stored)
            count_add(w, c->name, key_of(a, c, it->shape, it->stored), STR(""), -1);
        count_add(w, c->name, key_of(a, c, it->shape, it->now), STR(""), 1);
    }
}

static struct str part_named(const struct cube *c, struct strs parts, const char *field)
{
    for (size_t i = 0; i < parts.n && i < CUBE_FIELDS && c->fields[i]; i++)
        if (strcmp(c->fields[i], field) == 0)
            return parts.p[i];
    return STR("");
}

static const struct field sum_fields[] = {
    FIELD(struct tally_sum, k1),
    FIELD(struct tally_sum, k2),
    FIELD(struct tally_sum, n),
};
static const struct shape sum_shape = SHAPE("tally_sum", struct tally_sum, sum_fields);

enum err tally_read(struct ctx *cx, const struct tally *t, struct tally_sum **out, size_t *n)
{
    const struct cube *c = cubes;
    struct tally_sum *rows = NULL;
    size_t rows_n = 0, sums = 0;
    while (c->subject != t->subject)
        c++;
    TRY(db_all(cx, SQL_ROLLUP_READ, ARGS(I64(cx->jid), TXT(str_c(c->name))), &sum_shape,
               (void **)&rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++) {
        struct strs parts = str_split(cx->arena, rows[i].k1, SEPARATOR);
        struct tally_sum one = {.k1 = part_named(c, parts, t->k1),
                                .k2 = part_named(c, parts, t->k2),
                                .n = rows[i].n};
        size_t at = 0;
        while (at < sums && !(str_eq(rows[at].k1, one.k1) && str_eq(rows[at].k2, one.k2)))
            at++;
        if (at < sums)
            rows[at].n += one.n;
        else if (one.n)
            rows[sums++] = one; /* behind what has been read already */
    }
    *out = rows;
    *n = sums;
    return OK;
}

/* ---- intervals ---- */

enum err span_write(struct work *w, struct item *it)
{
    struct ctx *cx = w->cx;
    struct str kind = str_c(enum_text(&subject_names, (int)it->kind));
    for (size_t i = 0; i < span_fields_n; i++) {
        if (span_fields[i].subject != it->kind)
            continue;
        const char *name = span_fields[i].field;
        struct str value = row_field_text(cx->arena, it->shape, it->now, name);
        if (it->stored && str_eq(row_field_text(cx->arena, it->shape, it->stored, name), value))
            continue;
        if (it->stored)
            TRY(db_exec(
                cx, SQL_SPAN_CLOSE,
                ARGS(I64(cx->jid), TXT(kind), I64(it->id), TXT(str_c(name)), I64(cx->now)),
                NULL));
        TRY(db_exec(cx, SQL_SPAN_OPEN,
                    ARGS(I64(cx->jid), TXT(kind), I64(it->id), TXT(str_c(name)), I64(cx->now),
                         I64(*item_version(it->now, it->kind)), TXT(value)),
                    NULL));
    }
    return OK;
}
