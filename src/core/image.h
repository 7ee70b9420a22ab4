/* SPDX-License-Identifier: Apache-2.0
 * Pictures made harmless and small (libvips): turned upright, without metadata (a phone's
 * picture says where it was taken and by whom), at most 2048 pixels, JPEG quality 82.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum { IMAGE_SIDE_MAX = 2048, IMAGE_QUALITY = 82, IMAGE_PIXELS_MAX = 60 * 1000 * 1000 };

/* Once in a process, before any thread: one thread an image, no cache, trusted loaders only. */
MUST_CHECK enum err image_start(struct ctx *cx, const char *argv0);
void image_stop(void);

/* *out lives in cx's arena. ERR_INPUT when the picture is damaged or its decoder is missing,
 * ERR_TOO_LARGE past IMAGE_PIXELS_MAX, ERR_BUSY. */
MUST_CHECK enum err image_derive(struct ctx *cx, struct str content, struct str *out);
