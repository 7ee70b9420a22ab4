/* SPDX-License-Identifier: Apache-2.0
 * Who acts: an officer with roles in units, a citizen with the query code of one demand, the
 * system, or an import.
 */
#pragma once

#include "base/ctx.h"
#include "core/words.h"

struct grant {
    int64_t unit_id;
    int role;            /* enum role */
    int64_t for_officer; /* lent by this one, who is away (core/absence.h); 0 = own */
};

struct actor {
    int64_t officer_id; /* 0 for a citizen, the system, an import */
    int kind;           /* enum role: ROLE_CITIZEN, ROLE_SYSTEM, ROLE_IMPORT, else ROLE__MAX */
    struct str name;
    struct str login;
    int64_t unit_id; /* home unit */
    const struct grant *grants;
    size_t n;
    const int64_t *lenders; /* for whom the officer stands in now */
    size_t lenders_n;
    int64_t demand_id; /* ROLE_CITIZEN: the one demand whose code was shown; 0 = none */
};

/* Whether the grant is work on demands, through which they are seen. Who keeps the machines or
 * publishes what was released sees none (domain.md: administrators are separate persons). */
bool grant_sees(const struct grant *g);

extern const struct actor actor_system, actor_import;

/* An officer's row, where a statement has read it with something else. */
struct actor_row {
    int64_t id;
    struct str login, name;
    int64_t unit_id, disabled_at;
};

/* Grants valid at cx->now, own ones and behind them those that are lent. ERR_LOGIN when the
 * officer is unknown or disabled. */
MUST_CHECK enum err actor_from(struct ctx *cx, const struct actor_row *row, struct actor *out);
MUST_CHECK enum err actor_load(struct ctx *cx, int64_t officer_id, struct actor *out);
/* A bit mask of roles held over the unit (a grant there or above). */
uint32_t actor_roles_at(struct ctx *cx, const struct actor *a, int64_t unit_id);
uint32_t actor_roles(const struct actor *a); /* anywhere */
/* By the own roles over the unit, when they hold one of `wanted`: 0; else the absent officer
 * whose lent role does. unit 0: anywhere. -1: none holds one. */
int64_t actor_for(struct ctx *cx, const struct actor *a, int64_t unit_id, uint32_t wanted);
/* The officer is this one, or one for whom they stand in now. */
bool actor_is(const struct actor *a, int64_t officer_id);
/* Whether one of the actor's units lies in the subtree of `unit`; 0 = no unit. */
bool actor_is_under(const struct ctx *cx, int64_t unit);
