/* SPDX-License-Identifier: Apache-2.0
 * Routes made from the flow table: POST /api/v1/demands/{num}/STEP and the like for officers,
 * POST /api/v1/public/demands/{num}/STEP for the citizen with the query code.
 */
#pragma once

#include "api/route.h"

size_t step_routes(struct arena *keep, struct route *out, size_t max);
const char *step_folder(enum subject subject); /* "demands"; NULL for what has no routes */
struct str step_href(struct arena *a, const struct step *s, struct str num, bool citizen);
