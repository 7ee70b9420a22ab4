/* SPDX-License-Identifier: Apache-2.0
 * Whose word closes a matter where the mechanism's close rule is "the named ones satisfied".
 * They are named before the answer, so that no verdict is known yet; each naming replaces the
 * one before. The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step named_steps[];
extern const size_t named_steps_n;
