/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/plan.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/rand.h"
#include "cmd/share.h"
#include "core/mechanism.h"
#include "core/outline.h"
#include "core/urgent.h"

enum { FILE_MAX = 32 * 1024 * 1024, PASSWORD_CHARS = 12 };

/* ---- one place, one unit ---- */

void plan_plain(struct ctx *cx, struct plan *p, int64_t jid, struct str name)
{
    static const struct {
        const char *login, *zh;
        enum role role;
    } administrators[] = {
        {"xitong", "系统管理员", ROLE_ADMIN_SYSTEM},
        {"anquan", "安全管理员", ROLE_ADMIN_SECURITY},
        {"shenji", "审计管理员", ROLE_ADMIN_AUDIT},
    };
    struct str code = str_fmt(cx->arena, "%lld", (long long)jid);
    p->reg.jid = jid;
    p->reg.name = name;
    p->reg.root_place = p->reg.root_unit = 1;
    p->places = NEW(cx->arena, struct place);
    p->places_n = 1;
    p->places[0] = (struct place){.id = 1, .code = code, .name = name, .kind = PLACE_COUNTY};
    p->units = NEW(cx->arena, struct unit);
    p->units_n = 1;
    p->units[0] = (struct unit){
        .id = 1,
        .place_id = 1,
        .code = code,
        .name = name,
        .lvl = LEVEL_DISTRICT,
        .desks = BIT(DESK__MAX) - 1,
        .kind = STR("district"),
    };
    p->accounts = NEWS(cx->arena, struct account, COUNT(administrators));
    p->accounts_n = COUNT(administrators);
    for (size_t i = 0; i < COUNT(administrators); i++)
        p->accounts[i] = (struct account){
            .login = str_c(administrators[i].login),
            .name = str_c(administrators[i].zh),
            .unit_id = 1,
            .for_id = 1,
            .roles = BIT(administrators[i].role),
            .show = true,
            .must_change = true,
        };
}

/* ---- the demo district ---- */

struct demo_place {
    struct str code, name, parent;
    int kind;
};
static const struct field demo_place_fields[] = {
    FIELD(struct demo_place, code, .required = true, .max = 20),
    FIELD(struct demo_place, name, .required = true),
    FIELD(struct demo_place, kind, .required = true, .names = &place_kind_names),
    FIELD(struct demo_place, parent, .max = 20),
};
static const struct shape demo_place_shape =
    SHAPE("demo_place", struct demo_place, demo_place_fields);

struct demo_unit {
    struct str code, name, parent, kind, place, office;
    int level;
    struct strs desks;
};
static const struct field demo_unit_fields[] = {
    FIELD(struct demo_unit, code, .required = true, .max = 40),
    FIELD(struct demo_unit, name, .required = true),
    FIELD(struct demo_unit, parent, .max = 40),
    FIELD(struct demo_unit, kind, .required = true, .max = 40),
    FIELD(struct demo_unit, place, .max = 20),
    FIELD(struct demo_unit, level, .required = true, .names = &level_names),
    FIELD(struct demo_unit, desks),
    FIELD(struct demo_unit, office, .max = 40),
};
static const struct shape demo_unit_shape =
    SHAPE("demo_unit", struct demo_unit, demo_unit_fields);

struct demo_officer {
    struct str login, name, unit, at;
    struct strs roles;
    bool show;
};
static const struct field demo_officer_fields[] = {
    FIELD(struct demo_officer, login, .required = true, .max = 64),
    FIELD(struct demo_officer, name, .required = true, .max = 50),
    FIELD(struct demo_officer, unit, .required = true, .max = 40),
    {.name = "for",
     .off = offsetof(struct demo_officer, at),
     .kind = FIELD_STR,
     .required = true,
     .max = 40},
    FIELD(struct demo_officer, roles, .required = true),
    FIELD(struct demo_officer, show),
};
static const struct shape demo_officer_shape =
    SHAPE("demo_officer", struct demo_officer, demo_officer_fields);

struct demo_register {
    int64_t jid;
    struct str name, mechanism;
    int kind;
};
static const struct field demo_register_fields[] = {
    FIELD(struct demo_register, jid, .required = true),
    FIELD(struct demo_register, name, .required = true),
    FIELD(struct demo_register, kind, .required = true, .names = &register_kind_names),
    FIELD(struct demo_register, mechanism, .required = true),
};
static const struct shape demo_register_shape =
    SHAPE("demo_register", struct demo_register, demo_register_fields);

/* Entry i of a list, parsed; a failure names the list and the entry. */
static enum err entry(struct ctx *cx, json_t *root, const char *list, size_t i,
                      const struct shape *shape, void *out)
{
    enum err e = shape_parse(cx, shape, json_array_get(json_object_get(root, list), i), out);
    if (e == OK)
        return OK;
    const char *why = cx->error.message;
    fault_clear(cx);
    return fail(cx, e, "%s 第 %zu 项：%s", "%s, entry %zu: %s", list, i + 1, why);
}

static enum err unknown(struct ctx *cx, const char *who, struct str code)
{
    return fail(cx, ERR_INPUT, "%s：没有“%.*s”", "%s: no \"%.*s\"", who, STR_ARG(code));
}

static int64_t place_at(const struct plan *p, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(p->places[i].code, code))
            return (int64_t)i + 1;
    return 0;
}

static int64_t unit_at(const struct plan *p, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(p->units[i].code, code))
            return (int64_t)i + 1;
    return 0;
}

static enum err demo_places(struct ctx *cx, json_t *root, struct plan *p)
{
    p->places_n = json_array_size(json_object_get(root, "places"));
    p->places = NEWS(cx->arena, struct place, p->places_n);
    for (size_t i = 0; i < p->places_n; i++) {
        struct demo_place d;
        TRY(entry(cx, root, "places", i, &demo_place_shape, &d));
        int64_t parent = place_at(p, i, d.parent);
        if (d.parent.n > 0 && parent == 0)
            return unknown(cx, "places", d.parent);
        p->places[i] = (struct place){.id = (int64_t)i + 1,
                                      .parent_id = parent,
                                      .code = d.code,
                                      .name = d.name,
                                      .kind = d.kind};
    }
    return OK;
}

/* A bit for each word of the list. */
static enum err bits(struct ctx *cx, const char *who, const struct enum_names *names,
                     struct strs words, uint32_t *out)
{
    uint32_t all = 0;
    for (size_t i = 0; i < words.n; i++) {
        int v = enum_value(names, words.p[i]);
        if (v < 0)
            return unknown(cx, who, words.p[i]);
        all |= BIT(v);
    }
    *out = all;
    return OK;
}

static enum err demo_units(struct ctx *cx, json_t *root, struct plan *p)
{
    p->units_n = json_array_size(json_object_get(root, "units"));
    p->units = NEWS(cx->arena, struct unit, p->units_n);
    for (size_t i = 0; i < p->units_n; i++) {
        struct demo_unit d;
        uint32_t desks = 0;
        TRY(entry(cx, root, "units", i, &demo_unit_shape, &d));
        TRY(bits(cx, "desks", &desk_names, d.desks, &desks));
        int64_t parent = unit_at(p, i, d.parent), place = place_at(p, p->places_n, d.place);
        if (d.parent.n > 0 && parent == 0)
            return unknown(cx, "units", d.parent);
        if (d.place.n > 0 && place == 0)
            return unknown(cx, "places", d.place);
        p->units[i] = (struct unit){.id = (int64_t)i + 1,
                                    .parent_id = parent,
                                    .place_id = place,
                                    .code = d.code,
                                    .name = d.name,
                                    .lvl = d.level,
                                    .desks = desks,
                                    .office = d.office,
                                    .kind = d.kind};
    }
    return OK;
}

static enum err demo_officers(struct ctx *cx, json_t *root, struct plan *p)
{
    p->accounts_n = json_array_size(json_object_get(root, "officers"));
    p->accounts = NEWS(cx->arena, struct account, p->accounts_n);
    for (size_t i = 0; i < p->accounts_n; i++) {
        struct demo_officer d;
        struct account *a = &p->accounts[i];
        TRY(entry(cx, root, "officers", i, &demo_officer_shape, &d));
        *a = (struct account){.login = d.login,
                              .name = d.name,
                              .unit_id = unit_at(p, p->units_n, d.unit),
                              .for_id = unit_at(p, p->units_n, d.at),
                              .show = d.show};
        TRY(bits(cx, "roles", &role_names, d.roles, &a->roles));
        if (a->unit_id == 0 || a->for_id == 0)
            return unknown(cx, "units", a->unit_id == 0 ? d.unit : d.at);
    }
    return OK;
}

static enum err demo_register_row(struct ctx *cx, json_t *root, struct plan *p)
{
    struct demo_register d;
    TRY(shape_parse(cx, &demo_register_shape, json_object_get(root, "register"), &d));
    struct str code = str_fmt(cx->arena, "%lld", (long long)d.jid);
    p->reg.jid = d.jid;
    p->reg.name = d.name;
    p->reg.kind = d.kind;
    p->reg.mechanism = d.mechanism;
    p->reg.root_place = place_at(p, p->places_n, code);
    if (p->reg.root_place == 0)
        return unknown(cx, "places", code);
    p->reg.root_unit = 1; /* parents stand before their children */
    return OK;
}

static enum err json_file(struct ctx *cx, const char *name, json_t **out)
{
    const char *path = NULL;
    struct str text = {0};
    TRY(share_path(cx, name, &path));
    TRY(file_read(cx, path, FILE_MAX, &text));
    return json_read(cx, text, out);
}

static enum err demo_outlines(struct ctx *cx, json_t *collection, struct plan *p)
{
    struct outline *outlines = NULL;
    size_t n = 0;
    TRY(outlines_read(cx, collection, STR(""), &outlines, &n));
    for (size_t i = 0; i < n; i++) {
        int64_t at = place_at(p, p->places_n, outlines[i].code);
        if (at == 0)
            return unknown(cx, "outlines", outlines[i].code);
        p->places[at - 1].outline = outlines[i].geometry;
        p->places[at - 1].crs = outlines[i].crs;
    }
    return OK;
}

enum err plan_demo(struct ctx *cx, struct plan *p)
{
    json_t *root = NULL, *collection = NULL;
    TRY(json_file(cx, "data/demo/bazhou.json", &root));
    TRY(demo_places(cx, root, p));
    TRY(demo_units(cx, root, p));
    TRY(demo_officers(cx, root, p));
    TRY(demo_register_row(cx, root, p));
    TRY(json_file(cx, "data/demo/outlines.geojson", &collection));
    return demo_outlines(cx, collection, p);
}

/* ---- rules ---- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct rules *)a)->path, ((const struct rules *)b)->path);
}

/* schema.json describes the files, codes.json is included by them. */
static bool is_mechanism(const char *name)
{
    return name[0] != '.' && str_ends(str_c(name), ".json") &&
           strcmp(name, "schema.json") != 0 && strcmp(name, "codes.json") != 0;
}

static enum err rules_list(struct ctx *cx, const char *folder, struct plan *p)
{
    enum { MOST = 256 };
    p->rules = NEWS(cx->arena, struct rules, MOST);
    DIR *d = opendir(folder);
    if (!d)
        return fail(cx, ERR_IO, "%s：%s", "%s: %s", folder, strerror(errno));
    for (const struct dirent *e = NULL; (e = readdir(d)) != NULL && p->rules_n < MOST;)
        if (is_mechanism(e->d_name))
            p->rules[p->rules_n++].path = str_fmt(cx->arena, "%s/%s", folder, e->d_name).p;
    closedir(d);
    qsort(p->rules, p->rules_n, sizeof *p->rules, by_path);
    return OK;
}

static enum err own_file(struct ctx *cx, const char *name, const char **path, struct str *text)
{
    TRY(share_path(cx, name, path));
    return file_read(cx, *path, FILE_MAX, text);
}

/* Calendar, urgent words, rules of the boards and of supervision. */
static enum err tables_read(struct ctx *cx, struct plan *p)
{
    const struct urgent_set *words = NULL;
    const char *path = NULL;
    TRY(own_file(cx, "data/calendar/holidays-cn.csv", &path, &p->calendar));
    TRY(own_file(cx, "data/boards/effect.json", &path, &p->board));
    TRY(own_file(cx, "data/supervision.json", &path, &p->notices));
    TRY(own_file(cx, "data/urgent.json", &path, &p->urgent));
    return urgent_parse(cx, cx->arena, path, p->urgent, &words);
}

enum err plan_rules(struct ctx *cx, struct plan *p)
{
    const char *folder = NULL;
    bool found = false;
    TRY(tables_read(cx, p));
    TRY(share_path(cx, "mechanisms", &folder));
    TRY(rules_list(cx, folder, p));
    struct buf names;
    buf_init(&names, cx->arena, FILE_MAX);
    for (size_t i = 0; i < p->rules_n; i++) {
        const struct mechanism *m = NULL;
        TRY(mechanism_read(cx, p->rules[i].path, &p->rules[i].text));
        TRY(mechanism_parse(cx, cx->arena, p->rules[i].path, p->rules[i].text, &m));
        found |= str_eq(m->name, p->reg.mechanism);
        buf_fmt(&names, "%s%.*s", i ? ", " : "", STR_ARG(m->name));
    }
    if (found)
        return OK;
    return fail(cx, ERR_INPUT, "没有机制“%.*s”，可用的有：%s",
                "no mechanism \"%.*s\"; there are: %s", STR_ARG(p->reg.mechanism),
                buf_done(&names).p);
}

/* ---- identifiers ---- */

static int64_t real(const int64_t *ids, int64_t at)
{
    return at == 0 ? 0 : ids[at - 1];
}

void plan_number(struct ctx *cx, struct plan *p)
{
    int64_t *places = NEWS(cx->arena, int64_t, p->places_n);
    int64_t *units = NEWS(cx->arena, int64_t, p->units_n);
    for (size_t i = 0; i < p->places_n; i++)
        places[i] = app_id(cx);
    for (size_t i = 0; i < p->units_n; i++)
        units[i] = app_id(cx);
    for (size_t i = 0; i < p->places_n; i++) {
        p->places[i].id = places[i];
        p->places[i].parent_id = real(places, p->places[i].parent_id);
    }
    for (size_t i = 0; i < p->units_n; i++) {
        p->units[i].id = units[i];
        p->units[i].parent_id = real(units, p->units[i].parent_id);
        p->units[i].place_id = real(places, p->units[i].place_id);
    }
    for (size_t i = 0; i < p->accounts_n; i++) {
        struct account *a = &p->accounts[i];
        a->unit_id = real(units, a->unit_id);
        a->for_id = real(units, a->for_id);
        if (a->show)
            a->password = rand_code(cx->arena, PASSWORD_CHARS);
    }
    p->reg.root_place = real(places, p->reg.root_place);
    p->reg.root_unit = real(units, p->reg.root_unit);
}
