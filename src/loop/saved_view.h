/* SPDX-License-Identifier: Apache-2.0
 * The work list as an officer looks at it, kept under a name: list, filters, order and columns
 * as they stand in its address, never its rows. It is a link: what is seen through it is by the
 * reader's own rights. A shared one is offered to every officer of its maker's unit.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"

enum {
    SAVED_VIEWS_MAX = 50,     /* of one person */
    SAVED_VIEWS_SHARED = 500, /* of a unit, the newest */
};

struct saved_view_body {
    struct str name;
    bool shared;
    struct str query; /* as in the address of the page: "list=overdue&sort=born&cols=due" */
};
extern const struct shape saved_view_shape;

/* The members of that address: struct worklist_query without where one is in it, and the
 * columns ("state.due"; "none"). */
struct saved_view_query {
    struct str list, sort, dir, subject, state, track;
    int64_t unit;
    struct str cols;
};
extern const struct shape saved_view_query_shape;

/* q: the body's query, read. ERR_INPUT at the member; ERR_CONFLICT: the officer has one of that
 * name; ERR_LIMIT past SAVED_VIEWS_MAX. *out: num is the identifier. */
MUST_CHECK enum err saved_view_save(struct ctx *cx, const struct saved_view_body *b,
                                    const struct saved_view_query *q, struct flow_result *out);
/* Only by who saved it. ERR_NOT_FOUND (also another's that is not shared with the actor's
 * unit), ERR_DENIED, ERR_STALE, ERR_CONFLICT. Shared, it is so with the unit that the actor
 * belongs to now. */
MUST_CHECK enum err saved_view_change(struct ctx *cx, int64_t id, int64_t if_match,
                                      const struct saved_view_body *b,
                                      const struct saved_view_query *q,
                                      struct flow_result *out);
MUST_CHECK enum err saved_view_remove(struct ctx *cx, int64_t id, int64_t if_match,
                                      struct flow_result *out);
/* Own ones by name, then those shared by colleagues: "views" into the open object. */
MUST_CHECK enum err saved_views_json(struct ctx *cx, struct json *j);
