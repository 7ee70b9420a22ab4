/* SPDX-License-Identifier: Apache-2.0
 * The same request sent twice happens once. A client names its request by an Idempotency-Key;
 * the answer is stored in the transaction of the act and given again for 72 hours (wall clock).
 *
 * The key itself is not stored: only a hash of scope and key, and the answer is sealed under a
 * key derived from it, since an answer may hold a citizen's query code.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum {
    IDEM_KEY_LEAST = 22, /* 128 bits in base64url */
    IDEM_KEY_MOST = 128,
    IDEM_KEEP_MS = 72 * 3600 * 1000,
};

/* What cx->idem points to; made by idem_find, lives in the arena. */
struct idem {
    struct str key;
    struct str key_hash, body_hash;
    bool raced; /* idem_put found that the same request had just been carried out */
};

struct idem_answer {
    bool found;
    int status;
    struct str body; /* JSON */
};

/* Before the act; cx->db set. scope: actor and route ("officer 17 POST /api/v1/demands"). Sets
 * cx->idem when nothing is known of the key yet. ERR_INPUT for a key that is too short, too
 * long or no base64url; ERR_REUSED when it came with another body before. */
MUST_CHECK enum err idem_find(struct ctx *cx, struct str key, struct str scope, struct str body,
                              struct idem_answer *out);

/* Inside db_write, after the act was written: stores its answer. Nothing happens when cx->idem
 * is NULL. ERR_BUSY when the same request was carried out meanwhile: the act is rolled back,
 * cx->idem->raced is set, and the caller looks its answer up by idem_find. */
MUST_CHECK enum err idem_put(struct ctx *cx, int status, struct str answer);

/* For the scheduler: forgets what is older. */
MUST_CHECK enum err idem_sweep(struct ctx *cx);
