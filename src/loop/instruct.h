/* SPDX-License-Identifier: Apache-2.0
 * A leader's written instruction (批示): whose words, to which units, by when; received,
 * answered in writing, accepted or asked again. It is owed like a stage, each unit its own row,
 * under a limit of its own (clock "instruction"), and stands beside the flow: it moves no
 * state, closes nothing and lifts no four-eyes pair. On a demand without a matter it waits for
 * the matter.
 *
 * An office may enter it for the leader: with the scan, and the event says who wrote it down.
 */
#pragma once

#include "core/flow.h"

/* Whose act it is: `named` (an officer who holds the leader's role over the desk and does not
 * belong to the unit complained about), or the actor when 0. For another than the actor a scan
 * is asked for. ERR_INPUT. Notes the leader in the event. */
MUST_CHECK enum err leader_of_act(struct ctx *cx, struct act *a, int64_t named,
                                  struct strs attachments, int64_t *out);

/* What an instruction is written with: the body of `instruct`. */
struct instruct_body {
    struct str words;
    struct strs units; /* of a matter; at most 8 */
    int64_t due_at, leader;
    struct strs attachments;
};
/* What was written on the demand goes with it into its first matter. */
MUST_CHECK enum err instruct_carry(struct ctx *cx, struct work *w, struct demand *d,
                                   struct matter *m);

/* When it has neither been answered nor withdrawn: whether the unit's answer is waited for. */
bool instruction_is_owed(const struct stage *s);

/* Leaders are told of their instructions that went overdue, once for each date that was set; at
 * most `limit` of either kind. cx->db NULL. *told counts. */
MUST_CHECK enum err instruct_overdue(struct ctx *cx, int limit, int *told);

extern const struct step instruct_steps[];
extern const size_t instruct_steps_n;
