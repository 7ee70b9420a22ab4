/* SPDX-License-Identifier: Apache-2.0
 * Key supervision (重点督办, JN-21): a matter under the eye of a supervisor from levelling or
 * from any later day until it is closed or let go. It changes nobody's duty and no limit.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"

/* The steps supervise, supervise-note, unsupervise of a matter. */
extern const struct step supervise_steps[];
extern const size_t supervise_steps_n;

/* By levelling: the flag, and word to the supervisors above its desk. */
void supervise_begin(struct work *w, struct matter *m);

/* {"matters":[…]}: open matters under supervision that the actor may see, the earliest due
 * first, at most 500 examined. */
MUST_CHECK enum err supervised_json(struct ctx *cx, struct json *j);
