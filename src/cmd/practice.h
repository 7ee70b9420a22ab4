/* SPDX-License-Identifier: Apache-2.0
 * Practice registers: the list of the first hour, and material to do it on.
 */
#pragma once

#include "cmd/cmd.h"
#include "loop/practice.h"

/* data/practice/first_hour.json. The flow table must be registered. */
MUST_CHECK enum err practice_load(struct ctx *cx, struct arena *keep, struct practice *out);
/* Brings the invented demands of data/practice/material.json to where they wait for somebody;
 * *made = how many. By the program itself: nobody's first hour is ticked by it. Needs the units
 * of the demo district (ERR_NOT_FOUND names what is missing). */
MUST_CHECK enum err practice_fill(struct ctx *cx, int64_t *made);
/* practice_clear (loop/practice.h), then the material again where the demo district is; *made =
 * how many, 0 elsewhere. */
MUST_CHECK enum err practice_reset(struct ctx *cx, int64_t *made);
