/* SPDX-License-Identifier: Apache-2.0 */
#include "core/attach.h"

#include "base/hash.h"
#include "base/rand.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/blob.h"
#include "core/config.h"
#include "core/filetype.h"
#include "core/image.h"
#include "db/db.h"

enum { TOKEN_BYTES = 16, IMAGE_MB = 20, FILE_MB = 50, MB = 1000 * 1000 };

static const struct field attachment_fields[] = {
    FIELD(struct attachment, jid),          FIELD(struct attachment, id),
    FIELD(struct attachment, subject_kind), FIELD(struct attachment, subject_id),
    FIELD(struct attachment, seq),          FIELD(struct attachment, sha256),
    FIELD(struct attachment, name),         FIELD(struct attachment, type),
    FIELD(struct attachment, bytes),        FIELD(struct attachment, derived_sha256),
    FIELD(struct attachment, token_hash),   FIELD(struct attachment, officer_id),
    FIELD(struct attachment, created_at),
};
const struct shape attachment_shape = SHAPE("attachment", struct attachment, attachment_fields);

/* ---- storing ---- */

static enum err size_check(struct ctx *cx, const struct filetype *type, size_t bytes)
{
    const struct config *c = cx->app->config;
    int64_t image_mb = c ? c->upload_image_mb : IMAGE_MB,
            file_mb = c ? c->upload_file_mb : FILE_MB;
    int64_t most = type->kind == FILE_IMAGE ? image_mb : file_mb;
    if ((int64_t)bytes <= most * MB)
        return OK;
    return fail_at(cx, ERR_TOO_LARGE, "file", "文件过大，最多 %lld MB",
                   "the file is too large: at most %lld MB", (long long)most);
}

static enum err derived_put(struct ctx *cx, const struct filetype *type, struct str content,
                            struct str *sha256)
{
    struct str jpeg;
    enum err e = image_derive(cx, content, &jpeg);
    if (e == ERR_INPUT && type->may_lack_preview) {
        fault_clear(cx); /* kept as it came; shown as a file */
        return OK;
    }
    return e == OK ? blob_put(cx, jpeg, sha256) : e;
}

static enum err insert_write(struct ctx *cx, void *arg)
{
    return db_put(cx, SQL_ATTACH_INSERT, &attachment_shape, arg, NULL, 0, NULL);
}

enum err attach_store(struct ctx *cx, struct str name, struct str content,
                      struct attachment *out, struct str *ref)
{
    const struct filetype *type = filetype_of(content);
    if (!type)
        return fail_at(cx, ERR_INPUT, "file",
                       "不支持这种文件，可上传图片、PDF、Word、Excel、录音和视频",
                       "this kind of file is not accepted: pictures, PDF, Word, Excel, sound "
                       "and video are");
    TRY(size_check(cx, type, content.n));
    int64_t officer = cx->actor ? cx->actor->officer_id : 0;
    struct str token = officer ? STR("") : rand_hex(cx->arena, TOKEN_BYTES);
    struct attachment a = {
        .jid = cx->jid,
        .id = app_id(cx),
        .name = name,
        .type = str_c(type->mime),
        .bytes = (int64_t)content.n,
        .token_hash = officer ? STR("") : hash_hex(cx->arena, hash_sha256(token)),
        .officer_id = officer,
        .created_at = cx->wall,
    };
    if (type->kind == FILE_IMAGE)
        TRY(derived_put(cx, type, content, &a.derived_sha256));
    TRY(blob_put(cx, content, &a.sha256));
    TRY(db_write(cx, cx->app->store, insert_write, &a));
    /* Should the daily sweep have removed the same content a moment before the row stood. */
    if (!blob_exists(cx, a.sha256))
        TRY(blob_put(cx, content, &a.sha256));
    if (a.derived_sha256.n > 0 && !blob_exists(cx, a.derived_sha256))
        TRY(derived_put(cx, type, content, &a.derived_sha256));
    *out = a;
    *ref = officer ? str_fmt(cx->arena, "%lld", (long long)a.id)
                   : str_fmt(cx->arena, "%lld.%s", (long long)a.id, token.p);
    return OK;
}

/* ---- binding ---- */

struct str attach_ref_id(struct str ref)
{
    const char *dot = ref.n ? memchr(ref.p, '.', ref.n) : NULL;
    return dot ? str_sub(ref, 0, (size_t)(dot - ref.p)) : ref;
}

static enum err no_use(struct ctx *cx)
{
    return fail_at(cx, ERR_INPUT, "attachments", "附件不存在、已被使用或不是您上传的",
                   "an attachment is unknown, used already, or somebody else's");
}

static bool token_right(struct ctx *cx, struct str ref, const struct attachment *a)
{
    size_t id_n = attach_ref_id(ref).n;
    if (id_n == ref.n)
        return false;
    struct str hash = hash_hex(cx->arena, hash_sha256(str_sub(ref, id_n + 1, ref.n)));
    return a->token_hash.n == hash.n && same_bytes(hash.p, a->token_hash.p, hash.n);
}

static enum err bindable(struct ctx *cx, struct str ref, int64_t *id)
{
    struct attachment a;
    bool found = false;
    if (!str_i64(attach_ref_id(ref), id))
        return no_use(cx);
    TRY(db_one(cx, SQL_ATTACH_GET, ARGS(I64(cx->jid), I64(*id)), &attachment_shape, &a,
               &found));
    if (!found || a.subject_kind.n > 0)
        return no_use(cx);
    bool own = a.officer_id && cx->actor && cx->actor->officer_id == a.officer_id;
    return own || token_right(cx, ref, &a) ? OK : no_use(cx);
}

enum err attach_check(struct ctx *cx, struct str ref)
{
    int64_t id = 0;
    return bindable(cx, ref, &id);
}

enum err attach_bind(struct ctx *cx, struct str ref, enum subject kind, int64_t subject_id,
                     int64_t seq)
{
    int64_t id = 0, changed = 0;
    TRY(bindable(cx, ref, &id));
    TRY(db_exec(cx, SQL_ATTACH_BIND,
                ARGS(I64(cx->jid), I64(id), TXT(str_c(enum_text(&subject_names, (int)kind))),
                     I64(subject_id), I64(seq)),
                &changed));
    return changed ? OK : no_use(cx);
}

/* ---- reading ---- */

enum err attach_get(struct ctx *cx, int64_t id, struct attachment *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_ATTACH_GET, ARGS(I64(cx->jid), I64(id)), &attachment_shape, out,
               &found));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "没有这个附件", "there is no such attachment");
}

enum err attach_list(struct ctx *cx, enum subject kind, int64_t subject_id,
                     struct attachment **out, size_t *n)
{
    void *rows = NULL;
    TRY(db_all(
        cx, SQL_ATTACH_BY_SUBJECT,
        ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(subject_id)),
        &attachment_shape, &rows, n));
    *out = rows;
    return OK;
}

enum err attach_fd(struct ctx *cx, const struct attachment *a, bool original, int *fd,
                   int64_t *bytes, struct str *type)
{
    bool derived = !original && a->derived_sha256.n > 0;
    TRY(blob_fd(cx, derived ? a->derived_sha256 : a->sha256, fd, bytes));
    *type = derived ? STR("image/jpeg") : a->type;
    return OK;
}

/* ---- sweeping ---- */

static enum err delete_write(struct ctx *cx, void *arg)
{
    const struct attachment *a = arg;
    return db_exec(cx, SQL_ATTACH_DELETE_UNBOUND, ARGS(I64(cx->jid), I64(a->id)), NULL);
}

static enum err read_unbound(struct ctx *cx, struct attachment **out, size_t *n)
{
    void *rows = NULL;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, SQL_ATTACH_UNBOUND, ARGS(I64(cx->jid), I64(cx->wall - MS_PER_DAY)),
                        &attachment_shape, &rows, n);
    db_release(cx->db);
    cx->db = NULL;
    *out = rows;
    return e;
}

/* The same content may stand under other rows. */
static enum err remove_unused(struct ctx *cx, struct str sha256)
{
    int64_t uses = 0;
    if (sha256.n == 0)
        return OK;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_i64(cx, SQL_ALL_ATTACH_USES, ARGS(TXT(sha256)), 0, &uses);
    db_release(cx->db);
    cx->db = NULL;
    return e == OK && uses == 0 ? blob_remove(cx, sha256) : e;
}

enum err attach_sweep(struct ctx *cx, int *removed)
{
    struct attachment *rows = NULL;
    size_t n = 0;
    *removed = 0;
    TRY(read_unbound(cx, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(db_write(cx, cx->app->store, delete_write, &rows[i]));
        TRY(remove_unused(cx, rows[i].sha256));
        TRY(remove_unused(cx, rows[i].derived_sha256));
        ++*removed;
    }
    return OK;
}
