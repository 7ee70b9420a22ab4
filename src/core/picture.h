/* SPDX-License-Identifier: Apache-2.0
 * Pictures drawn here: rectangles and lines of text on white, as PNG (libvips, Pango). For what
 * goes into a chat group where no table can go.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum picture_align { PICTURE_LEFT, PICTURE_CENTRE, PICTURE_RIGHT };

struct picture_part {
    int x, y; /* left upper corner; of text: where its line begins, is centred or ends */
    int width, height; /* of a rectangle; 0 = this is text */
    int size;          /* of text, pixels */
    bool bold;
    enum picture_align align;
    uint32_t colour; /* 0xRRGGBB */
    struct str text;
};

enum { PICTURE_SIDE_MAX = 8192 };

/* Whether the machine can write Chinese (package fonts-noto-cjk, fonts-wqy-zenhei or another).
 */
bool picture_has_chinese(void);
/* *out lives in cx's arena. ERR_CONFLICT without a Chinese font, ERR_TOO_LARGE, ERR_BUSY. */
MUST_CHECK enum err picture_png(struct ctx *cx, int width, int height,
                                const struct picture_part *parts, size_t n, struct str *out);
