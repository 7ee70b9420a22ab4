/* SPDX-License-Identifier: Apache-2.0
 * The program's own files: mechanisms, calendar, demo district, built pages.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* Absolute path of a file or folder ("mechanisms", "data/demo/bazhou.json", "web/dist"). Looked
 * for in $HUIYIN_SHARE, in the source tree when the program stands in its build folder, in
 * ../share/huiyin beside the program, in /usr/share/huiyin. ERR_NOT_FOUND names them. */
MUST_CHECK enum err share_path(struct ctx *cx, const char *name, const char **out);

/* A whole file of at most max bytes. ERR_NOT_FOUND, ERR_IO, ERR_TOO_LARGE. */
MUST_CHECK enum err file_read(struct ctx *cx, const char *path, size_t max, struct str *out);
/* A new file with that mode, on disk when it returns; ERR_CONFLICT when it exists. */
MUST_CHECK enum err file_write_new(struct ctx *cx, const char *path, struct str text,
                                   unsigned mode);
