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

/* Pure arithmetic. roll: calendar days ending on a rest day roll forward. */
int64_t clock_due(const struct calendar *c, int64_t started_at, int64_t length,
                  enum span_unit unit, bool roll, bool *provisional);
/* Sets due_at and provisional from the row's own data; a row whose source is "upstream",
 * "taken_over" or "stage" keeps its due_at (taken over, not computed). */
void clock_reckon(const struct calendar *c, bool roll, struct clock *k);
/* Pause at `at` / resume: `extra` grows by what passed (working days, days or ms→hours rounded
 * up), and at least one working day (or hour) is left after a resume. */
void clock_pause(struct clock *k, int64_t at);
void clock_resume(const struct calendar *c, bool roll, struct clock *k, int64_t at);
/* Used and left in the clock's own unit at `at`; left is negative when overdue. */
void clock_use(const struct calendar *c, const struct clock *k, int64_t at, int64_t *used,
               int64_t *left);
/* The reckoning, one line each, in cx->lang: kind, start (why), each rest day or make-up day
 * that mattered (ranges folded), extensions and pauses, due, provisional, used and left. */
void clock_explain(struct ctx *cx, const struct calendar *c, bool roll, const struct clock *k,
                   struct buf *out);
