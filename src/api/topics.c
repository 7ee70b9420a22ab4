/* SPDX-License-Identifier: Apache-2.0
 * The problem bank, its months, and the month's topic.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/topic.h"

static enum err acted(struct call *c, const struct flow_result *r)
{
    call_text(c, 200, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

/* ---- the bank ---- */

enum err bank_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return bank_json(&c->cx, call_json(c, 200));
}

enum err bank_months_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(bank_take(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err bank_month_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return bank_month_json(&c->cx, c->param[0], call_json(c, 200));
}

enum err bank_represent_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(bank_represent(&c->cx, c->param[0], c->body, &r));
    return acted(c, &r);
}

/* ---- topics ---- */

enum err topics_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return topics_json(&c->cx, call_json(c, 200));
}

enum err topics_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(topic_choose(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err topic_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(topic_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err topic_members_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return topic_members_json(&c->cx, c->param[0], c->query, call_json(c, 200));
}

enum err topic_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct str name = {0};
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    enum err e = topic_xlsx(cx, c->param[0], path, &name);
    call_read_end(c);
    TRY(e);
    return temp_send(c, path, TYPE_XLSX, name);
}

enum err topic_members_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(topic_decide(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err topic_change_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(topic_change(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err topic_end_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(topic_end(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err topic_drop_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(topic_drop(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, &r);
}
