/* SPDX-License-Identifier: Apache-2.0
 * Inside of ledger_out*.c: a ledger is a table of columns and a way to its rows.
 */
#pragma once

#include "core/mechanism.h"
#include "core/person.h"
#include "core/work.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "loop/ledger_book.h"
#include "loop/ledger_out.h"
#include "loop/ledger_row.h"

/* What the cells of one row are made from; each ledger fills its part. */
struct line {
    struct ctx *cx; /* its arena lasts for the row */
    const struct mechanism *m;
    bool unmasked;
    int64_t at;     /* as it stood then (loop/ledger_as_of.h); 0 = now */
    int64_t serial; /* 1, 2, … in the file */
    bool has_matter, has_lead;
    struct demand d;
    struct link link;
    struct matter matter;
    struct task task; /* the lead's; or the row itself */
    struct event event;
    struct person_plain person;
    struct str num; /* of an event's subject */
    struct str words, answer, report, progress, place_said, address, helpers, stages;
    struct str leader, handler; /* of the lead unit: who heads it, who has it in hand */
    int64_t limit_at;
};

struct ledger_column {
    struct column column;
    int target; /* what an import reads it as: enum ledger_target, or LEDGER_NONE */
    struct cell (*cell)(struct line *l);
    const char *en; /* its title on an English page; files bear the Chinese one */
    bool late;      /* came later: files without it are known as well */
    int paper;      /* of the width of a printed sheet, about mm; 0 = not printed */
};

struct export;
/* One row is ready in the line. */
MUST_CHECK enum err export_line(struct export *e, struct line *l);

struct ledger {
    const char *name, *zh, *en;
    const struct ledger_column *columns;
    size_t n;
    enum err (*rows)(struct export *e, struct line *l, int book);
    int book; /* enum ledger_book: only its demands; BOOK_ALL: all */
};
extern const struct ledger demand_ledgers[], matter_ledgers[];
extern const size_t demand_ledgers_n, matter_ledgers_n;

/* Everything a line of that demand says, and the column that an import reads as the target;
 * NULL: none. */
MUST_CHECK enum err demand_line(struct line *l, const struct demand *d);
/* The same by its identifier, as of l->at. *found: false when it did not exist then. */
MUST_CHECK enum err demand_line_of(struct line *l, int64_t id, bool *found);
/* The ledger of demands with all columns. */
extern const struct ledger *const demand_ledger;
const struct ledger_column *demand_column(int target);

enum { EXPORT_PAGE = 500 };

/* A page of rows in an arena of its own, reset for each page. */
struct export
{
    struct ctx *cx;
    const struct ledger_export *job;
    const struct ledger *ledger;
    struct sheet_out *out;
    struct cell *cells;
    struct arena *page, *row;
    int64_t rows;
};

struct cell ledger_text(struct str s);
/* The words of l->d; not those of somebody who asked for confidence, unless a reason was given.
 */
struct cell ledger_words(const struct line *l);
struct cell ledger_int(int64_t v);
struct cell ledger_time(int64_t at);    /* 0 = empty */
struct cell ledger_day_end(int64_t at); /* a limit: its last day, or the minute */
struct cell ledger_label_of(const struct line *l, const struct enum_names *names, int value);
struct cell ledger_unit_cell(const struct line *l, int64_t unit); /* 0 = empty */

/* The texts of a subject's first `version` events, for each: name, sequence number, body. */
typedef void ledger_text_fn(struct line *l, int64_t seq, struct str name, struct str body);
struct ledger_subject {
    enum subject kind;
    int64_t id, version;
};
MUST_CHECK enum err ledger_texts(struct ctx *cx, struct ledger_subject of, struct line *l,
                                 ledger_text_fn *fn);
/* Lead task and names of the helping units of l->matter. */
MUST_CHECK enum err ledger_tasks(struct ctx *cx, struct line *l);
