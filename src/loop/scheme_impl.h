/* SPDX-License-Identifier: Apache-2.0
 * Inside of scheme*.c.
 */
#pragma once

#include "db/db.h"
#include "loop/scheme_days.h"

extern const struct shape scheme_entry_shape, scheme_map_shape;

/* Versions of a scheme (SQL_SCHEME_VERSIONS) or of its tables (SQL_SCHEME_MAP_VERSIONS), the
 * oldest first. */
MUST_CHECK enum err scheme_versions(struct ctx *cx, enum sql of, struct str scheme,
                                    struct scheme_version **out, size_t *n);
/* The one in force at a moment; 0 = none. */
int64_t scheme_version_on(const struct scheme_version *v, size_t n, int64_t at);
