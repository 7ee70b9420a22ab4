/* SPDX-License-Identifier: Apache-2.0
 * The check of a register: what is stored is computed again from the events, and every
 * difference is named.
 *
 * Chains: sequence, previous hash, hash of every event; side texts against their salted hashes.
 * Rows: demand, matter, task, link, clock and stage as the events leave them. Clocks: due dates
 * reckoned anew. Lists (duty), intervals (span) and counts (rollup). Totals: links against the
 * counts on demands and matters. Rules: an open matter has owner, clock and next action, a
 * received demand a running screening clock. References, sealed persons, the store itself.
 * Attachments: every file opens and is what its row says; every row belongs to an event.
 * Messages: about something, to somebody, in a state that they can be in. Advised alone: open
 * work that nobody can do (loop/handover.h).
 *
 * Reads one snapshot, page by page, with memory that does not grow with the register.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "core/words.h"

struct check_finding {
    const char *code; /* chain, text, row, clock, list, interval, count, total, rule, reference,
                         person, file, message, people, store */
    bool advice;      /* no difference: something to tidy up */
    const char *subject;         /* "demand", "matter", …; "" when none */
    int64_t id;                  /* of the subject, 0 when none */
    struct str num;              /* of the subject, where it is known */
    struct str what;             /* one sentence in cx->lang */
    struct str stored, expected; /* may be empty */
};

struct check_result {
    int64_t demands, matters, tasks, events, persons, files, messages;
    int64_t findings; /* without the advices */
};

/* Called for every difference; the finding lives until the return. */
typedef enum err check_fn(struct ctx *cx, void *arg, const struct check_finding *f);

/* cx: a read connection without a snapshot; cx->app with the data directory and the key. Not OK
 * only when the check could not be made. */
MUST_CHECK enum err check_register(struct ctx *cx, check_fn *fn, void *arg,
                                   struct check_result *out);
