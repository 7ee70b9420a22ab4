/* SPDX-License-Identifier: Apache-2.0
 * The sheet of a day, a week or a month (日报、周报、月报): what came in, what was ended, what
 * is overdue and not signed for, by street; the worst limits; what is urgent. Read from dates
 * and intervals, so that an old sheet comes out the same again (domain.md, Counting), and every
 * total stands twice, in demands and in matters. It names numbers, streets and classes and
 * nothing personal: no title, no words.
 *
 * Streets are those of the time that the sheet is about; what lies in none has a row of its
 * own, so that the rows sum up to the total. What a ledger brought in is counted apart.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"

enum brief_kind { BRIEF_DAILY, BRIEF_WEEKLY, BRIEF_MONTHLY, BRIEF_KIND__MAX };
extern const char *const brief_kind_names[]; /* daily, weekly, monthly */

enum brief_figure {
    BRIEF_DEMANDS_IN,
    BRIEF_MATTERS_IN,
    BRIEF_DEMANDS_DONE,
    BRIEF_MATTERS_DONE,
    BRIEF_DEMANDS_OVERDUE,
    BRIEF_MATTERS_OVERDUE,
    BRIEF_UNSIGNED,
    BRIEF_FIGURE__MAX
};
extern const char *const brief_figure_names[];
const char *brief_figure_text(const struct ctx *cx, enum brief_figure figure);

struct brief_row {
    int64_t place; /* a street; 0 = in none, or the total */
    struct str name;
    int64_t n[BRIEF_FIGURE__MAX];
};
struct brief_item {
    struct str num, class, street;
    int64_t days; /* over the limit */
    int64_t id;
    bool may_open; /* by the reader (brief_seen); false where nobody reads */
};
enum { BRIEF_WORST = 5, BRIEF_URGENT = 20 };

struct brief {
    enum brief_kind kind;
    int64_t first_day, last_day; /* Beijing days, both counted */
    int64_t as_of;               /* the end of the last day, or now while it lasts */
    struct brief_row *rows;      /* streets where anything is, the unplaced last */
    size_t rows_n;
    struct brief_row total;
    int64_t taken_over; /* demands that a ledger brought in */
    struct brief_item worst[BRIEF_WORST];
    size_t worst_n;
    /* As they stood at as_of: an alarm of the time, or an older one that still ran; not what
     * was found false by then. */
    struct brief_item urgent[BRIEF_URGENT];
    size_t urgent_n;
    int64_t urgent_all;
    struct str campaign; /* of this one alone: its name; empty = of all */
};

/* The period in which `day` lies; day < 0: the last whole one before now. */
void brief_period(const struct ctx *cx, enum brief_kind kind, int64_t day, int64_t *first,
                  int64_t *last);
/* ERR_INPUT when the period has not begun. cx->db set. */
MUST_CHECK enum err brief_make(struct ctx *cx, enum brief_kind kind, int64_t day,
                               struct brief *out);
/* Of one campaign, by its code: its demands, and matters of which one of them is a part
 * (HY-42). "" = of all. ERR_NOT_FOUND at field "campaign". */
MUST_CHECK enum err brief_make_of(struct ctx *cx, enum brief_kind kind, int64_t day,
                                  struct str campaign, struct brief *out);

/* In cx->lang: text to paste into a chat group, members of an open object, a page to print, a
 * picture (PNG; ERR_CONFLICT when the machine has no Chinese font). */
struct str brief_title(struct ctx *cx, const struct brief *b);
struct str brief_text(struct ctx *cx, const struct brief *b);
void brief_json(struct ctx *cx, const struct brief *b, struct json *j);
/* Which of the worst the actor may open: their numbers are links for him alone. cx->db set. */
MUST_CHECK enum err brief_seen(struct ctx *cx, struct brief *b);
struct str brief_html(struct ctx *cx, const struct brief *b);
MUST_CHECK enum err brief_png(struct ctx *cx, const struct brief *b, struct str *out);
/* A table file: XLSX, or CSV when the name ends so. */
MUST_CHECK enum err brief_sheet(struct ctx *cx, const struct brief *b, const char *path);

/* What is due to be sent now (settings report_*) goes into the outbox, once: a row says what
 * was sent. After an outage the newest period alone is caught up. *sent = messages. cx->db
 * NULL. */
MUST_CHECK enum err brief_send_due(struct ctx *cx, int *sent);
