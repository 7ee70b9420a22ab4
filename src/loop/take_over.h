/* SPDX-License-Identifier: Apache-2.0
 * Take-over 承接 (domain.md, flow table of the demand): a row of a running ledger becomes a
 * demand, and what it says was done becomes a matter, with the ledger's own dates, owner, state
 * and limits (clocks of source "taken_over"). Answered without a verdict: demand no_verdict,
 * matter closed on the ground taken_over, look-back not drawn.
 */
#pragma once

#include "core/work.h"
#include "loop/ledger_row.h"

/* What is drawn before db_write for one row. */
struct take_over {
    const struct ledger_row *row;
    int64_t demand_id, matter_id;
    int64_t demand_known, matter_known; /* made by an earlier row; 0 = not */
    struct str num, matter_num;
    struct person_new person;
};

/* Public numbers that the row may need: one for the demand, one for the matter. */
size_t take_over_numbers(const struct ledger_row *r);
/* Identifiers and the sealed person; nums as many as take_over_numbers says. ERR_INPUT naming
 * the field of the person that is wrong. */
MUST_CHECK enum err take_over_draw(struct ctx *cx, const struct ledger_row *r,
                                   const struct str *nums, struct take_over *out);
/* What take_over_draw would refuse, without drawing anything. */
MUST_CHECK enum err take_over_look(struct ctx *cx, const struct ledger_row *r);
/* Inside db_write, as actor_import. Writes everything of the row, or refuses before the first
 * write. ERR_CONFLICT: somebody has worked on what the row would complete. */
MUST_CHECK enum err take_over_put(struct ctx *cx, const struct take_over *t, int64_t batch_id);
