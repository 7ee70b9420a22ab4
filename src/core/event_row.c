/* SPDX-License-Identifier: Apache-2.0 */
#include "core/event_row.h"

static const struct field event_fields[] = {
    FIELD(struct event, jid),
    FIELD(struct event, subject_kind, .names = &subject_names),
    FIELD(struct event, subject_id, .as = AS_ID),
    FIELD(struct event, seq),
    FIELD(struct event, actor_id, .as = AS_ID),
    FIELD(struct event, role, .names = &role_names),
    FIELD(struct event, unit_id, .as = AS_ID),
    FIELD(struct event, action, .max = 2000),
    FIELD(struct event, from_state, .max = 2000),
    FIELD(struct event, to_state, .max = 2000),
    FIELD(struct event, occurred_at, .as = AS_TIME),
    FIELD(struct event, recorded_at, .as = AS_TIME),
    FIELD(struct event, data, .max = 1000000),
    FIELD(struct event, prev_hash, .max = 2000),
    FIELD(struct event, hash, .max = 2000),
};

const struct shape event_shape = SHAPE("event", struct event, event_fields);
