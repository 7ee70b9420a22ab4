/* SPDX-License-Identifier: Apache-2.0
 * Messages that leave the program, for the administrator.
 */
#include "loop/messages.h"

#include "api/call.h"
#include "api/handlers.h"

enum err messages_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return messages_json(&c->cx, c->query, call_json(c, 200));
}

enum err message_retry_post(struct call *c)
{
    const struct message_retry_body *b = c->body;
    int64_t n = 0;
    TRY(message_retry(&c->cx, b->id, &n));
    json_ki64(call_json(c, 200), "n", n);
    return OK;
}

enum err message_texts_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return message_texts_json(&c->cx, call_json(c, 200));
}

enum err message_text_post(struct call *c)
{
    int64_t version = 0;
    TRY(message_text_set(&c->cx, c->param[0], c->if_match, c->body, &version));
    json_ki64(call_json(c, 200), "version", version);
    call_etag(c, version);
    return OK;
}
