/* SPDX-License-Identifier: Apache-2.0
 * Urgent demands: the list of alarms, my banner, the rules, a text to try.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "loop/alarm_list.h"

struct try_body {
    struct str text;
};
static const struct field try_fields[] = {
    FIELD(struct try_body, text, .required = true, .max = 10000, .as = AS_TEXT,
          .zh = "试一段话", .en = "A text to try"),
};
const struct shape urgent_try_shape = SHAPE("urgent_try", struct try_body, try_fields);

enum err alarms_get(struct call *c)
{
    return alarm_list_json(&c->cx, c->query, call_json(c, 200));
}

enum err alarms_mine_get(struct call *c)
{
    return alarm_mine_json(&c->cx, call_json(c, 200));
}

enum err urgent_rules_get(struct call *c)
{
    return alarm_rules_json(&c->cx, call_json(c, 200));
}

enum err urgent_try_post(struct call *c)
{
    const struct try_body *b = c->body;
    return alarm_try_json(&c->cx, b->text, call_json(c, 200));
}
