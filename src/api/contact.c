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
    struct contact_moved moved = {0};
    TRY(contact_open(&c->cx, c->param[0], reason, &p, &moved));
    struct json *j = call_json(c, 200);
    shape_json(j, &person_plain_shape, &p);
    json_ki64(j, "version", moved.version);
    json_key(j, "tasks");
    json_arr(j);
    for (size_t i = 0; i < moved.n; i++) {
        json_obj(j);
        json_kstr(j, "num", moved.tasks[i].num);
        json_ki64(j, "version", moved.tasks[i].version);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "others");
    json_arr(j);
    for (size_t i = 0; i < moved.others_n; i++) {
        json_obj(j);
        json_kstr(j, "name", moved.others[i].name);
        json_kstr(j, "phone", moved.others[i].phone);
        json_obj_end(j);
    }
    json_arr_end(j);
    call_etag(c, moved.version);
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
