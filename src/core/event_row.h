/* SPDX-License-Identifier: Apache-2.0
 * One act: append-only. Free text stands in event_text; the event holds its salted hash.
 * Times are ms (_at), 0 = not yet. Text enumerations are those of words.h.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct event {
    int64_t jid;
    int subject_kind; /* enum subject */
    int64_t subject_id;
    int64_t seq;
    int64_t actor_id;
    int role; /* enum role */
    int64_t unit_id;
    struct str action;
    struct str from_state;
    struct str to_state;
    int64_t occurred_at;
    int64_t recorded_at;
    struct str
        data; /* JSON: set, links, clocks, texts (name to hash), and what the action adds */
    struct str prev_hash;
    struct str hash;
};

extern const struct shape event_shape; /* one field per column of table event, in order */
