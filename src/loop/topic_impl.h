/* SPDX-License-Identifier: Apache-2.0
 * Inside of topic*.c.
 */
#pragma once

#include "loop/topic.h"

/* One change of a topic that goes on: its version is compared and raised, its event written.
 * *more: further members of the event's data, beginning with a comma. */
typedef enum err topic_act_fn(struct ctx *cx, struct topic *t, const void *body,
                              struct str *more);
struct topic_job {
    struct str num;
    int64_t if_match;
    const void *body;
    topic_act_fn *act;
    const char *action;
    struct str reason;
    struct flow_result *out;
};
MUST_CHECK enum err topic_act(struct ctx *cx, struct topic_job *job);
MUST_CHECK enum err topic_noted(struct ctx *cx, const struct topic *t, const char *action,
                                struct str reason, struct str more);
MUST_CHECK enum err topic_answered(struct ctx *cx, const struct topic *t,
                                   struct flow_result *out);

/* What its dossier tells, for the page, the paper and the workbook. */
struct topic_place {
    int64_t place_id, demands, heads;
};
struct topic_unit {
    int64_t unit_id, demands;
};
struct topic_promise {
    struct str num;
    int64_t place_id, matter_id, unit_id, seq, due_at, done_at, checked_at;
    struct str outcome, words;
};
struct topic_year {
    int64_t year, opened, closed, repeated;
};
struct topic_facts {
    struct topic t;
    struct topic_total total;
    struct topic_place *places;
    size_t places_n;
    struct topic_unit *units;
    size_t units_n;
    struct topic_promise *promises;
    size_t promises_n;
    struct topic_year *years; /* the newest first */
    size_t years_n;
};
MUST_CHECK enum err topic_facts(struct ctx *cx, struct str num, struct topic_facts *out);
/* In words: kept its day, late, open … */
const char *topic_promise_text(const struct ctx *cx, const struct topic_promise *p);
/* A page of at most `most` after that demand; as MEMBER__MAX: all. */
MUST_CHECK enum err topic_members_read(struct ctx *cx, int64_t topic, int as, int64_t after,
                                       int64_t most, struct topic_member **out, size_t *n);
int topic_member_as(const struct topic_member *m); /* enum member */
