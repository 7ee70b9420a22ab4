/* SPDX-License-Identifier: Apache-2.0
 * What slows down guessing: passwords behind a log-in name, query codes behind a number, and
 * looking through people by the telephone. All by
 * the wall clock; after an hour of quiet a count begins anew.
 *
 * Per subject (log-in name, number) and address: five attempts, then 2, 4, 8 … s up to the
 * rule's most. Per subject from anywhere: twenty, then 2, 4 … 60 s, which does not hold up an
 * address that got in to this subject within 30 days. So an office, a village or a carrier's
 * customers behind one address cannot be locked out by one of them; a subject that does not
 * exist is treated like one that does.
 *
 * A rule may also count per address alone. That brake never stops who is right: it only makes
 * the next wrong answer a "wait".
 *
 * What anybody may ask has no subject ("") and no right or wrong: every asking counts at its
 * address (throttle_near, throttle_shown), throttle_count alone is called.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/str.h"

struct brake {
    const char *name; /* of its keys; NULL: not counted */
    int64_t free;     /* attempts before it bites */
    int64_t most_ms;
};

struct throttle_rule {
    struct brake pair, anywhere, address;
    const char *known; /* NULL: nobody is known, throttle_pass is not called */
};
extern const struct throttle_rule throttle_login, throttle_code, throttle_search, throttle_near,
    throttle_shown;

/* One attempt. */
struct throttle {
    const struct throttle_rule *rule;
    struct str pair, anywhere, address, known; /* keys */
    int64_t wall;
    int64_t wait_ms; /* throttle_count: the address's brake bites */
    bool counted;    /* throttle_count was called */
    bool noted;      /* throttle_check: nothing to write should this be right */
};

struct throttle throttle_of(struct ctx *cx, const struct throttle_rule *rule,
                            struct str subject, struct str address);
/* cx->db set. ERR_LIMIT (retry_after_s) while slowed down. */
MUST_CHECK enum err throttle_check(struct ctx *cx, struct throttle *t);
/* db_write_fn, arg: struct throttle. Checks and counts; where the secret is costly to compare
 * it comes before that, so that many attempts at once do not all pass. */
MUST_CHECK enum err throttle_count(struct ctx *cx, void *arg);
/* db_write_fn, arg: struct throttle. The secret was right: the pair's count ends, the address
 * is known, and an attempt counted beforehand is taken back. */
MUST_CHECK enum err throttle_pass(struct ctx *cx, void *arg);
/* ERR_LIMIT with "wait so many seconds". */
MUST_CHECK enum err throttle_refuse(struct ctx *cx, int64_t wait_ms);
/* Inside db_write, hourly: deletes what is forgotten. */
MUST_CHECK enum err throttle_sweep(struct ctx *cx);
