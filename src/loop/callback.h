/* SPDX-License-Identifier: Apache-2.0
 * Somebody else asks the citizen: reached, solved, satisfied (HY-23, HY-24, BZ-45).
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

struct verdict_body {
    int reached, solved, grade, source;
    struct str words, matter;
};

/* Records a verdict of known outcome on the answered links (of the named matter, or all), or on
 * a demand that was answered without one. link and demand are the states it leads to.
 * ERR_CONFLICT when there is no answer to judge. */
MUST_CHECK enum err verdict_apply(struct ctx *cx, struct act *a, const struct verdict_body *v,
                                  int source, int link, int demand);

/* What the three values mean under the mechanism's accept_needs. ERR_INPUT: one is missing. */
MUST_CHECK enum err verdict_outcome(struct ctx *cx, const struct mechanism *m,
                                    const struct verdict_body *v, int *link, int *demand);
/* The values and their source, in the event of the act alone. */
void verdict_note(struct act *a, const struct verdict_body *v, int source);
/* Every closed matter of the demand waits for the closing desk's word on a reopening. cause: a
 * cause of the step reopen, NULL = unsaid. *hit: how many. */
MUST_CHECK enum err reopen_ask(struct ctx *cx, struct act *a, const char *cause, size_t *hit);

extern const struct step callback_steps[];
extern const size_t callback_steps_n;
