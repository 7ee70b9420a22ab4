/* SPDX-License-Identifier: Apache-2.0
 * Attachments: what was uploaded, kept as it came (core/blob.h, sealed) and, for pictures, a
 * derivative without metadata that everybody but the handler of the original sees.
 *
 * An upload comes before the act it belongs to. Until then it is known by its reference: "ID"
 * for the officer who uploaded it, "ID.TOKEN" for anybody else. An act binds it (once) to its
 * subject and event; what is not bound within a day is removed.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/words.h"

struct attachment {
    int64_t jid, id;
    struct str subject_kind; /* "" until bound */
    int64_t subject_id, seq;
    struct str sha256;
    struct str name; /* as uploaded, made harmless by the door */
    struct str type; /* media type, by content */
    int64_t bytes;
    struct str derived_sha256; /* JPEG; "" when there is none */
    struct str token_hash;
    int64_t officer_id;
    int64_t created_at;
};
extern const struct shape attachment_shape;

/* Checks, stores, derives; the row is written at once. Largest sizes stand in the configuration
 * (20 MB a picture, 50 MB else). cx->actor an officer: no token. ERR_INPUT (kind of file not
 * accepted, damaged picture), ERR_TOO_LARGE, ERR_BUSY. */
MUST_CHECK enum err attach_store(struct ctx *cx, struct str name, struct str content,
                                 struct attachment *out, struct str *ref);

/* The reference without its token: what events and answers may carry. */
struct str attach_ref_id(struct str ref);
/* May cx->actor bind it? ERR_INPUT at field "attachments" when it is unknown, somebody else's,
 * or bound already. cx->db set. */
MUST_CHECK enum err attach_check(struct ctx *cx, struct str ref);
/* Inside db_write. Checks once more, then binds; the token ends. */
MUST_CHECK enum err attach_bind(struct ctx *cx, struct str ref, enum subject kind,
                                int64_t subject_id, int64_t seq);

/* cx->db set. Who may see is the caller's question. ERR_NOT_FOUND. */
MUST_CHECK enum err attach_get(struct ctx *cx, int64_t id, struct attachment *out);
MUST_CHECK enum err attach_list(struct ctx *cx, enum subject kind, int64_t subject_id,
                                struct attachment **out, size_t *n);
/* The content as a file in memory that the caller closes. original false: the derivative, or
 * the original where a kind of file has none. *type: its media type. */
MUST_CHECK enum err attach_fd(struct ctx *cx, const struct attachment *a, bool original,
                              int *fd, int64_t *bytes, struct str *type);
/* For the scheduler, daily: removes what was never bound. *removed rows. cx->db NULL. */
MUST_CHECK enum err attach_sweep(struct ctx *cx, int *removed);
