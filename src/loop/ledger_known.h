/* SPDX-License-Identifier: Apache-2.0
 * Whether a row of a ledger was taken over before, and what earlier rows made that it hangs on.
 */
#pragma once

#include "loop/take_over.h"

enum fate { FATE_FRESH, FATE_KNOWN, FATE_CHANGED, FATE_REFUSED };

struct item {
    struct ledger_row row;
    struct take_over take;
    enum fate fate;
    struct str known_num; /* FATE_CHANGED: which demand bears the number */
};

/* Sets it->fate and, for a fresh row, the ties of it->take. ERR_NOT_FOUND: a task of a matter
 * that is not here. */
MUST_CHECK enum err ledger_fate(struct ctx *cx, struct item *it);
/* Inside db_write, after take_over_put: the row is known from now on. */
MUST_CHECK enum err ledger_mark(struct ctx *cx, const struct item *it, int64_t batch_id);
