/* SPDX-License-Identifier: Apache-2.0
 * What is read to the caller before a demand is handed in: where, what, what they ask, who may
 * know of them, how they will be told and by when, as sentences to be spoken.
 */
#pragma once

#include "base/json.h"
#include "loop/intake.h"

/* Writes "lines" ([{key, text}]), "now", "due_at" and "provisional" into the open object.
 * Refuses what handing in would refuse, with the same field; writes nothing to the store. */
MUST_CHECK enum err read_back_json(struct ctx *cx, const struct demand_new *in, struct json *j);
