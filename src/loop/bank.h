/* SPDX-License-Identifier: Apache-2.0
 * The problem bank (问题库, ZY-11 … ZY-18). A matter that waits for dispatch is put into it by
 * a person, with a day on which that is looked at again; the two admission rules are data of
 * the mechanism and only suggest, line by line. Once a month the bank is frozen: what is in it
 * with the figures of that day, what came and went and why, and its groups ranked on two axes,
 * so that the ranking can be reckoned again from what was kept.
 */
#pragma once

#include "base/json.h"
#include "core/actor.h"
#include "core/flow.h"
#include "core/mechanism.h"

enum {
    BANK_KEEPERS =
        BIT(ROLE_ANALYST) | BIT(ROLE_DISPATCHER) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    BANK_READERS = BANK_KEEPERS | BIT(ROLE_HEAD) | BIT(ROLE_PUBLISHER),
};

/* One matter with what the rules look at; a row of a frozen month. */
struct bank_item {
    int64_t jid;
    struct str month; /* "2026-11" */
    int64_t matter_id;
    struct str num, class;
    int64_t place_id;
    int64_t area_id; /* the street: the place right below the register's own */
    int64_t demands, people, urged, urgent, repeated, earlier, said_days, overdue,
        unplaced_days, returns, handbacks;
    struct str difficulty;
    struct str flags; /* codes of BANK_FLAG_LIST, "," */
    int64_t entered_at;
    struct str state; /* in, left */
    int64_t left_at;
    struct str left_how;    /* the act that took it out */
    int64_t representative; /* chosen by a person to stand for its class (ZY-15) */
    struct str reason;
    int64_t chosen_by;
};
extern const struct shape bank_item_shape;

/* Flags that hold under the mechanism's rules: BIT(enum bank_flag) … */
uint32_t bank_flags_of(const struct mechanism *m, const struct bank_item *i);
/* Suggested by rule A (強烈、反复、迫切) or B (无主且久拖). */
bool bank_rule_a(const struct mechanism *m, uint32_t flags);
bool bank_rule_b(const struct mechanism *m, uint32_t flags);
int64_t bank_fact_of(const struct bank_item *i, enum bank_fact fact);

/* A matter that waits for dispatch. */
struct bank_case {
    struct bank_item item;
    struct str title;
    bool confidential;
    int64_t review_at; /* 0: not in the bank */
    const struct mechanism *mechanism;
};
/* matter_id 0: all of them (at most BANK_MOST). On any connection. */
enum { BANK_MOST = 5000 };
MUST_CHECK enum err bank_cases(struct ctx *cx, int64_t matter_id, struct bank_case **out,
                               size_t *n);

extern const struct step bank_steps[];
extern const size_t bank_steps_n;

/* ---- ranked (loop/bank_rank.c) ---- */

struct bank_group {
    const char *kind; /* "class", "class_area" */
    struct str class;
    int64_t area_id;
    int64_t facts[BANK_FACT__MAX];
    int64_t score[BANK_AXIS__MAX]; /* hundredths, 0 … 10000 */
    int64_t place;                 /* 1, 2, … within its kind; the same sum: the same place */
};
/* Of the items that are in. Sorted by kind, then place. A pure function of its arguments. */
void bank_rank(struct ctx *cx, const struct mechanism *m, const struct bank_item *items,
               size_t n, struct bank_group **out, size_t *groups_n);
/* "groups": each with every figure, the greatest, the weight and the points it gives. */
void bank_groups_json(struct ctx *cx, struct json *j, const struct mechanism *m,
                      const struct bank_group *g, size_t n);

/* ---- frozen (loop/bank_month.c) ---- */

struct bank_month {
    int64_t jid;
    struct str month;
    int64_t from_at, taken_at, officer_id;
    struct str mechanism;
    int64_t mechanism_version;
    struct str ranking, hash;
};
struct bank_month_body {
    struct str month; /* "" = the one it is */
};
struct bank_represent_body {
    struct str matter, reason;
    bool off; /* takes the choice back */
};
extern const struct shape bank_month_new_shape, bank_represent_shape;

/* ERR_DENIED, ERR_CONFLICT when it was taken already. cx->db NULL. */
MUST_CHECK enum err bank_take(struct ctx *cx, const struct bank_month_body *b,
                              struct flow_result *out);
MUST_CHECK enum err bank_represent(struct ctx *cx, struct str month,
                                   const struct bank_represent_body *b,
                                   struct flow_result *out);
MUST_CHECK enum err bank_month_find(struct ctx *cx, struct str month, struct bank_month *out);
MUST_CHECK enum err bank_month_items(struct ctx *cx, struct str month, struct bank_item **out,
                                     size_t *n);
/* What the month's ranking is reckoned from and by, again. */
MUST_CHECK enum err bank_month_groups(struct ctx *cx, const struct bank_month *m,
                                      struct bank_group **out, size_t *n);
/* Its ranking as JSON and the hash of its items, from what is stored: what check compares. */
MUST_CHECK enum err bank_month_again(struct ctx *cx, const struct bank_month *m,
                                     struct str *ranking, struct str *hash);
bool bank_may_keep(struct ctx *cx);

/* ---- read (loop/bank_json.c); cx->db: a snapshot ---- */

MUST_CHECK enum err bank_json(struct ctx *cx, struct json *j);
MUST_CHECK enum err bank_month_json(struct ctx *cx, struct str month, struct json *j);
/* Of one matter, for its dossier: "bank". */
MUST_CHECK enum err bank_of_matter_json(struct ctx *cx, struct json *j, const struct matter *m);
