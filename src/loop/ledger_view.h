/* SPDX-License-Identifier: Apache-2.0
 * Choices out of the ledgers kept under a name (BZ-19, BZ-22): the filters, never the rows. A
 * shared one is opened by its link by whoever reads ledgers; what they see is cut to their own
 * place, because the unit as which one looks is never kept.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"
#include "loop/ledger_pick.h"

enum { LEDGER_VIEWS_MAX = 100 }; /* of one person */

struct ledger_view_body {
    struct str name;
    bool shared;
    struct str query; /* as in the address of the page: "ledger=street&class=estate" */
};
extern const struct shape ledger_view_shape;

/* q: the body's query, read. ERR_LIMIT past LEDGER_VIEWS_MAX. *out: num is the identifier. */
MUST_CHECK enum err ledger_view_save(struct ctx *cx, const struct ledger_view_body *b,
                                     const struct ledger_query *q, struct flow_result *out);
/* Only by who saved it. ERR_NOT_FOUND, ERR_STALE, ERR_DENIED. q NULL: it is removed. */
MUST_CHECK enum err ledger_view_change(struct ctx *cx, int64_t id, int64_t if_match,
                                       const struct ledger_view_body *b,
                                       const struct ledger_query *q, struct flow_result *out);
/* Own ones and those shared in the actor's places or in those around them: "views" into the
 * open object. */
MUST_CHECK enum err ledger_views_json(struct ctx *cx, struct json *j);
/* ERR_NOT_FOUND: unknown, removed, or another's that is not shared. */
MUST_CHECK enum err ledger_view_json(struct ctx *cx, int64_t id, struct json *j,
                                     int64_t *version);
