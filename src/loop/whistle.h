/* SPDX-License-Identifier: Apache-2.0
 * The whistle (吹哨报到, BZ-47, BZ-48, rules.md B2-1 art. 16): a community that takes part in a
 * matter summons units to the spot; they arrive by the hour, handle their part as helpers, and
 * both sides are appraised by people who did not handle it (art. 33 双考核). Only where the
 * mechanism has the whistle. The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* Both sides are asked for their appraisal. */
void whistle_done(struct work *w, const struct task *t);
/* What a whistled task stands at: late = did not arrive, or arrived, after its limit. 0 in
 * *due_at: it is none. */
MUST_CHECK enum err whistle_arrival(struct work *w, const struct task *t, int64_t *due_at,
                                    bool *late);

extern const struct step whistle_steps[];
extern const size_t whistle_steps_n;
