/* SPDX-License-Identifier: Apache-2.0
 * Working days: weekends and public holidays rest, make-up days work (rules.md B4). Keyed by
 * date, so that a notice reaching into the previous December needs no special case (B4-4).
 * A year without a table is reckoned by the weekly rhythm alone and says so.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"
#include "core/words.h"

struct calendar;

MUST_CHECK enum err calendar_load(struct ctx *cx, struct arena *keep,
                                  const struct calendar **out);
/* Loads "date,name,day" lines (day: work or rest) inside a write transaction. The text is the
 * whole truth between its first and its last date: other rows there are removed. A year has a
 * table when its 1 January rests, so that a row of last December proves nothing (B4-4).
 * *changed = days added, altered or removed; running clocks are to be reckoned again when it is
 * not 0. ERR_INPUT names the line. */
MUST_CHECK enum err calendar_store(struct ctx *cx, struct str csv_text, int64_t *changed);

/* What calendar_store would do: the days it would change, and the calendar as it would be, in
 * the arena. Writes nothing. */
MUST_CHECK enum err calendar_look(struct ctx *cx, struct str csv_text, int64_t *changed,
                                  const struct calendar **out);
/* This year and the next, whether each has a table, and their days. */
MUST_CHECK enum err calendar_json(struct ctx *cx, struct json *w);

/* From rows in any order, one a day, for tests: day, rest flag; years with a table. Copies. */
struct calendar_day {
    int64_t day; /* days since 1970-01-01, Beijing */
    bool rest;
    struct str name;
};
const struct calendar *calendar_make(struct arena *a, const struct calendar_day *days, size_t n,
                                     const int64_t *years, size_t years_n);

bool calendar_is_workday(const struct calendar *c, int64_t day);
bool calendar_knows(const struct calendar *c, int64_t day); /* its year has a table */
/* Name of the holiday that a day belongs to, as rest or as make-up day; "" for ordinary days.
 */
struct str calendar_name(const struct calendar *c, int64_t day);

/* The n-th working day after `day` (n = 0: the day itself). *provisional set when the way
 * crosses a year without a table (left alone otherwise). n: 0..10000. */
int64_t calendar_add_workdays(const struct calendar *c, int64_t day, int64_t n,
                              bool *provisional);
/* Working days after `from` up to and including `to`; 0 when to <= from. */
int64_t calendar_workdays_between(const struct calendar *c, int64_t from, int64_t to);
/* The first working day at or after `day` (calendar days that end on a rest day roll forward).
 */
int64_t calendar_roll(const struct calendar *c, int64_t day, bool *provisional);
