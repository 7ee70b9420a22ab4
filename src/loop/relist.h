/* SPDX-License-Identifier: Apache-2.0
 * Work lists after a unit has moved: what it is in stands on the lists of the units above it,
 * and those are others now.
 */
#pragma once

#include "base/ctx.h"

struct org;

/* Every subject on the unit's own list anew, page by page; running it again changes nothing.
 * cx->app must hold the new tree. *total: subjects looked at. */
MUST_CHECK enum err relist_unit(struct ctx *cx, int64_t unit, size_t *total);
/* The same for every unit that stands elsewhere, or runs other desks, than in `before`. */
MUST_CHECK enum err relist_moved(struct ctx *cx, const struct org *before, size_t *total);
