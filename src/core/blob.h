/* SPDX-License-Identifier: Apache-2.0
 * Files at rest: DATA/blobs/ab/cdef… by the SHA-256 of their content, sealed in 64 KiB chunks
 * (libsodium secretstream) under a key derived from the key file and bound to that SHA-256: a
 * cut, swapped or changed file does not open. Written to a temporary name, synced, renamed.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* *sha256 (hex) names it from now on. Content that is there already is not written again. */
MUST_CHECK enum err blob_put(struct ctx *cx, struct str content, struct str *sha256);
bool blob_exists(struct ctx *cx, struct str sha256);
/* Plain chunks in order; p lives until fn returns. ERR_NOT_FOUND; ERR_IO when the file was
 * changed (chunks already given out are authentic, the end is missing). */
typedef enum err blob_chunk_fn(struct ctx *cx, const void *p, size_t n, void *arg);
MUST_CHECK enum err blob_each(struct ctx *cx, struct str sha256, blob_chunk_fn *fn, void *arg);
/* The plain content as an anonymous file in memory, at its start, checked to the end; the
 * caller closes it. */
MUST_CHECK enum err blob_fd(struct ctx *cx, struct str sha256, int *fd, int64_t *bytes);
/* Removes it unless it was put (again) within the last day. OK when there is none. */
MUST_CHECK enum err blob_remove(struct ctx *cx, struct str sha256);
/* Reads it to its end. ERR_NOT_FOUND; ERR_IO when it does not open or holds something else. */
MUST_CHECK enum err blob_verify(struct ctx *cx, struct str sha256, int64_t *bytes);
/* Every file there is, in no order. path: from the data directory on; sha256: "" when the name
 * is no attachment's; changed_at: ms. */
typedef enum err blob_file_fn(struct ctx *cx, const char *path, struct str sha256,
                              int64_t changed_at, void *arg);
MUST_CHECK enum err blob_walk(struct ctx *cx, blob_file_fn *fn, void *arg);
