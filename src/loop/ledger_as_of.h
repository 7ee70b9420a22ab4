/* SPDX-License-Identifier: Apache-2.0
 * A demand, matter or task as its events left it before a moment: a row is a projection of its
 * events (domain.md, Records), so the events recorded until then make the row of then. Who may
 * see it, and what units, places and people are called, is as it is now.
 */
#pragma once

#include "base/ctx.h"
#include "core/demand_row.h"
#include "core/link_row.h"
#include "core/matter_row.h"
#include "core/task_row.h"

/* Whether nothing was recorded of the subject since: its row is the row of then, and reading
 * it costs a tenth of folding its events. version: that of the row, the number of its events.
 */
MUST_CHECK enum err as_of_unchanged(struct ctx *cx, enum subject kind, int64_t id,
                                    int64_t version, int64_t at, bool *out);

/* at: ms; what was recorded at that very moment or later is left out. A subject that did not
 * exist leaves *out at zero (id 0). Everything lies in cx->arena; the events read are some
 * kilobytes each, so many subjects want an arena that is reset. ERR_IO for an event that cannot
 * be read. */
MUST_CHECK enum err as_of_demand(struct ctx *cx, int64_t id, int64_t at, struct demand *out,
                                 int64_t *reply_due /* 0 = none */);
/* Its link to that demand with it; state LINK_NONE when there was none. */
MUST_CHECK enum err as_of_matter(struct ctx *cx, int64_t id, int64_t at, int64_t demand_id,
                                 struct matter *out, struct link *link);
MUST_CHECK enum err as_of_task(struct ctx *cx, int64_t id, int64_t at, struct task *out);

/* "2026-11-20" is the midnight that ends that day, as ms. 0 for an empty text. ERR_INPUT at
 * "as_of" for anything else, and for a day that is not over yet. */
MUST_CHECK enum err as_of_day(struct ctx *cx, struct str day, int64_t *at);
