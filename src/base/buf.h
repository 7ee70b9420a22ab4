/* SPDX-License-Identifier: Apache-2.0
 * A growing byte buffer with a mandatory maximum. Sticky: once full, later puts are no-ops and
 * buf_ok() is false; check once at the end. Storage grows in an arena.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n; /* bytes used; p[n] is always NUL once anything was put */
    size_t cap;
    size_t max; /* bytes */
    bool full;
};

void buf_init(struct buf *b, struct arena *a, size_t max_bytes);
void buf_put(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_c(struct buf *b, const char *s);
void buf_ch(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t v); /* decimal */
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool buf_ok(const struct buf *b);
struct str buf_done(struct buf *b); /* what was put, NUL-terminated; lives in the arena */

/* Escaping is in the name. */
void buf_html_text(struct buf *b, struct str s); /* & < > " ' */
void buf_csv_cell(struct buf *b, struct str s);  /* quotes where needed; formula-safe: a leading
                                                    = + - @ TAB CR gets an apostrophe in front */
