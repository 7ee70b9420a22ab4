/* SPDX-License-Identifier: Apache-2.0
 * Which place a point lies in, by the outlines of places (GEOS).
 *
 * CGCS2000 (in practice WGS 84) and GCJ-02, the shifted coordinates of maps in China, differ by
 * up to 700 m: a point is carried over into the coordinates of each outline before it is
 * compared, with an error below a metre.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* A point in millionths of a degree, as stored with a demand. */
struct point {
    int64_t lon, lat;
    struct str crs; /* "CGCS2000" or "GCJ-02" */
};

/* Walks down from the register's root place; *place is the lowest place whose outline covers
 * the point, 0 when not even one below the root does. A place without outline is passed
 * through: its children are tried. ERR_INPUT for another crs or a point out of range. */
MUST_CHECK enum err locate_place(struct ctx *cx, const struct point *at, int64_t *place);

/* Outside of China both are the same. */
struct point point_to_gcj02(const struct point *p);    /* from CGCS2000 */
struct point point_to_cgcs2000(const struct point *p); /* from GCJ-02 */
