/* SPDX-License-Identifier: Apache-2.0
 * No answer before approval (ZY-29): the reviewing offices, then the answer to every citizen.
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* The final answer to every demand that waits in the matter, which then is called back. */
MUST_CHECK enum err review_answer(struct ctx *cx, struct act *a, struct str words, int result,
                                  struct strs attachments);

extern const struct step review_steps[];
extern const size_t review_steps_n;
