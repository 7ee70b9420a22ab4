/* SPDX-License-Identifier: Apache-2.0
 * Personal data at rest: each field sealed by XChaCha20-Poly1305 under a key from a file
 * outside the database, bound to where it stands (table, column, row), and a keyed hash for
 * finding the same person again (rules.md B5-1, B5-6). Sealed text is "1:" key id ":" base64.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

struct secret;

MUST_CHECK enum err
secret_create(struct ctx *cx,
              const char *path); /* new keys, mode 0600; ERR_CONFLICT when it exists */
/* Refuses a key file that others may read. Locked in memory. */
MUST_CHECK enum err secret_open(struct ctx *cx, const char *path, const struct secret **out);
void secret_close(const struct secret *s);

/* place: "person.phone"; row: the row's id. Empty text seals to empty text. */
struct str secret_seal(struct ctx *cx, const char *place, int64_t row, struct str plain);
MUST_CHECK enum err secret_unseal(struct ctx *cx, const char *place, int64_t row,
                                  struct str sealed, struct str *plain);
/* Hex HMAC over the folded value (digits only for phones); empty for empty. Same person, same
 * hash. */
struct str secret_hash(struct ctx *cx, const char *kind, struct str value);
/* Sealing under a key derived from something only the other side knows (idempotency answers).
 */
struct str secret_seal_with(struct ctx *cx, struct str passphrase, struct str plain);
MUST_CHECK enum err secret_unseal_with(struct ctx *cx, struct str passphrase, struct str sealed,
                                       struct str *plain);
