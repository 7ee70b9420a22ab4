/* SPDX-License-Identifier: Apache-2.0
 * Matters: opened, joined, levelled, dispatched, taken back (BZ-18, BZ-22, ZY-19, HY-16).
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* A new matter for the demand, not yet with an event; the caller describes "open". */
MUST_CHECK enum err matter_open(struct ctx *cx, struct work *w, const struct demand *d,
                                struct str num, struct matter **out);

/* The unit whose dispatch desk serves what `from` handles, past the barred one; else the root.
 */
int64_t dispatch_desk(struct ctx *cx, int64_t from, int64_t barred);

extern const struct step dispatch_steps[];
extern const size_t dispatch_steps_n;
