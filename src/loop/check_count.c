/* SPDX-License-Identifier: Apache-2.0
 * Counts: every row is counted again and compared with the named roll-ups.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/duty.h"
#include "core/tally.h"
#include "loop/check_impl.h"

enum { BUCKETS = 4096, KEYS_BYTES = 1 << 30 };

struct count {
    struct str name, k1, k2;
    int64_t n, stored;
    struct count *next;
};

struct check_counts {
    struct arena *arena;
    struct count *buckets[BUCKETS];
};

struct check_counts *check_counts_open(void)
{
    struct check_counts *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->arena = arena_open(KEYS_BYTES);
    return c;
}

void check_counts_close(struct check_counts *c)
{
    arena_close(c->arena);
    free(c);
}

static uint32_t mix(uint32_t h, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619U;
    return h * 31U + 7U;
}

static struct count *count_of(struct check_counts *c, struct str name, struct str k1,
                              struct str k2)
{
    uint32_t h = mix(mix(mix(2166136261U, name), k1), k2) % BUCKETS;
    struct count *one = c->buckets[h];
    while (one && (!str_eq(one->name, name) || !str_eq(one->k1, k1) || !str_eq(one->k2, k2)))
        one = one->next;
    if (one)
        return one;
    one = NEW(c->arena, struct count);
    *one = (struct count){.name = str_dup(c->arena, name),
                          .k1 = str_dup(c->arena, k1),
                          .k2 = str_dup(c->arena, k2),
                          .next = c->buckets[h]};
    c->buckets[h] = one;
    return one;
}

void check_counts_add(struct check *k, const struct subject_view *s)
{
    for (size_t i = 0; s->row && i < cubes_n; i++) {
        const struct cube *c = &cubes[i];
        struct str values[CUBE_FIELDS] = {0};
        if (c->subject != s->kind)
            continue;
        for (size_t f = 0; f < CUBE_FIELDS && c->fields[f]; f++)
            values[f] = raw_get(s->shape, s->row, c->fields[f]);
        count_of(k->counts, str_c(c->name), cube_key(k->cx->arena, c, values), STR(""))->n++;
    }
    for (size_t i = 0; i < s->parts[PART_DUTIES].n; i++) {
        struct duty d = {0};
        struct duty_count c;
        if (raw_read(&duty_shape, &s->parts[PART_DUTIES].p[i], &d) ||
            !duty_counts(k->cx->arena, &d, &c))
            continue;
        count_of(k->counts, STR("duty"), c.unit, c.what)->n++;
    }
}

void check_count_one(struct check *k, const char *name, struct str k1, struct str k2)
{
    count_of(k->counts, str_c(name), k1, k2)->n++;
}

struct stored_count {
    struct str name, k1, k2;
    int64_t n;
};
static const struct field stored_fields[] = {
    FIELD(struct stored_count, name),
    FIELD(struct stored_count, k1),
    FIELD(struct stored_count, k2),
    FIELD(struct stored_count, n),
};
static const struct shape stored_shape = SHAPE("rollup", struct stored_count, stored_fields);

static enum err stored_add(struct ctx *cx, const void *row, void *arg)
{
    const struct stored_count *r = row;
    struct check *k = arg;
    (void)cx;
    count_of(k->counts, r->name, r->k1, r->k2)->stored += r->n;
    return OK;
}

/* Roll-ups that other parts of the program keep are theirs to check. */
static bool is_ours(struct str name)
{
    for (size_t i = 0; i < cubes_n; i++)
        if (str_eq_c(name, cubes[i].name))
            return true;
    return str_eq_c(name, "duty") || str_eq_c(name, "visit");
}

static enum err count_compare(struct check *k, const struct count *c)
{
    struct arena *a = k->cx->arena;
    if (c->n == c->stored || !is_ours(c->name))
        return OK;
    return check_found(k, "count", NULL, str_fmt(a, "%" PRId64, c->stored),
                       str_fmt(a, "%" PRId64, c->n), "计数 %.*s（%.*s %.*s）与逐条相加不符",
                       "the count %.*s (%.*s %.*s) is not what the rows add up to",
                       STR_ARG(c->name), STR_ARG(c->k1), STR_ARG(c->k2));
}

enum err check_counts_compare(struct check *k)
{
    TRY(db_each(k->cx, SQL_CHECK_ROLLUPS, ARGS(I64(k->cx->jid)), &stored_shape, stored_add, k));
    for (size_t b = 0; b < BUCKETS; b++)
        for (const struct count *c = k->counts->buckets[b]; c; c = c->next)
            TRY(count_compare(k, c));
    return OK;
}
