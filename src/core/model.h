/* SPDX-License-Identifier: Apache-2.0
 * Models in the store: versions with what they are worth, the rule that switches them, and the
 * ones in use, mapped once for the whole process (read-only, from blobs/).
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

struct classify_model;

#define MODEL_TARGET_LIST(X)                                                                   \
    X(MODEL_CLASS, "class", "诉求领域", "class")                                               \
    X(MODEL_LEVEL, "level", "责任层级", "level")                                               \
    X(MODEL_LEAD, "lead", "主办单位", "lead unit")
enum model_target { MODEL_TARGET_LIST(ENUM_ID) MODEL_TARGET__MAX };
extern const struct enum_names model_target_names;

/* in use; too weak by the rule; no better than the one in use; one that was in use before */
#define MODEL_STATE_LIST(X)                                                                    \
    X(MODEL_IN_USE, "in_use", "使用中", "in use")                                              \
    X(MODEL_WEAK, "weak", "太弱，停用", "too weak")                                            \
    X(MODEL_WORSE, "worse", "不优于在用的", "no better than the one in use")                   \
    X(MODEL_REPLACED, "replaced", "已被替换", "replaced")
enum model_state { MODEL_STATE_LIST(ENUM_ID) MODEL_STATE__MAX };
extern const struct enum_names model_state_names;

/* Shares in ten-thousandths of the decisions held back (the latest), which it did not learn. */
struct model_row {
    int target; /* enum model_target */
    int64_t version;
    int state;       /* enum model_state */
    struct str blob; /* hex SHA-256 of its file; "" = not kept */
    int64_t bytes;
    int64_t decisions, held_back;
    int64_t cut_id; /* the first demand that was held back */
    int64_t labels;
    int64_t macro_f1, correct, top3;
    int64_t sure;         /* of a confidence that is shown */
    int64_t sure_correct; /* … of these: right */
    int64_t guess;        /* what always naming the most frequent label would be right in */
    int64_t before_version, before_correct; /* the one in use, on the same; 0: none */
    struct str how;
    int64_t officer_id; /* who had it trained; 0: the night */
    int64_t made_at;
};
extern const struct shape model_row_shape;

struct model_rule {
    int target;
    bool enabled;
    int64_t least_decisions;  /* to be learnt from at all */
    int64_t least_correct;    /* ten-thousandths, of what is shown; below it is too weak */
    int64_t least_confidence; /* ten-thousandths; below it: "don't know" */
    int64_t officer_id, changed_at;
};
extern const struct shape model_rule_shape;

/* What stands in the store, else the defaults. cx->db set. */
MUST_CHECK enum err model_rule_get(struct ctx *cx, enum model_target t, struct model_rule *out);
/* The version in use. */
MUST_CHECK enum err model_row_in_use(struct ctx *cx, enum model_target t, struct model_row *out,
                                     bool *found);

/* A file from blobs/, mapped and checked; unmapped with keep. cx->db is not needed. */
MUST_CHECK enum err model_map(struct ctx *cx, struct arena *keep, struct str blob,
                              struct classify_model **out);

/* ---- the ones in use ---- */

struct models;
struct models *models_open(void);
void models_close(struct models *m); /* NULL is allowed */
/* Maps what is in use now and lets go of what is not; one that cannot be mapped is left out and
 * logged. cx->db set. */
MUST_CHECK enum err models_refresh(struct ctx *cx);

struct model_held {
    const struct classify_model *model;
    int64_t version;
    int64_t least_confidence;
};
/* Held until cx->arena is closed or reset. False: none is in use, or it is switched off. */
bool model_hold(struct ctx *cx, enum model_target t, struct model_held *out);
