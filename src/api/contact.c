/* SPDX-License-Identifier: Apache-2.0
 * Reaching the citizen: every look is an event of the demand.
 */
#include "loop/contact.h"

#include "api/call.h"
#include "api/handlers.h"

struct unmask_body {
    struct str reason;
};
static const struct field unmask_fields[] = {
    FIELD(struct unmask_body, reason, .required = true, .min = 2, .max = 200, .zh = "查看原因",
          .en = "Reason"),
};
const struct shape unmask_shape = SHAPE("unmask", struct unmask_body, unmask_fields);

static enum err opened(struct call *c, struct str reason)
{
    struct person_plain p = {0};
    TRY(contact_open(&c->cx, c->param[0], reason, &p));
    shape_json(call_json(c, 200), &person_plain_shape, &p);
    return OK;
}

enum err contact_post(struct call *c)
{
    return opened(c, (struct str){0});
}

enum err unmask_post(struct call *c)
{
    const struct unmask_body *b = c->body;
    return opened(c, b->reason);
}
