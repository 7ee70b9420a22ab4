/* SPDX-License-Identifier: Apache-2.0
 * What a unit finds when it verifies (ZY-20 … ZY-22): truth, accuracy, legality,
 * reasonableness, and the visit where there was one. A verify task, sent before a meeting, ends
 * with it.
 */
#pragma once

#include "core/flow.h"

extern const struct shape task_verify_shape;
/* The step's effect. */
MUST_CHECK enum err task_verify(struct ctx *cx, struct act *a);
