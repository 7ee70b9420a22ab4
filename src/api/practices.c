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
