/* SPDX-License-Identifier: Apache-2.0
 * The arithmetic of a board: pure functions of facts and rule, so that a board is computed
 * again from what was frozen with it, years later.
 *
 * A fact is one matter's part in one measure, with a value from 0 to 1000 (thousandths: fairly
 * satisfied counts 0.9, rules.md B2-2). Where the measure speaks against a unit (returned,
 * redone, extended) it is turned round, so that more is always better. What was excluded is
 * left out of the figures "after" and stands in those "before". Shares and scores are in
 * ten-thousandths, rounded half up; -1: no data, which is never 0 (B2-2).
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

#define MEASURE_LIST(X)                                                                        \
    X(MEASURE_ON_TIME, "on_time", "按时反馈", "reported in time")                              \
    X(MEASURE_CLOSED, "closed", "按期销号", "closed in time")                                  \
    X(MEASURE_SIGNED, "signed", "按时签收", "signed for in time")                              \
    X(MEASURE_RETURNED, "returned", "退单", "asked to be returned")                            \
    X(MEASURE_REDONE, "redone", "重办", "dispatched again")                                    \
    X(MEASURE_CONTACTED, "contacted", "联系群众", "citizen contacted")                         \
    X(MEASURE_SOLVED, "solved", "群众认可解决", "solved, say citizens")                        \
    X(MEASURE_SATISFIED, "satisfied", "群众满意", "citizens satisfied")                        \
    X(MEASURE_EXTENDED, "extended", "延期", "limit extended")                                  \
    X(MEASURE_NOTICES, "notices", "督办单按时回复", "notices answered in time")
enum measure { MEASURE_LIST(ENUM_ID) MEASURE__MAX };
extern const struct enum_names measure_names;
bool measure_speaks_against(enum measure m);

struct board_fact {
    int measure; /* enum measure */
    struct str num, class;
    int64_t value; /* 0 … 1000 */
    bool excluded;
};

struct board_figure {
    int64_t n;         /* facts that count */
    int64_t sum;       /* of their values as they were found, thousandths */
    int64_t rate;      /* the good share, by difficulty; ten-thousandths, -1 = no data */
    int64_t low, high; /* Wilson's interval (95 %) around the plain good share; -1 = no data */
};

struct board_unit_result {
    int64_t unit_id;
    struct str name, team, tier;
    struct board_figure after[MEASURE__MAX], before[MEASURE__MAX];
    int64_t volume, score, score_before;
    int64_t rank; /* within team and tier, ties share it; 0 = not ranked */
    bool red, black;
};

struct board_rule;

/* factor: hundredths by class; a good part counts factor, a bad one always 100: what is hard
 * earns more and never costs more (rules.md B2-1, art. 32). */
struct board_figure board_figure(const struct board_rule *r, enum measure m,
                                 const struct board_fact *f, size_t n, bool before);
/* The weighted mean of those indicators that have data. */
int64_t board_score(const struct board_rule *r, const struct board_figure *figures);
/* Fills what a unit's facts say; name, team and unit_id stand already. */
void board_unit_compute(const struct board_rule *r, const struct board_fact *f, size_t n,
                        struct board_unit_result *out);
/* Ranks within team and tier, and the lists. Below the minimum volume nobody is ranked. At the
 * edge of a list's length all who tie are red, and none who tie is black. */
void board_rank(const struct board_rule *r, struct board_unit_result *units, size_t n);
