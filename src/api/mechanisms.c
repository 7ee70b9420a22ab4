/* SPDX-License-Identifier: Apache-2.0
 * The mechanism in force, for the administrator: its numbers, one changed, what was done
 * before.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "core/mechanism_change.h"
#include "core/mechanism_diff.h"

struct version_args {
    struct str name;
};
static const struct field version_fields[] = {
    FIELD(struct version_args, name, .max = 40, .zh = "哪一套机制", .en = "Which mechanism"),
};
const struct shape mechanism_version_query =
    SHAPE("mechanism_version_query", struct version_args, version_fields);

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

enum err mechanism_version_get(struct call *c)
{
    const struct version_args *q = c->query;
    int64_t version = 0;
    if (!str_i64(c->param[0], &version))
        return fail(&c->cx, ERR_NOT_FOUND, "没有这一版", "there is no such version");
    TRY(db_snapshot(&c->cx));
    return mechanism_version_json(&c->cx, q->name, version, call_json(c, 200));
}
