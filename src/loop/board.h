/* SPDX-License-Identifier: Apache-2.0
 * Boards (红黑榜, BZ-36): drafted, checked and published by different people, and then frozen
 * with the facts of every figure. A board is computed from those facts and its version of the
 * rule alone (loop/board_score.h), so the same comes out years later. What is excluded after
 * its publication changes nothing in it; the next board of the rule tells it, with the score
 * that the unit would have had.
 */
#pragma once

#include "base/json.h"
#include "core/actor.h"
#include "core/flow.h"
#include "loop/board_rule.h"
#include "loop/board_score.h"

enum {
    BOARD_DRAFTERS = BIT(ROLE_ANALYST) | BIT(ROLE_SUPERVISOR),
    BOARD_CHECKERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    BOARD_PUBLISHERS = BIT(ROLE_PUBLISHER) | BIT(ROLE_LEADER),
    BOARD_READERS = BOARD_DRAFTERS | BOARD_CHECKERS | BOARD_PUBLISHERS,
    /* A head of unit reads the red list and his own units' rows of what was published. */
    BOARD_SEEN_BY = BOARD_READERS | BIT(ROLE_HEAD),
    BOARD_APPRAISERS = BIT(ROLE_PUBLISHER) | BIT(ROLE_LEADER) | BIT(ROLE_ADMIN_SECURITY),
};

/* A board is of the whole register: what the actor holds over its root counts. */
uint32_t board_roles(struct ctx *cx);

struct board {
    int64_t jid;
    struct str num;
    int64_t version;
    struct str rule;
    int64_t rule_version;
    struct str title, campaign;
    int64_t from_at, to_at; /* facts of [from_at, to_at) */
    struct str state;       /* draft, checked, published, dropped */
    int64_t drafted_by, drafted_at, checked_by, checked_at;
    int64_t ended_by, ended_at; /* published or dropped */
    struct str reason;          /* why it was dropped */
    struct str figures, signals, exclusions, hash;
};
extern const struct shape board_shape;
struct board_unit {
    int64_t jid;
    struct str num;
    int64_t unit_id;
    struct str name, team, facts;
};
extern const struct shape board_unit_shape;

struct board_draft_body {
    struct str rule, title, campaign;
    int64_t first_day, last_day; /* ms of any moment in the day; 0 = the last whole period */
};
struct board_drop_body {
    struct str reason;
};
extern const struct shape board_draft_shape, board_drop_shape;

/* What the register says of a time (loop/board_facts.c): units that have any fact, with names
 * and teams as they are now. cx->db: a snapshot. ERR_TOO_LARGE past 500,000 facts. */
struct board_units {
    struct board_unit *p;
    size_t n;
};
MUST_CHECK enum err board_collect(struct ctx *cx, const struct board_rule *r, int64_t from,
                                  int64_t to, struct board_units *out);
/* A unit's frozen lines as facts. ERR_IO when they cannot be read. */
MUST_CHECK enum err board_facts_read(struct ctx *cx, struct str lines, struct board_fact **out,
                                     size_t *n);
/* Gaming looked for (peers 9): an array of {"kind","unit_id","unit","n","of","nums"}. */
MUST_CHECK enum err board_signals(struct ctx *cx, const struct board_rule *r, int64_t from,
                                  int64_t to, struct str *out);
/* All units' results, ranked, and their JSON: what is stored and compared. */
MUST_CHECK enum err board_compute(struct ctx *cx, const struct board_rule *r,
                                  const struct board_units *units,
                                  struct board_unit_result **out, struct str *figures);

MUST_CHECK enum err board_find(struct ctx *cx, struct str num, struct board *out);
MUST_CHECK enum err board_units_of(struct ctx *cx, struct str num, struct board_units *out);
MUST_CHECK enum err board_unit_of(struct ctx *cx, struct str num, int64_t unit,
                                  struct board_unit *out, bool *found);
/* fn with memory of its own, which is gone when it returns: facts are many, and an arena that
 * is full ends the process. What it says went wrong stays. */
MUST_CHECK enum err board_apart(struct ctx *cx, enum err (*fn)(struct ctx *, void *),
                                void *arg);

/* Computes and stores a draft. ERR_INPUT for a time that has not begun. cx->db NULL. */
MUST_CHECK enum err board_draft(struct ctx *cx, const struct board_draft_body *b,
                                struct flow_result *out);
/* check: by another person than drafted it; publish: by another than drafted it, and only what
 * was checked; drop: by any of them, with a reason. ERR_DENIED, ERR_STALE, ERR_CONFLICT. */
enum board_act { BOARD_CHECK, BOARD_PUBLISH, BOARD_DROP };
MUST_CHECK enum err board_do(struct ctx *cx, struct str num, int64_t if_match,
                             enum board_act act, struct str reason, struct flow_result *out);

/* From the frozen facts and the rule's version alone. */
struct board_again {
    bool same;     /* figures come out the same */
    bool whole;    /* nothing that was stored has changed since */
    bool recorded; /* the record of its drafting names the same contents */
    struct str num, figures;
    size_t units, facts;
};
MUST_CHECK enum err board_recompute(struct ctx *cx, struct str num, struct board_again *out);

/* ---- what is read (loop/board_out.c) ---- */
MUST_CHECK enum err boards_json(struct ctx *cx, struct json *j);
MUST_CHECK enum err board_json(struct ctx *cx, struct str num, struct json *j,
                               int64_t *version);
void board_again_json(struct json *j, const struct board_again *a);
/* What may be printed and hung up: both lists, all figures. */
MUST_CHECK enum err board_html(struct ctx *cx, struct str num, struct str *out);
/* For the annual appraisal (BZ-41): all published boards that end in the year, as XLSX; *rows.
 * Recorded by board_appraisal_record. */
MUST_CHECK enum err board_appraisal(struct ctx *cx, int64_t year, const char *path,
                                    int64_t *rows);
#define APPRAISAL_PURPOSE_LIST(X)                                                              \
    X(PURPOSE_APPRAISAL, "appraisal", "年度目标考核", "annual appraisal")                      \
    X(PURPOSE_CADRES, "cadres", "干部使用和职级晋升", "posts and promotion")                   \
    X(PURPOSE_AWARDS, "awards", "评先选优", "awards")
enum appraisal_purpose { APPRAISAL_PURPOSE_LIST(ENUM_ID) APPRAISAL_PURPOSE__MAX };
extern const struct enum_names appraisal_purpose_names;
MUST_CHECK enum err board_appraisal_record(struct ctx *cx, int64_t year, int64_t rows,
                                           int purpose);
