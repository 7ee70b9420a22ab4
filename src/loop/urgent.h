/* SPDX-License-Identifier: Apache-2.0
 * Urgent demands (要情): recognised where words come in, marked and cleared by hand, climbed by
 * the scheduler.
 */
#pragma once

#include "core/flow.h"
#include "core/urgent.h"

/* Looks at what was said, which the event being drafted records, and prepares the alarm that is
 * written with the work. text: as stored. by_hand: somebody marked it urgent, whatever the
 * words. Reads only. */
MUST_CHECK enum err urgent_look(struct ctx *cx, struct work *w, struct demand *d,
                                struct draft *event, struct str text, bool by_hand);
/* The same for a row of a ledger: only what was said lately and is still open is an alarm. */
MUST_CHECK enum err urgent_look_taken(struct ctx *cx, struct work *w, struct demand *d,
                                      struct draft *event, struct str text);

/* Alarms whose next rung is due; called by the scheduler, any number of servers. cx->db NULL.
 */
MUST_CHECK enum err urgent_climb(struct ctx *cx, int most, int *climbed, int *failed);
/* Forgets what group rules counted more than two weeks ago. cx->db NULL. */
MUST_CHECK enum err urgent_sweep(struct ctx *cx);

extern const struct step urgent_steps[];
extern const size_t urgent_steps_n;
