/* SPDX-License-Identifier: Apache-2.0
 * The monthly analysis (JN-27) with its four inputs (JN-28): what is hot, what is said again,
 * what is long unsolved, and what citizens and officers suggest (JN-24), by class, by place and
 * by unit; with it the change against the same month of last year and against the month before,
 * by class and in all (HY-32), of all demands or of one channel's alone (HY-33: the hotline).
 *
 * The month is a calendar month in Beijing time, the time at which it was said. Everything is
 * counted as in the ledgers (loop/ledger_pick.h), so that each figure is a ledger, and as the
 * register stood at one moment: when the month ended, or now for a month that is not over or
 * where that is asked for. Last year's month is counted as of that same moment, so what was
 * taken over from earlier ledgers counts once it was there. Only hot spots are those of now:
 * grouping keeps no past.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "loop/change.h"
#include "loop/ledger_pick.h"
#include "loop/trouble.h"

struct month_query {
    struct str month; /* "2026-10"; "" = the last one that is over */
    int64_t place, unit;
    struct str channel; /* these three as in struct ledger_query */
    int stand;          /* enum month_stand */
    int64_t through;
};
extern const struct shape month_query_shape;

#define MONTH_STAND_LIST(X)                                                                    \
    X(MONTH_THEN, "", "月末时", "when the month ended")                                        \
    X(MONTH_NOW, "now", "现在", "now")
enum month_stand { MONTH_STAND_LIST(ENUM_ID) MONTH_STAND__MAX };
extern const struct enum_names month_stand_names;

enum { MONTH_WORST = 20, MONTH_HOT = 20 };

/* Demands said in the month, in the month before, in the same month of last year; of the
 * month's those found to be a repeat and the suggestions; and what is long unsolved, whenever
 * it was said. */
struct month_sums {
    int64_t demands, before, year, repeated, suggestions, unsolved;
};
struct month_row {
    struct month_sums sums;
    struct str code; /* classes; LEDGER_UNSAID: none is said */
    int64_t id;      /* places, units */
    struct str label;
    int64_t depth; /* classes: 0 = topmost; each counts what lies under it */
};
struct month_rows {
    struct month_row *p;
    size_t n;
};
/* At least HOTSPOT_MIN demands of the month, or followed and one. */
struct month_hot {
    int64_t id;
    struct str name, place, words;
    int64_t demands, people, before, year;
};
struct month_worst {
    int64_t demand_id, unit_id, said_at, days; /* whole days since it was said */
    struct str class;
};

struct month_report {
    struct ledger_query base; /* of the month's ledger */
    int64_t year, month, first_day, last_day;
    int64_t before_first, before_last, year_first, year_last; /* days */
    bool over;                                                /* the month is */
    int64_t at, unit, unsolved_days;
    struct month_sums all;
    struct month_rows classes, places, units;
    bool hot_seen; /* hot spots are for who sees the whole register */
    struct month_hot *hot;
    size_t hot_n;
    struct month_worst *worst; /* the oldest first */
    size_t worst_n;
    /* What the measures of root problems yielded that were declared done in the month; of every
     * channel. */
    struct trouble_yielded *yields;
    size_t yields_n;
};

/* ---- month_look.c ---- */

/* cx->db: a snapshot. ERR_INPUT at month (a future one, no month); ERR_DENIED, ERR_LIMIT as
 * ledger_pick. */
MUST_CHECK enum err month_report_read(struct ctx *cx, const struct month_query *q,
                                      struct month_report *out);
/* ---- month_json.c ---- */

/* Into the open object. */
MUST_CHECK enum err month_report_json(struct ctx *cx, const struct month_report *r,
                                      struct json *j);
/* "2026年10月（2026-10-31 24时）" */
struct str month_title(struct ctx *cx, const struct month_report *r);
struct str month_stands(struct ctx *cx, const struct month_report *r);
/* What the figures count, a sentence each: for page, workbook and document. */
struct strs month_rules(struct ctx *cx, const struct month_report *r);

/* ---- document_month.c ---- */

/* "month 2026-10", and what narrows it: "unit=ID", "place=ID", "channel=CODE", "now". ERR_INPUT
 * at about. */
MUST_CHECK enum err month_asked(struct ctx *cx, struct str about, struct month_query *q);
/* The same as text, always in that order. */
struct str month_about(struct ctx *cx, const struct month_query *q);

/* ---- month_out.c ---- */

/* As a workbook, from what month_report_json said: its maker's lines stand on the last sheet.
 */
MUST_CHECK enum err month_said_xlsx(struct ctx *cx, json_t *said, const struct strs *lines,
                                    const char *path);
MUST_CHECK enum err month_report_xlsx(struct ctx *cx, const struct month_report *r,
                                      const char *path);
