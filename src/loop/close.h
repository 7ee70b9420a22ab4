/* SPDX-License-Identifier: Apache-2.0
 * Closing, its two lawful exits, what comes back, and staged matters (ZY-30, ZY-36, HY-21,
 * BZ-26). The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* Guard: no other request of this matter waits for its decision. */
MUST_CHECK enum err nothing_asked(struct ctx *cx, struct act *a);
/* Effect of every refusal: the request is gone, the reason (reason_shape) kept. */
MUST_CHECK enum err refuse_asked_effect(struct ctx *cx, struct act *a);

extern const struct step close_steps[];
extern const size_t close_steps_n;
