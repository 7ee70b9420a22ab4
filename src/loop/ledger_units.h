/* SPDX-License-Identifier: Apache-2.0
 * Units that a ledger names and the register lacks.
 */
#pragma once

#include "doc/columns.h"
#include "doc/sheet.h"

struct ctx;

struct ledger_unit {
    struct str code, name;
    int lvl;      /* enum level */
    bool certain; /* the ledger says the level of the unit itself */
};
struct ledger_units {
    struct ledger_unit *p;
    size_t n;
};

/* Reads all rows under the header. The level is the one the ledger gives the unit (甄别层级),
 * else that of the first row it leads, else the district's. ERR_TOO_LARGE: so many that the
 * column can hardly be one of units. */
enum err ledger_units_find(struct ctx *cx, struct sheet *s, const struct mapping *m,
                           struct ledger_units *out) __attribute__((warn_unused_result));
/* Makes them under the root unit, without desks, place and officers, as the actor of cx; each
 * is an event of the unit. The snapshot of units is read anew. */
enum err ledger_units_make(struct ctx *cx, const struct ledger_units *units)
    __attribute__((warn_unused_result));
