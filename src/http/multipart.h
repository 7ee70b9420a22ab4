/* SPDX-License-Identifier: Apache-2.0
 * multipart/form-data (RFC 7578), strict and bounded. Parts borrow from the body.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum { MULTIPART_PARTS_MAX = 16, MULTIPART_HEADER_MAX = 2048 };

struct part {
    struct str name;
    struct str filename; /* last segment only, without control characters; empty = no file */
    struct str type;     /* as the sender says: never believed */
    struct str body;
};

/* type: the Content-Type header with its boundary. ERR_INPUT for anything malformed. */
MUST_CHECK enum err multipart_parse(struct ctx *cx, struct str type, struct str body,
                                    struct part **out, size_t *n);
/* A file name from outside made harmless: last segment, valid UTF-8, at most 120 code points.
 */
struct str filename_clean(struct arena *a, struct str s);
