/* SPDX-License-Identifier: Apache-2.0
 * Somebody else asks the citizen: reached, solved, satisfied (HY-23, HY-24, BZ-45).
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step callback_steps[];
extern const size_t callback_steps_n;
