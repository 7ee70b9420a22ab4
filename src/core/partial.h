/* SPDX-License-Identifier: Apache-2.0
 * Uploads that come in pieces (tus 1.0.0): DATA/uploads/ID, sealed as it grows, until the last
 * piece has come; then the whole is an attachment (core/attach.h) like any other, and ID.done
 * says which for another day, should the last answer have been lost. No row of the store knows
 * of them, and a server that ends in between finds them again.
 *
 * The id is what an upload is known by: 16 hex digits of its address (keyed hash), its length,
 * 128 random bits. Who began it as an officer goes on as that officer.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum {
    PARTIAL_MOST = 4000,        /* unfinished at once, from everywhere … */
    PARTIAL_ADDRESS_MOST = 400, /* … and from one address: a carrier's customers share one */
    PARTIAL_KEEP_MS = 24 * 3600 * 1000, /* since the last piece */
};
#define PARTIAL_MOST_BYTES INT64_C(8000000000)
#define PARTIAL_ADDRESS_BYTES INT64_C(1000000000)

struct partial {
    struct str id;
    int64_t length, offset;
    int64_t expires_at; /* wall clock */
    struct str ref;     /* what acts bind it by; "" until it is whole */
};

/* name: made harmless by the door. ERR_LIMIT: too many, or too many bytes, under way. */
MUST_CHECK enum err partial_create(struct ctx *cx, struct str address, int64_t length,
                                   struct str name, struct partial *out);
/* ERR_NOT_FOUND: no such upload, somebody else's, or expired. */
MUST_CHECK enum err partial_find(struct ctx *cx, struct str id, struct partial *out);
/* Durable when it returns. ERR_CONFLICT: it stands at another offset, or another piece of it is
 * being written. ERR_TOO_LARGE: more than was announced. With the last piece comes what
 * attach_store() says; a file that it refuses for what it is, is gone. cx->db NULL. */
MUST_CHECK enum err partial_append(struct ctx *cx, struct str id, int64_t offset,
                                   struct str piece, struct partial *out);
MUST_CHECK enum err partial_remove(struct ctx *cx, struct str id);
/* For the scheduler, hourly. */
MUST_CHECK enum err partial_sweep(struct ctx *cx);
