/* SPDX-License-Identifier: Apache-2.0
 * Tasks: signed for, returned, worked on, reported (ZY-20, ZY-28, BZ-22).
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* A report is there: which offices review it, those the mechanism names or the review desk
 * above the matter (ZY-07). ERR_CONFLICT when there is none. */
MUST_CHECK enum err review_begin(struct ctx *cx, struct act *a);

/* Signed for, or arrived: the task is the named officer's (0: the actor's, or theirs for whom
 * the actor stands in). ERR_INPUT when the named one does not belong to the unit. */
MUST_CHECK enum err task_taken(struct ctx *cx, struct act *a, int64_t named);

extern const struct step handle_steps[];
extern const size_t handle_steps_n;
