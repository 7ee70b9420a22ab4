/* SPDX-License-Identifier: Apache-2.0 */
#include "core/link_row.h"

static const struct field link_fields[] = {
    FIELD(struct link, jid),
    FIELD(struct link, demand_id, .as = AS_ID),
    FIELD(struct link, matter_id, .as = AS_ID),
    FIELD(struct link, state, .names = &link_state_names),
    FIELD(struct link, round),
    FIELD(struct link, answer_seq),
    FIELD(struct link, answer_final),
    FIELD(struct link, answered_at, .as = AS_TIME),
    FIELD(struct link, result, .names = &result_names),
    FIELD(struct link, reached, .names = &yesno_names),
    FIELD(struct link, solved, .names = &yesno_names),
    FIELD(struct link, grade, .names = &grade_names),
    FIELD(struct link, source, .names = &source_names),
    FIELD(struct link, attempts),
    FIELD(struct link, drawn),
    FIELD(struct link, joined_at, .as = AS_TIME),
    FIELD(struct link, named),
};

const struct shape link_shape = SHAPE("link", struct link, link_fields);
