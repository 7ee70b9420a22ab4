/* SPDX-License-Identifier: Apache-2.0
 * New versions of the dispatch directory, put in force with an event on the register's root
 * unit and taken over at once by this process (others follow within seconds, core/app_open.h).
 */
#pragma once

#include "core/directory.h"

struct directory_new {
    const struct directory_entry *entries;
    size_t n;
    int64_t from_day;
    struct str note;          /* why, shown in the list of versions */
    int64_t expected;         /* the newest version that the maker knew; 0 = none */
    const struct str *answer; /* stored under the idempotency key, or NULL */
};

/* cx->actor acts. Errors as directory_put. *version = its number. */
MUST_CHECK enum err directory_enforce(struct ctx *cx, const struct directory_new *in,
                                      int64_t *version);

/* The newest version's number, 0 = none. */
int64_t directory_newest(const struct ctx *cx);
/* Entries of the version that is in force on a day; none when there is no such version. cx->db
 * set. */
MUST_CHECK enum err directory_entries_on(struct ctx *cx, int64_t day,
                                         struct directory_entry **out, size_t *n);
/* A copy of the entries with another lead in one of them: the draft of a next version. The unit
 * is no longer among the helpers. ERR_NOT_FOUND no such entry, ERR_INPUT no such unit, or it
 * may not lead (closed; a community for a department's duty), or leads already. */
MUST_CHECK enum err directory_with_lead(struct ctx *cx, struct directory_entry *entries,
                                        size_t n, int64_t serial, int64_t lead);
/* A copy of the entries with one more behind them, of a class in a place (0 = everywhere); room
 * for it is the caller's. ERR_INPUT no such class, place or unit; ERR_CONFLICT there is one
 * already; ERR_LIMIT. */
MUST_CHECK enum err directory_with_entry(struct ctx *cx, struct directory_entry *entries,
                                         size_t *n, struct str class, int64_t place,
                                         int64_t lead);
