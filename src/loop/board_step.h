/* SPDX-License-Identifier: Apache-2.0
 * What a place on the black list brings (BZ-39): the first a reminder, the second an interview
 * with its record, the third and every further one an ordered self-examination with a limit,
 * an answer and its acceptance. Counted for each unit within a year or a campaign, as the rule
 * says. And who was held to account (BZ-42 to BZ-44), which the security administrator alone
 * keeps and reads.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "core/flow.h"

struct board;
struct board_rule;
struct board_unit_result;

#define BOARD_STEP_LIST(X)                                                                     \
    X(STEP_REMIND, "remind", "提醒", "reminder")                                               \
    X(STEP_INTERVIEW, "interview", "约谈", "interview")                                        \
    X(STEP_EXAMINE, "examine", "责令检视", "ordered self-examination")
enum board_step_kind { BOARD_STEP_LIST(ENUM_ID) BOARD_STEP__MAX };
/* BZ-43: the four labels; none for a unit. */
#define LABEL_LIST(X)                                                                          \
    X(LABEL_NONE, "", "单位", "a unit")                                                        \
    X(LABEL_UNWILLING, "unwilling", "不担当", "shuns responsibility")                          \
    X(LABEL_IDLE, "idle", "不作为", "does nothing")                                            \
    X(LABEL_WRONG, "wrong", "乱作为", "acts wrongly")                                          \
    X(LABEL_SLOW, "slow", "慢作为", "acts slowly")
enum account_label { LABEL_LIST(ENUM_ID) LABEL__MAX };
extern const struct enum_names board_step_names, account_label_names;

enum {
    STEP_KEEPERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    STEP_READERS = STEP_KEEPERS | BIT(ROLE_HEAD) | BIT(ROLE_ADMIN_SECURITY),
};

struct board_step {
    int64_t jid, id, version;
    struct str board; /* number */
    int64_t unit_id;
    struct str scope; /* "2026", or the campaign */
    int64_t serial;   /* 1, 2, … within the scope */
    int kind;         /* enum board_step_kind */
    struct str state; /* open, recorded (interview and reminder: done), answered, accepted */
    int64_t made_at, held_at;
    struct str who, about, measures, signed_;
    int64_t recorded_by, due_at;
    struct str answer;
    int64_t answered_by, answered_at, accepted_by, accepted_at;
};

struct step_record_body {
    int64_t held_at;
    struct str who, about, measures, signed_;
};
struct step_answer_body {
    struct str answer;
};
struct step_accept_body {
    bool accept;
    struct str reason;
};
struct account_body {
    int64_t unit;
    struct str person, post;
    int label; /* enum account_label */
    struct str ground, outcome, board;
    int64_t decided_at;
};
extern const struct shape step_record_shape, step_answer_shape, step_accept_shape,
    account_shape;

/* Inside db_write, when a board is published: one step for each black unit. ids: one each. */
MUST_CHECK enum err board_steps_make(struct ctx *cx, const struct board *b,
                                     const struct board_rule *r,
                                     const struct board_unit_result *units, size_t n,
                                     const int64_t *ids);
/* record: what was held, by a supervisor (an interview becomes a sitting, loop/interview.h); of
 * a self-examination the order, from which its limit runs. answer: by the unit's head. accept,
 * or send back: by a supervisor who did not answer. ERR_NOT_FOUND, ERR_DENIED, ERR_STALE,
 * ERR_CONFLICT. */
MUST_CHECK enum err board_step_record(struct ctx *cx, int64_t id, int64_t if_match,
                                      const struct step_record_body *b,
                                      struct flow_result *out);
MUST_CHECK enum err board_step_answer(struct ctx *cx, int64_t id, int64_t if_match,
                                      const struct step_answer_body *b,
                                      struct flow_result *out);
MUST_CHECK enum err board_step_accept(struct ctx *cx, int64_t id, int64_t if_match,
                                      const struct step_accept_body *b,
                                      struct flow_result *out);
/* Inside db_write: the unit's interview that is still to be held has been held; *id: that step,
 * 0 when none was waiting (loop/interview.h). */
MUST_CHECK enum err board_step_interviewed(struct ctx *cx, int64_t unit,
                                           const struct step_record_body *b, int64_t *id);
/* After another calendar was loaded: limits of self-examinations that wait. cx->db NULL. */
MUST_CHECK enum err board_steps_reckon(struct ctx *cx, size_t *moved);
MUST_CHECK enum err board_step_find(struct ctx *cx, int64_t id, struct board_step *out);
extern const struct shape board_step_shape;
/* {"steps":[…],"counts":[…]}: a head sees his unit's. Counts by unit and scope. */
MUST_CHECK enum err board_steps_json(struct ctx *cx, struct json *j);
/* The newest thousand, the newest first. */
MUST_CHECK enum err board_steps(struct ctx *cx, struct board_step **out, size_t *n);
/* What one board brought. */
MUST_CHECK enum err board_steps_of(struct ctx *cx, struct str board, struct board_step **out,
                                   size_t *n);

MUST_CHECK enum err account_put(struct ctx *cx, const struct account_body *b,
                                struct flow_result *out);
/* {"records":[…],"persons":n,"units":n}; reading it is an event (made by the caller's route).
 */
MUST_CHECK enum err accounts_json(struct ctx *cx, struct json *j);
