/* SPDX-License-Identifier: Apache-2.0
 * What reports are about: the days between two, and the units through which the reader sees.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/str.h"

struct period {
    int64_t from_at, to_at; /* ms; to_at is the first moment after it */
};

/* "2026-11-01" to "2026-11-20", both days included; an empty `to` is today, an empty `from` so
 * many days before `to`. ERR_INPUT at "from" or "to". */
MUST_CHECK enum err period_read(struct ctx *cx, struct str from, struct str to,
                                int64_t days_back, struct period *out);
/* Whether the unit lies within one through which the actor sees. */
bool period_unit_seen(const struct ctx *cx, int64_t unit);
