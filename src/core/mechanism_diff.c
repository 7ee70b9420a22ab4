/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mechanism_diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/app.h"
#include "db/db.h"

enum { BODY_MAX = 1 << 20, TOLD = 200, LABEL_BYTES = 512 };

struct diffing {
    struct ctx *cx;
    struct mechanism_diff *out;
};

static void differ(struct diffing *d, struct str where, json_t *before, json_t *after);

static struct str told(struct ctx *cx, const json_t *v)
{
    if (!v)
        return STR("");
    char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_SORT_KEYS);
    struct str s = text ? str_dup(cx->arena, str_c(text)) : STR("");
    free(text);
    struct str cut = utf8_head(s, TOLD);
    return cut.n < s.n ? str_fmt(cx->arena, "%.*s…", STR_ARG(cut)) : s;
}

static void put(struct diffing *d, struct str where, const json_t *before, const json_t *after)
{
    if (d->out->n == MECHANISM_DIFF_MAX) {
        d->out->more++;
        return;
    }
    d->out->p[d->out->n++] = (struct mechanism_difference){
        .where = where, .before = told(d->cx, before), .after = told(d->cx, after)};
}

static struct str under(struct ctx *cx, struct str where, struct str name)
{
    return where.n ? str_fmt(cx->arena, "%.*s › %.*s", STR_ARG(where), STR_ARG(name)) : name;
}

static struct str text_of(const json_t *v)
{
    return (struct str){.p = json_string_value(v), .n = json_string_length(v)};
}

/* What a row is for: its code; else its words but for those that only tell of it. */
static struct str label(struct ctx *cx, json_t *row)
{
    static const char *const telling[] = {"why", "zh", "en", "unit", "note"};
    struct buf b;
    const char *key;
    json_t *v;
    if (json_is_string(row))
        return text_of(row);
    if (json_is_string(json_object_get(row, "code")))
        return text_of(json_object_get(row, "code"));
    buf_init(&b, cx->arena, LABEL_BYTES);
    json_object_foreach(row, key, v)
    {
        bool tells = !json_is_string(v);
        for (size_t i = 0; i < COUNT(telling); i++)
            tells = tells || strcmp(key, telling[i]) == 0;
        if (!tells)
            buf_fmt(&b, "%s%s", b.n ? " · " : "", json_string_value(v));
    }
    return b.n ? buf_done(&b) : STR("*");
}

/* The row of the other list that this one was, of those not yet taken. */
static size_t same_row(struct ctx *cx, json_t *list, const bool *taken, struct str name)
{
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row) if (!taken[i] && str_eq(label(cx, row), name)) return i;
    return SIZE_MAX;
}

static void differ_rows(struct diffing *d, struct str where, json_t *before, json_t *after)
{
    struct ctx *cx = d->cx;
    bool *taken = NEWS(cx->arena, bool, json_array_size(after) + 1);
    size_t i;
    json_t *row;
    json_array_foreach(before, i, row)
    {
        struct str name = label(cx, row);
        size_t at = same_row(cx, after, taken, name);
        if (at != SIZE_MAX)
            taken[at] = true;
        differ(d, under(cx, where, name), row,
               at != SIZE_MAX ? json_array_get(after, at) : NULL);
    }
    json_array_foreach(after, i, row) if (!taken[i])
        differ(d, under(cx, where, label(cx, row)), NULL, row);
}

static void differ_members(struct diffing *d, struct str where, json_t *before, json_t *after)
{
    const char *key;
    json_t *v;
    json_object_foreach(before, key, v)
        differ(d, under(d->cx, where, str_c(key)), v, json_object_get(after, key));
    json_object_foreach(after, key, v) if (!json_object_get(before, key))
        differ(d, under(d->cx, where, str_c(key)), NULL, v);
}

static void differ(struct diffing *d, struct str where, json_t *before, json_t *after)
{
    if (before && after && json_equal(before, after))
        return;
    if (json_is_object(before) && json_is_object(after))
        differ_members(d, where, before, after);
    else if (json_is_array(before) && json_is_array(after))
        differ_rows(d, where, before, after);
    else
        put(d, where, before, after);
}

void mechanism_diff(struct ctx *cx, json_t *before, json_t *after, struct mechanism_diff **out)
{
    struct diffing d = {.cx = cx, .out = NEW(cx->arena, struct mechanism_diff)};
    differ(&d, STR(""), before, after);
    *out = d.out;
}

/* ---- versions of the store ---- */

struct version_row {
    int64_t version;
    struct str body;
};
static const struct field version_fields[] = {
    FIELD(struct version_row, version),
    FIELD(struct version_row, body, .max = BODY_MAX),
};
static const struct shape version_shape =
    SHAPE("mechanism_version", struct version_row, version_fields);

/* The two of them, the later first. */
static enum err versions(struct ctx *cx, struct str name, int64_t until,
                         struct version_row **rows, size_t *n)
{
    return db_all(cx, SQL_MECHANISM_VERSIONS, ARGS(TXT(name), I64(until)), &version_shape,
                  (void **)rows, n);
}

static enum err body_read(struct ctx *cx, const struct version_row *r, json_t **out)
{
    *out = NULL;
    return r ? json_read(cx, r->body, out) : OK;
}

enum err mechanism_diff_text(struct ctx *cx, struct str name, struct str text,
                             struct mechanism_diff **out, int64_t *version)
{
    struct version_row *rows = NULL;
    size_t n = 0;
    json_t *before = NULL, *after = NULL;
    TRY(versions(cx, name, INT64_MAX, &rows, &n));
    TRY(body_read(cx, n ? &rows[0] : NULL, &before));
    TRY(json_read(cx, text, &after));
    *version = n ? rows[0].version : 0;
    mechanism_diff(cx, before, after, out);
    return OK;
}

void mechanism_diff_json(struct json *w, const struct mechanism_diff *d)
{
    json_key(w, "differences");
    json_arr(w);
    for (size_t i = 0; i < d->n; i++) {
        json_obj(w);
        json_kstr(w, "where", d->p[i].where);
        json_kstr(w, "before", d->p[i].before);
        json_kstr(w, "after", d->p[i].after);
        json_obj_end(w);
    }
    json_arr_end(w);
    json_ki64(w, "more", (int64_t)d->more);
}

enum err mechanism_version_json(struct ctx *cx, struct str name, int64_t version,
                                struct json *w)
{
    struct version_row *rows = NULL;
    struct mechanism_diff *d = NULL;
    size_t n = 0;
    json_t *before = NULL, *after = NULL;
    if (!name.n)
        name = str_c(cx->app->register_mechanism);
    TRY(versions(cx, name, version, &rows, &n));
    if (!n || rows[0].version != version)
        return fail(cx, ERR_NOT_FOUND, "没有这一版", "there is no such version");
    TRY(body_read(cx, n > 1 ? &rows[1] : NULL, &before));
    TRY(body_read(cx, &rows[0], &after));
    mechanism_diff(cx, before, after, &d);
    json_kstr(w, "name", name);
    json_ki64(w, "version", version);
    json_ki64(w, "before", n > 1 ? rows[1].version : 0);
    mechanism_diff_json(w, d);
    return OK;
}
