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

/* ERR_INPUT when there is no such unit (any more), ERR_CONFLICT when it is complained about and
 * barred; field: of the form, for the message. */
MUST_CHECK enum err unit_may_handle(struct ctx *cx, const struct matter *m, int64_t id,
                                    const char *field);

/* A new task of the matter for the unit, sent with its event; the unit's people are told. */
MUST_CHECK enum err task_send(struct ctx *cx, struct act *a, int64_t unit, enum task_role role,
                              struct task **out);

/* Whether demands may still join it: it is not answered, nor closed. */
bool matter_joinable(const struct matter *m);

extern const struct step dispatch_steps[];
extern const size_t dispatch_steps_n;
