/* SPDX-License-Identifier: Apache-2.0
 * A citizen as he or she gave themselves: sealed per field (core/secret.h), found again by
 * keyed hashes. A row never changes: the same name with the same phone or identity number, and
 * nothing said that the row does not know, is the same row; anything else makes a new one, so
 * that nobody who knows a neighbour's number alters what stands under it.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

struct person_plain {
    struct str name, phone, address, idno, mail;
};
extern const struct shape person_plain_shape; /* for bodies and forms */

struct person {
    int64_t jid, id;
    struct str name_enc, phone_enc, address_enc, idno_enc, mail_enc;
    struct str name_hash, phone_hash, idno_hash;
    int64_t created_at;
};
extern const struct shape person_shape;

struct person_new {
    struct person row; /* id 0: nothing was said about the person */
    struct person_plain plain;
};

/* Before db_write: tidies (phone: digits, without +86; identity number: upper-case X), checks
 * and seals. ERR_INPUT naming the field: phone of 5 to 15 digits, identity number of 15 or 18
 * with its check digit (GB 11643), mail with an @. */
MUST_CHECK enum err person_seal(struct ctx *cx, const struct person_plain *p,
                                struct person_new *out);
/* The checks alone: draws no identifier. */
MUST_CHECK enum err person_check(struct ctx *cx, const struct person_plain *p);
/* Inside db_write: *id of the same person's row or of the new one; 0 when nothing was said. */
MUST_CHECK enum err person_put(struct ctx *cx, const struct person_new *p, int64_t *id);
/* cx->db set. ERR_NOT_FOUND; ERR_IO when it does not open. id 0 gives empty fields. */
MUST_CHECK enum err person_open(struct ctx *cx, int64_t id, struct person_plain *out);
/* Rows with that phone, identity number or name (kind "phone", "idno", "name"), newest first,
 * at most 100 of each spelling. A search by person is an event of the caller's. */
MUST_CHECK enum err person_find(struct ctx *cx, const char *kind, struct str value,
                                int64_t **ids, size_t *n);
/* Inside db_write: what the law's erasure leaves is an empty row. ERR_NOT_FOUND. */
MUST_CHECK enum err person_erase(struct ctx *cx, int64_t id);

/* Who else speaks for a group, beside the demand's own person (信访工作条例, art. 20: five
 * representatives at most). */
enum { SPEAKERS_MAX = 5 };
/* "name telephone", the telephone may be missing. */
struct person_plain speaker_plain(struct arena *a, struct str line);
/* Inside db_write: serial from 1. */
MUST_CHECK enum err speaker_put(struct ctx *cx, int64_t demand_id, int64_t serial,
                                int64_t person_id);
/* cx->db set: their plain fields, in order. */
MUST_CHECK enum err speakers_open(struct ctx *cx, int64_t demand_id, struct person_plain **out,
                                  size_t *n);

/* 张**, 138****5678, 1**…**2, z***@example.cn; of an address the first six characters. */
struct person_plain person_mask(struct arena *a, const struct person_plain *p);
struct str person_mask_phone(struct arena *a, struct str phone);
