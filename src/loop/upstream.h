/* SPDX-License-Identifier: Apache-2.0
 * An upstream: who hands orders down as tables and takes the replies back as tables (JN-14,
 * JN-20; rules.md B7-1 … B7-5). What it calls its columns, its words and its dates is data: a
 * JSON file that offices share (upstreams/schema.json), kept in table upstream.
 *
 * Three tables: orders in, replies out, verdicts in. A column names a field of ours
 * (ledger_row.h) or none: of orders in it is kept as it is, and a column of that title goes
 * back in the replies as it came. A value says which of our words a word of theirs means. A
 * date format is made of YYYY MM DD HH mm ss; M D H m s are one or two digits; the rest stands
 * for itself.
 */
#pragma once

#include "base/json.h"
#include "core/words.h"
#include "loop/ledger_row.h"

enum upstream_sheet { UPSTREAM_ORDERS, UPSTREAM_REPLIES, UPSTREAM_VERDICTS, UPSTREAM_SHEETS };

struct upstream_column {
    struct str title, field;
    int target; /* enum ledger_target, or LEDGER_NONE */
};
struct upstream_value {
    struct str field, said, value; /* theirs, ours */
    int target;
};
struct upstream_table {
    struct upstream_column *columns;
    size_t n;
    struct upstream_value *values;
    size_t values_n;
    struct strs dates;
};

struct upstream {
    struct str code; /* lower-case letters, digits, '_', '-' */
    struct str zh, en;
    struct str why;        /* where the columns come from */
    int kind;              /* enum upstream_kind */
    int64_t return_length; /* how long it takes an order back, from its dispatch; 0 = unsaid */
    int return_span;       /* enum span_unit */
    struct upstream_table tables[UPSTREAM_SHEETS];
    struct str body; /* the file, as stored */
};

enum { UPSTREAM_FILE_MAX = 1 << 20 };

/* ERR_INPUT "file: what is wrong". */
MUST_CHECK enum err upstream_parse(struct ctx *cx, const char *file, struct str text,
                                   struct upstream *out);
/* By code; ERR_NOT_FOUND names those that there are. */
MUST_CHECK enum err upstream_get(struct ctx *cx, struct str code, struct upstream *out);
MUST_CHECK enum err upstream_all(struct ctx *cx, struct upstream **out, size_t *n);
/* Inside db_write: puts it in the place of an earlier one of that code. */
MUST_CHECK enum err upstream_put(struct ctx *cx, const struct upstream *u);
/* JSON Schema of the file. */
void upstream_schema(struct json *w);

const char *upstream_sheet_name(int sheet); /* "orders", "replies", "verdicts" */
/* Our word for theirs; theirs when nothing is said about it. */
struct str upstream_value(const struct upstream_table *t, int target, struct str said);
/* Their word for ours. */
struct str upstream_word(const struct upstream_table *t, int target, struct str ours);
/* By the formats of the table. False: none fits. */
bool upstream_time(const struct upstream_table *t, struct str said, int64_t *at,
                   bool *date_only);
/* A time as the table's first format writes it; empty when there is none. */
struct str upstream_time_text(struct arena *a, const struct upstream_table *t, int64_t at);
