/* SPDX-License-Identifier: Apache-2.0
 * A whole store into another one, whatever the engines are.
 */
#pragma once

#include "db/db.h"

struct copied {
    const char *table;
    int64_t rows;
    struct str
        digest; /* hex SHA-256 over the rows in the order of their key, the same on both */
};

/* Copies every row, reads both stores again and compares them row by row, all in one
 * transaction of the target: it holds everything or nothing. Both schemas are current; nobody
 * else writes to the source. ERR_CONFLICT when the target holds a row, ERR_IO when a row came
 * out differently (names the table). said (may be NULL) is told each table when it is done.
 * *out has *n tables. */
typedef void copy_said_fn(void *arg, const struct copied *table);
MUST_CHECK enum err store_copy(struct ctx *cx, struct store *from, struct store *to,
                               copy_said_fn *said, void *arg, struct copied **out, size_t *n);
