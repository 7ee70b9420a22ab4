/* SPDX-License-Identifier: Apache-2.0
 * What a board is made by: indicators and their weights, who is compared with whom, from how
 * many on, where red ends and black begins. Data in versions, stored by content like mechanisms
 * (ADR 0009); data/boards/ is what a register begins with.
 *
 * There is no single forced ranking (rules.md B1-3): units stand in teams by kind and in tiers
 * by volume, and nobody is black whose score is not below the rule's own mark.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

enum board_period { BOARD_WEEKLY, BOARD_MONTHLY, BOARD_PERIOD__MAX };
enum board_scope { BOARD_BY_YEAR, BOARD_BY_CAMPAIGN, BOARD_SCOPE__MAX };
extern const struct enum_names board_period_names, board_scope_names;

struct board_team {
    struct str code, zh, en;
    struct strs kinds; /* of units */
};
struct board_tier {
    struct str code, zh, en;
    int64_t least; /* volume from which on */
};
struct board_indicator {
    int measure; /* enum measure */
    int64_t weight;
};
struct board_class_factor {
    struct str class;
    int64_t factor; /* hundredths, from 100 */
};
struct board_mark {
    int64_t score, most; /* ten-thousandths; length of the list, 0 = whoever is there */
};

struct board_rule {
    struct str name, zh, en, hash;
    int64_t version;
    int period; /* enum board_period */
    int volume; /* enum measure */
    int64_t minimum;
    struct board_team *teams;
    size_t teams_n;
    struct board_tier *tiers; /* the largest first */
    size_t tiers_n;
    struct board_indicator *indicators;
    size_t indicators_n;
    int64_t fairly; /* what fairly satisfied counts, thousandths */
    struct board_class_factor *difficulty;
    size_t difficulty_n;
    struct board_mark red, black; /* red: from this score on; black: below it */
    struct {
        int scope; /* enum board_scope */
        int64_t answer_workdays;
    } ladder;
    struct {
        int64_t refile_days, before_due_hours, rated_seconds, ratings;
    } signals;
};

/* ERR_INPUT "file: /path: reason". */
MUST_CHECK enum err board_rule_parse(struct ctx *cx, struct arena *keep, const char *file,
                                     struct str text, const struct board_rule **out);
void board_rule_schema(struct json *w);
/* Inside db_write: a new version when it differs from the newest of its name. */
MUST_CHECK enum err board_rule_store(struct ctx *cx, const char *file, struct str text,
                                     int64_t *version);
/* version 0: the newest. ERR_NOT_FOUND. */
MUST_CHECK enum err board_rule_get(struct ctx *cx, struct str name, int64_t version,
                                   const struct board_rule **out);
/* The newest of each name. */
MUST_CHECK enum err board_rules(struct ctx *cx, const struct board_rule ***out, size_t *n);

int64_t board_factor(const struct board_rule *r, struct str class);
