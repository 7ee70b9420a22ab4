/* SPDX-License-Identifier: Apache-2.0
 * Writing tables: one streaming interface for XLSX and CSV, made so that sheet.h reads back
 * what was written. Written to a temporary file beside the target and renamed at the end, so
 * that the target is always whole: either the old file or the new one, on disk. File mode 0600.
 *
 * XLSX (constant memory): bold header row, frozen, with filter; typed dates in Beijing time;
 * text always as text, so that formulas are inert. The finished file is read back and compared
 * before it takes the target's place, because the library does not notice a full disk. In a
 * form every column that is not to be filled is locked (without a password, against
 * slips), choices drop down, and a second sheet tells what belongs where. CSV:
 * UTF-8 with BOM, CRLF, formula-safe (sheet_options.unescape_formula undoes it exactly); cells
 * of any length.
 *
 * Errors are sticky, sheet_out_close reports the first one. ERR_TOO_LARGE names the cell: XLSX
 * holds at most 32,767 UTF-16 units in a cell and 1,048,576 rows, and nothing past sheet_limits
 * is written there. ERR_IO (full disk), ERR_INPUT text that is not UTF-8.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum sheet_out_kind { SHEET_OUT_XLSX, SHEET_OUT_CSV };
enum column_type { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_DATETIME, COLUMN_DATE };

struct column {
    const char *title;
    double width; /* characters; 0 = by type */
    enum column_type
        type; /* COLUMN_DATE drops the time of day; a cell's kind decides the rest */
};

/* What a form says of a column beside its title. */
struct fill {
    bool open;                  /* to be filled; the others are locked */
    const char *const *choices; /* NULL-terminated: what drops down; NULL = anything */
    const char *how;            /* what belongs there, in the second sheet; NULL = not listed */
};

struct sheet_spec {
    enum sheet_out_kind kind;
    const struct column *cols; /* must outlive the writer */
    size_t n;                  /* 1 to sheet_limits.columns */
    const char *watermark;     /* first row "※ …", XLSX also page header; NULL = none */
    const char *worksheet;     /* XLSX: name of the sheet; NULL = "Sheet1" */
    const struct fill *fills;  /* XLSX: a form, n of them; NULL = none */
    const char *guide;         /* of a form: name of the sheet that explains its columns */
};

struct ctx;
struct cell;
struct sheet_out;

MUST_CHECK enum err sheet_out_open(struct ctx *cx, const char *path,
                                   const struct sheet_spec *spec, struct sheet_out **out);
/* spec->n cells. Of a cell the fields of its kind are used; text only for CELL_TEXT. */
MUST_CHECK enum err sheet_out_row(struct ctx *cx, struct sheet_out *o,
                                  const struct cell *cells);
/* XLSX: ends the worksheet and begins another behind it, with columns and a name of its own. */
MUST_CHECK enum err sheet_out_next(struct ctx *cx, struct sheet_out *o,
                                   const struct sheet_spec *spec);
/* Puts the file in place. Always ends the writer; on failure the target is as it was. */
MUST_CHECK enum err sheet_out_close(struct ctx *cx, struct sheet_out *o);
void sheet_out_drop(struct sheet_out *o); /* gives up; NULL or closed is allowed; the arena of
                                             cx does it for a writer that was left open */
