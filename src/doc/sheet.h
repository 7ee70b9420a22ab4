/* SPDX-License-Identifier: Apache-2.0
 * Reading tables: one streaming interface for XLSX and CSV.
 *
 * What a file is, is decided by its content, never by its name: ZIP magic = XLSX, else CSV; an
 * old .xls (or an encrypted workbook, both OLE2), a web page and other formats are refused with
 * a sentence that says what to do. Memory is constant: rows are handed out one by one, shared
 * strings lie in an unlinked temporary file.
 *
 *     TRY(sheet_open(cx, path, &s));
 *     for (;;) {
 *         TRY(sheet_row(cx, s, &row, &more));
 *         if (!more)
 *             break;
 *     }
 *     sheet_close(s);      (left out, the arena of cx does it)
 *
 * XLSX: the first visible worksheet, or the one named in the options. Rich text runs are
 * joined, phonetic runs left out, _xHHHH_ escapes undone; formulas give their stored result,
 * and a formula without one is an error rather than an empty cell; #N/A and its like are text.
 * DTDs are refused. CSV: RFC 4180; separator , ; or TAB found by looking at the first records
 * (or "sep=;" on the first line); UTF-8 with or without BOM, UTF-16 with BOM, else GB18030;
 * every cell is text, so that leading zeros and long numbers survive. A file that cannot be
 * decoded is refused on opening.
 *
 * Errors: ERR_INPUT (malformed, truncated, mislabelled: a sentence naming file and place),
 * ERR_TOO_LARGE (a limit below), ERR_NOT_FOUND (no such file or worksheet), ERR_IO (reading
 * failed).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Every limit there is. Bytes of parts and totals are uncompressed. */
struct sheet_limits {
    int64_t rows;          /* highest row number */
    int64_t columns;       /* highest column with content */
    int64_t cell_chars;    /* code points in one cell */
    int64_t row_bytes;     /* UTF-8 bytes of one row's cells together */
    int64_t file_bytes;    /* the file as it lies on disk */
    int64_t parts;         /* entries of a package */
    int64_t part_bytes;    /* one entry */
    int64_t total_bytes;   /* all entries */
    int64_t ratio;         /* uncompressed : compressed, looked at … */
    int64_t ratio_from;    /* … from this part size on */
    int64_t strings;       /* shared strings, entries */
    int64_t strings_bytes; /* shared strings, UTF-8 */
};
#define SHEET_LIMITS                                                                           \
    {                                                                                          \
        .rows = 1048576, .columns = 1000, .cell_chars = 100000, .row_bytes = 16 << 20,         \
        .file_bytes = 256 << 20, .parts = 10000, .part_bytes = INT64_C(1) << 30,               \
        .total_bytes = INT64_C(2) << 30, .ratio = 400, .ratio_from = 16 << 20,                 \
        .strings = 1 << 24, .strings_bytes = 512 << 20,                                        \
    }
extern const struct sheet_limits sheet_limits;

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_DATE, CELL_BOOL };

/* text is set for every kind but CELL_EMPTY: a number in plain digits where it has at most 15,
 * a date as "2026-11-22" or "2026-11-22 09:08:07", TRUE or FALSE. UTF-8, not trimmed. */
struct cell {
    double number; /* CELL_NUMBER */
    int64_t at;    /* CELL_DATE: ms; the cell's civil time taken as Beijing time */
    struct str text;
    enum cell_kind kind;
    bool date_only; /* CELL_DATE: no time of day is shown (at is 00:00) */
    bool yes;       /* CELL_BOOL */
};

/* Text to be written; an empty one leaves the cell empty. */
struct cell cell_of_text(struct str s);
struct cell cell_of_number(int64_t v);

/* Valid until the next call on the sheet. Rows without any content, or of blanks alone, are not
 * handed out. */
struct row {
    int64_t number;           /* 1-based, as a spreadsheet program shows it */
    int64_t line;             /* CSV: line on which the record begins; XLSX: number */
    const struct cell *cells; /* column A first; gaps are CELL_EMPTY */
    size_t n;                 /* 1 + last column with content */
};

struct sheet_options {
    const char *name;      /* what messages call the file; NULL = last part of the path */
    const char *worksheet; /* NULL = the first visible one */
    bool unescape_formula; /* CSV: undo the apostrophe that sheet_out puts before = + - @ TAB CR
                            */
    bool exact; /* hand out a banner row (see sheet_banner) and rows of blanks like any other */
    const struct sheet_limits *limits; /* NULL = sheet_limits */
};

struct ctx;
struct sheet;

MUST_CHECK enum err sheet_open(struct ctx *cx, const char *path, struct sheet **out);
MUST_CHECK enum err sheet_open_with(struct ctx *cx, const char *path,
                                    const struct sheet_options *opt, struct sheet **out);
/* *more is false, and *out untouched, after the last row. */
MUST_CHECK enum err sheet_row(struct ctx *cx, struct sheet *s, struct row *out, bool *more);
MUST_CHECK enum err sheet_rewind(struct ctx *cx,
                                 struct sheet *s); /* back before the first row */
void sheet_close(struct sheet *s);                 /* NULL is allowed */

bool sheet_is_xlsx(const struct sheet *s);
const char *
sheet_encoding(const struct sheet *s);         /* "XLSX", "UTF-8", "GB18030", "UTF-16LE", … */
const char *sheet_name(const struct sheet *s); /* as in messages */
struct strs
sheet_worksheets(const struct sheet *s); /* XLSX: names of visible ones; CSV: none */
/* Text of the banner: a first row whose only content begins with ※. Empty when there was none,
 * or before the first row was read. */
struct str sheet_banner(const struct sheet *s);
/* XLSX, once the last row was read: a group of cells merged over several rows, "B3:B4", the one
 * that begins furthest down; *row is where. Its content stands in the first row only. Empty:
 * none.
 */
struct str sheet_merged(const struct sheet *s, int64_t *row);
/* For a message about a header that was not found: which worksheet was read, when there are
 * several to choose from; else empty. */
struct str sheet_read_of(struct ctx *cx, const struct sheet *s);

/* What a column holds, whichever way it was typed, in full-width digits too. False, *out
 * untouched, when it is not one.
 */
bool cell_time(const struct cell *c, int64_t *at, bool *date_only)
    __attribute__((warn_unused_result));
bool cell_i64(const struct cell *c, int64_t *out) __attribute__((warn_unused_result));
/* "B12" from 0-based column and 1-based row. */
struct str cell_ref(struct arena *a, int64_t row, size_t column);
