/* SPDX-License-Identifier: Apache-2.0
 * The named roll-ups: what is counted, by which fields. huiyin check recomputes them.
 */
#pragma once

#include "base/err.h"
#include "base/field.h"
#include "core/words.h"

struct ctx;

struct tally {
    enum subject subject;
    const char *name;
    const char *k1, *k2; /* fields of the subject's row; "" = none */
};
extern const struct tally tallies[];
extern const size_t tallies_n;

/* What is stored (table rollup, k1): the subjects of a kind by all the fields that its tallies
 * ask for, so that an act moves a subject from one row to another and not from six to six. */
enum { CUBE_FIELDS = 7 };
struct cube {
    enum subject subject;
    const char *name;
    const char *fields[CUBE_FIELDS]; /* NULL: no more */
};
extern const struct cube cubes[];
extern const size_t cubes_n;
/* The row's key; values as texts, one for each field. */
struct str cube_key(struct arena *a, const struct cube *c,
                    const struct str values[CUBE_FIELDS]);

/* A tally added up from its cube; rows of nothing are left out. */
struct tally_sum {
    struct str k1, k2;
    int64_t n;
};
MUST_CHECK enum err tally_read(struct ctx *cx, const struct tally *t, struct tally_sum **out,
                               size_t *n);

/* Fields whose changes are kept as intervals (table span). */
struct span_field {
    enum subject subject;
    const char *field;
};
extern const struct span_field span_fields[];
extern const size_t span_fields_n;

/* A field of a described row as the text that counts and intervals store. */
struct str row_field_text(struct arena *a, const struct shape *shape, const void *row,
                          const char *name);
