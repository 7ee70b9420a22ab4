/* SPDX-License-Identifier: Apache-2.0
 * Root problems.
 */
#include "loop/trouble.h"

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"

static enum err acted(struct call *c, const struct flow_result *r)
{
    call_text(c, 200, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

enum err troubles_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return troubles_json(&c->cx, c->query, call_json(c, 200));
}

enum err troubles_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(trouble_make(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err trouble_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(trouble_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err trouble_alike_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return trouble_alike_json(&c->cx, c->param[0], c->query, call_json(c, 200));
}

enum err trouble_demands_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return trouble_demands_json(&c->cx, c->param[0], c->query, call_json(c, 200));
}

enum err trouble_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct str name = {0};
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    enum err e = trouble_xlsx(cx, c->param[0], path, &name);
    call_read_end(c);
    TRY(e);
    return temp_send(c, path, TYPE_XLSX, name);
}

static enum err act(struct call *c, enum trouble_act what)
{
    struct flow_result r = {0};
    TRY(trouble_do(&c->cx, c->param[0], c->if_match, what, c->body, &r));
    return acted(c, &r);
}

enum err trouble_change_post(struct call *c)
{
    return act(c, TROUBLE_CHANGE);
}

enum err trouble_plan_post(struct call *c)
{
    return act(c, TROUBLE_PLAN);
}

enum err trouble_progress_post(struct call *c)
{
    return act(c, TROUBLE_PROGRESS);
}

enum err trouble_end_post(struct call *c)
{
    return act(c, TROUBLE_END);
}

enum err trouble_ask_post(struct call *c)
{
    return act(c, TROUBLE_ASK);
}

enum err trouble_answer_post(struct call *c)
{
    return act(c, TROUBLE_ANSWER);
}

enum err trouble_finish_post(struct call *c)
{
    return act(c, TROUBLE_FINISH);
}

enum err trouble_conclude_post(struct call *c)
{
    return act(c, TROUBLE_CONCLUDE);
}

enum err trouble_reopen_post(struct call *c)
{
    return act(c, TROUBLE_REOPEN);
}
