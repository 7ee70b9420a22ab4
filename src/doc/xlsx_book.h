/* SPDX-License-Identifier: Apache-2.0
 * What stands around the rows of an XLSX workbook: which part holds the wanted worksheet, the
 * date system, the styles' number formats, the shared strings. Found by relationships, as OPC
 * wants it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "doc/numfmt.h"

struct ctx;
struct sheet_limits;

struct xlsx_book {
    struct pack *pack;
    const char *worksheet; /* part name */
    struct strs names;     /* of visible worksheets */
    struct spool *strings; /* NULL when there are none */
    unsigned char *styles; /* enum numfmt of each cell style */
    size_t n_styles;
    bool base_1904;
};

/* worksheet: its name, NULL = the first visible. ERR_INPUT not a workbook or malformed,
 * ERR_NOT_FOUND no such worksheet, and those of pack_open. */
MUST_CHECK enum err xlsx_book_open(struct ctx *cx, const char *path, const char *name,
                                   const char *worksheet, const struct sheet_limits *limits,
                                   struct xlsx_book *out);
void xlsx_book_close(struct xlsx_book *b);
