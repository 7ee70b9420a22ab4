/* SPDX-License-Identifier: Apache-2.0
 * A choice out of the ledgers: which demands stand in it as a unit sees them, now or at a past
 * midnight, and how many demands and matters each ledger has of it (BZ-19, BZ-20). A demand
 * stands in one ledger; a matter that several demands have joined is counted once, in the
 * ledger of its own level. Invalid demands are counted apart.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "loop/ledger_book.h"
#include "loop/scheme_days.h"

struct ledger_query {
    int ledger;          /* enum ledger_book; BOOK_NONE = BOOK_ALL */
    struct str from, to; /* said on these days or between, "2026-11-01"; empty = open */
    int64_t place;       /* and what lies in it; 0 = everywhere */
    int64_t unit;        /* that has it in hand (the lead, else the desk), or one below it */
    struct str class;    /* and those under it; LEDGER_UNSAID: none is said */
    /* Of a scheme ("" = the register's own classes) what stands in a class or below it;
     * SCHEME_NONE: in none (loop/scheme_days.h). A scheme alone narrows nothing. */
    struct str scheme, scheme_class;
    struct str mechanism; /* under which it was recorded */
    struct str kind, campaign, tag;
    struct str way, channel, ground; /* LEDGER_UNSAID: those of which none is said */
    int solved_first;                /* YN_YES or YN_NO: 未诉先办 (ZL-41) */
    int repeated, suggestion;        /* YN_YES or YN_NO: found to be a repeat (B3-8); JN-24 */
    /* Still open, and said so many days ago or more, of those passed by the day looked at
     * (HY-36, JN-28: long-standing); 1..36500, 0 = any. */
    int64_t open_days;
    struct str difficulty; /* of its matter (HY-36: hard) */
    int64_t hotspot;       /* in it now; for who sees hot spots (loop/hotspot.h) */
    struct str signal;     /* behind the weak signal by now: the number of its notice */
    int reply, judged;     /* enum fate_reply, fate_judged (loop/fate.h), as it is by now */
    int lvl;               /* enum level */
    int state;             /* enum demand_state */
    struct str as_of;      /* "2026-11-20": as it stood when that day ended; empty = now */
    int64_t through;       /* as which unit one looks; 0 = the home unit or the first */
    int64_t page;          /* from 1; 0 = 1 */
    int64_t rows;          /* to a page, 10..200; 0 = 50 */
};
extern const struct shape ledger_query_shape;
#define LEDGER_UNSAID "-"
enum { LEDGER_OPEN_DAYS = 36500 };

/* Who reads ledgers, of the subtrees of the units where they hold one of these roles. */
enum {
    LEDGER_READERS = BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER) | BIT(ROLE_HEAD) |
                     BIT(ROLE_REVIEWER) | BIT(ROLE_CLOSER) | BIT(ROLE_SUPERVISOR) |
                     BIT(ROLE_ARBITER) | BIT(ROLE_LEADER) | BIT(ROLE_ANALYST)
};

struct ledger_sum {
    int64_t demands, matters;
};
struct ledger_matter {
    int64_t id;
    int lvl; /* enum level */
};
struct ledger_picked {
    int64_t unit; /* as which one looks */
    int64_t at;   /* 0 = now */
    int64_t *ids; /* the demands of the ledger that was asked for, oldest first */
    size_t n;
    const struct ledger_matter *matters; /* of all ledgers, each once, by identifier */
    size_t matters_n;
    struct ledger_sum books[LEDGER_BOOK__MAX]; /* of every ledger, under the other filters */
    int64_t findings;                          /* of the demands: found, not said */
    int64_t ended;                             /* of the demands: no longer open */
    bool filtered;                             /* a filter besides the ledger is set */
    /* Without a filter: matters without a demand in them, and, where the whole register is
     * looked at, what the register counts by itself and what is kept from everybody here (a
     * unit complained about and all below it see nothing of it). */
    int64_t without;
    bool whole;
    struct ledger_sum register_has, kept;
};

/* cx->db: a snapshot. Ids lie in cx->arena. ERR_DENIED for a unit where the actor reads no
 * ledgers; ERR_INPUT at the field; ERR_LIMIT past 100,000 rows: a shorter time is needed. */
MUST_CHECK enum err ledger_pick(struct ctx *cx, const struct ledger_query *q,
                                struct ledger_picked *out);
/* The same, and what of it lies in each of n places. */
struct ledger_group {
    int64_t place;
    int64_t demands, ended;
};
MUST_CHECK enum err ledger_pick_by(struct ctx *cx, const struct ledger_query *q,
                                   struct ledger_group *groups, size_t n,
                                   struct ledger_picked *out);
/* The same; each demand of the ledger that was asked for is told to a function as it is picked,
 * as it was then. Texts last only for the call. */
struct ledger_one {
    int64_t id, place_id, unit_id; /* unit: that has it in hand */
    int64_t said_at;
    struct str class;
    bool repeated, suggestion, ended;
};
typedef void ledger_each_fn(void *arg, const struct ledger_one *one);
MUST_CHECK enum err ledger_pick_each(struct ctx *cx, const struct ledger_query *q,
                                     ledger_each_fn *each, void *arg,
                                     struct ledger_picked *out);
/* The same, and what came in by each way; what came by none of them by its channel. A matter
 * that demands of several ways have joined is counted once in each. */
struct ledger_way {
    struct str way, channel; /* LEDGER_UNSAID: those of which none is said */
    int64_t demands, matters;
    int64_t solved_first;             /* of the findings */
    int64_t invalid, findings, ended; /* of the demands */
};
/* What left by each of the exits, in the ledgers of what is invalid and what was redirected. */
struct ledger_exit {
    struct str ground; /* "" = none is said */
    int at;            /* AT_INVALID, AT_REDIRECT */
    int64_t demands;
};
struct ledger_flows {
    struct ledger_way *ways;
    struct ledger_exit *exits;
    size_t ways_n, exits_n;
};
MUST_CHECK enum err ledger_pick_ways(struct ctx *cx, const struct ledger_query *q,
                                     struct ledger_flows *flows, struct ledger_picked *out);
/* The same, and how it spreads over the scheme that the sums are opened for. */
MUST_CHECK enum err ledger_pick_scheme(struct ctx *cx, const struct ledger_query *q,
                                       struct scheme_sums *sums, struct ledger_picked *out);
/* Sums of the ledgers. */
struct ledger_sum ledger_picked_all(const struct ledger_picked *p);
