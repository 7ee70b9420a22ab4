/* SPDX-License-Identifier: Apache-2.0
 * Leave and stand-ins (AB角). While an officer is away, whoever stands in holds the absent
 * one's roles as well (core/actor.h) and is told what the absent one would be told. The three
 * administrators' roles are lent to nobody. What is lent is not lent on.
 *
 * Kept in memory like the units; written here, read anew by app_reload().
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

struct absence {
    int64_t id, officer_id;
    int64_t stand_in_id;    /* 0: nobody */
    int64_t from_at, to_at; /* ms; to_at 0 = until it is ended */
    int64_t created_at;
};
extern const struct shape absence_shape;

struct roster_row;
/* Those that have not ended, and the roster from yesterday on (core/roster.h). */
struct away {
    const struct absence *p;
    size_t n;
    const struct roster_row *turns; /* by unit and time */
    size_t turns_n;
};
MUST_CHECK enum err away_load(struct ctx *cx, struct arena *keep, const struct away **out);

bool absence_is_away(const struct ctx *cx, int64_t officer);
/* Who stands in for an officer now; 0: not away, or nobody does. */
int64_t absence_stand_in(const struct ctx *cx, int64_t officer);
/* For whom the officer stands in now; returns how many (at most max). */
size_t absence_lenders(const struct ctx *cx, int64_t officer, int64_t *out, size_t max);

/* Inside db_write, with the event of the officer. stand_in_id 0: the usual one (officer row),
 * if there is one. ERR_INPUT (times, oneself), ERR_CONFLICT (away already then, the stand-in is
 * disabled or away then). */
MUST_CHECK enum err absence_put(struct ctx *cx, struct absence *a);
/* Inside db_write: back from now on; one that lies ahead is called off. ERR_NOT_FOUND. */
MUST_CHECK enum err absence_end(struct ctx *cx, int64_t officer);
/* All that have not ended, from the database. cx->db set. */
MUST_CHECK enum err absence_list(struct ctx *cx, struct absence **out, size_t *n);
