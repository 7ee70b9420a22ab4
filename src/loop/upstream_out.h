/* SPDX-License-Identifier: Apache-2.0
 * Replies to an upstream, in its own columns (JN-14; rules.md B7-1): what was answered,
 * explained, redirected, sent back or withdrawn of its orders, each reply once. A corrected or
 * a second answer goes out again. Nothing is masked that the upstream gave itself. What went
 * out, when and in which file, is an event of the demand.
 */
#pragma once

#include "loop/upstream.h"

struct upstream_replies {
    const char *path;     /* .xlsx or .csv; replaced whole */
    struct str file_name; /* what the events call it; empty = of the path */
    const struct upstream *upstream;
    int64_t since; /* only replies from then on; 0 = all */
    bool again;    /* those that went out before as well */
};

struct upstream_replied {
    int64_t rows;   /* written */
    int64_t again;  /* of these: had gone out before, with this or another answer */
    int64_t before; /* left out: the same reply went out before */
    int64_t open;   /* orders of this upstream without a reply */
};

/* cx->db: a read connection without a snapshot; cx->actor acts. The file is whole before a
 * reply counts as sent: after a failure in between it goes out once more. ERR_INPUT for the
 * path; ERR_TOO_LARGE names the cell; ERR_IO. */
MUST_CHECK enum err upstream_replies(struct ctx *cx, const struct upstream_replies *job,
                                     struct upstream_replied *out);
