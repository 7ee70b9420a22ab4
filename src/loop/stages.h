/* SPDX-License-Identifier: Apache-2.0
 * What cannot be solved now: listing (ZY-30), staged measures with their own dates (BZ-26) and
 * promises (HY-28). Asked by the lead, granted by a leader; a supervisor checks each stage.
 */
#pragma once

#include "core/flow.h"

/* Closed or ended, the matter's stages wait for nobody; a promise outlives it (HY-28). */
MUST_CHECK enum err stages_stop(struct act *a);

/* A promise with its own date and clock; its words stand in the act's event. ERR_INPUT when the
 * date is past. */
MUST_CHECK enum err promise_add(struct ctx *cx, struct act *a, int64_t on, int64_t unit,
                                struct str words, int64_t *serial);
/* Kept or broken, by who was asked to find out. */
MUST_CHECK enum err promise_end(struct act *a, int64_t serial, bool kept);

extern const struct step stage_steps[];
extern const size_t stage_steps_n;
