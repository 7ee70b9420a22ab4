/* SPDX-License-Identifier: Apache-2.0
 * A backup as one ZIP file. Only what the manifest names is ever taken out.
 */
#pragma once

#include "cmd/manifest.h"

struct archive;

/* The manifest's files under root and manifest.json. */
MUST_CHECK enum err archive_make(struct ctx *cx, const char *root, const struct manifest *m,
                                 const char *to);
MUST_CHECK enum err archive_open(struct ctx *cx, const char *path, struct archive **out);
void archive_close(struct archive *a); /* NULL is allowed */
MUST_CHECK enum err archive_text(struct ctx *cx, struct archive *a, const char *name,
                                 size_t max, struct str *out);
/* A new file, mode 0600, on disk when it returns. */
MUST_CHECK enum err archive_extract(struct ctx *cx, struct archive *a, const char *name,
                                    const char *to);
