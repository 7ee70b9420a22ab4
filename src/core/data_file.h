/* SPDX-License-Identifier: Apache-2.0
 * A file of the program's own data that a place may replace: the one in the data directory,
 * else the one shipped.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* *path names it in messages. ERR_NOT_FOUND, ERR_IO, ERR_TOO_LARGE. */
MUST_CHECK enum err data_file_read(struct ctx *cx, const char *name, size_t max,
                                   const char **path, struct str *out);
