/* SPDX-License-Identifier: Apache-2.0
 * Easy items (易事快处, BZ-45): somebody by name goes with the citizen (跟办), helps (协办) or
 * acts for them (代办). The citizen reads who, and hears when it is done.
 */
#pragma once

#include "core/flow.h"

extern const struct step aid_steps[];
extern const size_t aid_steps_n;
