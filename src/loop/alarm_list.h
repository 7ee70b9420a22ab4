/* SPDX-License-Identifier: Apache-2.0
 * Alarms to look at: my banner, the list of a unit, what stands in a demand's dossier. Never
 * the citizen's words; nothing at all for the unit complained about.
 */
#pragma once

#include "base/field.h"
#include "core/demand_row.h"
#include "core/urgent.h"

enum {
    /* How often a desk asks for its banner: whoever the rules name, and everybody else. */
    ALARM_ASK_MS = 1000,
    ALARM_ASK_SELDOM_MS = 15000,
};

struct alarm_query {
    struct str list;  /* running (default), all */
    struct str after; /* "raised|id" of the last row */
    int64_t unit;     /* 0 = the officer's own */
    int64_t limit;    /* 1..100, 0 = 20 */
};
extern const struct shape alarm_query_shape;

/* All on a read connection, into an open object. */
MUST_CHECK enum err alarm_list_json(struct ctx *cx, const struct alarm_query *q,
                                    struct json *j);
MUST_CHECK enum err alarm_mine_json(struct ctx *cx, struct json *j);
/* The demand's alarms, newest first: who was told and who acknowledged; key "alarms". */
MUST_CHECK enum err alarm_dossier_json(struct ctx *cx, const struct demand *d, struct json *j);
/* The rules with their figures; key "rules". */
MUST_CHECK enum err alarm_rules_json(struct ctx *cx, struct json *j);
/* What a text would raise; keys "hits" and "urgent". */
MUST_CHECK enum err alarm_try_json(struct ctx *cx, struct str text, struct json *j);
