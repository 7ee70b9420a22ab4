/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stage_row.h"

ENUM_NAMES(stage_kind, STAGE_KIND_LIST);

static const struct field stage_fields[] = {
    FIELD(struct stage, jid),
    FIELD(struct stage, id, .as = AS_ID),
    FIELD(struct stage, matter_id, .as = AS_ID),
    FIELD(struct stage, serial),
    FIELD(struct stage, kind, .names = &stage_kind_names),
    FIELD(struct stage, unit_id, .as = AS_ID),
    FIELD(struct stage, seq),
    FIELD(struct stage, due_at, .as = AS_TIME),
    FIELD(struct stage, done_at, .as = AS_TIME),
    FIELD(struct stage, checked_at, .as = AS_TIME),
    FIELD(struct stage, outcome),
    FIELD(struct stage, leader_id, .as = AS_ID),
    FIELD(struct stage, given_at, .as = AS_TIME),
    FIELD(struct stage, received_at, .as = AS_TIME),
    FIELD(struct stage, done_seq),
    FIELD(struct stage, asked_again),
};

const struct shape stage_shape = SHAPE("stage", struct stage, stage_fields);
