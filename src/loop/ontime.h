/* SPDX-License-Identifier: Apache-2.0
 * Answered in time (按时答复): per year of what was said, and in total.
 *
 * Due at 24:00 Beijing time of the N-th working day after the day it was said, that day not
 * counted (rules.md B4-1). What counts as the answer is the final answer to the citizen, or the
 * explanation or the naming of another route that ended the demand. Findings need no answer and
 * are left out; withdrawn demands are counted and shown, but owe no answer. Every demand stands
 * in exactly one of in_time, late, undated, waiting, overdue, withdrawn.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

struct ontime_row {
    int64_t year; /* of said_at, Beijing; 0 = the total */
    int64_t demands;
    int64_t in_time, late;
    int64_t undated;   /* answered, the ledger does not say when */
    int64_t waiting;   /* not answered, not yet due */
    int64_t overdue;   /* not answered, due before now */
    int64_t withdrawn; /* without an answer */
};

int64_t ontime_answered(const struct ontime_row *r);
int64_t ontime_unanswered(const struct ontime_row *r);
/* In time among those that were owed by now: in_time + late + overdue. In ten-thousandths,
 * rounded half up; -1 when nothing was owed. */
int64_t ontime_rate(const struct ontime_row *r);

struct ontime {
    struct ontime_row *years; /* ascending */
    size_t n;
    struct ontime_row total;
    bool provisional; /* a year without a calendar was crossed: weekends only */
};

/* workdays: 0 … 1000. batch: name of an imported batch, empty = the whole register.
 * ERR_NOT_FOUND when there is no such batch. */
MUST_CHECK enum err ontime_report(struct ctx *cx, int64_t workdays, struct str batch,
                                  struct ontime *out);
