/* SPDX-License-Identifier: Apache-2.0
 * The agency list (机构名录): who is competent for what this register redirects (rules.md B1-3,
 * the exits), and how to reach them. One list a register, in the order of its file, replaced as
 * a whole; an event keeps the name of the agency that was told.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

enum { AGENCIES_MAX = 500 };

struct agency {
    int64_t serial;
    struct str name;  /* unlike every other's: what an event keeps */
    struct str exits; /* codes of grounds/redirect by comma; "" = every one */
    struct str purpose, phone, address, hours; /* each may be empty, not phone and address */
};

/* By serial; cx->db set or not. */
MUST_CHECK enum err agencies_read(struct ctx *cx, struct agency **out, size_t *n);
/* Inside db_write: in place of the list that was there. */
MUST_CHECK enum err agencies_write(struct ctx *cx, const struct agency *a, size_t n);

/* NULL when there is none of that name. */
const struct agency *agency_find(const struct agency *a, size_t n, struct str name);
/* Whether it takes what goes out by that exit. */
bool agency_takes(const struct agency *a, struct str exit);
