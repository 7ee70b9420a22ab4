/* SPDX-License-Identifier: Apache-2.0
 * What comes round every week and month: bulletins, interviews, meetings.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/bulletin.h"
#include "loop/interview.h"
#include "loop/meeting.h"

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

enum err bulletin_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const char *path = temp_path(cx, ".xlsx");
    struct str name = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(bulletin_xlsx(cx, id, path, &name));
    call_read_end(c);
    return temp_send(c, path, TYPE_XLSX, name);
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

/* ---- meetings ---- */

enum err meetings_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return meetings_json(&c->cx, c->query, call_json(c, 200));
}

enum err meetings_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(meeting_call(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err meeting_kinds_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(meeting_kind_put(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err meeting_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(meeting_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err meeting_change_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(meeting_change(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err meeting_hold_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(meeting_hold(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err meeting_drop_post(struct call *c)
{
    const struct meeting_reason_body *b = c->body;
    struct flow_result r = {0};
    TRY(meeting_drop(&c->cx, c->param[0], c->if_match, b->reason, &r));
    return acted(c, &r);
}

enum err meeting_item_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(meeting_add(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}

static enum err serial_param(struct call *c, int64_t *serial)
{
    return str_i64(c->param[1], serial) && *serial > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这个议题", "there is no such item");
}

enum err meeting_item_drop_post(struct call *c)
{
    const struct meeting_reason_body *b = c->body;
    struct flow_result r = {0};
    int64_t serial = 0;
    TRY(serial_param(c, &serial));
    TRY(meeting_item_drop(&c->cx, c->param[0], serial, c->if_match, b->reason, &r));
    return acted(c, &r);
}

/* Work that it makes is answered as the matter's step answers, without the meeting's version.
 */
enum err meeting_decide_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t serial = 0;
    TRY(serial_param(c, &serial));
    TRY(meeting_decide(&c->cx, c->param[0], serial, c->if_match, c->body, &r));
    call_text(c, 200, "application/json", flow_result_json(&c->cx, &r));
    return OK;
}
