/* SPDX-License-Identifier: Apache-2.0
 * A text file as a stream of UTF-8, whatever it is encoded in: UTF-8 with or without BOM,
 * UTF-16 with BOM, else GB18030 (GBK and GB 2312 with it). The whole file is checked on
 * opening, so that nothing is taken from a file whose end cannot be read.
 *
 * Errors: ERR_INPUT naming line and byte (damaged UTF-8, not text, no encoding fits),
 * ERR_TOO_LARGE, ERR_IO.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ctx;
struct csv_text;

MUST_CHECK enum err csv_text_open(struct ctx *cx, const char *path, const char *name,
                                  int64_t max_bytes, struct csv_text **out);
MUST_CHECK enum err csv_text_rewind(struct ctx *cx, struct csv_text *t);
/* Up to max (at least 16) bytes of UTF-8, BOM left out; *got 0 at the end. */
MUST_CHECK enum err csv_text_read(struct ctx *cx, struct csv_text *t, char *to, size_t max,
                                  size_t *got);
const char *csv_text_encoding(const struct csv_text *t);
void csv_text_close(struct csv_text *t); /* NULL is allowed */

/* Apostrophes and then a formula sign = + - @ TAB CR: how buf_csv_cell leaves a formula. The
 * writer puts one more apostrophe before a text that looks so by itself, the reader takes one
 * away. */
bool csv_like_escaped(struct str s);
