/* SPDX-License-Identifier: Apache-2.0
 * huiyin eval: how good the program's own judgement is, measured on real messages that somebody
 * has sorted by hand. A kind is a row of the table in eval.c; each states facts (seed, numbers
 * of messages) and tables of figures, which are printed or, with --json, written as one
 * document: {"kind", "facts": {…}, "tables": [{"name", "rows": [{"name", figure: …}]}]}.
 */
#pragma once

#include "cmd/cmd.h"
#include "doc/sheet.h"

struct eval {
    struct cmd *c;
    const char *data; /* the folder of messages */
    struct json tables;
    struct buf tables_out;
    const struct eval_figure *figures; /* of the table being written */
    size_t figures_n;
};

/* Several of one kind: each states all it measures, and returns a failure only when it could
 * not measure. A figure that is lower than it should be is no failure: whoever asks compares.
 */
typedef enum err eval_fn(struct eval *e);
struct eval_kind {
    const char *name, *zh, *en;
    eval_fn *run;
};
eval_fn eval_answers;  /* eval_answers.c */
eval_fn eval_classes;  /* eval_classes.c */
eval_fn eval_hotspots; /* eval_hotspots.c */
eval_fn eval_same;     /* eval_same.c */
eval_fn eval_signals;  /* eval_signals.c */

/* The path of a file of the data folder. ERR_NOT_FOUND. */
MUST_CHECK enum err eval_file(struct eval *e, const char *name, const char **path);
/* Reads a workbook or table of the data folder whose first row has these titles, in any order.
 * Each later row goes to fn; at[k]: which cell stands under titles[k]. ERR_INPUT without one of
 * the titles. */
enum { EVAL_COLUMNS = 16 };
typedef enum err eval_row_fn(void *arg, const struct row *row, const size_t *at);
MUST_CHECK enum err eval_read(struct eval *e, const char *name, const char *const *titles,
                              size_t n, eval_row_fn *fn, void *arg);
/* An option's number, or the usual one. ERR_INPUT outside min to max. */
MUST_CHECK enum err eval_number(struct eval *e, const char *option, int64_t min, int64_t max,
                                int64_t usual, int64_t *out);

void eval_fact(struct eval *e, const char *name, const char *zh, const char *en, struct str s);
void eval_fact_i64(struct eval *e, const char *name, const char *zh, const char *en, int64_t v);

/* A table: its figures, then its rows. Between eval_table() and eval_table_end() nothing else.
 * A figure that is NaN is printed as "-", and null in JSON. */
struct eval_figure {
    const char *name, *zh, *en;
    int decimals;
};
void eval_table(struct eval *e, const char *name, const char *zh, const char *en,
                const struct eval_figure *figures, size_t n);
void eval_row(struct eval *e, const char *name, const char *zh, const char *en,
              const double *figures);
void eval_table_end(struct eval *e);
