/* SPDX-License-Identifier: Apache-2.0
 * Messages for the administrator to look at: what waits, what could not be sent and why, and
 * what they say. Never who a citizen is, nor what was said to anybody.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

struct messages_query {
    struct str state; /* waiting, dead (default), held, sent */
};
extern const struct shape messages_query_shape;
enum { MESSAGES_SHOWN = 100 };
/* Writes "waiting", "dead", "held", "oldest_at" and "rows": of that state the newest. */
MUST_CHECK enum err messages_json(struct ctx *cx, const struct messages_query *q,
                                  struct json *j);

struct message_retry_body {
    int64_t id; /* 0: all that are dead */
};
extern const struct shape message_retry_shape;
/* Dead ones wait again; recorded. ERR_NOT_FOUND when there was none. */
MUST_CHECK enum err message_retry(struct ctx *cx, int64_t id, int64_t *n);

/* Writes "texts": as shipped, in force, and every version of one's own. */
MUST_CHECK enum err message_texts_json(struct ctx *cx, struct json *j);

struct message_text_body {
    struct str subject, text; /* both empty: as shipped again */
    struct str reason;
};
extern const struct shape message_text_shape;
/* From then on. Recorded. ERR_NOT_FOUND no such message; ERR_STALE `expected` is not the newest
 * version; else as message_text_check (core/outbox_text.h). */
MUST_CHECK enum err message_text_set(struct ctx *cx, struct str name, int64_t expected,
                                     const struct message_text_body *b, int64_t *version);
