/* SPDX-License-Identifier: Apache-2.0
 * One limit that runs on a subject. Recomputed from its start, length and lines by huiyin
 * check. Times are ms (_at), 0 = not yet. Text enumerations are those of words.h.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct clock {
    int64_t jid;
    int64_t id;
    int subject_kind; /* enum subject */
    int64_t subject_id;
    int kind;       /* enum clock_kind */
    int64_t serial; /* 1, 2, … for the same kind on the same subject */
    int64_t started_at;
    int64_t length;
    int span;       /* enum span_unit */
    int64_t due_at; /* ms; 24:00 Beijing of the last day, or the minute for hours */
    int64_t stopped_at;
    struct str stop_action; /* 0 = running */
    int64_t paused_at;      /* 0 = not paused */
    int64_t extra;          /* units added by extension or pause */
    struct str source;      /* mechanism, set, redo, upstream, taken_over, stage, join */
    bool provisional;       /* the calendar of a year it reaches into is not known */
};

extern const struct shape clock_shape; /* one field per column of table clock, in order */
