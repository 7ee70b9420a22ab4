/* SPDX-License-Identifier: Apache-2.0
 * What leaders wrote and took over, and where it stands: each leader's own, and for the office
 * all that is open under its units.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

struct leaders_query {
    bool all; /* of every leader, what is open; else the actor's own */
};
extern const struct shape leaders_query_shape;

/* Writes "as_of", "counts" (overdue, leader's turn, unit's turn), "instructions" (overdue
 * first, then what waits for the leader), "sponsored" and "demands" (instructions on demands
 * that have no matter yet) into the open object: at most 500 of each ("more" when there are
 * others); "actions": an instruction about nothing that is here yet. cx->db set. */
MUST_CHECK enum err leaders_json(struct ctx *cx, const struct leaders_query *q, struct json *j);
