/* SPDX-License-Identifier: Apache-2.0
 * A leader's instruction about nothing that is in the register yet: it is recorded as a finding
 * and instructed in one act. Underneath are the steps `receive` and `instruct`, in one
 * transaction under one idempotency key: either both are there or neither is. It goes to the
 * desk that screens for its place, or for the writer's unit, and into the matter from there.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"

struct instruction_new {
    struct str words; /* the leader's */
    struct str title; /* short; made of what it is about when empty */
    struct str about; /* what was found; empty: the words say it all */
    int64_t place_id; /* 0 = not said */
    struct str class;
    int64_t due_at; /* 0 = the mechanism's limit */
    int64_t leader; /* whose words; 0 = the actor's own */
    struct strs attachments;
};
extern const struct shape instruction_new_shape;

/* out: of the demand that was made. ERR_DENIED for whoever is neither leader nor supervisor
 * over the desk that screens it; ERR_INPUT as intake_receive and `instruct`. cx->db NULL. */
MUST_CHECK enum err instruction_give(struct ctx *cx, const struct instruction_new *in,
                                     struct flow_result *out);

/* "actions" of the open object: that act with its form, for who may do it somewhere; else none.
 * cx->db set. */
MUST_CHECK enum err instruction_new_json(struct ctx *cx, struct json *j);
