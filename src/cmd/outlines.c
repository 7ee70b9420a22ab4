/* SPDX-License-Identifier: Apache-2.0
 * Outlines of places: what a point on the map is found by.
 */
#include <inttypes.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "loop/reorg.h"

enum { GEOJSON_MAX = 256 << 20 };

static enum err import_run(struct cmd *c)
{
    struct str text = {0};
    struct outline *outlines = NULL;
    json_t *collection = NULL;
    size_t n = 0, changed = 0;
    TRY(file_read(&c->cx, c->args[0], GEOJSON_MAX, &text));
    TRY(json_read(&c->cx, text, &collection));
    TRY(outlines_read(&c->cx, collection, str_c(cmd_option(c, "--crs")), &outlines, &n));
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(reorg_outlines(&c->cx, outlines, n, &changed));
    cmd_say(c, "装入 %zu 个区划的边界，其中 %zu 个有变化",
            "Outlines of %zu places taken, %zu of them changed", n, changed);
    json_obj(&c->w);
    json_ki64(&c->w, "outlines", (int64_t)n);
    json_ki64(&c->w, "changed", (int64_t)changed);
    json_obj_end(&c->w);
    return OK;
}

static enum err list_run(struct cmd *c)
{
    const struct place *all = NULL;
    size_t shown = 0;
    TRY(cmd_open(c, CMD_READ));
    size_t n = org_places(c->app->org, &all);
    json_obj(&c->w);
    json_key(&c->w, "outlines");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        const struct place *p = &all[i];
        if (p->outline.n == 0)
            continue;
        shown++;
        cmd_say(c, "%s %s %8zu  %s", "%s %s %8zu  %s", cmd_cell(c, p->code, 18).p,
                cmd_cell(c, p->crs, 9).p, p->outline.n, p->name.p);
        json_obj(&c->w);
        json_kstr(&c->w, "code", p->code);
        json_kstr(&c->w, "name", p->name);
        json_kstr(&c->w, "crs", p->crs);
        json_ki64(&c->w, "bytes", (int64_t)p->outline.n);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    json_ki64(&c->w, "places", (int64_t)n);
    json_obj_end(&c->w);
    cmd_say(c, "%zu 个区划中 %zu 个有边界", "of %zu places %zu have an outline", n, shown);
    return OK;
}

static enum err remove_run(struct cmd *c)
{
    const struct place *p = NULL;
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(place_named(c, cmd_arg(c, 0), &p));
    if (p->outline.n == 0)
        return fail(&c->cx, ERR_NOT_FOUND, "%.*s %.*s 没有边界", "%.*s %.*s has no outline",
                    STR_ARG(p->code), STR_ARG(p->name));
    TRY(reorg_outline_remove(&c->cx, p->id));
    cmd_say(c, "已删去 %.*s %.*s 的边界", "The outline of %.*s %.*s is removed",
            STR_ARG(p->code), STR_ARG(p->name));
    json_obj(&c->w);
    json_kid(&c->w, "id", p->id);
    json_kstr(&c->w, "code", p->code);
    json_obj_end(&c->w);
    return OK;
}

const struct command outlines_commands[] = {
    {.name = "outline import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "装入区划边界（GeoJSON）",
     .en = "Take outlines of places from GeoJSON",
     .more_zh =
         "FeatureCollection，一个要素一个区划：properties.code 为区划代码，properties.crs 为坐"
         "标系，图形为 Polygon 或 MultiPolygon。先全部检查，有一处不对就一个也不装入。",
     .more_en =
         "A FeatureCollection, a feature a place: properties.code is the place's code, "
         "properties.crs its coordinates, the geometry a Polygon or MultiPolygon. All are "
         "checked first; when one is wrong none is taken.",
     .options = (const struct cmd_option[]){{"--crs", "C",
                                             "要素没有写明时的坐标系：CGCS2000 或 GCJ-02",
                                             "coordinates where a feature names none: CGCS2000 "
                                             "or GCJ-02"},
                                            {0}},
     .run = import_run},
    {.name = "outline list",
     .args = "",
     .zh = "有边界的区划（代码、坐标系、字节数）",
     .en = "Places that have an outline (code, coordinates, bytes)",
     .run = list_run},
    {.name = "outline remove",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "删去一个区划的边界",
     .en = "Remove the outline of a place",
     .run = remove_run},
};
const size_t outlines_commands_n = COUNT(outlines_commands);
