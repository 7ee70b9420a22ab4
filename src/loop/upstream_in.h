/* SPDX-License-Identifier: Apache-2.0
 * What becomes of an upstream's rows (loop/ledger_in.c runs them): an order is received as a
 * demand, or is an event on the demand that bears its number, never a second one; a verdict is
 * recorded on its demand with its source.
 */
#pragma once

#include "loop/intake.h"
#include "loop/ledger_row.h"

struct upstream_in {
    struct demand_new order;
    struct intake_drawn drawn;
    int64_t demand_id;              /* the demand of that number; 0 = none */
    char hash[LEDGER_HASH_HEX + 1]; /* under which the row is known again */
};

/* *fate: enum fate. The look writes nothing and refuses what the put would refuse at once. */
MUST_CHECK enum err upstream_order_look(struct ctx *cx, const struct ledger_row *r,
                                        struct upstream_in *in, int *fate);
MUST_CHECK enum err upstream_order_draw(struct ctx *cx, const struct ledger_row *r,
                                        const struct str *nums, struct upstream_in *in);
/* Inside db_write. */
MUST_CHECK enum err upstream_order_put(struct ctx *cx, const struct ledger_row *r,
                                       struct upstream_in *in, int64_t batch_id, int *fate);
/* ERR_NOT_FOUND: no demand bears the number. */
MUST_CHECK enum err upstream_verdict_look(struct ctx *cx, const struct ledger_row *r,
                                          struct upstream_in *in, int *fate);
MUST_CHECK enum err upstream_verdict_put(struct ctx *cx, const struct ledger_row *r,
                                         struct upstream_in *in, int64_t batch_id, int *fate);
