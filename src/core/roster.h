/* SPDX-License-Identifier: Apache-2.0
 * The duty roster (值班表): who is on duty at a unit from when to when, and the telephone that
 * is answered then. Messages to a unit go to whoever is on duty as well (core/outbox.h).
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

struct roster_row {
    int64_t id, unit_id, officer_id;
    int64_t from_at, to_at; /* ms */
    struct str phone;       /* of the duty room: no secret */
};
extern const struct shape roster_shape;

/* Who is on duty at the unit at cx->now, from memory: at most max, the earliest turn first.
 * 0 when nobody is: units above are not asked (org_unit_path does that). */
size_t roster_on_duty(const struct ctx *cx, int64_t unit, const struct roster_row **out,
                      size_t max);

/* Whether the officer is on duty at cx->now, at whatever unit. */
bool roster_is_on_duty(const struct ctx *cx, int64_t officer);

/* Inside db_write. ERR_INPUT: times; officer or unit unknown or disabled. */
MUST_CHECK enum err roster_put(struct ctx *cx, const struct roster_row *r);
MUST_CHECK enum err roster_drop(struct ctx *cx, int64_t id); /* ERR_NOT_FOUND */
/* Turns that end after `since`, of a unit (0 = all), by unit and time. cx->db set. */
MUST_CHECK enum err roster_list(struct ctx *cx, int64_t unit, int64_t since,
                                struct roster_row **out, size_t *n);
