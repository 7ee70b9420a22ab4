/* SPDX-License-Identifier: Apache-2.0
 * What was asked and answered: drafted and published by officers, read by anybody.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "core/app.h"
#include "core/throttle.h"
#include "loop/publication.h"

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

enum err publications_get(struct call *c)
{
    return publications_json(&c->cx, c->query, call_json(c, 200));
}

enum err publication_prepare_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return publication_prepare_json(&c->cx, c->param[0], call_json(c, 200));
}

enum err publications_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(publication_draft(&c->cx, c->body, &r));
    return acted(c, &r);
}

enum err publication_get(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(id_param(c, &id));
    TRY(db_snapshot(&c->cx));
    TRY(publication_json(&c->cx, id, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err publication_edit_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(publication_edit(&c->cx, id, c->if_match, c->body, &r));
    return acted(c, &r);
}

enum err publication_publish_post(struct call *c)
{
    const struct publication_publish_body *b = c->body;
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(publication_publish(&c->cx, id, c->if_match, b->seen, &r));
    return acted(c, &r);
}

enum err publication_withdraw_post(struct call *c)
{
    const struct publication_withdraw_body *b = c->body;
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(publication_withdraw(&c->cx, id, c->if_match, b->reason, &r));
    return acted(c, &r);
}

/* The newest of all is shown to anybody at any rate; a look through the texts is counted. */
enum err public_answers_get(struct call *c)
{
    const struct shown_query *q = c->query;
    if (q->q.n || q->class.n || q->place) {
        struct throttle t =
            throttle_of(&c->cx, &throttle_shown, STR(""), str_c(c->req->address));
        call_read_end(c);
        TRY(db_write(&c->cx, c->cx.app->store, throttle_count, &t));
        TRY(call_read(c));
    }
    return publications_shown_json(&c->cx, c->query, call_json(c, 200));
}
