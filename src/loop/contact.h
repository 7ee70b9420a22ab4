/* SPDX-License-Identifier: Apache-2.0
 * Reaching the citizen: one click for the named handler, a typed reason for everybody else;
 * both are events of the demand (rules.md B5-6).
 */
#pragma once

#include "core/flow.h"
#include "core/person.h"

/* Whether the actor is a named handler of a task in one of the demand's matters, the
 * first-asked officer, or of the call-back desk that serves it. cx->db set; the demand must be
 * visible. */
MUST_CHECK enum err contact_is_free(struct ctx *cx, struct work *w, const struct demand *d,
                                    bool *out);
/* What an open page about them has to know afterwards. */
struct contact_moved {
    int64_t version; /* of the demand */
    struct task_moved {
        struct str num;
        int64_t version;
    } * tasks; /* the actor's own: signed before, working now */
    size_t n;
    struct person_plain *others; /* who else speaks for the group */
    size_t others_n;
};
/* Reaching the citizen is work on the actor's own tasks: what was signed for is working.
 * moved may be NULL. ERR_INPUT without a reason where one is needed; ERR_CONFLICT when nothing
 * is known of the person. */
MUST_CHECK enum err contact_open(struct ctx *cx, struct str num, struct str reason,
                                 struct person_plain *out, struct contact_moved *moved);
