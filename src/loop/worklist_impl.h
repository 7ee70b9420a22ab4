/* SPDX-License-Identifier: Apache-2.0
 * Inside of worklist*.c.
 */
#pragma once

#include "core/duty.h"
#include "loop/worklist.h"

struct worklist_page {
    const struct worklist_query *q;
    int64_t unit, limit;
    int drive, sort;
    bool desc;
    struct duty *rows; /* that the actor may see */
    size_t n;
    struct str next; /* cursor; empty: there are no more */
    bool capped;     /* as worklist_json says */
};
/* ERR_DENIED, ERR_INPUT at the field. */
MUST_CHECK enum err worklist_page(struct ctx *cx, const struct worklist_query *q,
                                  struct worklist_page *out);

/* By which a row is known. */
struct worklist_said {
    struct str title;
    bool shown; /* what follows is */
    struct said said;
    struct str words; /* their beginning, on one line; of confidential ones none */
    bool words_more;
};
MUST_CHECK enum err worklist_said(struct ctx *cx, const struct duty *d,
                                  struct worklist_said *out);
