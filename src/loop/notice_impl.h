/* SPDX-License-Identifier: Apache-2.0
 * Inside of notice_out.c and notice_words.c.
 */
#pragma once

#include "loop/notice.h"

/* What it is about in words; "" for a unit. */
MUST_CHECK enum err notice_title(struct ctx *cx, const struct notice *n, struct str *out);
/* The rule's row of that code, whichever mechanism's: for its name and colour. NULL: none. */
const struct notice_cause *notice_cause_named(const struct notice_rule *r,
                                              const struct notice *n);
struct str notice_cause_text(const struct ctx *cx, const struct notice_cause *c,
                             const struct notice *n);
