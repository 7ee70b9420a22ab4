/* SPDX-License-Identifier: Apache-2.0
 * The unit complained about (回避): it and its subtree neither lead, help, review, own nor see
 * the matter (domain.md, Who may do what; rules.md B3-6, B5-6).
 */
#pragma once

#include "core/flow.h"

/* A demand joins a matter: the matter bars its unit as well. ERR_CONFLICT when that unit leads
 * or helps (mixed words raise two matters), or when another unit is barred already. */
MUST_CHECK enum err barred_join(struct ctx *cx, struct work *w, const struct demand *d,
                                struct matter *m);
/* Marked later on: the unit's tasks are taken back, and a matter that it leads goes back to
 * dispatch. ERR_CONFLICT when no desk above could take over. */
MUST_CHECK enum err barred_mark(struct ctx *cx, struct work *w, const struct demand *d,
                                struct matter *m);
/* Whether the unit lies in the barred subtree. */
bool barred_unit(struct ctx *cx, const struct matter *m, int64_t unit);
/* Whether the lead is the unit complained about, allowed by a reviewer: then only the named
 * go-between makes contact and answers. */
bool barred_lead(struct ctx *cx, const struct matter *m);
/* The office itself, or the reviewing desk above it when it is barred; 0 when there is none. */
int64_t barred_reviewer(struct ctx *cx, const struct matter *m, int64_t office);
