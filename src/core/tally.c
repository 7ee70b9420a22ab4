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

void rollup_count(struct work *w, struct item *it)
{
    struct arena *a = w->cx->arena;
    for (size_t i = 0; i < tallies_n; i++) {
        const struct tally *t = &tallies[i];
        if (t->subject != it->kind)
            continue;
        struct str k1 = row_field_text(a, it->shape, it->now, t->k1);
        struct str k2 = row_field_text(a, it->shape, it->now, t->k2);
        if (it->stored)
            count_add(w, t->name, row_field_text(a, it->shape, it->stored, t->k1),
                      row_field_text(a, it->shape, it->stored, t->k2), -1);
        count_add(w, t->name, k1, k2, 1);
    }
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
