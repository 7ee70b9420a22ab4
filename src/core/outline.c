/* SPDX-License-Identifier: Apache-2.0 */
#include "core/outline.h"

#include <geos_c.h>
#include <stdlib.h>
#include <string.h>

enum { OUTLINE_BYTES = 2000000 };

struct reading {
    struct ctx *cx;
    GEOSContextHandle_t geos;
    GEOSGeoJSONReader *reader;
    size_t at; /* feature, from 1 */
};

/* ---- the area ---- */

static bool in_degrees(struct reading *r, const GEOSGeometry *area)
{
    double west = 0, south = 0, east = 0, north = 0;
    return GEOSGeom_getXMin_r(r->geos, area, &west) == 1 &&
           GEOSGeom_getYMin_r(r->geos, area, &south) == 1 &&
           GEOSGeom_getXMax_r(r->geos, area, &east) == 1 &&
           GEOSGeom_getYMax_r(r->geos, area, &north) == 1 && west >= -180 && east <= 180 &&
           south >= -90 && north <= 90;
}

static enum err area_wrong(struct reading *r, struct str code, const char *zh, const char *en)
{
    return fail(r->cx, ERR_INPUT, "第 %zu 个要素（%.*s）：%s", "feature %zu (%.*s): %s", r->at,
                STR_ARG(code), r->cx->lang == LANG_EN ? en : zh);
}

static enum err area_judge(struct reading *r, struct str code, const GEOSGeometry *area)
{
    if (!area)
        return area_wrong(r, code, "几何图形读不懂", "its geometry cannot be read");
    int type = GEOSGeomTypeId_r(r->geos, area);
    if (type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON)
        return area_wrong(r, code, "应为 Polygon 或 MultiPolygon",
                          "it must be a Polygon or MultiPolygon");
    if (GEOSisEmpty_r(r->geos, area) != 0)
        return area_wrong(r, code, "图形是空的", "its geometry is empty");
    if (!in_degrees(r, area))
        return area_wrong(r, code, "坐标应为经纬度", "its coordinates are no degrees");
    if (GEOSisValid_r(r->geos, area) != 1)
        return area_wrong(r, code, "边界自相交或未闭合",
                          "its border crosses itself or is open");
    return OK;
}

static enum err area_check(struct reading *r, struct str code, struct str geometry)
{
    GEOSGeometry *area = GEOSGeoJSONReader_readGeometry_r(r->geos, r->reader, geometry.p);
    enum err e = area_judge(r, code, area);
    if (area)
        GEOSGeom_destroy_r(r->geos, area);
    return e;
}

/* ---- one feature ---- */

static enum err geometry_text(struct reading *r, json_t *feature, struct str code,
                              struct str *out)
{
    char *text = json_dumps(json_object_get(feature, "geometry"), JSON_COMPACT);
    if (!text)
        return area_wrong(r, code, "没有几何图形", "it has no geometry");
    *out = str_dup(r->cx->arena, str_c(text));
    free(text);
    if (out->n > OUTLINE_BYTES)
        return area_wrong(r, code, "边界过细，超过 2 MB，请先简化",
                          "its outline is larger than 2 MB: simplify it first");
    return OK;
}

static enum err feature_read(struct reading *r, json_t *feature, struct str crs,
                             struct outline *out)
{
    const json_t *properties = json_object_get(feature, "properties");
    const char *code = json_string_value(json_object_get(properties, "code"));
    const char *own = json_string_value(json_object_get(properties, "crs"));
    if (!code || !code[0])
        return area_wrong(r, STR("?"), "properties 里没有区划代码 code",
                          "its properties hold no code of a place");
    *out = (struct outline){.code = str_dup(r->cx->arena, str_c(code)),
                            .crs = own ? str_dup(r->cx->arena, str_c(own)) : crs};
    if (!str_eq_c(out->crs, "CGCS2000") && !str_eq_c(out->crs, "GCJ-02"))
        return area_wrong(r, out->code, "坐标系 crs 应为 CGCS2000 或 GCJ-02",
                          "its crs is to be CGCS2000 or GCJ-02");
    TRY(geometry_text(r, feature, out->code, &out->geometry));
    return area_check(r, out->code, out->geometry);
}

static enum err features_read(struct reading *r, json_t *features, struct str crs,
                              struct outline *out)
{
    for (size_t i = 0; i < json_array_size(features); i++) {
        r->at = i + 1;
        TRY(feature_read(r, json_array_get(features, i), crs, &out[i]));
        for (size_t k = 0; k < i; k++)
            if (str_eq(out[k].code, out[i].code))
                return area_wrong(r, out[i].code, "这个代码出现了两次",
                                  "its code stands twice");
    }
    return OK;
}

enum err outlines_read(struct ctx *cx, json_t *collection, struct str crs, struct outline **out,
                       size_t *n)
{
    json_t *features = json_object_get(collection, "features");
    struct reading r = {.cx = cx};
    if (!json_is_array(features) || json_array_size(features) == 0)
        return fail(cx, ERR_INPUT, "不是 GeoJSON 的 FeatureCollection，或里面没有要素",
                    "this is no GeoJSON FeatureCollection, or an empty one");
    struct outline *all = NEWS(cx->arena, struct outline, json_array_size(features));
    r.geos = GEOS_init_r();
    r.reader = r.geos ? GEOSGeoJSONReader_create_r(r.geos) : NULL;
    enum err e = r.reader ? features_read(&r, features, crs, all)
                          : fail(cx, ERR_IO, "无法检查边界", "GEOS is not available");
    if (r.reader)
        GEOSGeoJSONReader_destroy_r(r.geos, r.reader);
    if (r.geos)
        GEOS_finish_r(r.geos);
    TRY(e);
    *out = all;
    *n = json_array_size(features);
    return OK;
}
