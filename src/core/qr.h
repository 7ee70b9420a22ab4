/* SPDX-License-Identifier: Apache-2.0
 * QR codes (GB/T 18284, libqrencode): a text as dark and light modules, as a drawing in a page
 * and as a picture. Of level Q: a quarter of the sheet may be torn or dirty.
 */
#pragma once

#include "base/buf.h"
#include "base/ctx.h"
#include "base/str.h"

struct qr {
    int side;                  /* modules, without the quiet zone */
    const unsigned char *dark; /* side × side, row by row: 1 = dark */
};

enum { QR_QUIET = 4 /* light modules around */, QR_TEXT_MAX = 400 /* bytes */ };

/* *out lives in cx's arena. ERR_TOO_LARGE: more than QR_TEXT_MAX bytes. */
MUST_CHECK enum err qr_make(struct ctx *cx, struct str text, struct qr *out);
/* An <svg> as wide as its box, named for those who do not see it. */
void qr_svg(struct buf *b, const struct qr *q, struct str name);
/* PNG of side × side modules of `scale` pixels (1 … 40), the lines of text below. Errors of
 * picture_png. */
MUST_CHECK enum err qr_png(struct ctx *cx, const struct qr *q, int scale,
                           const struct str *lines, size_t n, struct str *out);
