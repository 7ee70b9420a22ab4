/* SPDX-License-Identifier: Apache-2.0
 * Boards, exclusions, what follows a place on the black list, accountability.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "core/audit.h"
#include "loop/board.h"
#include "loop/board_exclude.h"
#include "loop/board_step.h"

struct appraisal_body {
    int64_t year;
    int purpose;
};
static const struct field appraisal_fields[] = {
    FIELD(struct appraisal_body, year, .required = true, .min = 2000, .max = 9999, .zh = "年度",
          .en = "Year"),
    FIELD(struct appraisal_body, purpose, .required = true, .names = &appraisal_purpose_names,
          .zh = "用途", .en = "Purpose"),
};
const struct shape board_appraisal_shape =
    SHAPE("board_appraisal", struct appraisal_body, appraisal_fields);

static enum err acted(struct call *c, int status, const struct flow_result *r)
{
    call_text(c, status, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

static enum err id_param(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这条记录", "there is no such record");
}

enum err boards_get(struct call *c)
{
    return boards_json(&c->cx, call_json(c, 200));
}

enum err boards_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(board_draft(&c->cx, c->body, &r));
    return acted(c, 200, &r);
}

enum err board_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(board_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err board_print_get(struct call *c)
{
    struct str page = {0};
    TRY(db_snapshot(&c->cx));
    TRY(board_html(&c->cx, c->param[0], &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

enum err board_recompute_get(struct call *c)
{
    struct board_again a;
    TRY(db_snapshot(&c->cx));
    TRY(board_recompute(&c->cx, c->param[0], &a));
    board_again_json(call_json(c, 200), &a);
    return OK;
}

static enum err act(struct call *c, enum board_act what, struct str reason)
{
    struct flow_result r = {0};
    TRY(board_do(&c->cx, c->param[0], c->if_match, what, reason, &r));
    return acted(c, 200, &r);
}

enum err board_check_post(struct call *c)
{
    return act(c, BOARD_CHECK, STR(""));
}

enum err board_publish_post(struct call *c)
{
    return act(c, BOARD_PUBLISH, STR(""));
}

enum err board_drop_post(struct call *c)
{
    const struct board_drop_body *b = c->body;
    return act(c, BOARD_DROP, b->reason);
}

/* The record comes first: no table leaves without one. */
enum err board_appraisal_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct appraisal_body *b = c->body;
    const char *path = temp_path(cx, ".xlsx");
    int64_t rows = 0;
    TRY(call_read(c));
    TRY(db_snapshot(cx));
    enum err e = board_appraisal(cx, b->year, path, &rows);
    call_read_end(c);
    if (e == OK)
        e = board_appraisal_record(cx, b->year, rows, b->purpose);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX,
                     str_fmt(cx->arena, "年度考核挂钩表-%lld.xlsx", (long long)b->year));
}

enum err exclusions_get(struct call *c)
{
    return exclusions_json(&c->cx, call_json(c, 200));
}

enum err exclusions_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(exclusion_ask(&c->cx, c->body, &r));
    return acted(c, 200, &r);
}

enum err exclusion_decide_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(exclusion_decide(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err board_steps_get(struct call *c)
{
    return board_steps_json(&c->cx, call_json(c, 200));
}

enum err board_step_record_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(board_step_record(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err board_step_answer_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(board_step_answer(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err board_step_accept_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(board_step_accept(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

/* Read after the reading was recorded. */
enum err accounts_get(struct call *c)
{
    call_read_end(c);
    TRY(audit_self(&c->cx, "accountability-read", STR("{}")));
    TRY(call_read(c));
    return accounts_json(&c->cx, call_json(c, 200));
}

enum err accounts_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(account_put(&c->cx, c->body, &r));
    return acted(c, 200, &r);
}
