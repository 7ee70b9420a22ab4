/* SPDX-License-Identifier: Apache-2.0
 * The agency list: looked at, kept by hand, in and out as a file.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "http/query.h"
#include "loop/agency_keep.h"
#include "loop/directory_json.h"

enum { MORE_BYTES = 256 * 1024 };

struct find_args {
    struct str find;
};
static const struct field find_fields[] = {
    FIELD(struct find_args, find, .max = 60, .zh = "查找", .en = "Words to look for"),
};
const struct shape agencies_query = SHAPE("agencies_query", struct find_args, find_fields);

struct book_args {
    bool dry_run;
};
static const struct field book_fields[] = {
    FIELD(struct book_args, dry_run, .zh = "只比较，不写入", .en = "Compare only"),
};
const struct shape agencies_book_query =
    SHAPE("agencies_book_query", struct book_args, book_fields);

static enum err serial_of(struct call *c, int64_t *serial)
{
    return str_i64(c->param[0], serial) && *serial > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "机构名录里没有这一家", "there is no such agency");
}

enum err agencies_get(struct call *c)
{
    const struct find_args *q = c->query;
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(agencies_json(&c->cx, call_json(c, 200), q->find, &version));
    call_etag(c, version);
    return OK;
}

enum err agency_get(struct call *c)
{
    int64_t serial = 0, version = 0;
    TRY(serial_of(c, &serial));
    TRY(db_snapshot(&c->cx));
    TRY(agency_json(&c->cx, call_json(c, 200), serial, &version));
    call_etag(c, version);
    return OK;
}

enum err agencies_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct agency *a = NULL;
    size_t n = 0;
    const char *path = temp_path(cx, ".xlsx");
    TRY(agencies_read(cx, &a, &n));
    enum err e = agency_file_write(cx, path, a, n);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX, STR("机构名录.xlsx"));
}

static enum err answered(struct call *c, const struct agencies_done *done)
{
    call_text(c, 200, "application/json", done->answer);
    call_etag(c, done->version);
    return OK;
}

enum err agency_post(struct call *c)
{
    struct agencies_done done = {0};
    TRY(agency_add(&c->cx, c->if_match, c->body, &done));
    return answered(c, &done);
}

enum err agency_change_post(struct call *c)
{
    struct agencies_done done = {0};
    int64_t serial = 0;
    TRY(serial_of(c, &serial));
    TRY(agency_change(&c->cx, serial, c->if_match, c->body, &done));
    return answered(c, &done);
}

enum err agency_retire_post(struct call *c)
{
    struct agencies_done done = {0};
    int64_t serial = 0;
    TRY(serial_of(c, &serial));
    TRY(agency_retire(&c->cx, serial, c->if_match, c->body, &done));
    return answered(c, &done);
}

/* ---- a file ---- */

/* Gone from the folder whatever comes of it. */
static enum err file_read(struct call *c, struct agency_read *r)
{
    struct ctx *cx = &c->cx;
    struct str name = {0};
    if (c->req->body.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    TRY(percent_decode(cx, http_header(c->req, "X-File-Name"), false, &name));
    const char *path = temp_path(cx, "");
    TRY(temp_put(cx, path, c->req->body));
    enum err e = agency_file_read(cx, path, name.n ? str_cdup(cx->arena, name) : NULL, r);
    unlink(path);
    return e;
}

static enum err refuse_faults(struct call *c, const struct agency_read *r)
{
    struct buf b;
    struct json w;
    buf_init(&b, c->cx.arena, MORE_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    directory_faults_json(&w, r->faults, r->faults_n, r->faults_all);
    json_obj_end(&w);
    if (buf_ok(&b)) { /* the members of the object */
        struct str whole = buf_done(&b);
        c->more = str_sub(whole, 1, whole.n - 2);
    }
    return fail_at(&c->cx, ERR_INPUT, "file", "文件里有 %zu 处问题，没有写入",
                   "%zu faults in the file: nothing was written", r->faults_all);
}

static enum err compared(struct call *c, const struct agency_read *r)
{
    struct ctx *cx = &c->cx;
    int64_t version = 0;
    struct json *j = call_json(c, 200);
    TRY(call_read(c));
    TRY(agencies_version(cx, &version));
    if (version != c->if_match)
        return fail(cx, ERR_STALE, "您打开之后有人改过机构名录，请刷新后再试",
                    "the agency list was changed meanwhile: load it again");
    json_kbool(j, "dry_run", true);
    json_ki64(j, "agencies", (int64_t)r->n);
    directory_faults_json(j, r->faults, r->faults_n, r->faults_all);
    TRY(agencies_changes_json(cx, j, r));
    call_read_end(c);
    return OK;
}

enum err agencies_book_post(struct call *c)
{
    const struct book_args *q = c->query;
    struct agency_read *r = NEW(c->cx.arena, struct agency_read);
    struct agencies_done done = {0};
    if (!agencies_may_keep(&c->cx))
        return fail(&c->cx, ERR_DENIED, "机构名录由系统管理员或全区派单岗维护",
                    "the agency list is kept by the system administrator or the register's "
                    "own dispatch desk");
    TRY(file_read(c, r));
    if (q->dry_run)
        return compared(c, r);
    if (r->faults_all)
        return refuse_faults(c, r);
    TRY(agencies_replace(&c->cx, c->if_match, r, &done));
    return answered(c, &done);
}
