/* SPDX-License-Identifier: Apache-2.0
 * One and the same in the petition system and here: linked both ways, handled once (B3-7).
 */
#pragma once

#include "core/work.h"

/* Writes "petition" into the open object: the number of the demand that is the other side of a
 * petition number, when the actor sees it; null when there is none. */
MUST_CHECK enum err petition_json(struct ctx *cx, struct work *w, struct json *j,
                                  const struct demand *d);
