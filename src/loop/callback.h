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

extern const struct step callback_steps[];
extern const size_t callback_steps_n;
