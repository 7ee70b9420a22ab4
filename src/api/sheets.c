/* SPDX-License-Identifier: Apache-2.0
 * Tables for units that do not log in: out as a form, in again as drafts, filed or let go.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "core/app.h"
#include "core/idem.h"
#include "core/org.h"
#include "loop/sheet_draft.h"
#include "loop/tasks_form.h"

struct form_args {
    int64_t unit;
};
static const struct field form_fields[] = {
    FIELD(struct form_args, unit, .as = AS_ID, .required = true, .zh = "单位", .en = "Unit"),
};
const struct shape tasks_form_query = SHAPE("tasks_form_query", struct form_args, form_fields);

enum err tasks_form_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct form_args *q = c->query;
    const char *path = temp_path(cx, ".xlsx");
    int64_t rows = 0;
    TRY(tasks_form_write(cx, q->unit, path, &rows));
    call_read_end(c);
    enum err e = tasks_form_record(cx, q->unit, rows);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX,
                     str_fmt(cx->arena, "承办任务-%.*s.xlsx",
                             STR_ARG(org_unit(cx->app->org, q->unit)->name)));
}

enum err drafts_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return sheet_drafts_json(&c->cx, c->query, call_json(c, 200));
}

static enum err form_read(struct call *c, const struct form_job *job, struct str content,
                          struct form_result *out)
{
    struct ctx *cx = &c->cx;
    enum err e = temp_put(cx, job->path, content);
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
    const struct form_job job = {temp_path(cx, ".xlsx"), up.name, q->unit};
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
