/* SPDX-License-Identifier: Apache-2.0 */
#include "core/locate.h"

#include <geos_c.h>
#include <math.h>

#include "base/log.h"
#include "core/app.h"
#include "core/org.h"

static const double pi = 3.14159265358979323846;
static const double axis = 6378245.0; /* Krasovsky 1940, which GCJ-02 is built on */
static const double eccentricity = 0.00669342162296594323;

enum { DEPTH_MAX = 12, ROUNDS = 8 };

struct degrees {
    double lon, lat;
};

static bool in_china(struct degrees d)
{
    return d.lon > 72.004 && d.lon < 137.8347 && d.lat > 0.8293 && d.lat < 55.8271;
}

static double ripple(double v, double near, double far, double n, double f)
{
    return (near * sin(v * pi / n) + far * sin(v * pi / f)) * 2.0 / 3.0;
}

/* The published formula; x and y are degrees from 105° E, 35° N. */
static struct degrees shift(struct degrees d)
{
    double x = d.lon - 105.0, y = d.lat - 35.0, both = ripple(x, 20, 20, 1.0 / 6.0, 0.5);
    double lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
                 both + ripple(y, 20, 40, 1, 3) + ripple(y, 160, 320, 12, 30);
    double lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + both +
                 ripple(x, 20, 40, 1, 3) + ripple(x, 150, 300, 12, 30);
    double phi = d.lat * pi / 180.0;
    double magic = 1.0 - eccentricity * sin(phi) * sin(phi);
    return (struct degrees){
        .lon = lon * 180.0 / (axis / sqrt(magic) * cos(phi) * pi),
        .lat = lat * 180.0 / (axis * (1.0 - eccentricity) / (magic * sqrt(magic)) * pi),
    };
}

static struct degrees to_degrees(const struct point *p)
{
    return (struct degrees){(double)p->lon / 1e6, (double)p->lat / 1e6};
}

static struct point to_point(struct degrees d, struct str crs)
{
    return (struct point){llround(d.lon * 1e6), llround(d.lat * 1e6), crs};
}

struct point point_to_gcj02(const struct point *p)
{
    struct degrees d = to_degrees(p);
    if (in_china(d)) {
        struct degrees s = shift(d);
        d.lon += s.lon;
        d.lat += s.lat;
    }
    return to_point(d, STR("GCJ-02"));
}

/* The shift has no closed inverse, but hardly changes over its own length: a few rounds do. */
struct point point_to_cgcs2000(const struct point *p)
{
    struct degrees there = to_degrees(p), d = there;
    for (int i = 0; i < ROUNDS && in_china(there); i++) {
        struct degrees s = shift(d);
        d.lon = there.lon - s.lon;
        d.lat = there.lat - s.lat;
    }
    return to_point(d, STR("CGCS2000"));
}

struct search {
    struct ctx *cx;
    GEOSContextHandle_t geos;
    GEOSGeoJSONReader *reader;
    struct point plain, shifted; /* the same point in both systems */
};

static bool covers(struct search *s, const struct place *p)
{
    char number[24];
    GEOSGeometry *area = GEOSGeoJSONReader_readGeometry_r(s->geos, s->reader,
                                                          str_cdup(s->cx->arena, p->outline));
    struct degrees d = to_degrees(str_eq_c(p->crs, "GCJ-02") ? &s->shifted : &s->plain);
    GEOSGeometry *at = GEOSGeom_createPointFromXY_r(s->geos, d.lon, d.lat);
    bool yes = area && at && GEOSCovers_r(s->geos, area, at) == 1;
    if (!area)
        log_event(LOG_WARN, "bad_outline", "place", log_num(number, p->id), NULL);
    if (area)
        GEOSGeom_destroy_r(s->geos, area);
    if (at)
        GEOSGeom_destroy_r(s->geos, at);
    return yes;
}

static bool valid_now(const struct ctx *cx, const struct place *p)
{
    return (p->valid_from == 0 || p->valid_from <= cx->now) &&
           (p->valid_to == 0 || cx->now < p->valid_to);
}

/* The lowest covering place under `parent`; 0 when none does. */
static int64_t below(struct search *s, int64_t parent, int depth)
{
    const struct place *all;
    size_t n = org_places(s->cx->app->org, &all);
    for (size_t i = 0; i < n && depth < DEPTH_MAX; i++) {
        const struct place *p = &all[i];
        if (p->parent_id != parent || !valid_now(s->cx, p))
            continue;
        if (p->outline.n && !covers(s, p))
            continue;
        int64_t lower = below(s, p->id, depth + 1);
        if (lower || p->outline.n)
            return lower ? lower : p->id;
    }
    return 0;
}

enum err locate_place(struct ctx *cx, const struct point *at, int64_t *place)
{
    bool shifted = str_eq_c(at->crs, "GCJ-02");
    if (!shifted && !str_eq_c(at->crs, "CGCS2000"))
        return fail_at(cx, ERR_INPUT, "crs", "坐标系应为 CGCS2000 或 GCJ-02",
                       "crs is CGCS2000 or GCJ-02");
    if (at->lon < -180000000 || at->lon > 180000000 || at->lat < -90000000 ||
        at->lat > 90000000)
        return fail_at(cx, ERR_INPUT, "lon", "坐标超出范围", "the point is out of range");
    struct search s = {
        .cx = cx,
        .plain = shifted ? point_to_cgcs2000(at) : *at,
        .shifted = shifted ? *at : point_to_gcj02(at),
    };
    s.geos = GEOS_init_r();
    s.reader = s.geos ? GEOSGeoJSONReader_create_r(s.geos) : NULL;
    if (s.reader)
        *place = below(&s, cx->app->root_place, 0);
    if (s.reader)
        GEOSGeoJSONReader_destroy_r(s.geos, s.reader);
    if (s.geos)
        GEOS_finish_r(s.geos);
    return s.reader ? OK : fail(cx, ERR_IO, "无法判定坐标所在区划", "GEOS is not available");
}
