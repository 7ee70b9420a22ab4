/* SPDX-License-Identifier: Apache-2.0
 * What comes round every week and month: bulletins, interviews.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "loop/bulletin.h"
#include "loop/interview.h"

static enum err acted(struct call *c, const struct flow_result *r)
{
    call_text(c, 200, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

static enum err id_param(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这条记录", "there is no such record");
}

/* ---- bulletins ---- */

enum err bulletins_get(struct call *c)
{
    return bulletins_json(&c->cx, c->query, call_json(c, 200));
}

enum err bulletins_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(bulletin_draft(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err bulletin_get(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(id_param(c, &id));
    TRY(bulletin_json(&c->cx, id, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err bulletin_edit_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(bulletin_edit(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err bulletin_check_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(bulletin_check(&c->cx, id, c->if_match, &r));
    return acted(c, &r);
}

enum err bulletin_issue_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(bulletin_issue(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err bulletin_drop_post(struct call *c)
{
    const struct bulletin_drop_body *b = c->body;
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(bulletin_drop(&c->cx, id, c->if_match, b->reason, &r));
    return acted(c, &r);
}

/* ---- interviews ---- */

enum err interviews_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return interviews_json(&c->cx, c->query, call_json(c, 200));
}

enum err interviews_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(interview_record(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err promise_change_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(promise_change(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err promise_report_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(promise_report(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err promise_check_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(promise_check(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, &r);
}
