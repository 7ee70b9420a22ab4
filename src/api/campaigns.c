/* SPDX-License-Identifier: Apache-2.0
 * Campaigns and visits at the door.
 */
#include "loop/campaign.h"

#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "http/query.h"
#include "loop/campaign_table.h"
#include "loop/visit_file.h"

static enum err answered(struct call *c, int status, struct str body, int64_t version)
{
    call_text(c, status, "application/json", body);
    if (version)
        call_etag(c, version);
    return OK;
}

enum err campaigns_get(struct call *c)
{
    return campaigns_json(&c->cx, call_json(c, 200));
}

enum err campaign_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(campaign_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err campaign_post(struct call *c)
{
    struct campaign_done done = {0};
    TRY(campaign_make(&c->cx, c->body, &done));
    return answered(c, 201, done.answer, done.version);
}

enum err campaign_change_post(struct call *c)
{
    struct campaign_done done = {0};
    TRY(campaign_change(&c->cx, c->param[0], c->if_match, c->body, &done));
    return answered(c, 200, done.answer, done.version);
}

enum err campaign_end_post(struct call *c)
{
    struct campaign_done done = {0};
    TRY(campaign_finish(&c->cx, c->param[0], c->if_match, c->body, &done));
    return answered(c, 200, done.answer, done.version);
}

enum err campaign_study_post(struct call *c)
{
    struct campaign_done done = {0};
    TRY(campaign_studied(&c->cx, c->param[0], c->body, &done));
    return answered(c, 200, done.answer, done.version);
}

/* The leader's morning page, and the same figures as a workbook. */
enum err campaign_table_get(struct call *c)
{
    struct campaign_table t;
    TRY(db_snapshot(&c->cx));
    TRY(campaign_table(&c->cx, c->param[0], &t));
    return campaign_table_json(&c->cx, &t, call_json(c, 200));
}

enum err campaign_table_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct campaign_table t;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    TRY(campaign_table(cx, c->param[0], &t));
    call_read_end(c);
    TRY(campaign_table_xlsx(cx, &t, path));
    return temp_send(c, path, TYPE_XLSX,
                     str_fmt(cx->arena, "%.*s-各社区进展.xlsx", STR_ARG(t.c.name)));
}

/* ---- visits ---- */

static enum err id_of(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这次走访", "there is no such visit");
}

enum err visits_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return visits_json(&c->cx, c->query, call_json(c, 200));
}

enum err visit_places_get(struct call *c)
{
    return visit_places_json(&c->cx, call_json(c, 200));
}

enum err visit_get_one(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(id_of(c, &id));
    TRY(db_snapshot(&c->cx));
    TRY(visit_json(&c->cx, id, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err visit_post(struct call *c)
{
    struct str answer = {0};
    int64_t version = 0;
    TRY(visit_put(&c->cx, c->body, &answer, &version));
    return answered(c, 201, answer, version);
}

enum err visits_post(struct call *c)
{
    const struct many *m = c->body;
    struct str answer = {0};
    struct visit_done *done = NEWS(c->cx.arena, struct visit_done, m->n);
    TRY(visits_put(&c->cx, m->p, m->n, done, &answer));
    return answered(c, 200, answer, 0);
}

enum err visit_correct_post(struct call *c)
{
    struct str answer = {0};
    int64_t id = 0, version = 0;
    TRY(id_of(c, &id));
    TRY(visit_correct(&c->cx, id, c->if_match, c->body, &answer, &version));
    return answered(c, 200, answer, version);
}

/* ---- a table of visits ---- */

struct bring_args {
    struct str campaign;
    bool dry_run;
};
static const struct field bring_fields[] = {
    FIELD(struct bring_args, campaign, .required = true, .max = 60, .zh = "专项行动",
          .en = "Campaign"),
    FIELD(struct bring_args, dry_run, .zh = "只核对，不写入", .en = "Look only"),
};
const struct shape visits_file_query =
    SHAPE("visits_file_query", struct bring_args, bring_fields);

enum err visits_form_get(struct call *c)
{
    const char *path = temp_path(&c->cx, ".xlsx");
    enum err e = visit_file_form(&c->cx, path);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX, STR("走访表.xlsx"));
}

/* Gone from the folder whatever comes of it. */
enum err visits_file_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct bring_args *q = c->query;
    struct visits_brought done;
    struct str name = {0}, answer = {0};
    if (c->req->body.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    TRY(percent_decode(cx, http_header(c->req, "X-File-Name"), false, &name));
    const char *path = temp_path(cx, "");
    TRY(temp_put(cx, path, c->req->body));
    const struct visit_bring in = {.path = path,
                                   .name = name.n ? str_cdup(cx->arena, name) : NULL,
                                   .campaign = q->campaign,
                                   .dry_run = q->dry_run};
    enum err e = visits_bring(cx, &in, &done, &answer);
    unlink(path);
    return e == OK ? answered(c, 200, answer, 0) : e;
}
