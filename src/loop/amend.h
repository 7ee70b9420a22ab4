/* SPDX-License-Identifier: Apache-2.0
 * What a citizen, or an officer for the citizen, may still do with a demand that was received:
 * add to it, correct place, class and person, tell progress, mark a unit complained about. The
 * rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step amend_steps[];
extern const size_t amend_steps_n;
