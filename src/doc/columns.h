/* SPDX-License-Identifier: Apache-2.0
 * From the titles of a foreign table to fields of ours: finds the header row, proposes which
 * column holds which target, and keeps the mapping a person has confirmed as JSON.
 *
 * The table of targets is the caller's; nothing here knows what they mean. Titles are compared
 * after utf8_fold with blanks and punctuation left out, so "联系 电话:" is 联系电话.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

enum {
    COLUMNS_HEADER_ROWS = 10, /* rows with content looked at for the header */
    /* Scores; below COLUMNS_EXACT a person should look. */
    COLUMNS_NAME = 100,  /* the target's own name or first synonym */
    COLUMNS_EXACT = 95,  /* another synonym */
    COLUMNS_NOTE = 85,   /* either, a note in brackets left out: 电话（必填） */
    COLUMNS_WITHIN = 60, /* a synonym of two characters or more inside the title; less by what
                            the title has besides: 40 to 60 */
};

struct target {
    const char *name;            /* stable, e.g. "phone": what a saved mapping says */
    const char *const *synonyms; /* NULL-terminated titles, the usual one first */
    bool required;
};
struct targets {
    const struct target *p;
    size_t n;
};

struct mapping_column {
    struct str title; /* as in the file */
    int target;       /* index into the targets, -1 = not imported */
    int score;        /* 0 to 100; 0 when not imported */
};

struct mapping {
    int64_t header_row; /* number in the file, 0 = not known */
    struct mapping_column *columns;
    size_t n;
};

struct ctx;
struct row;
struct sheet;

/* One row taken as the header. A target goes to at most one column, the best; equal ones: the
 * leftmost. Never fails; an unmatched title has target -1. */
struct mapping columns_propose(struct ctx *cx, struct targets targets,
                               const struct row *header);
/* Finds the header among the first rows of s: the row that fits best, the earlier when equal;
 * when no row fits at all, the first of those with most texts. Afterwards s stands before the
 * first row under it. ERR_INPUT when s has no rows, when two columns bear the title of a mapped
 * one, and as columns_unmerged; errors of sheet_row, of the whole file. */
MUST_CHECK enum err columns_find(struct ctx *cx, struct sheet *s, struct targets targets,
                                 struct mapping *out);
/* Reads an XLSX to its end. ERR_INPUT when cells below the header are merged over several rows:
 * all but the first are empty, which is not what the eye sees. Ends like columns_start. */
MUST_CHECK enum err columns_unmerged(struct ctx *cx, struct sheet *s, const struct mapping *m);
/* Starts s over and goes to the first row under m->header_row. */
MUST_CHECK enum err columns_start(struct ctx *cx, struct sheet *s, const struct mapping *m);

int columns_of(const struct mapping *m, int target); /* column, -1 = none */
int columns_missing(const struct mapping *m,
                    struct targets targets); /* first required target
                                                 without column, or -1 */
/* The cell of a target in a row; an empty one when there is none. */
const struct cell *columns_cell(const struct mapping *m, const struct row *r, int target);

/* {"header_row":3,"columns":[{"title":"电话","target":"phone","score":95},…]}; null = not
 * imported. */
void columns_json(struct json *w, const struct mapping *m, struct targets targets);
/* ERR_INPUT: wrong shape, unknown target, a target twice. */
MUST_CHECK enum err columns_load(struct ctx *cx, json_t *in, struct targets targets,
                                 struct mapping *out);
/* Whether a saved mapping fits a header: every mapped title stands in the same column. */
bool columns_fit(const struct mapping *m, const struct row *header);
