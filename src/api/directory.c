/* SPDX-License-Identifier: Apache-2.0
 * The dispatch directory (派单目录): versions, entries, a new one compared before it is in
 * force, files in and out, and what became of its proposals.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "base/time.h"
#include "base/utf8.h"
#include "http/query.h"
#include "loop/directory_json.h"
#include "loop/directory_store.h"

enum { PAGE_ROWS = 100, NOTE_POINTS = 500, ANSWER_BYTES = 4096, MORE_BYTES = 256 * 1024 };

struct entries_args {
    struct str find;
    int64_t after;
};
static const struct field entries_fields[] = {
    FIELD(struct entries_args, find, .max = 60, .zh = "查找", .en = "Words to look for"),
    FIELD(struct entries_args, after, .min = 0, .max = 1000000000, .zh = "此序号之后",
          .en = "After this number"),
};
const struct shape directory_entries_query =
    SHAPE("directory_entries_query", struct entries_args, entries_fields);

struct file_args {
    struct str format;
};
static const struct field file_fields[] = {
    FIELD(struct file_args, format, .max = 4, .zh = "xlsx 或 csv", .en = "xlsx or csv"),
};
const struct shape directory_file_query =
    SHAPE("directory_file_query", struct file_args, file_fields);

struct diff_args {
    int64_t to;
};
static const struct field diff_fields[] = {
    FIELD(struct diff_args, to, .required = true, .min = 1, .max = 1000000000,
          .zh = "与哪一版比较", .en = "Compared with"),
};
const struct shape directory_diff_query =
    SHAPE("directory_diff_query", struct diff_args, diff_fields);

struct put_args {
    int64_t from;
    struct str note;
    bool dry_run;
};
static const struct field put_fields[] = {
    FIELD(struct put_args, from, .required = true, .as = AS_TIME, .zh = "生效日期",
          .en = "In force from"),
    FIELD(struct put_args, note, .max = NOTE_POINTS, .zh = "说明", .en = "Remark"),
    FIELD(struct put_args, dry_run, .zh = "只比较，不生效", .en = "Compare only"),
};
const struct shape directory_put_query =
    SHAPE("directory_put_query", struct put_args, put_fields);

struct change_body {
    int64_t serial, lead, from, place;
    struct str class, note;
    bool dry_run;
};
static const struct field change_fields[] = {
    FIELD(struct change_body, serial, .min = 0, .max = 1000000000,
          .zh = "序号（不填为新增一条）", .en = "Number of the entry (empty: a new one)"),
    FIELD(struct change_body, class, .max = 60, .zh = "新增条目的类别",
          .en = "Class of the new entry", .options = "classes"),
    FIELD(struct change_body, place, .as = AS_ID, .zh = "新增条目的适用区域（不填为全区）",
          .en = "Place of the new entry (empty: everywhere)", .options = "places"),
    FIELD(struct change_body, lead, .required = true, .as = AS_ID, .zh = "新主办单位",
          .en = "New lead", .options = "units"),
    FIELD(struct change_body, from, .required = true, .as = AS_TIME, .zh = "生效日期",
          .en = "In force from"),
    FIELD(struct change_body, note, .max = NOTE_POINTS, .zh = "说明", .en = "Remark"),
    FIELD(struct change_body, dry_run, .zh = "只比较，不生效", .en = "Compare only"),
};
const struct shape directory_change_shape =
    SHAPE("directory_change", struct change_body, change_fields);

struct report_args {
    int64_t version, least, least_new;
};
static const struct field report_fields[] = {
    FIELD(struct report_args, version, .min = 1, .max = 1000000000,
          .zh = "哪一版的退单，默认现在生效的", .en = "Returns of which version"),
    FIELD(struct report_args, least, .min = 1, .max = 1000, .zh = "准予退单几次起建议调整",
          .en = "Granted returns from which on a change is "
                "suggested"),
    FIELD(struct report_args, least_new, .min = 1, .max = 1000,
          .zh = "目录未列、派给同一单位几件起建议新增",
          .en = "Matters without an entry to one unit from which on a new one is suggested"),
};
const struct shape directory_report_query =
    SHAPE("directory_report_query", struct report_args, report_fields);

/* ---- looked at ---- */

/* The register's own: whoever keeps the machine, or dispatches for the whole register. */
static bool may_change(struct call *c)
{
    const struct ctx *cx = &c->cx;
    return (actor_roles_at(&c->cx, cx->actor, cx->app->root_unit) &
            (BIT(ROLE_ADMIN_SYSTEM) | BIT(ROLE_DISPATCHER))) != 0;
}

enum err directory_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct directory_version *v = NULL;
    char day[TIME_TEXT];
    size_t n = directory_versions(cx->app->directory, &v);
    struct json *j = call_json(c, 200);
    json_kcstr(j, "today", day_text(day, time_day(cx->now)));
    json_ki64(j, "newest", directory_newest(cx));
    json_kbool(j, "may_change", may_change(c));
    json_key(j, "versions");
    json_arr(j);
    for (size_t i = n; i-- > 0;)
        directory_version_json(cx, j, &v[i]);
    json_arr_end(j);
    directory_columns_json(cx, j);
    call_etag(c, directory_newest(cx));
    return OK;
}

static enum err version_named(struct call *c, const struct directory_version **out)
{
    int64_t version = 0;
    *out = str_i64(c->param[0], &version) ? directory_version_of(c->cx.app->directory, version)
                                          : NULL;
    return *out ? OK
                : fail(&c->cx, ERR_NOT_FOUND, "派单目录没有这一版",
                       "there is no such version of the directory");
}

static bool speaks_of(struct ctx *cx, const struct directory_entry *e, struct str find)
{
    const char *needle = str_cdup(cx->arena, utf8_fold(cx->arena, find));
    for (int k = 0; find.n && k < DIRECTORY_COLUMN__MAX; k++) {
        struct str cell = directory_cell(cx, e, (enum directory_column)k, cx->lang);
        if (str_has(utf8_fold(cx->arena, cell), needle))
            return true;
    }
    return !find.n;
}

enum err directory_version_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct entries_args *q = c->query;
    const struct directory_version *v = NULL;
    struct directory_entry *e = NULL;
    size_t n = 0, shown = 0;
    int64_t next = 0;
    TRY(version_named(c, &v));
    TRY(directory_entries(cx, v->version, &e, &n));
    struct json *j = call_json(c, 200);
    json_ki64(j, "version", v->version);
    json_key(j, "entries");
    json_arr(j);
    for (size_t i = 0; i < n && !next; i++) {
        if (e[i].serial <= q->after || !speaks_of(cx, &e[i], q->find))
            continue;
        if (shown == PAGE_ROWS) {
            next = e[i - 1].serial;
            continue;
        }
        shown++;
        directory_entry_json(cx, j, &e[i]);
    }
    json_arr_end(j);
    json_ki64(j, "next", next);
    return OK;
}

enum err directory_diff_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct diff_args *q = c->query;
    const struct directory_version *v = NULL;
    struct directory_entry *a = NULL, *b = NULL;
    struct directory_change *all = NULL;
    size_t a_n = 0, b_n = 0, n = 0;
    TRY(version_named(c, &v));
    if (!directory_version_of(cx->app->directory, q->to))
        return fail_at(cx, ERR_NOT_FOUND, "to", "派单目录没有这一版",
                       "there is no such version of the directory");
    TRY(directory_entries(cx, v->version, &a, &a_n));
    TRY(directory_entries(cx, q->to, &b, &b_n));
    directory_diff(cx, a, a_n, b, b_n, &all, &n);
    directory_changes_json(cx, call_json(c, 200), all, n);
    return OK;
}

enum err directory_report_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct report_args *q = c->query;
    const struct directory_version *now = directory_on(cx->app->directory, time_day(cx->now));
    int64_t version = q->version ? q->version : now ? now->version : 0;
    return directory_report_json(cx, call_json(c, 200), version,
                                 q->least ? q->least : DIRECTORY_RETURNS_LEAST,
                                 q->least_new ? q->least_new : DIRECTORY_MISSING_LEAST);
}

/* ---- out as a file ---- */

/* Written in a folder of its own, opened, and gone again: what is sent has no name any more. */
static enum err file_make(struct call *c, const char *format, int64_t version, int *fd)
{
    struct ctx *cx = &c->cx;
    struct directory_entry *e = NULL;
    size_t n = 0;
    char folder[] = "/tmp/huiyin-directory-XXXXXX";
    TRY(directory_entries(cx, version, &e, &n));
    if (!mkdtemp(folder))
        return fail(cx, ERR_IO, "写临时文件失败：%s", "a temporary file failed: %s",
                    strerror(errno));
    const char *path = str_fmt(cx->arena, "%s/directory.%s", folder, format).p;
    enum err err = directory_file_write(cx, path, e, n);
    if (err == OK) {
        *fd = open(path, O_RDONLY | O_CLOEXEC);
        if (*fd < 0)
            err = fail(cx, ERR_IO, "写临时文件失败：%s", "a temporary file failed: %s",
                       strerror(errno));
    }
    (void)unlink(path);
    (void)rmdir(folder);
    return err;
}

enum err directory_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct file_args *q = c->query;
    const struct directory_version *v = NULL;
    const char *format = str_eq_c(q->format, "csv") ? "csv" : "xlsx";
    int fd = -1;
    TRY(version_named(c, &v));
    if (q->format.n && !str_eq_c(q->format, format))
        return fail_at(cx, ERR_INPUT, "format", "格式只能是 xlsx 或 csv",
                       "the format is xlsx or csv");
    TRY(file_make(c, format, v->version, &fd));
    c->reply->status = 200;
    c->reply->type = str_eq_c(str_c(format), "csv") ? "text/csv; charset=utf-8" : TYPE_XLSX;
    c->reply->fd = fd;
    c->reply->fd_bytes = lseek(fd, 0, SEEK_END);
    (void)lseek(fd, 0, SEEK_SET);
    call_header(c, "Content-Disposition",
                str_fmt(cx->arena, "attachment; filename=\"directory-%lld.%s\"",
                        (long long)v->version, format));
    return OK;
}

/* ---- a new version ---- */

struct proposed {
    struct directory_entry *before;
    size_t before_n;
    const struct directory_entry *after;
    size_t after_n;
    int64_t from_day;
    struct str note;
    bool dry_run;
    const struct directory_read *read; /* NULL: no file */
};

static enum err may_change_or_fail(struct call *c)
{
    return may_change(c)
               ? OK
               : fail(&c->cx, ERR_DENIED, "派单目录由系统管理员或全区派单岗维护",
                      "the directory is kept by the system administrator or the register's own "
                      "dispatch desk");
}

static void proposed_json(struct ctx *cx, struct json *j, const struct proposed *p,
                          int64_t version)
{
    struct directory_change *all = NULL;
    char day[TIME_TEXT];
    size_t n = 0;
    json_kbool(j, "dry_run", p->dry_run);
    json_kcstr(j, "from", day_text(day, p->from_day));
    json_ki64(j, "version", version);
    if (p->read)
        directory_read_json(j, p->read);
    directory_diff(cx, p->before, p->before_n, p->after, p->after_n, &all, &n);
    directory_changes_json(cx, j, all, n);
}

/* What was shown was compared with that version: nothing else takes its place unseen. */
static enum err enforce(struct call *c, const struct proposed *p)
{
    struct ctx *cx = &c->cx;
    struct buf b;
    struct json w;
    int64_t version = 0;
    buf_init(&b, cx->arena, ANSWER_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    json_kbool(&w, "dry_run", false);
    json_ki64(&w, "version", c->if_match + 1);
    json_ki64(&w, "entries", (int64_t)p->after_n);
    json_obj_end(&w);
    struct str answer = buf_done(&b);
    const struct directory_new in = {.entries = p->after,
                                     .n = p->after_n,
                                     .from_day = p->from_day,
                                     .note = p->note,
                                     .expected = c->if_match,
                                     .answer = &answer};
    TRY(directory_enforce(cx, &in, &version));
    call_text(c, 200, "application/json", answer);
    call_etag(c, version);
    return OK;
}

static enum err refuse_faults(struct call *c, const struct directory_read *r)
{
    struct buf b;
    struct json w;
    buf_init(&b, c->cx.arena, MORE_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    directory_read_json(&w, r);
    json_obj_end(&w);
    if (buf_ok(&b)) { /* the members of the object */
        struct str whole = buf_done(&b);
        c->more = str_sub(whole, 1, whole.n - 2);
    }
    return fail_at(&c->cx, ERR_INPUT, "file", "文件里有 %zu 处问题，没有写入",
                   "%zu faults in the file: nothing was written", r->faults_all);
}

static enum err settle(struct call *c, const struct proposed *p)
{
    if (!p->dry_run && p->read && p->read->faults_all)
        return refuse_faults(c, p->read);
    if (!p->dry_run)
        return enforce(c, p);
    if (c->if_match != directory_newest(&c->cx))
        return fail(&c->cx, ERR_STALE, "派单目录已有第%lld版，请刷新后再比较",
                    "the directory is at version %lld now: load it again",
                    (long long)directory_newest(&c->cx));
    proposed_json(&c->cx, call_json(c, 200), p, 0);
    return OK;
}

/* Read connections are not held while something is written. */
static enum err before_of(struct call *c, struct proposed *p)
{
    TRY(call_read(c));
    enum err e = directory_entries_on(&c->cx, p->from_day, &p->before, &p->before_n);
    call_read_end(c);
    return e;
}

enum err directory_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct put_args *q = c->query;
    struct directory_read *r = NEW(cx->arena, struct directory_read);
    struct str name = {0};
    struct proposed p = {
        .from_day = time_day(q->from), .note = q->note, .dry_run = q->dry_run, .read = r};
    TRY(may_change_or_fail(c));
    TRY(percent_decode(cx, http_header(c->req, "X-File-Name"), false, &name));
    if (c->req->body.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    TRY(directory_bytes_read(cx, c->req->body,
                             str_cdup(cx->arena, name.n ? name : STR("directory")), p.from_day,
                             r));
    p.after = r->entries;
    p.after_n = r->n;
    TRY(before_of(c, &p));
    return settle(c, &p);
}

enum err directory_change_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct change_body *b = c->body;
    struct proposed p = {.from_day = time_day(b->from), .note = b->note, .dry_run = b->dry_run};
    TRY(may_change_or_fail(c));
    TRY(before_of(c, &p));
    struct directory_entry *after = NEWS(cx->arena, struct directory_entry, p.before_n + 1);
    for (size_t i = 0; i < p.before_n; i++)
        after[i] = p.before[i];
    p.after = after;
    p.after_n = p.before_n;
    if (b->serial)
        TRY(directory_with_lead(cx, after, p.before_n, b->serial, b->lead));
    else
        TRY(directory_with_entry(cx, after, &p.after_n, b->class, b->place, b->lead));
    return settle(c, &p);
}
