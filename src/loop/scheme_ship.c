/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme_ship.h"

#include "base/json.h"
#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/scheme.h"

/* Before anything that a ledger may bring along. */
#define FROM_DAY "2000-01-01"

struct shipping {
    struct ctx *cx;
    const char *folder;
    int64_t from_day;
    struct str mechanism;
};

static struct str text_of(json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)}
                             : STR("");
}

static bool is_for(json_t *o, struct str mechanism)
{
    json_t *list = json_object_get(o, "mechanisms");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (str_eq_c(mechanism, json_string_value(json_array_get(list, i))))
            return true;
    return false;
}

/* The reader is let go before anything is written. */
static enum err table_read(struct shipping *k, struct str scheme, struct scheme_file *f)
{
    struct ctx *cx = k->cx;
    const char *path = str_fmt(cx->arena, "%s/%.*s.%.*s.csv", k->folder, STR_ARG(scheme),
                               STR_ARG(k->mechanism))
                           .p;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = scheme_map_read(cx, path, scheme, k->from_day, f);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    return scheme_file_whole(cx, f);
}

static enum err one_ship(struct shipping *k, json_t *o)
{
    struct ctx *cx = k->cx;
    struct scheme_file *f = NEW(cx->arena, struct scheme_file);
    struct scheme_version v = {.scheme = text_of(o, "scheme"),
                               .from_day = k->from_day,
                               .name = text_of(o, "name"),
                               .source = text_of(o, "source")};
    struct scheme_version table = {
        .scheme = v.scheme,
        .from_day = k->from_day,
        .source = text_of(json_object_get(o, "tables"), str_cdup(cx->arena, k->mechanism))};
    if (!v.scheme.n || !v.name.n || !v.source.n)
        return fail(cx, ERR_INPUT, "%s/shipped.json：缺 scheme、name 或 source",
                    "%s/shipped.json: scheme, name or source is missing", k->folder);
    TRY(scheme_read(cx, str_fmt(cx->arena, "%s/%.*s.csv", k->folder, STR_ARG(v.scheme)).p, f));
    TRY(scheme_file_whole(cx, f));
    TRY(scheme_put(cx, &v, f->entries, f->n));
    if (!table.source.n)
        return OK;
    TRY(table_read(k, v.scheme, f));
    return scheme_map_put(cx, &table, f->map, f->n);
}

enum err schemes_ship(struct ctx *cx, const char *folder, struct str text)
{
    struct shipping k = {
        .cx = cx, .folder = folder, .mechanism = str_c(cx->app->register_mechanism)};
    json_t *list = NULL;
    TRY(json_read(cx, text, &list));
    if (!json_is_array(list) || !day_parse(STR(FROM_DAY), &k.from_day))
        return fail(cx, ERR_INPUT, "%s/shipped.json 应为数组",
                    "%s/shipped.json: an array is expected", folder);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (is_for(json_array_get(list, i), k.mechanism))
            TRY(one_ship(&k, json_array_get(list, i)));
    return OK;
}
