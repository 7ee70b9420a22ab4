/* SPDX-License-Identifier: Apache-2.0
 * What keeps coming back where (ZL-43: 「哪里有问题就治理哪里」, not solved at the root): by
 * place and class, how many demands came in the last days and in as many before them, and how
 * many of them came after a matter of the same place and class had been closed. From how many
 * on it is marked, and for how long after its closing a matter counts, stands in the mechanism
 * (`recurrence`). Counted as in the ledgers (loop/ledger_pick.h): each figure is a ledger.
 */
#pragma once

#include "base/json.h"
#include "loop/ledger_pick.h"

#define RECURRENCE_PLACE_LIST(X)                                                               \
    X(RECURRENCE_COMMUNITY, "", "社区", "communities")                                         \
    X(RECURRENCE_TOWN, "town", "街道、乡镇", "towns")
enum recurrence_place { RECURRENCE_PLACE_LIST(ENUM_ID) RECURRENCE_PLACE__MAX };
extern const struct enum_names recurrence_place_names;

#define RECURRENCE_CLASS_LIST(X)                                                               \
    X(RECURRENCE_TOP, "", "大类", "topmost classes")                                           \
    X(RECURRENCE_OWN, "own", "细类", "each demand's own class")
enum recurrence_class { RECURRENCE_CLASS_LIST(ENUM_ID) RECURRENCE_CLASS__MAX };
extern const struct enum_names recurrence_class_names;

struct recurrence_query {
    int64_t days;        /* with today; 1..366, 0 = 90 */
    int places, classes; /* enum recurrence_place, recurrence_class */
    int64_t through;
};
extern const struct shape recurrence_query_shape;

enum { RECURRENCE_ROWS = 200 };
struct recurrence_row {
    int64_t place;    /* 0: none is said */
    struct str class; /* "": none is said */
    int64_t demands, before;
    int64_t again;  /* of the demands: after a matter of the same had been closed */
    int64_t months; /* calendar months of the days in which one came */
    bool marked;
};
struct recurrence {
    int64_t unit, first, last; /* days */
    int64_t before_first;
    int64_t times, after_days;   /* the rule */
    struct recurrence_row *rows; /* what came back most first, then the most demands */
    size_t n;                    /* at most RECURRENCE_ROWS; of a place or class unsaid none */
    size_t all;
};
/* cx->db: a snapshot. ERR_DENIED, ERR_INPUT, ERR_LIMIT as ledger_pick. */
MUST_CHECK enum err recurrence_read(struct ctx *cx, const struct recurrence_query *q,
                                    struct recurrence *out);
/* Into the open object. */
void recurrence_json(struct ctx *cx, const struct recurrence *r, struct json *j);
MUST_CHECK enum err recurrence_xlsx(struct ctx *cx, const struct recurrence *r,
                                    const char *path);
