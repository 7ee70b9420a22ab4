/* SPDX-License-Identifier: Apache-2.0
 * At the telephone: who is ringing, and what is read back before it is handed in.
 */
#include "loop/lookup.h"
#include "loop/search.h"

#include "api/call.h"
#include "api/handlers.h"
#include "loop/read_back.h"

struct lookup_body {
    struct str value;
};
static const struct field lookup_fields[] = {
    FIELD(struct lookup_body, value, .required = true, .min = 2, .max = 60,
          .zh = "编号、电话或姓名", .en = "Number, telephone or name"),
};
const struct shape lookup_shape = SHAPE("lookup", struct lookup_body, lookup_fields);

/* POST: who was looked for stands in no address and no log. */
enum err lookup_post(struct call *c)
{
    const struct lookup_body *b = c->body;
    call_read_end(c);
    return lookup_json(&c->cx, b->value, call_json(c, 200));
}

enum err read_back_post(struct call *c)
{
    return read_back_json(&c->cx, c->body, call_json(c, 200));
}

/* What is looked for stands in the body: an address goes into logs. */
enum err search_post(struct call *c)
{
    call_read_end(c);
    return search_json(&c->cx, c->body, call_json(c, 200));
}
