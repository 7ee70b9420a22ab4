/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/reorg.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/org.h"
#include "db/db.h"

enum { NAME_MAX_CHARS = 100, DATA_BYTES = 4096 };

struct change {
    int64_t id, parent, at; /* parent: what is set: a parent, desks, a place */
    struct str name;
};

/* ---- the event ---- */

/* {"place":…,"from":…,"to":…}; place only where the event is the root unit's. */
static struct str data_of(struct ctx *cx, const struct place *place, struct str from,
                          struct str to)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, DATA_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    if (place) {
        json_kid(&w, "place", place->id);
        json_kstr(&w, "code", place->code);
    }
    json_kstr(&w, "from", from);
    json_kstr(&w, "to", to);
    json_obj_end(&w);
    return buf_done(&b);
}

static struct str number(struct ctx *cx, int64_t v)
{
    return str_fmt(cx->arena, "%lld", (long long)v);
}

static enum err unit_put(struct ctx *cx, const struct unit *u, const char *action,
                         struct str from, struct str to)
{
    TRY(db_put(cx, SQL_UNIT_UPDATE, &unit_shape, u, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, u->id, action, data_of(cx, NULL, from, to));
}

static enum err place_put(struct ctx *cx, const struct place *p, const char *action,
                          struct str from, struct str to)
{
    TRY(db_put(cx, SQL_PLACE_UPDATE, &place_shape, p, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, action, data_of(cx, p, from, to));
}

/* ---- what is asked of every change ---- */

static enum err name_check(struct ctx *cx, struct str name)
{
    if (name.n > 0 && utf8_valid(name) && utf8_count(name) <= NAME_MAX_CHARS)
        return OK;
    return fail(cx, ERR_INPUT, "名称须为 1 至 %d 个字", "a name has 1 to %d characters",
                NAME_MAX_CHARS);
}

/* As they stand in this transaction, whatever the process knew before. */
static enum err unit_now(struct ctx *cx, int64_t id, const struct org **org, struct unit *out)
{
    TRY(org_load(cx, cx->arena, org));
    const struct unit *u = org_unit(*org, id);
    if (!u)
        return fail(cx, ERR_NOT_FOUND, "没有这个单位", "there is no such unit");
    *out = *u;
    return OK;
}

static enum err place_now(struct ctx *cx, int64_t id, const struct org **org, struct place *out)
{
    TRY(org_load(cx, cx->arena, org));
    const struct place *p = org_place(*org, id);
    if (!p)
        return fail(cx, ERR_NOT_FOUND, "没有这个区划", "there is no such place");
    *out = *p;
    return OK;
}

static bool ended(const struct ctx *cx, int64_t valid_to)
{
    return valid_to != 0 && valid_to <= cx->now;
}

static enum err root_stays(struct ctx *cx)
{
    return fail(cx, ERR_CONFLICT, "根单位和根区划不能移动或停用",
                "the root unit and the root place are neither moved nor closed");
}

/* ---- making ---- */

enum err reorg_unit_make(struct ctx *cx, const struct unit *u)
{
    TRY(name_check(cx, u->name));
    TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, u, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, u->id, "unit-made", STR(""));
}

enum err reorg_place_make(struct ctx *cx, const struct place *p)
{
    TRY(name_check(cx, p->name));
    TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, p, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "place-made",
                     data_of(cx, p, STR(""), p->name));
}

enum err reorg_unit_set(struct ctx *cx, const struct unit *u)
{
    TRY(name_check(cx, u->name));
    return unit_put(cx, u, "unit-set", STR(""), u->name);
}

enum err reorg_place_set(struct ctx *cx, const struct place *p)
{
    TRY(name_check(cx, p->name));
    return place_put(cx, p, "place-set", STR(""), p->name);
}

/* ---- desks and place of a unit ---- */

static enum err unit_desks_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct unit u;
    TRY(unit_now(cx, c->id, &org, &u));
    int64_t was = u.desks;
    if (was == c->parent)
        return OK;
    u.desks = c->parent;
    return unit_put(cx, &u, "unit-desks", number(cx, was), number(cx, u.desks));
}

static enum err unit_place_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct unit u;
    TRY(unit_now(cx, c->id, &org, &u));
    const struct place *to = org_place(org, c->parent);
    int64_t was = u.place_id;
    if (c->parent && !to)
        return fail(cx, ERR_NOT_FOUND, "没有这个区划", "there is no such place");
    if (to && ended(cx, to->valid_to))
        return fail(cx, ERR_CONFLICT, "区划“%.*s”已停用", "the place \"%.*s\" is closed",
                    STR_ARG(to->name));
    if (was == c->parent)
        return OK;
    u.place_id = c->parent;
    return unit_put(cx, &u, "unit-placed", number(cx, was), number(cx, u.place_id));
}

enum err reorg_unit_desks(struct ctx *cx, int64_t id, int64_t desks)
{
    struct change c = {.id = id, .parent = desks};
    return db_write(cx, cx->app->store, unit_desks_write, &c);
}

enum err reorg_unit_place(struct ctx *cx, int64_t id, int64_t place)
{
    struct change c = {.id = id, .parent = place};
    return db_write(cx, cx->app->store, unit_place_write, &c);
}

/* ---- renaming ---- */

static enum err unit_rename_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct unit u;
    TRY(unit_now(cx, c->id, &org, &u));
    struct str was = u.name;
    if (str_eq(was, c->name))
        return OK;
    u.name = c->name;
    return unit_put(cx, &u, "unit-renamed", was, u.name);
}

static enum err place_rename_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct place p;
    TRY(place_now(cx, c->id, &org, &p));
    struct str was = p.name;
    if (str_eq(was, c->name))
        return OK;
    p.name = c->name;
    return place_put(cx, &p, "place-renamed", was, p.name);
}

enum err reorg_unit_rename(struct ctx *cx, int64_t id, struct str name)
{
    struct change c = {.id = id, .name = name};
    TRY(name_check(cx, name));
    return db_write(cx, cx->app->store, unit_rename_write, &c);
}

enum err reorg_place_rename(struct ctx *cx, int64_t id, struct str name)
{
    struct change c = {.id = id, .name = name};
    TRY(name_check(cx, name));
    return db_write(cx, cx->app->store, place_rename_write, &c);
}

/* ---- moving ---- */

static enum err below_itself(struct ctx *cx)
{
    return fail(cx, ERR_CONFLICT, "不能移到自己或自己的下级之下",
                "it cannot stand under itself or what is under it");
}

static enum err under_closed(struct ctx *cx, struct str name)
{
    return fail(cx, ERR_CONFLICT, "“%.*s”已停用，不能移到它之下",
                "\"%.*s\" is closed: nothing moves under it", STR_ARG(name));
}

static enum err unit_move_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct unit u;
    TRY(unit_now(cx, c->id, &org, &u));
    const struct unit *to = org_unit(org, c->parent);
    if (u.id == cx->app->root_unit)
        return root_stays(cx);
    if (!to)
        return fail(cx, ERR_NOT_FOUND, "没有这个上级单位", "there is no such unit above");
    if (org_unit_under(org, to->id, u.id))
        return below_itself(cx);
    if (ended(cx, to->valid_to))
        return under_closed(cx, to->name);
    int64_t was = u.parent_id;
    if (was == to->id)
        return OK;
    u.parent_id = to->id;
    return unit_put(cx, &u, "unit-moved", number(cx, was), number(cx, to->id));
}

static enum err place_move_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct place p;
    TRY(place_now(cx, c->id, &org, &p));
    const struct place *to = org_place(org, c->parent);
    if (p.id == cx->app->root_place)
        return root_stays(cx);
    if (!to)
        return fail(cx, ERR_NOT_FOUND, "没有这个上级区划", "there is no such place above");
    if (org_place_under(org, to->id, p.id))
        return below_itself(cx);
    if (ended(cx, to->valid_to))
        return under_closed(cx, to->name);
    int64_t was = p.parent_id;
    if (was == to->id)
        return OK;
    p.parent_id = to->id;
    return place_put(cx, &p, "place-moved", number(cx, was), number(cx, to->id));
}

enum err reorg_unit_move(struct ctx *cx, int64_t id, int64_t parent)
{
    struct change c = {.id = id, .parent = parent};
    return db_write(cx, cx->app->store, unit_move_write, &c);
}

enum err reorg_place_move(struct ctx *cx, int64_t id, int64_t parent)
{
    struct change c = {.id = id, .parent = parent};
    return db_write(cx, cx->app->store, place_move_write, &c);
}

/* ---- closing ---- */

struct hangs {
    int64_t demands, matters, tasks, stages, officers, roles;
};
static const struct field hangs_fields[] = {
    FIELD(struct hangs, demands), FIELD(struct hangs, matters),  FIELD(struct hangs, tasks),
    FIELD(struct hangs, stages),  FIELD(struct hangs, officers), FIELD(struct hangs, roles),
};
static const struct shape hangs_shape = SHAPE("hangs", struct hangs, hangs_fields);

static enum err hanging_open(struct ctx *cx, const struct hangs *h)
{
    if (h->demands + h->matters + h->tasks + h->stages == 0)
        return OK;
    return fail(
        cx, ERR_CONFLICT,
        "还有未了结的：诉求 %lld 件、事项 %lld 个、承办任务 %lld 项、阶段、承诺和根源问题 "
        "%lld 项；请先办结，或交办、改派给别的单位，更正发生地",
        "still open: %lld demands, %lld matters, %lld tasks, %lld stages, promises and root "
        "problems; "
        "finish them, dispatch them to other units or correct their place first",
        (long long)h->demands, (long long)h->matters, (long long)h->tasks,
        (long long)h->stages);
}

static enum err hanging_people(struct ctx *cx, const struct hangs *h)
{
    if (h->officers + h->roles == 0)
        return OK;
    return fail(
        cx, ERR_CONFLICT,
        "还有 %lld 名工作人员属于它、%lld 个角色在它名下；请先 huiyin user transfer 调走、"
        "huiyin user disable 停用，或 huiyin user role remove",
        "%lld officers belong to it and %lld roles are held for it: huiyin user transfer, "
        "huiyin user disable or huiyin user role remove first",
        (long long)h->officers, (long long)h->roles);
}

static enum err hanging_below(struct ctx *cx, size_t n)
{
    if (n == 0)
        return OK;
    return fail(cx, ERR_CONFLICT, "它之下还有 %zu 个未停用的；请先移走或停用",
                "%zu that are not closed depend on it: move or close them first", n);
}

/* A mechanism asks for reviewing offices by name. */
static enum err office_stays(struct ctx *cx, const struct org *org, const struct unit *u)
{
    const struct unit *all = NULL;
    size_t n = org_units(org, &all);
    for (size_t i = 0; i < n; i++)
        if (all[i].id != u->id && !ended(cx, all[i].valid_to) &&
            str_eq(all[i].office, u->office))
            return OK;
    if (u->office.n == 0)
        return OK;
    return fail(cx, ERR_CONFLICT,
                "它是审核办公室 %.*s；请先用 huiyin unit add --office %.*s 建立接替的单位",
                "it is the reviewing office %.*s: make its heir first, by huiyin unit add "
                "--office %.*s",
                STR_ARG(u->office), STR_ARG(u->office));
}

static enum err unit_is_free(struct ctx *cx, const struct org *org, const struct unit *u)
{
    const struct unit *all = NULL;
    struct hangs h = {0};
    size_t n = org_units(org, &all), below = 0;
    bool found = false;
    for (size_t i = 0; i < n; i++)
        below += all[i].parent_id == u->id && !ended(cx, all[i].valid_to);
    TRY(hanging_below(cx, below));
    TRY(office_stays(cx, org, u));
    TRY(db_one(cx, SQL_UNIT_HANGS, ARGS(I64(cx->jid), I64(u->id), I64(cx->now)), &hangs_shape,
               &h, &found));
    TRY(hanging_open(cx, &h));
    return hanging_people(cx, &h);
}

static enum err place_is_free(struct ctx *cx, const struct org *org, const struct place *p)
{
    const struct place *places = NULL;
    const struct unit *units = NULL;
    struct hangs h = {0};
    size_t places_n = org_places(org, &places), units_n = org_units(org, &units), below = 0;
    bool found = false;
    for (size_t i = 0; i < places_n; i++)
        below += places[i].parent_id == p->id && !ended(cx, places[i].valid_to);
    for (size_t i = 0; i < units_n; i++)
        below += units[i].place_id == p->id && !ended(cx, units[i].valid_to);
    TRY(hanging_below(cx, below));
    TRY(db_one(cx, SQL_PLACE_HANGS, ARGS(I64(cx->jid), I64(p->id), I64(cx->app->root_unit)),
               &hangs_shape, &h, &found));
    return hanging_open(cx, &h);
}

/* The day must not lie before it began. */
static enum err day_check(struct ctx *cx, int64_t valid_from, int64_t at)
{
    if (at > valid_from)
        return OK;
    return fail(cx, ERR_INPUT, "停用时间早于启用时间", "it would end before it began");
}

static enum err unit_close_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct unit u;
    TRY(unit_now(cx, c->id, &org, &u));
    const struct unit *above = org_unit(org, u.parent_id);
    int64_t was = u.valid_to;
    if (u.id == cx->app->root_unit)
        return root_stays(cx);
    if (was == c->at)
        return OK;
    if (c->at) {
        TRY(day_check(cx, u.valid_from, c->at));
        TRY(unit_is_free(cx, org, &u));
    } else if (above && ended(cx, above->valid_to)) {
        return under_closed(cx, above->name);
    }
    u.valid_to = c->at;
    return unit_put(cx, &u, c->at ? "unit-closed" : "unit-reopened", number(cx, was),
                    number(cx, c->at));
}

static enum err place_close_write(struct ctx *cx, void *arg)
{
    const struct change *c = arg;
    const struct org *org = NULL;
    struct place p;
    TRY(place_now(cx, c->id, &org, &p));
    const struct place *above = org_place(org, p.parent_id);
    int64_t was = p.valid_to;
    if (p.id == cx->app->root_place)
        return root_stays(cx);
    if (was == c->at)
        return OK;
    if (c->at) {
        TRY(day_check(cx, p.valid_from, c->at));
        TRY(place_is_free(cx, org, &p));
    } else if (above && ended(cx, above->valid_to)) {
        return under_closed(cx, above->name);
    }
    p.valid_to = c->at;
    return place_put(cx, &p, c->at ? "place-closed" : "place-reopened", number(cx, was),
                     number(cx, c->at));
}

enum err reorg_unit_close(struct ctx *cx, int64_t id, int64_t at)
{
    struct change c = {.id = id, .at = at};
    return db_write(cx, cx->app->store, unit_close_write, &c);
}

enum err reorg_place_close(struct ctx *cx, int64_t id, int64_t at)
{
    struct change c = {.id = id, .at = at};
    return db_write(cx, cx->app->store, place_close_write, &c);
}

/* ---- outlines ---- */

struct outlines_job {
    const struct outline *o;
    size_t n, changed;
};

/* The event names the outline by its hash. */
static struct str hash_of(struct ctx *cx, struct str outline)
{
    return outline.n ? hash_hex(cx->arena, hash_sha256(outline)) : STR("");
}

static enum err outline_put(struct ctx *cx, const struct place *now, const struct outline *o,
                            size_t *changed)
{
    struct place p = *now;
    if (str_eq(p.outline, o->geometry) && str_eq(p.crs, o->crs))
        return OK;
    p.outline = o->geometry;
    p.crs = o->crs;
    ++*changed;
    return place_put(cx, &p, "place-outlined", hash_of(cx, now->outline),
                     hash_of(cx, p.outline));
}

static enum err outlines_write(struct ctx *cx, void *arg)
{
    struct outlines_job *j = arg;
    const struct org *org = NULL;
    j->changed = 0;
    TRY(org_load(cx, cx->arena, &org));
    for (size_t i = 0; i < j->n; i++)
        if (!org_place_code(org, j->o[i].code))
            return fail(cx, ERR_NOT_FOUND, "没有代码为“%.*s”的区划，一个边界也没有装入",
                        "no place with the code \"%.*s\": no outline was taken",
                        STR_ARG(j->o[i].code));
    for (size_t i = 0; i < j->n; i++)
        TRY(outline_put(cx, org_place_code(org, j->o[i].code), &j->o[i], &j->changed));
    return OK;
}

enum err reorg_outlines(struct ctx *cx, const struct outline *o, size_t n, size_t *changed)
{
    struct outlines_job j = {.o = o, .n = n};
    TRY(db_write(cx, cx->app->store, outlines_write, &j));
    *changed = j.changed;
    return OK;
}

static enum err remove_write(struct ctx *cx, void *arg)
{
    const struct org *org = NULL;
    struct place p;
    size_t changed = 0;
    const struct outline none = {.geometry = STR(""), .crs = STR("")};
    TRY(place_now(cx, *(const int64_t *)arg, &org, &p));
    return outline_put(cx, &p, &none, &changed);
}

enum err reorg_outline_remove(struct ctx *cx, int64_t place)
{
    return db_write(cx, cx->app->store, remove_write, &place);
}
