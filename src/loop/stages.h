/* SPDX-License-Identifier: Apache-2.0
 * What cannot be solved now: listing (ZY-30), staged measures with their own dates (BZ-26) and
 * promises (HY-28). Asked by the lead, granted by a leader; a supervisor checks each stage.
 */
#pragma once

#include "core/flow.h"

/* Closed or ended, the matter's stages wait for nobody; a promise outlives it (HY-28). */
MUST_CHECK enum err stages_stop(struct act *a);

extern const struct step stage_steps[];
extern const size_t stage_steps_n;
