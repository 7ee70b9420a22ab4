/* SPDX-License-Identifier: Apache-2.0
 * Urgent words (要情词规): which words in what a citizen says are an alarm, who is told, and
 * who next when nobody answers (rules.md B1-3, B2-2). Versioned data, maintained by the place;
 * data/urgent.json is what a register begins with.
 *
 * A rule hits where one of `any` stands, or one word out of each list of a `near` within so
 * many characters. Not counted: what a false friend covers (`not`: 跳楼价), and what a negation
 * stands closely before in the same clause (`unless`: 防止自杀). A rule with min_count above 1
 * is a group rule: so many demands of one area within so many minutes make one alarm.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/words.h"

struct urgent_any {
    struct strs any;
};
struct urgent_near {
    struct urgent_any *all; /* one word of each */
    size_t all_n;
    int64_t within; /* from the first to the last, in characters that are read */
};
struct urgent_rule {
    struct str code, zh, en;
    struct str advice_zh, advice_en; /* what the operator does at once */
    struct str ladder;               /* code */
    int kind;                        /* enum urgent_kind */
    struct strs any, not_, unless;
    struct urgent_near *near_;
    size_t near_n;
    int64_t unless_within;
    int64_t min_count, within_minutes; /* a group rule when above 1 */
    int area;                          /* enum place_kind: what counts as one area */
    size_t place;                      /* in the list: first the most serious */
};

struct urgent_to {
    int role; /* enum role */
    int lvl;  /* enum level: from this level up; LEVEL_NONE: from the demand's desk up */
};
struct urgent_rung {
    int64_t after_minutes;
    struct urgent_to *to;
    size_t to_n;
    struct strs officers; /* log-in names */
};
struct urgent_ladder {
    struct str code;
    int64_t acknowledge_minutes;
    struct urgent_rung *rungs; /* the first at once, then ever later */
    size_t rungs_n;
};

struct urgent_index; /* the words, made ready */

struct urgent_set {
    int64_t version;
    struct str name, zh, en, hash;
    struct str hand; /* the ladder of what an officer marks by hand */
    /* What was said longer ago when it comes in raises no alarm: a ledger taken over. */
    int64_t fresh_hours;
    struct strs not_; /* false friends of every rule */
    struct urgent_ladder *ladders;
    size_t ladders_n;
    struct urgent_rule *rules;
    size_t rules_n;
    const struct urgent_index *index;
};

/* ERR_INPUT: "file: /path/in/json: reason". file is its name in messages. */
MUST_CHECK enum err urgent_parse(struct ctx *cx, struct arena *keep, const char *file,
                                 struct str text, const struct urgent_set **out);
void urgent_schema(struct json *w);
/* Inside db_write: a new version of the register's set when it differs from the newest. */
MUST_CHECK enum err urgent_store(struct ctx *cx, const char *file, struct str text,
                                 int64_t *version);
/* The newest of a register; *out NULL when none was ever loaded. */
MUST_CHECK enum err urgent_load(struct ctx *cx, struct arena *keep, int64_t jid,
                                const struct urgent_set **out);

const struct urgent_rule *urgent_rule(const struct urgent_set *s, struct str code);
/* NULL when there is none of that code. */
const struct urgent_ladder *urgent_ladder(const struct urgent_set *s, struct str code);

struct urgent_hit {
    const struct urgent_rule *rule;
    uint32_t from, to; /* [from, to) in the text, in code points */
};
enum { URGENT_HITS = 64, URGENT_PLACES = 4 /* of one rule */ };
/* Pure: the hits in a text (valid UTF-8), the most serious rule first, at most max. One pass.
 */
size_t urgent_match(const struct urgent_set *s, struct arena *a, struct str text,
                    struct urgent_hit *out, size_t max);
/* What urgent_match reads (core/urgent_match.c). */
const struct urgent_index *urgent_index(struct arena *keep, const struct urgent_set *s);
