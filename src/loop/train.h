/* SPDX-License-Identifier: Apache-2.0
 * Learning from the place's own decisions: which class, level and lead unit were given to what
 * was said. The oldest four fifths are learnt from, the latest fifth is held back and measured
 * on; so is the version in use, which has not seen them either. A new version takes its place
 * only when it is better; one that is too weak by the rule is kept as a row, never used.
 *
 * Confidential demands and what was erased are not learnt from; a model holds no words.
 */
#pragma once

#include "base/json.h"
#include "core/model.h"

enum {
    TRAIN_MOST = 20000,      /* the latest decisions that are looked at */
    TRAIN_LABEL_LEAST = 3,   /* decisions of a label, to be learnt */
    TRAIN_CHOOSE_MOST = 4000 /* … that the choice among ways is made on */
};

struct train_done {
    int64_t decisions; /* there are */
    bool too_few;      /* … by the rule: nothing was learnt, row is empty */
    struct model_row row;
    struct model_row before; /* the one in use till now; version 0: none */
    bool before_weak;        /* … which on the latest decisions is too weak: switched off */
};
/* Learns one target anew and stores the version. cx->db NULL; takes minutes with many
 * decisions: not in a request. The officer is cx->actor's. */
MUST_CHECK enum err train_run(struct ctx *cx, enum model_target t, struct train_done *out);

/* Every target with its rule and newest versions, and how often suggestions were followed in
 * the last month, into the open object. *version: of the rules. cx->db set. */
MUST_CHECK enum err train_json(struct ctx *cx, struct json *j, int64_t *version);

/* The rule of a target, by a person; percents. ERR_STALE, ERR_NOT_FOUND. */
struct train_rule_body {
    bool enabled;
    int64_t least_decisions, least_correct, least_confidence;
};
extern const struct shape train_rule_shape;
MUST_CHECK enum err train_rule_set(struct ctx *cx, struct str target, int64_t expected,
                                   const struct train_rule_body *body, struct str *answer,
                                   int64_t *version);

/* Every night once, from TRAIN_HOUR on (Beijing time), by one process of all: a thread beside
 * the scheduler. */
enum { TRAIN_HOUR = 2, TRAIN_NIGHT_EVERY_MS = 60000, TRAIN_STUCK_MS = 6 * 3600000 };
/* *trained: this call did it. For the thread and for tests. */
MUST_CHECK enum err train_night(struct ctx *cx, bool *trained);
struct trainer;
MUST_CHECK enum err trainer_start(struct ctx *cx, struct trainer **out);
void trainer_stop(struct trainer *t); /* NULL is allowed */
