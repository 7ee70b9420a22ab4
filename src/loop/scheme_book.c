/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme_book.h"

#include <string.h>

#include "base/time.h"
#include "core/app.h"
#include "loop/scheme_impl.h"

static void version_json(struct json *j, const struct scheme_version *v, bool is_now)
{
    char day[TIME_TEXT];
    json_obj(j);
    json_ki64(j, "version", v->version);
    json_kcstr(j, "from_day", day_text(day, v->from_day));
    json_kstr(j, "source", v->source);
    json_ki64(j, "entries", v->entries);
    json_ktime(j, "made_at", v->made_at);
    json_kbool(j, "now", is_now);
    json_obj_end(j);
}

static void versions_json(struct ctx *cx, struct json *j, const char *key,
                          const struct scheme_version *v, size_t n)
{
    int64_t now = scheme_version_on(v, n, cx->now);
    json_key(j, key);
    json_arr(j);
    for (size_t i = n; i-- > 0;)
        version_json(j, &v[i], v[i].version == now);
    json_arr_end(j);
}

static enum err scheme_json(struct ctx *cx, struct json *j, const struct scheme_version *v,
                            size_t n)
{
    struct scheme_version *maps = NULL;
    size_t maps_n = 0;
    TRY(scheme_versions(cx, SQL_SCHEME_MAP_VERSIONS, v->scheme, &maps, &maps_n));
    json_obj(j);
    json_kstr(j, "scheme", v->scheme);
    json_kstr(j, "name", v[n - 1].name);
    versions_json(cx, j, "versions", v, n);
    versions_json(cx, j, "tables", maps, maps_n);
    json_obj_end(j);
    return OK;
}

/* Each name once, in the newest version. */
static void mechanisms_json(struct ctx *cx, struct json *j)
{
    const struct mechanism *const *m = NULL;
    size_t n = mechanism_all(cx->app->mechanisms, &m);
    json_key(j, "mechanisms");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (mechanism_get(cx->app->mechanisms, m[i]->name, 0) != m[i])
            continue;
        json_obj(j);
        json_kstr(j, "value", m[i]->name);
        json_kstr(j, "label", cx->lang == LANG_EN && m[i]->en.n ? m[i]->en : m[i]->zh);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err schemes_json(struct ctx *cx, struct json *j)
{
    struct scheme_version *v = NULL;
    size_t n = 0;
    TRY(scheme_list(cx, &v, &n));
    json_key(j, "schemes");
    json_arr(j);
    for (size_t i = 0, end = 0; i < n; i = end) {
        for (end = i + 1; end < n && str_eq(v[end].scheme, v[i].scheme);)
            end++;
        TRY(scheme_json(cx, j, &v[i], end - i));
    }
    json_arr_end(j);
    mechanisms_json(cx, j);
    return OK;
}

static const struct field classes_fields[] = {
    FIELD(struct scheme_classes_query, scheme, .max = 40, .zh = "分类体系",
          .en = "Class scheme"),
};
const struct shape scheme_classes_shape =
    SHAPE("scheme_classes", struct scheme_classes_query, classes_fields);

enum err scheme_classes_json(struct ctx *cx, const struct scheme_classes_query *q,
                             struct json *j)
{
    struct scheme_days *d = NULL;
    TRY(scheme_days_open(cx, q->scheme, 0, &d));
    json_kstr(j, "name", d->name);
    json_key(j, "classes");
    json_arr(j);
    for (size_t i = 0; i < d->rows_n; i++) {
        json_obj(j);
        json_kstr(j, "value", d->rows[i].code);
        json_kstr(j, "label", d->rows[i].name);
        json_ki64(j, "depth", d->rows[i].depth);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* ---- a file in and out ---- */

enum { CHANGES_SHOWN = 300 };

static const struct field put_fields[] = {
    FIELD(struct scheme_put_query, scheme, .required = true, .max = SCHEME_CODE_MAX,
          .zh = "分类体系代码", .en = "Code of the scheme"),
    FIELD(struct scheme_put_query, name, .max = 60, .zh = "名称", .en = "Name"),
    FIELD(struct scheme_put_query, source, .required = true, .max = 200, .zh = "出处",
          .en = "Source"),
    FIELD(struct scheme_put_query, from, .as = AS_TIME, .zh = "生效日期",
          .en = "In force from"),
    FIELD(struct scheme_put_query, table, .zh = "是对照表", .en = "It is a table"),
    FIELD(struct scheme_put_query, dry_run, .zh = "只比较，不写入", .en = "Compare only"),
};
const struct shape scheme_put_shape =
    SHAPE("scheme_put_query", struct scheme_put_query, put_fields);

static const struct field file_fields[] = {
    FIELD(struct scheme_file_query, scheme, .required = true, .max = SCHEME_CODE_MAX,
          .zh = "分类体系代码", .en = "Code of the scheme"),
    FIELD(struct scheme_file_query, version, .required = true, .min = 1, .max = 1000000,
          .zh = "第几版", .en = "Version"),
    FIELD(struct scheme_file_query, table, .zh = "是对照表", .en = "It is a table"),
};
const struct shape scheme_file_shape =
    SHAPE("scheme_file_query", struct scheme_file_query, file_fields);

static int64_t day_of(const struct ctx *cx, const struct scheme_put_query *q)
{
    return time_day(q->from ? q->from : cx->now);
}

static void faults_json(struct json *j, const struct scheme_file *f)
{
    json_ki64(j, "faults_all", (int64_t)f->faults_all);
    json_key(j, "faults");
    json_arr(j);
    for (size_t i = 0; i < f->faults_n; i++) {
        json_obj(j);
        json_ki64(j, "row", f->faults[i].row);
        json_kstr(j, "column", f->faults[i].column);
        json_kstr(j, "reason", f->faults[i].reason);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void changes_json(struct json *j, const struct scheme_change *all, size_t n)
{
    static const char *const kinds[] = {"added", "removed", "renamed", "moved"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        int64_t of = 0;
        for (size_t i = 0; i < n; i++)
            of += strcmp(all[i].kind, kinds[k]) == 0;
        json_ki64(j, kinds[k], of);
    }
    json_ki64(j, "changes_all", (int64_t)n);
    json_key(j, "changes");
    json_arr(j);
    for (size_t i = 0; i < n && i < CHANGES_SHOWN; i++) {
        json_obj(j);
        json_kcstr(j, "kind", all[i].kind);
        json_kstr(j, "code", all[i].code);
        json_kstr(j, "before", all[i].before);
        json_kstr(j, "after", all[i].after);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err scheme_look_json(struct ctx *cx, const struct scheme_put_query *q, const char *path,
                          struct scheme_file *f, struct json *j)
{
    struct scheme_change *changes = NULL;
    size_t n = 0;
    TRY(q->table ? scheme_map_read(cx, path, q->scheme, day_of(cx, q), f)
                 : scheme_read(cx, path, f));
    TRY(q->table ? scheme_map_diff(cx, q->scheme, f->map, f->n, &changes, &n)
                 : scheme_diff(cx, q->scheme, f->entries, f->n, &changes, &n));
    json_ki64(j, "entries", (int64_t)f->n);
    faults_json(j, f);
    changes_json(j, changes, n);
    return OK;
}

enum err scheme_take(struct ctx *cx, const struct scheme_put_query *q,
                     const struct scheme_file *f, struct scheme_version *v)
{
    *v = (struct scheme_version){.scheme = q->scheme,
                                 .from_day = day_of(cx, q),
                                 .name = q->name.n ? q->name : q->scheme,
                                 .source = q->source};
    TRY(scheme_file_whole(cx, f));
    return q->table ? scheme_map_put(cx, v, f->map, f->n) : scheme_put(cx, v, f->entries, f->n);
}
