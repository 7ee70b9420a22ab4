/* SPDX-License-Identifier: Apache-2.0
 * Outlines of places out of GeoJSON: a feature a place, with the place's code and the
 * coordinate system in its properties.
 */
#pragma once

#include <jansson.h>

#include "base/ctx.h"
#include "base/str.h"

struct outline {
    struct str code;     /* of the place */
    struct str geometry; /* GeoJSON Polygon or MultiPolygon, as stored */
    struct str crs;      /* CGCS2000 or GCJ-02 */
};

/* A FeatureCollection. crs: for features that name none ("" = each must). Every outline is a
 * valid area in degrees, every code stands once. ERR_INPUT names the feature and what is wrong.
 */
MUST_CHECK enum err outlines_read(struct ctx *cx, json_t *collection, struct str crs,
                                  struct outline **out, size_t *n);
