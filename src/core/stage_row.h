/* SPDX-License-Identifier: Apache-2.0
 * What a unit owes a matter by a date: a step of a long matter (BZ-26) or a promise (HY-28),
 * which replaces or outlives the closing date, or an answer to a leader's instruction. Its
 * words stand in the matter's event `seq`.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

#define STAGE_KIND_LIST(X)                                                                     \
    X(STAGE_STEP, "stage", "阶段性措施", "stage")                                              \
    X(STAGE_PROMISE, "promise", "承诺", "promise")                                             \
    X(STAGE_INSTRUCTION, "instruction", "领导批示", "instruction")
enum stage_kind { STAGE_KIND_LIST(ENUM_ID) STAGE_KIND__MAX };
extern const struct enum_names stage_kind_names;

struct stage {
    int64_t jid;
    int64_t id;
    int64_t matter_id;
    int64_t serial;
    int kind;        /* enum stage_kind */
    int64_t unit_id; /* who owes it */
    int64_t seq;     /* event of the matter with the words */
    int64_t due_at;
    int64_t done_at; /* a stage reported, an instruction answered */
    int64_t checked_at;
    struct str outcome; /* kept, broken, ""; an instruction: accepted, withdrawn, "" */
    /* An instruction alone: whose it is, when it was written and received, how often it was
     * asked again, and the event of the last answer. */
    int64_t leader_id;
    int64_t given_at;
    int64_t received_at;
    int64_t done_seq;
    int64_t asked_again;
};

extern const struct shape stage_shape;
