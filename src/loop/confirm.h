/* SPDX-License-Identifier: Apache-2.0
 * What only another person may confirm: that a finding was mended (no answer, no call-back),
 * that a withdrawal entered by an officer was the citizen's wish, and that an answer given at
 * once holds (a drawn sample, reviewed before it is called back). The rows of the flow
 * table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step confirm_steps[];
extern const size_t confirm_steps_n;
