/* SPDX-License-Identifier: Apache-2.0
 * Same again?
 */
#include "loop/same.h"

#include "api/call.h"
#include "api/handlers.h"
#include "core/app.h"
#include "core/throttle.h"
#include "db/db.h"

enum err same_get(struct call *c)
{
    TRY(call_read(c));
    return same_demand_json(&c->cx, c->param[0], call_json(c, 200));
}

/* POST: what is being said, and by whom, stands in no address and no log. */
enum err same_post(struct call *c)
{
    call_read_end(c);
    return same_typed_json(&c->cx, c->body, call_json(c, 200));
}

enum err same_near_post(struct call *c)
{
    struct throttle t = throttle_of(&c->cx, &throttle_near, STR(""), str_c(c->req->address));
    call_read_end(c);
    TRY(db_write(&c->cx, c->cx.app->store, throttle_count, &t));
    return same_near_json(&c->cx, c->body, call_json(c, 200));
}
