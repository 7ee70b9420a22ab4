/* SPDX-License-Identifier: Apache-2.0
 * Demand and matter: where the answer and the verdict stand. Its acts are events of the matter.
 * Times are ms (_at), 0 = not yet. Text enumerations are those of words.h.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct link {
    int64_t jid;
    int64_t demand_id;
    int64_t matter_id;
    int state; /* enum link_state */
    int64_t round;
    int64_t answer_seq; /* event of the matter that carries the answer's text; 0 = none */
    bool answer_final;
    int64_t answered_at;
    int result;  /* enum result */
    int reached; /* enum yesno */
    int solved;  /* enum yesno */
    int grade;   /* enum grade */
    int source;  /* enum source */
    int64_t attempts;
    bool drawn;
    int64_t joined_at;
    bool named; /* under close rule named_satisfied: this citizen's word decides */
};

extern const struct shape link_shape; /* one field per column of table link, in order */
