/* SPDX-License-Identifier: Apache-2.0
 * Intervals and counts that follow a subject's fields (domain.md, Counting).
 */
#include "core/tally.h"

#include <inttypes.h>

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
        return str_fmt(a, "%" PRId64, *(const int64_t *)(const void *)at);
    }
    return STR("");
}

static enum err add(struct ctx *cx, const struct tally *t, const struct shape *shape,
                    const void *row, int64_t by)
{
    struct str k1 = row_field_text(cx->arena, shape, row, t->k1);
    struct str k2 = t->k2[0] ? row_field_text(cx->arena, shape, row, t->k2) : STR("");
    return db_exec(cx, SQL_ROLLUP_ADD,
                   ARGS(I64(cx->jid), TXT(str_c(t->name)), TXT(k1), TXT(k2), I64(by)), NULL);
}

enum err rollup_write(struct work *w, struct item *it)
{
    struct ctx *cx = w->cx;
    for (size_t i = 0; i < tallies_n; i++) {
        const struct tally *t = &tallies[i];
        if (t->subject != it->kind)
            continue;
        if (it->stored) {
            struct arena *a = cx->arena;
            if (str_eq(row_field_text(a, it->shape, it->stored, t->k1),
                       row_field_text(a, it->shape, it->now, t->k1)) &&
                str_eq(row_field_text(a, it->shape, it->stored, t->k2),
                       row_field_text(a, it->shape, it->now, t->k2)))
                continue;
            TRY(add(cx, t, it->shape, it->stored, -1));
        }
        TRY(add(cx, t, it->shape, it->now, 1));
    }
    return OK;
}

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
