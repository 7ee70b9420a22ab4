/* SPDX-License-Identifier: Apache-2.0
 * Supervision notices.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/notice.h"

static enum err acted(struct call *c, int status, const struct flow_result *r)
{
    call_text(c, status, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

enum err notices_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return notices_json(&c->cx, c->query, call_json(c, 200));
}

enum err notices_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(notice_issue(&c->cx, c->body, &r));
    return acted(c, 201, &r);
}

enum err notice_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(notice_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err notice_print_get(struct call *c)
{
    struct str page = {0};
    TRY(db_snapshot(&c->cx));
    TRY(notice_html(&c->cx, c->param[0], &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

enum err notice_acknowledge_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(notice_acknowledge(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err notice_answer_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(notice_answer_put(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err notice_withdraw_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(notice_withdraw_put(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

/* The record comes before the file. */
enum err notices_export_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const char *path = temp_path(cx, ".xlsx");
    int64_t rows = 0;
    TRY(call_read(c));
    TRY(db_snapshot(cx));
    enum err e = notices_sheet(cx, c->body, path, &rows);
    call_read_end(c);
    if (e == OK)
        e = notices_exported(cx, rows);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX, STR("督办单.xlsx"));
}
