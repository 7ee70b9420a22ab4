/* SPDX-License-Identifier: Apache-2.0
 * Which column of a ledger file holds what: as a person says, as our own export wrote it, or as
 * proposed by the titles.
 */
#pragma once

#include "loop/ledger_in.h"

/* Opens the file and stands before the first row under the header. ERR_INPUT (file, columns, a
 * ledger that is a record), ERR_TOO_LARGE, ERR_NOT_FOUND, ERR_IO. *out is set when the header
 * was found although a column is missing, for saving. The sheet is closed with the arena of cx.
 */
MUST_CHECK enum err ledger_map_choose(struct ctx *cx, const struct ledger_import *job,
                                      struct mapping *out, struct sheet **sheet);
/* Reads a saved mapping. ERR_INPUT, ERR_NOT_FOUND. */
MUST_CHECK enum err ledger_map_load(struct ctx *cx, const char *path, struct mapping *out);
/* The text of a mapping, for saving. */
struct str ledger_map_text(struct ctx *cx, const struct mapping *m);

/* A file's bytes, mapped. ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_IO. */
MUST_CHECK enum err ledger_file_map(struct ctx *cx, const char *path, size_t max,
                                    struct str *out);
void ledger_file_unmap(struct str s);
