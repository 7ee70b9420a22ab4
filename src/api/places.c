/* SPDX-License-Identifier: Apache-2.0
 * What anybody may know of the register: its name, its choices, its places and their outlines.
 */
#include "api/call.h"
#include "api/choices.h"
#include "api/handlers.h"
#include "core/config.h"
#include "core/locate.h"
#include "core/org.h"
#include "loop/labels.h"

struct places_args {
    int64_t parent;
    struct str q;
};
static const struct field places_fields[] = {
    FIELD(struct places_args, parent, .as = AS_ID, .zh = "上级区划", .en = "Parent place"),
    FIELD(struct places_args, q, .min = 1, .max = 40, .zh = "名称中的字（在所有下级里找）",
          .en = "Part of the name (looked for at every level below)"),
};
const struct shape places_query = SHAPE("places_query", struct places_args, places_fields);

struct locate_args {
    int64_t lon, lat;
    struct str crs;
};
static const struct field locate_fields[] = {
    FIELD(struct locate_args, lon, .required = true, .as = AS_REAL6, .min = -180000000,
          .max = 180000000, .zh = "经度", .en = "Longitude"),
    FIELD(struct locate_args, lat, .required = true, .as = AS_REAL6, .min = -90000000,
          .max = 90000000, .zh = "纬度", .en = "Latitude"),
    FIELD(struct locate_args, crs, .required = true, .max = 20, .zh = "坐标系",
          .en = "Coordinate system", .options = "crs"),
};
const struct shape locate_query = SHAPE("locate_query", struct locate_args, locate_fields);

struct responsible_args {
    int64_t place;
};
static const struct field responsible_fields[] = {
    FIELD(struct responsible_args, place, .required = true, .as = AS_ID, .zh = "地点",
          .en = "Place"),
};
const struct shape responsible_query =
    SHAPE("responsible_query", struct responsible_args, responsible_fields);

static void write_texts(struct json *w, const struct call *c)
{
    const struct config *g = c->api->o.config;
    json_kstr(w, "site_name",
              g->site_name.n ? g->site_name : str_c(c->api->app->register_name));
    json_kstr(w, "hotline", g->hotline);
    json_kstr(w, "record_number", g->record_number);
    json_kbool(w, "figures", g->public_figures.n > 0);
    json_key(w, "tiles");
    json_obj(w);
    json_kstr(w, "url", g->tile_url);
    json_kstr(w, "attribution", g->tile_attribution);
    json_kstr(w, "crs", g->tile_crs);
    json_obj_end(w);
}

static void write_limits(struct json *w, const struct call *c)
{
    const struct config *g = c->api->o.config;
    json_key(w, "limits");
    json_obj(w);
    json_ki64(w, "words", 10000);
    json_ki64(w, "attachments", g->upload_count);
    json_ki64(w, "image_bytes", g->upload_image_mb * 1000000);
    json_ki64(w, "file_bytes", g->upload_file_mb * 1000000);
    json_obj_end(w);
}

enum err place_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct app *app = c->api->app;
    const struct mechanism *m = choices_mechanism(cx);
    if (!m)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    struct json *w = call_json(c, 200);
    json_ki64(w, "jid", app->jid);
    json_kcstr(w, "name", app->register_name);
    json_kcstr(w, "kind", enum_text(&register_kind_names, (int)app->register_kind));
    json_kid(w, "root_place", app->root_place);
    json_ktime(w, "now", cx->now);
    json_kstr(w, "mechanism", cx->lang == LANG_EN && m->en.n ? m->en : m->zh);
    json_ki64(w, "appeal_days", m->appeal_days);
    json_ki64(w, "rate_days", m->rate_days);
    write_texts(w, c);
    write_limits(w, c);
    choices_write_public(w, cx, m);
    json_key(w, "languages");
    json_arr(w);
    json_cstr(w, "zh");
    json_cstr(w, "en");
    json_arr_end(w);
    return OK;
}

static bool valid_now(const struct ctx *cx, const struct place *p)
{
    return (p->valid_from == 0 || p->valid_from <= cx->now) &&
           (p->valid_to == 0 || cx->now < p->valid_to);
}

static bool has_children(const struct ctx *cx, const struct place *all, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].parent_id == id && valid_now(cx, &all[i]))
            return true;
    return false;
}

static void write_place(struct json *w, const struct ctx *cx, const struct place *p,
                        const struct place *all, size_t n)
{
    json_kid(w, "id", p->id);
    json_kstr(w, "name", p->name);
    json_kstr(w, "code", p->code);
    json_kcstr(w, "kind", enum_text(&place_kind_names, p->kind));
    json_kbool(w, "has_children", has_children(cx, all, n, p->id));
}

/* From the division below `top` down to the place. */
static void write_path(struct json *w, const struct ctx *cx, const struct place *p, int64_t top)
{
    int64_t path[16];
    size_t n = 0;
    for (; p && p->id != top && n < COUNT(path); p = org_place(cx->app->org, p->parent_id))
        path[n++] = p->id;
    json_key(w, "path");
    json_arr(w);
    while (n > 0)
        json_id(w, path[--n]);
    json_arr_end(w);
}

/* Type-ahead: the first so many whose name holds the letters, at every level. */
static void write_found(struct json *w, struct ctx *cx, const struct places_args *q,
                        int64_t top)
{
    enum { FOUND_MAX = 20 };
    const struct place *all;
    size_t n = org_places(cx->app->org, &all), found = 0;
    const char *part = str_cdup(cx->arena, q->q);
    for (size_t i = 0; i < n && found < FOUND_MAX; i++) {
        if (!valid_now(cx, &all[i]) || all[i].id == top || !str_has(all[i].name, part) ||
            !org_place_under(cx->app->org, all[i].id, top))
            continue;
        found++;
        json_obj(w);
        write_place(w, cx, &all[i], all, n);
        json_kstr(w, "label", label_place(cx, all[i].id));
        write_path(w, cx, &all[i], top);
        json_obj_end(w);
    }
}

enum err places_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct places_args *q = c->query;
    const struct place *all;
    size_t n = org_places(cx->app->org, &all);
    int64_t parent = q->parent ? q->parent : cx->app->root_place;
    if (!org_place(cx->app->org, parent))
        return fail_at(cx, ERR_NOT_FOUND, "parent", "没有这个地点", "there is no such place");
    struct json *w = call_json(c, 200);
    json_kid(w, "parent", parent);
    json_key(w, "places");
    json_arr(w);
    if (q->q.n)
        write_found(w, cx, q, parent);
    for (size_t i = 0; i < n && !q->q.n; i++) {
        if (all[i].parent_id != parent || !valid_now(cx, &all[i]))
            continue;
        json_obj(w);
        write_place(w, cx, &all[i], all, n);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

static void write_feature(struct json *w, const struct place *p)
{
    json_obj(w);
    json_kcstr(w, "type", "Feature");
    json_kid(w, "id", p->id);
    json_key(w, "properties");
    json_obj(w);
    json_kstr(w, "name", p->name);
    json_kcstr(w, "kind", enum_text(&place_kind_names, p->kind));
    json_kid(w, "parent", p->parent_id);
    json_kstr(w, "crs", p->crs);
    json_obj_end(w);
    json_key(w, "geometry");
    json_raw(w, p->outline); /* checked when it was stored */
    json_obj_end(w);
}

enum err outlines_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct place *all;
    size_t n = org_places(cx->app->org, &all);
    struct json *w = call_json(c, 200);
    json_kcstr(w, "type", "FeatureCollection");
    json_key(w, "features");
    json_arr(w);
    for (size_t i = 0; i < n; i++)
        if (all[i].outline.n && valid_now(cx, &all[i]))
            write_feature(w, &all[i]);
    json_arr_end(w);
    c->reply->type = "application/geo+json";
    c->reply->cache = "public, max-age=300";
    return OK;
}

/* The place of a point, from the register's first division down to it. */
enum err locate_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct locate_args *q = c->query;
    struct point at = {q->lon, q->lat, q->crs};
    const struct place *path[16];
    int64_t id = 0;
    size_t n = 0;
    TRY(locate_place(cx, &at, &id));
    for (const struct place *p = org_place(cx->app->org, id);
         p && p->id != cx->app->root_place && n < COUNT(path);
         p = org_place(cx->app->org, p->parent_id))
        path[n++] = p;
    struct json *w = call_json(c, 200);
    json_kid(w, "place_id", id);
    json_key(w, "path");
    json_arr(w);
    while (n > 0) {
        const struct place *p = path[--n];
        json_obj(w);
        json_kid(w, "id", p->id);
        json_kstr(w, "name", p->name);
        json_kcstr(w, "kind", enum_text(&place_kind_names, p->kind));
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

/* Who answers for a place, the nearest first: its own unit and the one of each level above.
 * Units only: an officer's name and telephone are no business of the public's. */
enum err responsible_get(struct call *c)
{
    static const enum level levels[] = {LEVEL_COMMUNITY, LEVEL_STREET, LEVEL_DISTRICT};
    struct ctx *cx = &c->cx;
    const struct responsible_args *q = c->query;
    const struct org *org = cx->app->org;
    int64_t last = 0;
    if (!org_place_under(org, q->place, cx->app->root_place))
        return fail_at(cx, ERR_NOT_FOUND, "place", "没有这个地点", "there is no such place");
    struct json *w = call_json(c, 200);
    json_kstr(w, "place", label_place(cx, q->place));
    json_key(w, "units");
    json_arr(w);
    for (size_t i = 0; i < COUNT(levels); i++) {
        int64_t unit = org_unit_of_place_at(org, q->place, levels[i]);
        if (!unit || unit == last)
            continue;
        last = unit;
        json_obj(w);
        json_kcstr(w, "level_text", enum_label(&level_names, levels[i], (int)cx->lang));
        json_kstr(w, "name", label_unit(cx, unit));
        json_kcstr(w, "level", enum_text(&level_names, levels[i]));
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}
