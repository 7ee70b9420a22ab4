/* SPDX-License-Identifier: Apache-2.0
 * Who is ringing: an operator finds what a caller handed in before, by a number, a telephone or
 * a name, and may tell at once how it stands, add to it or urge it instead of registering it
 * again.
 *
 * By telephone or name it is a search by person: an event of the officer (domain.md, Records)
 * with what was found, slowed down (core/throttle.h); a confidential demand is only counted,
 * its number opens it. What the officer's units do not see is not there. Names and telephones
 * stay masked.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"

enum lookup_by { LOOKUP_NUMBER, LOOKUP_UPSTREAM, LOOKUP_PHONE, LOOKUP_NAME };

/* What was typed: a number of this register by its check digit, a telephone by its 5 to 15
 * digits and signs; Latin letters with digits are an upstream number, the rest is a name. */
enum lookup_by lookup_kind(struct arena *a, struct str value);

/* Writes "by", "rows" (cards, open ones first, the newest first), "confidential" (how many more
 * there are), "more" and, by a matter's number, "matter" into the open object. An upstream
 * number may look like a telephone: it is asked first. ERR_INPUT for a name of one character,
 * ERR_LIMIT while slowed down. Without cx->db it reads on a connection of its own, and has
 * given it back before it writes the event. */
MUST_CHECK enum err lookup_json(struct ctx *cx, struct str value, struct json *j);
/* A search by person as an event of the officer, slowed down; nums: the demands shown. cx->db
 * is NULL. ERR_LIMIT while slowed down. */
MUST_CHECK enum err lookup_note(struct ctx *cx, enum lookup_by by, int64_t found,
                                const struct strs *nums);
