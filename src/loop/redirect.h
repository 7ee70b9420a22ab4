/* SPDX-License-Identifier: Apache-2.0
 * Out by one of the exits of rules.md B1-3: who is competent is chosen from the agency list,
 * and what the citizen is told is made from it; own words stay possible.
 */
#pragma once

#include "core/flow.h"
#include "loop/dossier.h"

/* The agency of a redirection that names none of the list. */
#define REDIRECT_OTHER "other"

extern const struct shape redirect_shape;
MUST_CHECK enum err redirect_effect(struct ctx *cx, struct act *a);

/* "by" and "options" of the form's agency: each with the exits that it is offered for ("of",
 * none = every one) and what choosing it puts into other fields ("sets"; "{to}" is what stands
 * in that field). */
MUST_CHECK enum err redirect_options(struct ctx *cx, struct json *j, const struct form_of *of);
