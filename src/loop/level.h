/* SPDX-License-Identifier: Apache-2.0
 * Who is responsible: small matters in the community, hard ones with the street, great ones
 * above (BZ-18); up, down, to the city, again (BZ-20, BZ-21, ZL-25). The rows of the flow table
 * stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* What the matter's way of handling asks for: EFFECT_HOME_UNIT, _UPSTREAM, _SUPERVISE, _BUNDLE,
 * or GROUND_EFFECT__MAX for nothing (JN-18 … JN-22). */
enum ground_effect level_way(const struct mechanism *m, struct str difficulty);

extern const struct step level_steps[];
extern const size_t level_steps_n;
