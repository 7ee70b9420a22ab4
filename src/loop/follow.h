/* SPDX-License-Identifier: Apache-2.0
 * Rows of the flow that follow from another act: nobody may call for them. They stand in the
 * table so that the drawing, the labels and the tests know every way a state changes.
 */
#pragma once

#include "core/flow.h"

extern const struct step follow_steps[];
extern const size_t follow_steps_n;
