/* SPDX-License-Identifier: Apache-2.0
 * Whether the search index holds what it should: of every demand all its tokens.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum { SEARCH_NAMED = 20 };

struct search_checked {
    int64_t demands; /* compared */
    int64_t waiting; /* in the queue, or not yet filled in: left out */
    int64_t missing; /* a token is not in the index */
    struct str nums[SEARCH_NAMED];
    size_t named;
};
/* Of the newest `most` demands; some 20 ms each. cx->db set; an index is open. */
MUST_CHECK enum err search_check(struct ctx *cx, int64_t most, struct search_checked *out);
