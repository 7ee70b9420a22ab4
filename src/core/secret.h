/* SPDX-License-Identifier: Apache-2.0
 * Personal data at rest: each field sealed by XChaCha20-Poly1305 under a key from a file
 * outside the database, bound to where it stands (table, column, row), and a keyed hash for
 * finding the same person again (rules.md B5-1, B5-6). Sealed text is "1:" key id ":" base64
 * (URL alphabet, no padding) of nonce and ciphertext.
 *
 * The key file is text: "hash HEX" once and one or more "seal HEX" (32 bytes each, # comments).
 * The last seal key seals; all of them unseal, so a key is replaced by appending a line. A
 * seal key's id is the first 8 hex digits of its SHA-256.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

struct secret;

MUST_CHECK enum err
secret_create(struct ctx *cx,
              const char *path); /* new keys, mode 0600; ERR_CONFLICT when it exists */
/* Refuses (ERR_IO) a key file that others may read, and one that is no key file. Locked in
 * memory. */
MUST_CHECK enum err secret_open(struct ctx *cx, const char *path, const struct secret **out);
void secret_close(const struct secret *s); /* NULL is allowed */

/* place: "person.phone"; row: the row's id. Empty text seals to empty text. */
struct str secret_seal(struct ctx *cx, const char *place, int64_t row, struct str plain);
/* ERR_IO when it was sealed elsewhere, was changed, or its key is not in the key file. */
MUST_CHECK enum err secret_unseal(struct ctx *cx, const char *place, int64_t row,
                                  struct str sealed, struct str *plain);
/* The form under which two spellings are the same: for kind "phone" digits alone, as
 * written at home (no +86 or 0086; behind these a fixed number gets its area's 0); otherwise
 * NFKC, lower case, no blanks. */
struct str secret_fold(struct arena *a, const char *kind, struct str value);
/* Hex HMAC over the folded value; empty for empty. Same person, same hash. */
struct str secret_hash(struct ctx *cx, const char *kind, struct str value);
/* Sealing under a key derived from something only the other side knows (idempotency answers).
 */
struct str secret_seal_with(struct ctx *cx, struct str passphrase, struct str plain);
MUST_CHECK enum err secret_unseal_with(struct ctx *cx, struct str passphrase, struct str sealed,
                                       struct str *plain);

/* Files: a stream key of its own for each purpose, derived from a seal key. key_id as in sealed
 * text; *key_id empty asks for the current one and receives its id. ERR_IO for an unknown id.
 */
enum { SECRET_KEY = 32, SECRET_KEY_ID = 9 };
MUST_CHECK enum err secret_derive(struct ctx *cx, const char *purpose,
                                  char key_id[SECRET_KEY_ID], unsigned char key[SECRET_KEY]);
