/* SPDX-License-Identifier: Apache-2.0
 * The agency list (机构名录): who is competent for what this register redirects (rules.md B1-3,
 * the exits), and how to reach them. One list a register, in the order of its file, written as
 * a whole under a version of its own; an event keeps the name of the agency that was told.
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
/* How often the list was written; 0 = never. cx->db set or not. */
MUST_CHECK enum err agencies_version(struct ctx *cx, int64_t *version);
/* Inside db_write: in place of the list of that version, which is one higher afterwards.
 * ERR_STALE: it is another by now. */
MUST_CHECK enum err agencies_write(struct ctx *cx, int64_t version, const struct agency *a,
                                   size_t n);

/* NULL when there is none of that name. */
const struct agency *agency_find(const struct agency *a, size_t n, struct str name);
/* Whether it takes what goes out by that exit. */
bool agency_takes(const struct agency *a, struct str exit);
