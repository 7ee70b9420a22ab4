/* SPDX-License-Identifier: Apache-2.0
 * What a demand has of a campaign: the code, the visit on which it was said, the tags (BZ-54,
 * BZ-60).
 */
#pragma once

#include "loop/intake.h"

/* What was said at the door is of the visit's campaign, place, way and hour, and somebody went
 * there (下访, BZ-08), unless something else is said. ERR_NOT_FOUND: a visit that the actor may
 * not see. cx->db set. */
MUST_CHECK enum err campaign_fill(struct ctx *cx, struct demand_new *in);
/* Checks campaign and tags of a demand that is received, and counts it on its visit. */
MUST_CHECK enum err campaign_said(struct ctx *cx, struct work *w, const struct demand_new *in,
                                  struct demand *row);

extern const struct step campaign_steps[];
extern const size_t campaign_steps_n;
