/* SPDX-License-Identifier: Apache-2.0
 * An officer leaves, or moves to another unit, and hands over in the same act whatever stands
 * in their name: tasks they handle, demands they took first, matters they sponsor or go between
 * in, instructions whose answer they wait for, alarms they answered, turns on the roster,
 * standing in for others, their line in a campaign's chain. What a unit owes (promises,
 * bundles, notices, drafts) stays the unit's. Each is an event of its subject. What the
 * successor may not take refuses the whole and is named: nobody's queue is ever ownerless.
 */
#pragma once

#include "base/ctx.h"
#include "core/words.h"

enum handover_part {
    HANDOVER_TASK,
    HANDOVER_DEMAND,
    HANDOVER_SPONSOR,
    HANDOVER_BETWEEN,
    HANDOVER_INSTRUCTION, /* open ones of a matter */
    HANDOVER_INSTRUCTED,  /* on a demand that has no matter yet */
    HANDOVER_ALARM,       /* acknowledged by them and not ended */
    HANDOVER_AID,         /* a citizen helped along in a task, not done */
    HANDOVER__PARTS
};

/* Every column of the register that names an officer, and what becomes of it when one goes. The
 * test reads the migrations: a new column has its line here. */
enum handover_fate {
    HANDOVER_GOES,    /* to the successor, as an item of `part` */
    HANDOVER_FOLLOWS, /* in the same act, without an item of its own */
    HANDOVER_STAYS,   /* who did something: a record */
};
struct handover_column {
    const char *table, *column;
    enum handover_fate fate;
    enum handover_part part; /* HANDOVER_GOES */
};
extern const struct handover_column handover_columns[];
extern const size_t handover_columns_n;

struct handover_item {
    enum handover_part part;
    enum subject kind;
    int64_t id;
    struct str num;
};
struct handover_queue {
    struct handover_item *p;
    size_t n;
    int64_t turns;     /* on the roster, running or ahead */
    int64_t troubles;  /* root problems in hand that name them, or one of their measures */
    int64_t campaigns; /* that run and name them in their chain of responsibility */
};
/* What stands in an officer's name. cx->db set. */
MUST_CHECK enum err handover_queue(struct ctx *cx, int64_t officer, struct handover_queue *out);
const char *handover_part_name(enum handover_part part, enum lang lang);

enum handover_what {
    HANDOVER_ONLY,     /* they stay where they are */
    HANDOVER_TRANSFER, /* to another unit, with other roles */
    HANDOVER_LEAVE,    /* the account is disabled */
};
struct handover {
    enum handover_what what;
    int64_t from;
    int64_t to;           /* who takes over; 0: only when there is nothing to hand over */
    int64_t unit;         /* HANDOVER_TRANSFER */
    struct str templates; /* HANDOVER_TRANSFER: names of role templates; empty: as before */
    int64_t version;      /* of the officer row that was looked at; -1: any */
};
struct handover_done {
    size_t items;
    int64_t turns;
    int64_t version; /* of the officer row now */
};
/* One transaction; cx->actor acts. ERR_STALE; ERR_INPUT; ERR_CONFLICT when something cannot be
 * handed over, saying what and why, or when there is a queue and nobody is named. The snapshots
 * are read anew. */
MUST_CHECK enum err handover_run(struct ctx *cx, const struct handover *h,
                                 struct handover_done *out);

/* ---- queues that nobody would empty ---- */

enum vacancy_kind {
    VACANCY_ROLE, /* open work in a unit, and nobody there or above holds the role it waits for
                   */
    VACANCY_GONE, /* open work in the name of somebody disabled */
    VACANCY_AWAY, /* or of somebody away for whom nobody stands in */
    VACANCY_DESK, /* a desk that runs, and nobody there or above holds its role */
};
struct vacancy {
    enum vacancy_kind kind;
    int64_t unit_id, officer_id; /* one of them */
    uint32_t roles;  /* VACANCY_ROLE: any of these would do; VACANCY_DESK: each is missing */
    int64_t n;       /* how much is open */
    struct str said; /* a sentence, in cx->lang */
    struct str todo; /* which commands mend it */
};
/* Open work that nobody can do. A stand-in who is away or disabled is none. cx->db set. */
MUST_CHECK enum err vacancy_list(struct ctx *cx, struct vacancy **out, size_t *n);
/* Desks without people, whether anything waits or not: the next thing that came would lie. One
 * a unit. cx->db set. */
MUST_CHECK enum err vacancy_desks(struct ctx *cx, struct vacancy **out, size_t *n);
