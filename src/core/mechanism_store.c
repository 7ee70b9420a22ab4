/* SPDX-License-Identifier: Apache-2.0
 * Mechanism files on disk and their versions in the store.
 */
#include <errno.h>

#include "core/mechanism_node.h"
#include "db/db.h"

enum { FILE_MAX = 1 << 20 };

struct mechanism_set {
    const struct mechanism **p; /* by name, then version */
    size_t n;
};

struct mechanism_row {
    struct str name;
    int64_t version;
    struct str body, hash;
    int64_t loaded_at;
};
static const struct field mechanism_row_fields[] = {
    FIELD(struct mechanism_row, name),
    FIELD(struct mechanism_row, version),
    FIELD(struct mechanism_row, body, .max = FILE_MAX),
    FIELD(struct mechanism_row, hash),
    FIELD(struct mechanism_row, loaded_at, .as = AS_TIME),
};
static const struct shape mechanism_row_shape =
    SHAPE("mechanism_row", struct mechanism_row, mechanism_row_fields);

static enum err read_whole(struct ctx *cx, const char *path, struct str *out)
{
    char block[8192];
    size_t n;
    struct buf b;
    buf_init(&b, cx->arena, FILE_MAX);
    FILE *f = fopen(path, "rbe");
    if (!f)
        return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "打不开文件 %s：%s",
                    "cannot open %s: %s", path, strerror(errno));
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_put(&b, block, n);
    bool broken = ferror(f) != 0;
    if (fclose(f) != 0 || broken)
        return fail(cx, ERR_IO, "读文件 %s 失败", "cannot read %s", path);
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "文件 %s 超过1MB", "%s is larger than 1 MB", path);
    *out = buf_done(&b);
    return OK;
}

static enum err read_json(struct ctx *cx, const char *path, json_t **out)
{
    struct str text = {0};
    TRY(read_whole(cx, path, &text));
    enum err e = json_read(cx, text, out);
    if (e != OK) {
        const char *why = cx->error.message;
        fault_clear(cx);
        return fail(cx, e, "%s：%s", "%s: %s", path, why);
    }
    if (!json_is_object(*out))
        return fail(cx, ERR_INPUT, "%s：应为对象", "%s: an object expected", path);
    return OK;
}

static enum err merge(struct ctx *cx, const char *path, json_t *root, json_t *included)
{
    const char *key;
    json_t *value;
    json_object_foreach(included, key, value)
    {
        if (strcmp(key, "include") == 0)
            return fail(cx, ERR_INPUT, "%s：被引用的文件不能再引用",
                        "%s: an included file cannot include", path);
        if (json_object_get(root, key))
            return fail(cx, ERR_INPUT, "%s：/%s 在被引用的文件里也有",
                        "%s: /%s stands in the included file as well", path, key);
        if (json_object_set(root, key, value) != 0)
            return fail(cx, ERR_BUG, "%s：并入失败", "%s: merging failed", path);
    }
    return OK;
}

enum err mechanism_read(struct ctx *cx, const char *path, struct str *text)
{
    json_t *root = NULL, *included = NULL;
    TRY(read_json(cx, path, &root));
    json_t *include = json_object_get(root, "include");
    if (include) {
        const char *name = json_string_value(include);
        if (!name || name[0] == '\0' || name[0] == '.' || strchr(name, '/'))
            return fail(cx, ERR_INPUT, "%s：/include：应为同一目录下的文件名",
                        "%s: /include: the name of a file of the same folder expected", path);
        const char *slash = strrchr(path, '/');
        int folder = slash ? (int)(slash - path) + 1 : 0;
        const char *file = str_fmt(cx->arena, "%.*s%s", folder, path, name).p;
        TRY(read_json(cx, file, &included));
        if (json_object_del(root, "include") != 0)
            return fail(cx, ERR_BUG, "%s：并入失败", "%s: merging failed", path);
        TRY(merge(cx, path, root, included));
    }
    return mechanism_canonical(cx, root, text);
}

enum err mechanism_load(struct ctx *cx, struct arena *keep, const struct mechanism_set **out)
{
    void *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_MECHANISM_ALL, NULL, 0, &mechanism_row_shape, &rows, &n));
    struct mechanism_set *set = NEW(keep, struct mechanism_set);
    set->p = NEWS(keep, const struct mechanism *, n);
    for (size_t i = 0; i < n; i++) {
        const struct mechanism_row *r = (const struct mechanism_row *)rows + i;
        const struct mechanism *parsed = NULL;
        const char *file =
            str_fmt(cx->arena, "%.*s@%lld", STR_ARG(r->name), (long long)r->version).p;
        TRY(mechanism_parse(cx, keep, file, r->body, &parsed));
        struct mechanism *m = arena_copy(keep, parsed, sizeof *parsed);
        m->version = r->version;
        set->p[set->n++] = m;
    }
    *out = set;
    return OK;
}

enum err mechanism_store(struct ctx *cx, const char *file, struct str text, int64_t *version)
{
    const struct mechanism *m = NULL;
    struct mechanism_row newest = {0};
    struct str body = {0};
    json_t *root = NULL;
    bool found = false;
    TRY(mechanism_parse(cx, cx->arena, file, text, &m));
    TRY(json_read(cx, text, &root));
    TRY(mechanism_canonical(cx, root, &body));
    TRY(db_one(cx, SQL_MECHANISM_NEWEST, ARGS(TXT(m->name)), &mechanism_row_shape, &newest,
               &found));
    if (found && str_eq(newest.hash, m->hash)) {
        *version = newest.version;
        return OK;
    }
    const struct mechanism_row row = {.name = m->name,
                                      .version = newest.version + 1,
                                      .body = body,
                                      .hash = m->hash,
                                      .loaded_at = cx->wall};
    TRY(db_put(cx, SQL_MECHANISM_INSERT, &mechanism_row_shape, &row, NULL, 0, NULL));
    *version = row.version;
    return OK;
}

const struct mechanism *mechanism_get(const struct mechanism_set *s, struct str name,
                                      int64_t version)
{
    const struct mechanism *newest = NULL;
    for (size_t i = 0; i < s->n; i++) {
        if (!str_eq(s->p[i]->name, name))
            continue;
        if (s->p[i]->version == version)
            return s->p[i];
        newest = s->p[i];
    }
    return version == 0 ? newest : NULL;
}

size_t mechanism_all(const struct mechanism_set *s, const struct mechanism *const **first)
{
    *first = s->p;
    return s->n;
}
