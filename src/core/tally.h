/* SPDX-License-Identifier: Apache-2.0
 * The named roll-ups: what is counted, by which fields. huiyin check recomputes them.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct tally {
    enum subject subject;
    const char *name;
    const char *k1, *k2; /* fields of the subject's row; "" = none */
};
extern const struct tally tallies[];
extern const size_t tallies_n;

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
