/* SPDX-License-Identifier: Apache-2.0 */
#include "core/task_row.h"

static const struct field task_fields[] = {
    FIELD(struct task, jid),
    FIELD(struct task, id, .as = AS_ID),
    FIELD(struct task, matter_id, .as = AS_ID),
    FIELD(struct task, num, .max = 2000),
    FIELD(struct task, version),
    FIELD(struct task, state, .names = &task_state_names),
    FIELD(struct task, role, .names = &task_role_names),
    FIELD(struct task, unit_id, .as = AS_ID),
    FIELD(struct task, officer_id, .as = AS_ID),
    FIELD(struct task, desk_unit, .as = AS_ID),
    FIELD(struct task, sent_at, .as = AS_TIME),
    FIELD(struct task, signed_at, .as = AS_TIME),
    FIELD(struct task, arrived_at, .as = AS_TIME),
    FIELD(struct task, reported_at, .as = AS_TIME),
    FIELD(struct task, agreed_at, .as = AS_TIME),
    FIELD(struct task, return_refused),
    FIELD(struct task, before_return, .names = &task_state_names),
    FIELD(struct task, final),
    FIELD(struct task, result, .names = &result_names),
    FIELD(struct task, extension_days),
    FIELD(struct task, extensions),
    FIELD(struct task, due_at, .as = AS_TIME),
    FIELD(struct task, whistle_unit, .as = AS_ID),
};

const struct shape task_shape = SHAPE("task", struct task, task_fields);
