/* SPDX-License-Identifier: Apache-2.0
 * Templates of documents: shipped in data/documents, or the office's own, by version.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/hash.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "db/db.h"
#include "loop/document_impl.h"

enum { BASE64 = sodium_base64_VARIANT_ORIGINAL };

static const struct field template_columns[] = {
    FIELD(struct document_template, jid),        FIELD(struct document_template, kind),
    FIELD(struct document_template, version),    FIELD(struct document_template, name),
    FIELD(struct document_template, hash),       FIELD(struct document_template, body),
    FIELD(struct document_template, officer_id), FIELD(struct document_template, loaded_at),
};
static const struct shape template_shape =
    SHAPE("document_template", struct document_template, template_columns);

static enum err shipped(struct ctx *cx, const struct document_kind *k, struct str *out)
{
    const char *dir = cx->app->share_dir;
    if (!dir)
        return fail(cx, ERR_NOT_FOUND, "找不到程序自带的公文模板",
                    "the program's own templates of documents were not found");
    const char *path = str_fmt(cx->arena, "%s/documents/%s.docx", dir, k->name).p;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *to = NULL;
    ssize_t got = -1;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size <= DOCX_BYTES) {
        to = arena_room(cx->arena, (size_t)st.st_size + 1);
        got = read(fd, to, (size_t)st.st_size);
    }
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (got <= 0 || got != st.st_size)
        return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(why));
    to[got] = '\0';
    *out = (struct str){.p = to, .n = (size_t)got};
    return OK;
}

static enum err unpacked(struct ctx *cx, const struct document_template *t, struct str *out)
{
    unsigned char *to = arena_room(cx->arena, t->body.n + 1);
    size_t n = 0;
    if (sodium_base642bin(to, t->body.n, t->body.p, t->body.n, NULL, &n, NULL, BASE64) != 0)
        return fail(cx, ERR_IO, "模板的内容损坏", "the template's content is damaged");
    *out = (struct str){.p = (const char *)to, .n = n};
    return OK;
}

enum err document_template_get(struct ctx *cx, const struct document_kind *k, int64_t version,
                               struct document_template *out, struct str *docx)
{
    bool found = false;
    *out = (struct document_template){.kind = str_c(k->name)};
    if (version == 0)
        return shipped(cx, k, docx);
    if (version < 0)
        TRY(db_one(cx, SQL_DOCUMENT_TEMPLATE_NEWEST, ARGS(I64(cx->jid), TXT(out->kind)),
                   &template_shape, out, &found));
    else
        TRY(db_one(cx, SQL_DOCUMENT_TEMPLATE_GET,
                   ARGS(I64(cx->jid), TXT(out->kind), I64(version)), &template_shape, out,
                   &found));
    if (found)
        return unpacked(cx, out, docx);
    if (version < 0)
        return shipped(cx, k, docx);
    return fail(cx, ERR_NOT_FOUND, "没有第 %" PRId64 " 版模板",
                "there is no version %" PRId64 " of the template", version);
}

enum err document_template_preview(struct ctx *cx, const struct document_kind *k,
                                   struct str docx, struct str *out)
{
    TRY(docx_check(cx, docx, k->fields));
    return docx_fill(cx, docx, document_samples(cx, k->fields), out);
}

enum err document_template_check(struct ctx *cx, const struct document_kind *k, struct str docx)
{
    struct str filled = {0};
    return document_template_preview(cx, k, docx, &filled);
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct document_template *t = arg, newest = {0};
    bool found = false;
    TRY(db_one(cx, SQL_DOCUMENT_TEMPLATE_NEWEST, ARGS(I64(cx->jid), TXT(t->kind)),
               &template_shape, &newest, &found));
    t->version = newest.version;
    if (found && str_eq(newest.hash, t->hash))
        return OK;
    t->version++;
    TRY(db_put(cx, SQL_DOCUMENT_TEMPLATE_INSERT, &template_shape, t, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "document-template",
                     str_fmt(cx->arena, "{\"kind\":\"%.*s\",\"version\":%" PRId64 "}",
                             STR_ARG(t->kind), t->version));
}

enum err document_template_put(struct ctx *cx, const struct document_kind *k, struct str name,
                               struct str docx, int64_t *version)
{
    TRY(document_template_check(cx, k, docx));
    size_t n = sodium_base64_ENCODED_LEN(docx.n, BASE64);
    char *body = arena_room(cx->arena, n);
    sodium_bin2base64(body, n, (const unsigned char *)docx.p, docx.n, BASE64);
    struct document_template t = {
        .jid = cx->jid,
        .kind = str_c(k->name),
        .name = name,
        .hash = hash_hex(cx->arena, hash_sha256(docx)),
        .body = str_c(body),
        .officer_id = cx->actor->officer_id,
        .loaded_at = cx->now,
    };
    TRY(db_write(cx, cx->app->store, put_write, &t));
    *version = t.version;
    return OK;
}

/* ---- told ---- */

static void fields_json(struct ctx *cx, struct json *j, const struct docx_field *f)
{
    json_key(j, "fields");
    json_arr(j);
    for (; f->name; f++) {
        json_obj(j);
        json_kcstr(j, "name", f->name);
        json_kcstr(j, "text", cx->lang == LANG_EN ? f->en : f->zh);
        json_kbool(j, "list", f->type == DOCX_LIST || f->type == DOCX_LINES);
        if (f->rows)
            fields_json(cx, j, f->rows);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err versions_json(struct ctx *cx, struct json *j, const struct document_kind *k)
{
    struct document_template *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_DOCUMENT_TEMPLATE_ALL, ARGS(I64(cx->jid), TXT(str_c(k->name))),
               &template_shape, (void **)&rows, &n));
    json_key(j, "versions");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "version", rows[i].version);
        json_kstr(j, "name", rows[i].name);
        json_ktime(j, "loaded_at", rows[i].loaded_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err document_templates_json(struct ctx *cx, struct json *j)
{
    json_key(j, "templates");
    json_arr(j);
    for (const struct document_kind *k = document_kinds; k->name; k++) {
        json_obj(j);
        json_kcstr(j, "kind", k->name);
        json_kcstr(j, "text", cx->lang == LANG_EN ? k->en : k->zh);
        TRY(versions_json(cx, j, k));
        fields_json(cx, j, k->fields);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}
