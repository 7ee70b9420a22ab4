/* SPDX-License-Identifier: Apache-2.0
 * What hangs on the wall of a campaign's room: numbers alone, nothing of anybody.
 */
#pragma once

#include "base/json.h"
#include "loop/ledger_pick.h"

/* Writes "at", "register", "unit", what came in today, what is open, overdue and ended, the
 * ledgers and the places right below the unit's own, into the open object. cx->db: a snapshot.
 * As of ledger_pick. */
MUST_CHECK enum err wall_json(struct ctx *cx, struct json *j);

/* Its parts, for another page of the same: what came in "today", matters "overdue" and "soon"
 * to be, of a unit and all below it; and the places right below the one where the actor's own
 * unit works, with nothing counted yet. */
MUST_CHECK enum err wall_watch_json(struct ctx *cx, int64_t unit, struct json *j);
enum { PLACES_BELOW = 24 };
size_t places_below(const struct ctx *cx, struct ledger_group *out);
