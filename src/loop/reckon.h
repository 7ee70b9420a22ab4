/* SPDX-License-Identifier: Apache-2.0
 * Running clocks reckoned anew when the calendar has changed: every limit that moves is an
 * event of its subject, by the system (rules.md B4; none of the peers shows the difference).
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "core/calendar.h"
#include "core/words.h"

struct reckon_moved {
    struct str num;        /* of the demand, matter or task; valid during the call */
    int kind;              /* enum clock_kind */
    int64_t before, after; /* ms; equal when only "provisional" changed */
};
typedef void reckon_fn(void *arg, const struct reckon_moved *m);

/* Subject by subject, each in its own transaction; running it again changes nothing. cx->app
 * must hold the new calendar. each may be NULL. *total: limits that changed. */
MUST_CHECK enum err reckon_all(struct ctx *cx, reckon_fn *each, void *arg, size_t *total);
/* The limits of demands, matters and tasks that another calendar would move by themselves;
 * writes nothing. What follows from them (a reply shared with another demand) is found when it
 * is done. cx->db set. */
MUST_CHECK enum err reckon_look(struct ctx *cx, const struct calendar *calendar,
                                reckon_fn *each, void *arg, size_t *total);
