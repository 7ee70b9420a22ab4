/* SPDX-License-Identifier: Apache-2.0
 * A dated step of a long matter (BZ-26) or a promise (HY-28): replaces or outlives the closing
 * date. Its words stand in the matter's event `seq`.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

#define STAGE_KIND_LIST(X)                                                                     \
    X(STAGE_STEP, "stage", "阶段性措施", "stage")                                              \
    X(STAGE_PROMISE, "promise", "承诺", "promise")
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
    int64_t done_at;
    int64_t checked_at;
    struct str outcome; /* kept, broken, "" */
};

extern const struct shape stage_shape;
