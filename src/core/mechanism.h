/* SPDX-License-Identifier: Apache-2.0
 * The rules a place runs by, as versioned data (mechanisms/NAME.json, checked against
 * mechanisms/schema.json). A matter keeps the version it was opened under (HY-35). The engine
 * reads parameters here; it never asks for a mechanism by name.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/clock.h"
#include "core/words.h"

/* A code with its labels: channels, kinds, classes, ways, grounds. */
struct choice {
    struct str code, zh, en;
    struct str parent; /* classes: the code above; grounds: "" */
    struct str effect; /* grounds: what the code does (rules.md B1-3) */
};
struct choices {
    const struct choice *p;
    size_t n;
};

/* A limit, most specific row first; empty matches everything. */
struct limit {
    int clock; /* enum clock_kind */
    struct str kind, class;
    int lvl;               /* enum level, LEVEL_NONE = any */
    struct str difficulty; /* e.g. "short", "complex" */
    struct span_length length;
};

enum close_rule {
    CLOSE_ALL_SATISFIED,
    CLOSE_SHARE_SATISFIED,
    CLOSE_CITIZEN_ACCEPTS,
    CLOSE_THREE_LOCKS
};

struct mechanism {
    struct str name, zh, en, place; /* place: 张掖市 … */
    int64_t version;
    struct str hash;
    struct choices channels, ways, kinds, classes, grounds_invalid, grounds_redirect,
        grounds_return, grounds_end, topics;

    /* screening (BZ-13 … BZ-18) */
    int levels[LEVEL__MAX]; /* enum level in climbing order */
    size_t levels_n;
    bool screen_climbs;           /* screening may be passed up */
    bool invalid_confirmed_above; /* "invalid" is confirmed by the level above */
    int64_t appeal_days;          /* calendar days for the citizen's appeal */
    bool answer_at_once;          /* JN-18, ZL-11 */
    int64_t at_once_sample_percent;

    /* handling */
    struct limit *limits;
    size_t limits_n;
    bool roll_calendar_days;
    bool feedback_from_meeting; /* feedback starts on the meeting day or when the list is issued
                                 */
    struct span_length return_window;
    int64_t returns_before_arbiter; /* from this many requests for a lead only the arbiter
                                       decides */
    int64_t extensions_max;
    int64_t extension_workdays_max;
    int64_t redo_percent;    /* same lead dispatched again: length in percent of the first */
    struct span_length redo; /* or a fixed length when set */
    bool whistle, bank, listing, staging;
    int64_t early_workdays; /* an upstream limit caps feedback and close so many days earlier */

    /* review (ZY-29): named offices, or the review desk of the matter's level when none */
    struct strs review_offices;

    /* call-back and closing */
    int64_t callback_percent;  /* share of answered demands drawn, 0..100 */
    int64_t callback_attempts; /* after so many attempts: unreachable */
    int64_t rate_days;         /* calendar days the citizen may rate */
    int accept_grades;         /* BIT(enum grade): accepted when the grade is among them */
    bool accept_needs_solved;
    enum close_rule close_rule;
    int64_t close_share_percent;
    bool close_exit_unreachable, close_exit_explained;
    int64_t lookback_percent;
    int64_t reopen_days;
    struct strs public_fields; /* what the public page may show */
};

struct mechanism_set;

/* Parses and checks one file. ERR_INPUT: "file: /path/in/json: reason". */
MUST_CHECK enum err mechanism_parse(struct ctx *cx, struct arena *keep, const char *file,
                                    struct str text, const struct mechanism **out);
/* All versions in the store. */
MUST_CHECK enum err mechanism_load(struct ctx *cx, struct arena *keep,
                                   const struct mechanism_set **out);
/* Stores a file as a new version when its content is new; *version = the version it has. */
MUST_CHECK enum err mechanism_store(struct ctx *cx, const char *file, struct str text,
                                    int64_t *version);

const struct mechanism *
mechanism_get(const struct mechanism_set *s, struct str name,
              int64_t version); /* version 0 = newest; NULL when unknown */
size_t mechanism_all(const struct mechanism_set *s, const struct mechanism *const **first);
struct span_length mechanism_limit(const struct mechanism *m, enum clock_kind kind,
                                   struct str demand_kind, struct str class, enum level lvl,
                                   struct str difficulty);
const struct choice *choice_find(const struct choices *c,
                                 struct str code); /* NULL when unknown */
enum level mechanism_level_above(const struct mechanism *m,
                                 enum level lvl); /* LEVEL_NONE at the top */
