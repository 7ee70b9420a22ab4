/* SPDX-License-Identifier: Apache-2.0
 * Units and places: two trees, small, read whole into memory and replaced whole on change.
 * Units need no place; both have dates of validity (rules.md B8-4).
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/words.h"

struct unit {
    int64_t id, parent_id, place_id;
    struct str code, name;
    int lvl;           /* enum level: the level this unit screens and handles for */
    int64_t desks;     /* BIT(enum desk) … */
    struct str office; /* named reviewing office: party_office, government_office, … */
    struct str kind;   /* department, street, community, company, team */
    int64_t valid_from, valid_to; /* ms, 0 = open */
};
struct place {
    int64_t id, parent_id;
    struct str code, name;
    int kind;           /* enum place_kind */
    struct str outline; /* GeoJSON geometry, may be empty */
    struct str crs;     /* CGCS2000 or GCJ-02 */
    int64_t valid_from, valid_to;
};
extern const struct shape unit_shape, place_shape;

struct org; /* an immutable snapshot */

/* All units and places into keep. Whether a unit is valid is judged at cx->now: desks, offices
 * and the unit of a place are looked up among valid units, everything else among all.
 * ERR_CONFLICT when a unit or place stands above itself. */
MUST_CHECK enum err org_load(struct ctx *cx, struct arena *keep, const struct org **out);

const struct unit *org_unit(const struct org *o, int64_t id); /* NULL when unknown */
/* By code: the newest row when a code was given twice (an abolished place and its heir). */
const struct unit *org_unit_code(const struct org *o, struct str code);
const struct place *org_place(const struct org *o, int64_t id);
const struct place *org_place_code(const struct org *o, struct str code);
size_t org_units(const struct org *o, const struct unit **first); /* array by id */
size_t org_places(const struct org *o, const struct place **first);
bool org_unit_under(const struct org *o, int64_t unit,
                    int64_t above); /* same or in its subtree */
bool org_place_under(const struct org *o, int64_t place, int64_t above);
/* The place right below `root` in which it lies, itself included (a street of the register); 0
 * when it does not lie below. */
int64_t org_place_below(const struct org *o, int64_t place, int64_t root);
/* The community in which a place lies, or itself where it is larger: no door is named. NULL
 * when unknown. */
const struct place *org_community(const struct org *o, int64_t place);
/* unit itself first, then its parents up to the root. Returns how many (at most max). */
size_t org_unit_path(const struct org *o, int64_t unit, int64_t *out, size_t max);
/* Nearest unit from `from` upward that runs the desk and does not lie in `barred`'s subtree
 * (0 = nobody barred); else a centre that runs it for the whole register: the first unit right
 * below the root and of its level that does. 0 when there is none. */
int64_t org_desk(const struct org *o, int64_t from, enum desk desk, int64_t barred);
/* The same above the unit, at a higher level than its own: where what climbs goes next. */
int64_t org_desk_above(const struct org *o, int64_t unit, enum desk desk, int64_t barred);
/* The same, of that level or above. */
int64_t org_desk_at(const struct org *o, int64_t from, enum desk desk, enum level lvl,
                    int64_t barred);
/* The unit that holds a named office ("party_office"); 0 when there is none. */
int64_t org_office(const struct org *o, struct str office);
/* The unit responsible for a place: the one whose place is it or the nearest above it, lowest
 * level first; root unit when none. */
int64_t org_unit_of_place(const struct org *o, int64_t place, int64_t root_unit);
/* The unit of that level whose place is this one or the nearest above it; 0 when there is none.
 */
int64_t org_unit_of_place_at(const struct org *o, int64_t place, enum level lvl);
/* Whether the unit is in use when the snapshot was taken. */
bool org_unit_in_use(const struct org *o, int64_t unit);
