/* SPDX-License-Identifier: Apache-2.0
 * Whether a row of a ledger was taken over before, and what earlier rows made that it hangs on.
 */
#pragma once

#include "loop/take_over.h"
#include "loop/upstream_in.h"

/* FATE_EVENT: an order that is known, with something new to note on its demand. */
enum fate { FATE_FRESH, FATE_KNOWN, FATE_CHANGED, FATE_EVENT, FATE_REFUSED };

struct item {
    struct ledger_row row;
    struct take_over take;
    struct upstream_in in; /* of an upstream's row */
    int fate;              /* enum fate */
    struct str known_num;  /* FATE_CHANGED: which demand bears the number */
};

/* Whether a row of that hash was taken before; its batch and demand. */
MUST_CHECK enum err ledger_hash_known(struct ctx *cx, const char *hash, int64_t *demand_id,
                                      bool *known);
/* Sets it->fate and, for a fresh row, the ties of it->take. ERR_NOT_FOUND: a task of a matter
 * that is not here. */
MUST_CHECK enum err ledger_fate(struct ctx *cx, struct item *it);
/* Inside db_write, after take_over_put: the row is known from now on. */
MUST_CHECK enum err ledger_mark(struct ctx *cx, const struct item *it, int64_t batch_id);
