/* SPDX-License-Identifier: Apache-2.0
 * What the two writers behind sheet_out.h share. Included by sheet_out.c, sheet_out_csv.c and
 * sheet_out_xlsx.c only.
 */
#pragma once

#include <stdint.h>

#include "doc/sheet.h"
#include "doc/sheet_out.h"

struct sheet_out;

struct sheet_out_ops {
    enum err (*open)(struct ctx *cx, struct sheet_out *o);
    /* Ends one worksheet, begins the next of o->spec; NULL: the format has only one. */
    enum err (*next)(struct ctx *cx, struct sheet_out *o, const struct sheet_spec *spec);
    /* A row of o->spec.n cells, dates of COLUMN_DATE already cut; header: bold titles. */
    enum err (*row)(struct ctx *cx, struct sheet_out *o, const struct cell *cells, bool header);
    enum err (*finish)(struct ctx *cx,
                       struct sheet_out *o); /* everything is in o->temp after it */
    void (*drop)(struct sheet_out *o);
};

struct sheet_out {
    const struct sheet_out_ops *ops;
    struct sheet_spec spec;
    const char *path;
    char *temp;            /* NULL once renamed or removed */
    struct arena *scratch; /* of the cell being written; NULL once ended */
    struct cell *cells;    /* spec.n, the row being written */
    int64_t number;        /* rows written, banner and header included */
    int64_t header;        /* row number of the header */
    enum err err;
    void *state;
};

extern const struct sheet_out_ops sheet_out_csv, sheet_out_xlsx;

enum err sheet_out_io(struct ctx *cx, const struct sheet_out *o); /* "could not be written" */
