/* SPDX-License-Identifier: Apache-2.0
 * Tables for units that do not log in: out as a form, in again as drafts, filed or let go.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "base/rand.h"
#include "core/app.h"
#include "core/idem.h"
#include "core/org.h"
#include "loop/sheet_draft.h"
#include "loop/tasks_form.h"

enum { TEMP_NAME_BYTES = 8 };

struct form_args {
    int64_t unit;
};
static const struct field form_fields[] = {
    FIELD(struct form_args, unit, .as = AS_ID, .required = true, .zh = "单位", .en = "Unit"),
};
const struct shape tasks_form_query = SHAPE("tasks_form_query", struct form_args, form_fields);

static const char *temp_path(struct ctx *cx)
{
    return str_cdup(cx->arena, str_fmt(cx->arena, "%s/form-%.*s.xlsx", cx->app->data_dir,
                                       STR_ARG(rand_hex(cx->arena, TEMP_NAME_BYTES))));
}

/* The name goes at once: what was opened is all that is needed. */
static enum err send_form(struct call *c, const char *path, const struct unit *unit)
{
    struct ctx *cx = &c->cx;
    struct stat st = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool known = fd >= 0 && fstat(fd, &st) == 0;
    int why = errno;
    unlink(path);
    if (!known) {
        if (fd >= 0)
            close(fd);
        return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(why));
    }
    c->reply->status = 200;
    c->reply->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    c->reply->fd = fd;
    c->reply->fd_bytes = st.st_size;
    call_header(
        c, "Content-Disposition",
        call_disposition(cx->arena, "attachment",
                         str_fmt(cx->arena, "承办任务-%.*s.xlsx", STR_ARG(unit->name))));
    return OK;
}

enum err tasks_form_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct form_args *q = c->query;
    const char *path = temp_path(cx);
    int64_t rows = 0;
    TRY(tasks_form_write(cx, q->unit, path, &rows));
    call_read_end(c);
    enum err e = tasks_form_record(cx, q->unit, rows);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return send_form(c, path, org_unit(cx->app->org, q->unit));
}

enum err drafts_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return sheet_drafts_json(&c->cx, c->query, call_json(c, 200));
}

static enum err file_put(struct ctx *cx, const char *path, struct str content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (size_t n = 0; ok && n < content.n;) {
        ssize_t got = write(fd, content.p + n, content.n - n);
        ok = got > 0;
        n += ok ? (size_t)got : 0;
    }
    int why = errno;
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    return ok ? OK : fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(why));
}

static enum err form_read(struct call *c, const struct form_job *job, struct str content,
                          struct form_result *out)
{
    struct ctx *cx = &c->cx;
    enum err e = file_put(cx, job->path, content);
    if (e == OK)
        e = call_read(c);
    if (e == OK)
        e = db_snapshot(cx);
    if (e == OK)
        e = tasks_form_read(cx, job, out);
    call_read_end(c);
    unlink(job->path);
    return e;
}

enum err drafts_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct form_args *q = c->query;
    struct upload up = {0};
    struct form_result r = {0};
    struct str answer = {0};
    int64_t made = 0, known = 0;
    TRY(call_upload(c, &up));
    const struct form_job job = {temp_path(cx), up.name, q->unit};
    TRY(form_read(c, &job, up.content, &r));
    TRY(sheet_drafts_put(cx, q->unit, up.name, &r, &answer, &made, &known));
    call_text(c, 200, "application/json", answer);
    return OK;
}

static enum err id_param(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这份草稿", "there is no such draft");
}

enum err draft_file_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct sheet_draft_body *b = c->body;
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(sheet_draft_file(cx, id, c->if_match, b->fields, &r));
    call_text(c, 200, "application/json", flow_result_json(cx, &r));
    call_etag(c, r.version);
    return OK;
}

enum err draft_drop_post(struct call *c)
{
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(sheet_draft_drop(&c->cx, id));
    c->reply->status = 204;
    return OK;
}
