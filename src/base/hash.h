/* SPDX-License-Identifier: Apache-2.0
 * Hashes (libsodium). Hex is lower case.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { HASH_BYTES = 32, HASH_HEX = 65 };

struct hash {
    unsigned char b[HASH_BYTES];
};

struct hash hash_sha256(struct str s);
struct hash hash_sha256_2(struct str a, struct str b);             /* over a then b */
struct hash hash_keyed(const unsigned char key[32], struct str s); /* HMAC-SHA-256 */
struct str hash_hex(struct arena *a, struct hash h);
bool hash_from_hex(struct str hex, struct hash *out) __attribute__((warn_unused_result));
struct str hex_of(struct arena *a, const void *p, size_t n);
bool same_bytes(const void *a, const void *b, size_t n); /* constant time */
