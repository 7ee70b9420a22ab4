/* SPDX-License-Identifier: Apache-2.0
 * Many strings kept outside memory: written one after the other to an unlinked temporary file,
 * then mapped and fetched by number. For shared strings, which may be far larger than an arena.
 *
 * Errors: ERR_TOO_LARGE over the limits given, ERR_IO (no room for temporary files).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ctx;
struct spool;

MUST_CHECK enum err spool_open(struct ctx *cx, int64_t max_strings, int64_t max_bytes,
                               struct spool **out);
MUST_CHECK enum err spool_put(struct ctx *cx, struct spool *s, const char *p, size_t n);
MUST_CHECK enum err spool_next(struct ctx *cx, struct spool *s); /* ends the current string */
MUST_CHECK enum err spool_seal(struct ctx *cx,
                               struct spool *s); /* no more puts; now spool_get */
size_t spool_count(const struct spool *s);
/* i < spool_count. NUL-terminated, valid until spool_close. */
struct str spool_get(const struct spool *s, size_t i);
void spool_close(struct spool *s); /* NULL is allowed */
