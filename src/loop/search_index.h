/* SPDX-License-Identifier: Apache-2.0
 * The search index: which demands may hold all of some tokens (loop/search_text.h), the newest
 * first. Kept by the deriver's thread (loop/derive.h) in a store of its own: a file search.db
 * in the data directory, or tables of the PostgreSQL database. It may be lost at any time: a
 * new or damaged one is filled again from the newest demand to the oldest while everything goes
 * on, and says how far it is.
 *
 * A demand found may no longer hold the tokens (nothing is taken out on SQLite), but none that
 * does is missed: what is behind stands in the queue or below `filled`.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "loop/derive.h"

struct search_index;

/* cx->app->search is set and cleared. ERR_IO when it cannot be made. */
MUST_CHECK enum err search_index_open(struct ctx *cx);
void search_index_close(struct app *app);

struct search_state {
    int64_t filled; /* demands below this id are not in it yet; 0: all are */
    int64_t top;    /* from where that began */
};
/* The rest: ERR_BUSY without an index (a command that did not open it). */
MUST_CHECK enum err search_index_state(struct ctx *cx, struct search_state *out);
/* Per mille of the register that is in it, by the time when demands came. cx->db set. */
MUST_CHECK enum err search_index_progress(struct ctx *cx, const struct search_state *s,
                                          int *permille);

enum { SEARCH_GROUPS = 4 };
/* Ids of the newest demands below `before` with all tokens of `all` and one of each of the
 * SEARCH_GROUPS lists at `any` that is not empty (at least one token in all); at most `limit`,
 * in cx->arena. */
MUST_CHECK enum err search_index_find(struct ctx *cx, const struct strs *all,
                                      const struct strs *any, int64_t before, int64_t limit,
                                      int64_t **ids, size_t *n);

/* Emptied, to be filled anew by whoever holds the deriver's lease. */
MUST_CHECK enum err search_index_reset(struct ctx *cx);
/* Whether it is sound in itself (SQLite). ERR_IO when it is not. */
MUST_CHECK enum err search_index_check(struct ctx *cx);

/* One piece of tidying (SQLite): its segments become one, so that a search is quick. Done by
 * the deriver between 2 and 5 at night, and when it has been filled. *done: it is tidy, or the
 * night has had its share. */
MUST_CHECK enum err search_index_tidy(struct ctx *cx, bool *done);
bool search_index_tidy_due(const struct ctx *cx);

/* Steps of derive_steps. */
derive_fn search_index_put;
derive_waits_fn search_index_waits;
derive_more_fn search_index_more;
