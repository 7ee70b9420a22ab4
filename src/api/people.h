/* SPDX-License-Identifier: Apache-2.0
 * What the administrator's pages of units and officers share (people.c, people_change.c).
 */
#pragma once

#include "api/call.h"

/* The actor is system administrator over the unit (0 = the root). ERR_DENIED. */
MUST_CHECK enum err people_scope(struct call *c, int64_t unit);
/* {id} of the path. ERR_NOT_FOUND. */
MUST_CHECK enum err people_id(struct call *c, int64_t *id);
/* "2026-11-22T18:00" or any other time; empty = 0. ERR_INPUT at the field. */
MUST_CHECK enum err people_time(struct call *c, const char *field, struct str text,
                                int64_t *at);
