/* SPDX-License-Identifier: Apache-2.0
 * Import of a ledger file (XLSX, CSV): finds the header, maps the columns, takes every row over
 * once (loop/take_over.h), in transactions of a few hundred rows. A row is all or nothing. A
 * row is known again by its content, by its own number in the ledger's series, or by our own
 * number in a ledger that was exported here: the same file again adds nothing, and an
 * interrupted import goes on where it stopped.
 *
 * Ledgers exported here come back exactly (loop/ledger_own.c): demands, then matters, then
 * tasks; a row of a later one completes what an earlier one made, as long as nobody has worked
 * on it. The ledger of events is a record and no state: it is refused.
 */
#pragma once

#include "loop/ledger_row.h"
#include "loop/ledger_units.h"
#include "loop/petition.h"
#include "loop/same.h"

/* A row that repeats an earlier one of the file. */
struct ledger_repeat {
    int64_t line, of; /* this row, the earlier one */
    struct str number;
    bool changed; /* its number alone: what else it says is noted on the first one's demand */
};

struct ledger_import {
    const char *path;
    struct str batch;     /* name of the batch; empty = the file's name */
    struct str series;    /* which ledger own numbers belong to; empty = the common one */
    struct str file_name; /* what messages and the batch call it; empty = of the path */
    const struct upstream *upstream; /* NULL: a ledger; else a table of this upstream */
    int sheet;                       /* which: UPSTREAM_ORDERS or UPSTREAM_VERDICTS */
    const struct actor *actor;       /* who; NULL: actor_import */
    const struct mapping *map; /* NULL: as proposed, when every required column was found */
    bool dry_run;              /* nothing is written */
    bool unknown_units_to_root;
    bool make_units; /* units that rows name and nobody knows are made under the root unit */
    /* Called now and then: rows done of how many. NULL = not wanted; the file is read once more
     * for the total. */
    void (*progress)(void *arg, int64_t rows, int64_t total);
    /* Called for every row that is not taken over; the fault lives until the return. */
    enum err (*rejected)(struct ctx *cx, void *arg, const struct ledger_fault *fault);
    /* Called for every row that repeats an earlier one of the file. NULL = not wanted. */
    void (*repeated)(void *arg, const struct ledger_repeat *repeat);
    /* Called for every new order of a petition system that may be one that is open here
     * (loop/petition.h); num is its number here, empty in a dry run. NULL = not wanted. */
    enum err (*hinted)(struct ctx *cx, void *arg, const struct ledger_row *row, struct str num,
                       const struct petition_hints *hints);
    /* In a dry run, for every new row that may speak of what is in the register already
     * (loop/same.h), the likeliest first. NULL = not looked for: a look-up for every row. */
    enum err (*alike)(struct ctx *cx, void *arg, const struct ledger_row *row,
                      const struct same_found *found, size_t n);
    void *arg;
};

struct ledger_result {
    int64_t batch_id; /* 0 for a dry run */
    int64_t rows;     /* with content, below the header = the five below together */
    int64_t fresh;    /* taken over now */
    int64_t known;    /* taken over before */
    int64_t events;   /* of orders known: what changed was noted, or it is to be done again */
    int64_t repeated; /* the same as an earlier row of the file; of orders also: another word on
                         the number of an earlier row, noted on what that row made */
    int64_t rejected;
    bool resumed; /* an earlier import of the same file had been interrupted */
    struct mapping map;
    struct ledger_units units; /* made now, or to be made after a dry run */
};

/* cx: a read connection; acts as job->actor. ERR_INPUT (file, columns), ERR_TOO_LARGE,
 * ERR_NOT_FOUND, ERR_IO. On failure the rows written so far stay, whole, and the next run goes
 * on after them. */
MUST_CHECK enum err ledger_import(struct ctx *cx, const struct ledger_import *job,
                                  struct ledger_result *out);
