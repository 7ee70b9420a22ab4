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
