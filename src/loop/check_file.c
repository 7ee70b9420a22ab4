/* SPDX-License-Identifier: Apache-2.0
 * Attachments: what events name is bound to them, what is bound is named, and the files hold
 * what the rows say. Files that no row names are told, not counted: an upload comes before its
 * row.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/blob.h"
#include "loop/check_impl.h"

struct file_row {
    int64_t id;
    struct str subject_kind;
    int64_t subject_id, seq;
    struct str sha256, derived_sha256;
    int64_t bytes, created_at;
    struct str num, data;
};
static const struct field file_fields[] = {
    FIELD(struct file_row, id),         FIELD(struct file_row, subject_kind),
    FIELD(struct file_row, subject_id), FIELD(struct file_row, seq),
    FIELD(struct file_row, sha256),     FIELD(struct file_row, derived_sha256),
    FIELD(struct file_row, bytes),      FIELD(struct file_row, created_at),
    FIELD(struct file_row, num),        FIELD(struct file_row, data),
};
static const struct shape file_shape = SHAPE("attachment", struct file_row, file_fields);

/* As work_attach() writes them. */
static json_t *ids_of(json_t *data)
{
    return json_object_get(json_object_get(data, "note"), "attachments");
}

enum err check_attached(struct check *k, const struct subject_view *s, int64_t seq,
                        json_t *data)
{
    json_t *ids = ids_of(data);
    struct str kind = str_c(enum_text(&subject_names, (int)s->kind));
    for (size_t i = 0; i < json_array_size(ids); i++) {
        int64_t id = 0, n = 0;
        const char *text = json_string_value(json_array_get(ids, i));
        if (text && str_i64(str_c(text), &id))
            TRY(db_i64(k->cx, SQL_CHECK_ATTACHED,
                       ARGS(I64(k->cx->jid), I64(id), TXT(kind), I64(s->id), I64(seq)), 0, &n));
        if (n == 0)
            TRY(check_found(k, "file", s, STR(""), str_c(text ? text : ""),
                            "第 %" PRId64 " 号事件的附件不见了，或不再属于它",
                            "event %" PRId64 ": its attachment is gone, or no longer its own",
                            seq));
    }
    return OK;
}

/* ---- rows ---- */

static bool names(struct check *k, struct str data, int64_t id)
{
    json_t *event = NULL;
    bool found = false;
    if (json_read(k->cx, data, &event) != OK) {
        fault_clear(k->cx); /* the event itself is named with its chain */
        return true;
    }
    json_t *ids = ids_of(event);
    for (size_t i = 0; i < json_array_size(ids) && !found; i++) {
        const char *text = json_string_value(json_array_get(ids, i));
        int64_t one = 0;
        found = text && str_i64(str_c(text), &one) && one == id;
    }
    return found;
}

static enum err owner_check(struct check *k, const struct subject_view *s,
                            const struct file_row *f)
{
    if (f->subject_kind.n == 0)
        return OK; /* an upload before its act */
    if (f->num.n == 0)
        return check_found(k, "file", s, f->subject_kind, STR(""),
                           "附件 %" PRId64 " 所属的记录不见了",
                           "what the attachment %" PRId64 " belongs to is gone", f->id);
    if (f->data.n == 0 || !names(k, f->data, f->id))
        return check_found(
            k, "file", s, STR(""), STR(""), "附件 %" PRId64 " 没有第 %" PRId64 " 号事件的记录",
            "no event brought the attachment %" PRId64 " (event %" PRId64 ")", f->id, f->seq);
    return OK;
}

static enum err content_check(struct check *k, const struct subject_view *s, int64_t id,
                              struct str sha, int64_t bytes)
{
    int64_t is = 0;
    enum err e = blob_verify(k->cx, sha, &is);
    k->out->files++;
    if (e != OK) {
        const char *why = k->cx->error.message;
        fault_clear(k->cx);
        return check_found(k, "file", s, sha, STR(""), "附件 %" PRId64 "（blobs/%.2s/%s）：%s",
                           "attachment %" PRId64 " (blobs/%.2s/%s): %s", id, sha.p,
                           sha.n > 2 ? sha.p + 2 : "", why ? why : "");
    }
    if (bytes < 0 || is == bytes)
        return OK;
    struct arena *a = k->cx->arena;
    return check_found(k, "file", s, str_fmt(a, "%" PRId64, bytes), str_fmt(a, "%" PRId64, is),
                       "附件 %" PRId64 " 的大小与文件不符",
                       "the size of the attachment %" PRId64 " is not its file's", id);
}

/* An upload that no act took is removed after a day, the row before the file. */
static bool passing(const struct check *k, const struct file_row *f)
{
    return f->subject_kind.n == 0 && f->created_at < k->cx->wall - MS_PER_DAY;
}

static enum err row_check(struct check *k, const struct raw *raw)
{
    struct file_row f = {0};
    struct subject_view s = {.kind = SUBJECT__MAX};
    const char *bad = raw_read(&file_shape, raw, &f);
    if (bad)
        return check_found(k, "file", NULL, raw_get(&file_shape, raw, bad), STR(""),
                           "附件 %.*s 的 %s 值不合规定",
                           "attachment %.*s: the value of %s does not fit",
                           STR_ARG(raw_get(&file_shape, raw, "id")), bad);
    int kind = enum_value(&subject_names, f.subject_kind);
    if (kind >= 0)
        s = (struct subject_view){.kind = (enum subject)kind, .id = f.subject_id, .num = f.num};
    const struct subject_view *about = kind >= 0 ? &s : NULL;
    TRY(owner_check(k, about, &f));
    if (passing(k, &f))
        return OK;
    TRY(content_check(k, about, f.id, f.sha256, f.bytes));
    return f.derived_sha256.n ? content_check(k, about, f.id, f.derived_sha256, -1) : OK;
}

static enum err rows_check(struct check *k)
{
    const struct shape *raw = raw_shape(k->outer->arena, &file_shape);
    struct slice rows = {.n = CHECK_PAGE};
    int64_t after = INT64_MIN;
    while (rows.n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_ATTACHMENTS,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), raw,
                       (void **)&rows.p, &rows.n));
        for (size_t i = 0; i < rows.n; i++) {
            after = raw_i64(&file_shape, &rows.p[i], "id");
            TRY(row_check(k, &rows.p[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}

/* ---- files ---- */

static enum err stray_check(struct ctx *cx, const char *path, struct str sha256,
                            int64_t changed_at, void *arg)
{
    struct check *k = arg;
    int64_t uses = 0;
    if (sha256.n > 0)
        TRY(db_i64(cx, SQL_ALL_ATTACH_USES, ARGS(TXT(sha256)), 0, &uses));
    if (sha256.n > 0 && !uses)
        TRY(db_i64(cx, SQL_ALL_MODEL_USES, ARGS(TXT(sha256)), 0, &uses));
    if (uses > 0 || changed_at > cx->wall - MS_PER_DAY)
        return OK;
    const char *dir = cx->app->data_dir;
    return check_advised(
        k, "file",
        "文件 %s 没有附件记录，已超过一天；确认没有恢复备份等操作在进行后可删除：rm "
        "%s/%s",
        "the file %s is no attachment's and older than a day; unless a restore "
        "is under way it may go: rm %s/%s",
        path, dir, path);
}

enum err check_files(struct check *k)
{
    TRY(rows_check(k));
    return blob_walk(k->cx, stray_check, k);
}
