/* SPDX-License-Identifier: Apache-2.0
 * One number of the mechanism in force changed by the administrator: a limit, a number of days,
 * a percentage. The rest of the file stays as it was loaded; what is open keeps its version.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

struct mechanism_change {
    struct str path; /* as mechanism_numbers_json told it, "/limits/rows/3/length" */
    int64_t value;
    struct str reason;
    bool dry_run;
};
extern const struct shape mechanism_change_shape;

/* The numbers that may be changed, with their bounds, and what was done so far, the newest
 * first; *version: of the mechanism in force. ERR_CONFLICT when none is loaded. */
MUST_CHECK enum err mechanism_numbers_json(struct ctx *cx, struct json *w, int64_t *version);
/* Looked at, or written as the next version with the actor and the reason. Not inside db_write.
 * *answer: JSON with before, after and how many running limits keep the old one. ERR_STALE when
 * the newest version is not `expected`, ERR_INPUT for another path or a value that the
 * mechanism refuses. */
MUST_CHECK enum err mechanism_change(struct ctx *cx, const struct mechanism_change *b,
                                     int64_t expected, struct str *answer, int64_t *version);
