/* SPDX-License-Identifier: Apache-2.0
 * Inside of take_over*.c: rows of foreign ledgers, and what the ledgers exported here add.
 */
#pragma once

#include "loop/take_over.h"

/* What a ledger of ours says exactly, over what was derived from the row. */
void take_over_own_demand(const struct ledger_row *r, struct demand *d);
void take_over_own_matter(struct ctx *cx, const struct ledger_row *r, struct matter *m);
/* The earliest running clock ends when the ledger says; none runs where it says none and
 * nothing is open. */
MUST_CHECK enum err take_over_due(struct work *w, enum subject kind, int64_t id, bool open,
                                  int64_t due_at);
/* A row of the ledger of matters on a matter that is there, and of tasks. */
MUST_CHECK enum err take_over_complete(struct ctx *cx, struct work *w,
                                       const struct take_over *t);
MUST_CHECK enum err take_over_task(struct ctx *cx, struct work *w, const struct take_over *t);
/* The matter that is there; ERR_CONFLICT when anything but a take-over happened to it. */
MUST_CHECK enum err take_over_matter(struct ctx *cx, struct work *w, int64_t id,
                                     struct matter **out);
