/* SPDX-License-Identifier: Apache-2.0
 * What the two readers behind sheet.h share. Included by sheet.c, sheet_csv.c and sheet_xlsx.c
 * only.
 */
#pragma once

#include "base/arena.h"
#include "doc/sheet.h"

struct sheet;

struct sheet_kind {
    enum err (*row)(struct ctx *cx, struct sheet *s, struct row *out, bool *more);
    enum err (*rewind)(struct ctx *cx, struct sheet *s);
    void (*close)(struct sheet *s);
};

struct sheet {
    const struct sheet_kind *kind;
    struct sheet_options opt; /* name and limits set */
    struct arena *rows;       /* of the current row only */
    struct cell *cells;       /* limits->columns of them */
    size_t n;                 /* 1 + last cell with content in this row */
    int64_t row_bytes;        /* text of this row */
    int64_t number;           /* of the row being read */
    const char *encoding;
    struct strs worksheets;
    struct str banner;
    struct str merged; /* see sheet_merged */
    int64_t merged_row;
    bool begun; /* a row was handed out, or a banner skipped, since opening or rewinding */
    void *state;
};

/* Each fills s->kind and s->state; on failure nothing is left open. */
enum err sheet_xlsx_open(struct ctx *cx, struct sheet *s, const char *path);
enum err sheet_csv_open(struct ctx *cx, struct sheet *s, const char *path);

void sheet_row_begin(struct sheet *s); /* empties the row */
/* Place of the cell in column (0-based) of s->number; ERR_TOO_LARGE past the limit. */
enum err sheet_cell(struct ctx *cx, struct sheet *s, size_t column, struct cell **out);
/* Checks text against the limits on cell and row. */
enum err sheet_cell_fits(struct ctx *cx, struct sheet *s, size_t column, struct str text);
/* Counts bytes held in s->rows against the limit on a row. */
enum err sheet_row_charge(struct ctx *cx, struct sheet *s, size_t bytes);
enum err sheet_row_number(struct ctx *cx, const struct sheet *s, int64_t number);
