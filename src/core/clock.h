/* SPDX-License-Identifier: Apache-2.0
 * Limits and their reckoning. A clock is data (struct clock in clock_row.h); due_at is a pure
 * function of start, length, span, extra and the calendar, and can print itself line by line.
 *
 * First day not counted (0 days = 24:00 of the same day; hours run from the minute); due at
 * 24:00 Beijing time of the last day; calendar days that end on a rest day roll forward
 * (switch).
 */
#pragma once

#include "base/buf.h"
#include "base/ctx.h"
#include "core/calendar.h"
#include "core/clock_row.h"

struct span_length {
    int64_t length; /* 0..10000 */
    int unit;       /* enum span_unit */
    bool set;       /* false: this clock does not run */
};

/* Pure arithmetic. roll: calendar days ending on a rest day roll forward (never 0 days).
 * *provisional is set when the reckoning needed a year without a table (left alone otherwise).
 */
int64_t clock_due(const struct calendar *c, int64_t started_at, int64_t length,
                  enum span_unit unit, bool roll, bool *provisional);
/* Sets due_at and provisional from the row's own data; a row whose source is "upstream",
 * "taken_over", "stage" or "join" keeps its due_at (taken over, not computed). */
bool clock_due_is_kept(const struct clock *k);
void clock_reckon(const struct calendar *c, bool roll, struct clock *k);
/* Pause at `at` / resume: `extra` grows by what passed (working days, days or ms→hours rounded
 * up), and the next working day (or one hour) is left after a resume; only a clock that was
 * overdue when it paused stays overdue, so that a worthless late report wins nothing. Kept due
 * dates (see clock_reckon) do not move. A second pause, or a resume without one, does nothing.
 */
void clock_pause(struct clock *k, int64_t at);
void clock_resume(const struct calendar *c, bool roll, struct clock *k, int64_t at);
/* Used and left in the clock's own unit at `at`, or when it stopped or paused before. A begun
 * unit counts as used for days (the first day is not counted) and not for hours; left is 0 in
 * the last unit and negative when overdue: a day late counts when begun. */
void clock_use(const struct calendar *c, const struct clock *k, int64_t at, int64_t *used,
               int64_t *left);
/* The reckoning at cx->now, one line each, in cx->lang: kind and length, start (why), each rest
 * day or make-up day that mattered (ranges folded, plain weekends on one line), extensions and
 * pauses, due, provisional, used and left. */
void clock_explain(struct ctx *cx, const struct calendar *c, bool roll, const struct clock *k,
                   struct buf *out);
