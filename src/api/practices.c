/* SPDX-License-Identifier: Apache-2.0
 * The first hour on a practice register.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "loop/practice.h"

static enum err practice_of(struct call *c, const struct practice **out)
{
    *out = c->api->o.practice;
    return *out ? OK
                : fail(&c->cx, ERR_NOT_FOUND, "只有演练库有练习",
                       "only a practice register has exercises");
}

enum err practice_get(struct call *c)
{
    const struct practice *p = NULL;
    TRY(practice_of(c, &p));
    return practice_json(&c->cx, p, call_json(c, 200));
}

enum err practice_all_get(struct call *c)
{
    const struct practice *p = NULL;
    TRY(practice_of(c, &p));
    return practice_all_json(&c->cx, p, call_json(c, 200));
}

struct reset_body {
    bool confirm;
};
static const struct field reset_fields[] = {
    FIELD(struct reset_body, confirm, .required = true, .zh = "确认清空", .en = "Confirmed"),
};
const struct shape practice_reset_shape =
    SHAPE("practice_reset", struct reset_body, reset_fields);

enum err practice_reset_post(struct call *c)
{
    const struct reset_body *b = c->body;
    const struct practice *p = NULL;
    int64_t made = 0;
    TRY(practice_of(c, &p));
    if (!b->confirm)
        return fail_at(&c->cx, ERR_INPUT, "confirm", "请先确认：办过的练习都会清掉",
                       "to be confirmed: everything handled here goes");
    TRY(c->api->o.practice_reset(&c->cx, &made));
    struct json *j = call_json(c, 200);
    json_ki64(j, "made", made);
    return OK;
}
