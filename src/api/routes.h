/* SPDX-License-Identifier: Apache-2.0
 * The route table: the fixed rows, and one row for each step of the flow.
 */
#pragma once

#include "api/route.h"
#include "core/config.h"

MUST_CHECK enum err routes_all(struct ctx *cx, struct arena *keep, const struct config *g,
                               struct routes *out);
