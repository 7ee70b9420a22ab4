/* SPDX-License-Identifier: Apache-2.0
 * One unit's part in a matter: lead or helper, with its own limit and its own written report.
 * Times are ms (_at), 0 = not yet. Text enumerations are those of words.h.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct task {
    int64_t jid;
    int64_t id;
    int64_t matter_id;
    struct str num;
    int64_t version;
    int state; /* enum task_state */
    int role;  /* enum task_role */
    int64_t unit_id;
    int64_t officer_id; /* the named handler; 0 until signed */
    int64_t desk_unit;  /* who decides its return */
    int64_t sent_at;
    int64_t signed_at;
    int64_t arrived_at;
    int64_t reported_at;
    int64_t agreed_at;
    bool return_refused; /* this unit cannot ask again in this matter */
    int before_return;   /* enum task_state */
    bool final;
    int result;             /* enum result */
    int64_t extension_days; /* asked, working days; 0 = none open */
    int64_t extensions;
    int64_t due_at;
    /* Whistled (吹哨, BZ-47): the community that summoned the unit; 0 = dispatched. */
    int64_t whistle_unit;
};

extern const struct shape task_shape; /* one field per column of table task, in order */
