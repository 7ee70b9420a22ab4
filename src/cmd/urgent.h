/* SPDX-License-Identifier: Apache-2.0
 * Urgent words tried on tables: what `urgent count` and `urgent measure` share.
 */
#pragma once

#include "cmd/cmd.h"
#include "core/urgent.h"
#include "doc/sheet.h"

enum { URGENT_ROW_ARENA = 64 << 20 };

#define URGENT_RULES_OPTION                                                                    \
    {                                                                                          \
        "--rules", "FILE", "用这个词规文件，而不是库里的",                                     \
            "these rules instead of the register's"                                            \
    }
#define URGENT_COLUMN_OPTION                                                                   \
    {                                                                                          \
        "--column", "A,B", "只看这些列，默认全部", "only these columns, by default all"        \
    }

/* The file named with --rules, else what the register has loaded. ERR_NOT_FOUND: nothing is. */
MUST_CHECK enum err urgent_set_open(struct cmd *c, const struct urgent_set **out);

struct urgent_columns {
    const bool *wanted;
    size_t n;
};
/* Those of --column in the head of a table, else all. ERR_INPUT: one is not there. */
MUST_CHECK enum err urgent_columns_read(struct cmd *c, const struct row *head,
                                        struct urgent_columns *out);
/* The texts in the wanted columns, a line each. */
struct str urgent_row_text(struct arena *a, const struct urgent_columns *columns,
                           const struct row *row);

/* `urgent measure`: urgent_measure.c. */
cmd_fn urgent_measure_run;
