/* SPDX-License-Identifier: Apache-2.0
 * Inside of ledger_row.c and ledger_own.c: a row being read, cell by cell.
 */
#pragma once

#include "core/mechanism.h"
#include "loop/ledger_row.h"

struct reading {
    struct ctx *cx;
    const struct ledger_reader *r;
    const struct row *row;
    struct ledger_row *out;
    struct ledger_fault *fault;
    const struct mechanism *m;
    struct buf seen; /* what the content hash covers */
};

/* Says why the row is refused; false. target: the column at fault, or LEDGER_NONE. */
bool reading_bad(struct reading *g, int target, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
const struct cell *reading_cell(const struct reading *g, enum ledger_target t);
bool reading_said(const struct cell *c);
struct str reading_quote(struct str s); /* what a message quotes of a cell */
void reading_saw(struct reading *g, enum ledger_target t, struct str value);
struct str reading_text(struct reading *g, enum ledger_target t); /* several lines */
struct str reading_line(struct reading *g, enum ledger_target t); /* one line */
struct str reading_code(struct reading *g, enum ledger_target t); /* a number, narrow */
/* *at is 0 when nothing is said; false: what is said is no time (or lies in the future). */
bool reading_time(struct reading *g, enum ledger_target t, int64_t *at, bool *date_only);
bool reading_past(struct reading *g, enum ledger_target t, int64_t *at);

/* The column that numbers the rows, and 是否, 满意 and their like. */
bool reading_number(struct reading *g);
bool reading_verdict(struct reading *g);
/* What only an upstream's orders and verdicts say (ledger_order.c). */
bool ledger_order(struct reading *g);
bool ledger_verdict(struct reading *g);
/* What only the ledgers exported here say (ledger_own.c). */
bool ledger_own_demand(struct reading *g);
bool ledger_own_matter(struct reading *g);
bool ledger_own_task(struct reading *g);
