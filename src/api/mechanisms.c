/* SPDX-License-Identifier: Apache-2.0
 * The mechanism in force, for the administrator: its numbers, one changed, what was done
 * before.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "core/mechanism_change.h"

enum err mechanism_numbers_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(mechanism_numbers_json(&c->cx, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err mechanism_numbers_post(struct call *c)
{
    struct str answer = STR("");
    int64_t version = 0;
    TRY(mechanism_change(&c->cx, c->body, c->if_match, &answer, &version));
    call_text(c, 200, "application/json", answer);
    call_etag(c, version);
    return OK;
}
