/* SPDX-License-Identifier: Apache-2.0
 * Due dates of a matter and its demands beyond what their states start: set at dispatch,
 * extended, inherited with an upstream order, joined (domain.md, Clocks).
 */
#pragma once

#include "core/flow.h"

/* A limit set at dispatch, 0 = the mechanism's. ERR_INPUT with the range it has to lie in: not
 * longer than the mechanism's limit and, where that is a range, not shorter (BZ-25). */
MUST_CHECK enum err limit_set(struct ctx *cx, struct act *a, enum clock_kind kind,
                              int64_t length, int unit);
/* Whether limit_set would take that length for a clock that starts now. */
bool limit_fits(const struct ctx *cx, const struct mechanism *mech, const struct matter *m,
                enum clock_kind kind, int64_t length, int unit);
/* Whether the lead's extension may be asked for: where the closing limit is a range, feedback
 * stays inside it; longer needs listing or stages. ERR_INPUT with the range. */
MUST_CHECK enum err limits_may_extend(struct ctx *cx, struct act *a, int64_t workdays);
/* Feedback and close of the act's matter by so many working days, close to the end of its range
 * at most. */
MUST_CHECK enum err limits_extend(struct ctx *cx, struct act *a, int64_t workdays);
/* One clock by so many working days: a limit in other units is moved by as many of its own as
 * reach the same day. k may be NULL. */
MUST_CHECK enum err limit_extend(struct ctx *cx, struct act *a, struct clock *k,
                                 int64_t workdays);

/* Feedback and close take the earlier of their own date and those that the matter's demands
 * bring: a limit inherited from upstream, the mechanism's limit for a demand of its kind and
 * class that joined, and for feedback the earliest reply of those joined. Within an event of
 * the matter. */
MUST_CHECK enum err limits_cap(struct ctx *cx, struct work *w, const struct matter *m);
/* The same after a demand has left: what had been cut short is reckoned anew first, and so are
 * the replies of the demands that stay. */
MUST_CHECK enum err limits_recap(struct ctx *cx, struct work *w, const struct matter *m);
/* The demand has joined (its link is there): every reply takes the earliest date of those that
 * one answer will serve. Within events of both; the others' get one of their own. */
MUST_CHECK enum err limits_join(struct ctx *cx, struct work *w, struct demand *d,
                                const struct matter *m);
/* The demand's own date has moved: those that took it follow. Within an event of the demand. */
MUST_CHECK enum err limits_moved(struct ctx *cx, struct work *w, const struct demand *d);
/* The demand's reply by itself and its remaining matters, within an event of the demand. */
MUST_CHECK enum err limits_alone(struct ctx *cx, struct work *w, struct demand *d);
