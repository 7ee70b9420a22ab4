/* SPDX-License-Identifier: Apache-2.0
 * Sponsorship (包案, BZ-46): a leader takes a matter over, with the units that help and a plan;
 * progress is noted by its date, due again and again (clock "sponsor"); it ends with the
 * closing, or is ended with a reason. It changes nobody's turn in the flow.
 */
#pragma once

#include "core/flow.h"

extern const struct step sponsor_steps[];
extern const size_t sponsor_steps_n;
