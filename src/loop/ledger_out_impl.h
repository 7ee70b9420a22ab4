/* SPDX-License-Identifier: Apache-2.0
 * Inside of ledger_out*.c: a ledger is a table of columns and a way to its rows.
 */
#pragma once

#include "base/json.h"
#include "core/mechanism.h"
#include "core/person.h"
#include "core/work.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "loop/ledger_book.h"
#include "loop/ledger_out.h"
#include "loop/ledger_row.h"
#include "loop/scheme_days.h"

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
    bool limit_known; /* limit_at was folded with the demand */
};

/* Marks of a column. */
enum {
    COLUMN_LATE = 1, /* came later: files without it are known as well */
    COLUMN_SHOWN = 2 /* a screen shows it before all are asked for */
};

struct ledger_column {
    struct column column;
    int target; /* what an import reads it as: enum ledger_target, or LEDGER_NONE */
    struct cell (*cell)(struct line *l);
    const char *en; /* its title on an English page; files bear the Chinese one */
    unsigned marks; /* COLUMN_LATE, COLUMN_SHOWN */
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
/* The same in two parts, as of l->at (0 = now): what tells its ledger, the demand with the
 * matter that speaks for it; and all else, which costs most, for those that are wanted. *found:
 * false when it did not exist then. */
MUST_CHECK enum err demand_line_stood(struct line *l, const struct demand *now, bool *found);
MUST_CHECK enum err demand_line_rest(struct line *l);
/* The same by its identifier, as of l->at. *found: false when it did not exist then. */
MUST_CHECK enum err demand_line_of(struct line *l, int64_t id, bool *found);
/* The ledger of demands with all columns. */
extern const struct ledger *const demand_ledger;
const struct ledger_column *demand_column(int target);
/* Matters with who answers for each by name (BZ-22); see matter_line_of. */
extern const struct ledger *const task_ledger;
/* A matter by its identifier, as of l->at, with its lead's task and the people who answer for
 * it: what the columns of task_ledger are made from. *found: false when it did not exist then.
 */
MUST_CHECK enum err matter_line_of(struct line *l, int64_t id, bool *found);

/* ---- a ledger as a page, a file and a sheet of paper (loop/ledger_page.c) ---- */

enum { LEDGER_ROWS_USUAL = 50, LEDGER_ROWS_LEAST = 10, LEDGER_PAPER_BYTES = 48 << 20 };
/* Which of the rows stand on a page: `n` from `first` on. page from 1; 0 = 1; rows 0 = usual.
 */
struct ledger_cut {
    size_t first, n, page, pages;
};
struct ledger_cut ledger_cut_of(size_t all, int64_t page, int64_t rows);
void ledger_cut_json(const struct ledger_cut *cut, size_t all, struct json *j);
/* A cell as a page shows it. */
struct str ledger_cell_shown(struct ctx *cx, const struct cell *c);
struct line ledger_line_at(struct ctx *cx, int64_t at);
/* "columns", "units" (as which ones the actor can look) into the open object; "cells" into a
 * row's. */
void ledger_titles_json(struct ctx *cx, const struct ledger *ledger, struct json *j);
void ledger_units_json(struct ctx *cx, struct json *j);
void ledger_cells_json(const struct ledger *ledger, struct line *l, struct json *j);
/* A printed sheet: its head with what is said of the whole, one row, its end. ERR_TOO_LARGE. */
void ledger_paper_head(struct ctx *cx, const struct ledger *ledger, struct str title,
                       struct str said, struct buf *b);
void ledger_paper_row(const struct ledger *ledger, struct line *l, struct buf *b);
MUST_CHECK enum err ledger_paper_end(struct ctx *cx, struct buf *b);
/* ERR_LIMIT past LEDGER_PRINT_MAX. */
MUST_CHECK enum err ledger_paper_fits(struct ctx *cx, size_t rows);
/* What was chosen, for the record: codes and identifiers alone. */
struct str ledger_chosen(struct ctx *cx, const struct shape *shape, const void *query);
/* That it was printed: an event of the root unit. The reader is let go. */
MUST_CHECK enum err ledger_paper_record(struct ctx *cx, const char *ledger, struct str picked,
                                        size_t rows);

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
    struct scheme_days *days; /* NULL: no scheme is asked for */
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
