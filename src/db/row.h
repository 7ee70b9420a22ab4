/* SPDX-License-Identifier: Apache-2.0
 * Rows and structs: columns find fields by name, fields become parameters in their order.
 * Private to src/db.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

struct cursor;
struct val;

/* Which field each column of a statement goes to. Empty at first; kept with the connection. */
struct row_map {
    const struct shape *shape;
    const struct field **fields; /* one per column, NULL: nobody wants it; malloc */
    int columns;
};
void row_map_release(struct row_map *m);

/* Zeroes *out and fills it from the current row; strings are copied into the arena. ERR_IO when
 * a value does not fit its field (an enum's unknown text, text where a number should be). */
MUST_CHECK enum err row_read(struct ctx *cx, struct arena *a, const struct cursor *c,
                             const struct shape *shape, void *out);
/* One value per field; text is borrowed from row, lists become JSON arrays in the arena. Enums
 * with names become their text. */
void row_values(struct ctx *cx, const struct shape *shape, const void *row, struct val *out);
