/* SPDX-License-Identifier: Apache-2.0 */
#include "core/clock_row.h"

static const struct field clock_fields[] = {
    FIELD(struct clock, jid),
    FIELD(struct clock, id, .as = AS_ID),
    FIELD(struct clock, subject_kind, .names = &subject_names),
    FIELD(struct clock, subject_id, .as = AS_ID),
    FIELD(struct clock, kind, .names = &clock_kind_names),
    FIELD(struct clock, serial),
    FIELD(struct clock, started_at, .as = AS_TIME),
    FIELD(struct clock, length),
    FIELD(struct clock, span, .names = &span_unit_names),
    FIELD(struct clock, due_at, .as = AS_TIME),
    FIELD(struct clock, stopped_at, .as = AS_TIME),
    FIELD(struct clock, stop_action, .max = 2000),
    FIELD(struct clock, paused_at, .as = AS_TIME),
    FIELD(struct clock, extra),
    FIELD(struct clock, source, .max = 2000),
    FIELD(struct clock, provisional),
};

const struct shape clock_shape = SHAPE("clock", struct clock, clock_fields);
