/* SPDX-License-Identifier: Apache-2.0
 * The situation on one page, for who leads: what came in during the last days and in as many
 * before them, whether it was replied to in time and how it was rated, by class, place and
 * unit, and the limits that are over longest. Counted as in the ledgers (loop/ledger_pick.h),
 * so that each figure is a ledger; days are Beijing days, by when it was said.
 */
#pragma once

#include "base/json.h"
#include "loop/ledger_pick.h"

struct situation_query {
    int64_t days; /* with today; 1..92, 0 = 30 */
    int64_t through;
};
extern const struct shape situation_query_shape;

/* Into the open object. cx->db: a snapshot. ERR_DENIED, ERR_LIMIT as ledger_pick. */
MUST_CHECK enum err situation_json(struct ctx *cx, const struct situation_query *q,
                                   struct json *j);
