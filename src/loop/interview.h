/* SPDX-License-Identifier: Apache-2.0
 * Interviews (约谈: BZ-37, BZ-39, BZ-40): one row a sitting, with one unit or several
 * (集中约谈), and a row for each unit: who sat there, what they said, what was promised by
 * when, and what became of it. A unit whose next step on the boards' ladder is an interview has
 * fulfilled it by the sitting; a record of such a step (loop/board_step.h) is a sitting of one
 * unit.
 *
 * A promise is open until the unit's head reports; a supervisor of another unit finds it kept,
 * or opens it again with his reason. Past its limit the unit is reminded once.
 */
#pragma once

#include "base/json.h"
#include "core/actor.h"
#include "core/flow.h"

struct board_step;

enum {
    INTERVIEW_KEEPERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    INTERVIEW_READERS = INTERVIEW_KEEPERS | BIT(ROLE_HEAD) | BIT(ROLE_ADMIN_SECURITY),
};

struct interview {
    int64_t jid;
    struct str num, title, campaign;
    int64_t held_at;
    struct str venue, host, recorder;
    struct str reason, said;
    int64_t made_by, made_at;
};
struct interview_unit {
    int64_t jid, id, version;
    struct str interview; /* number */
    int64_t unit_id;
    int64_t step; /* of the ladder, 0 = none */
    struct str persons, answer, promise;
    int64_t due_at;
    struct str state; /* open, reported, kept */
    struct str report;
    int64_t reported_by, reported_at, checked_by, checked_at;
    struct str verdict;
    int64_t told_at; /* reminded */
};

struct interview_body {
    struct str title, campaign;
    int64_t held_at;
    struct str venue, host, persons, recorder;
    struct str reason, said, answer, promise;
    int64_t due_at;
    struct strs units;
};
struct promise_body { /* of one unit, where it is not as the others' */
    struct str persons, answer, promise;
    int64_t due_at;
};
struct promise_report_body {
    struct str report;
};
struct promise_check_body {
    bool kept;
    struct str reason;
};
struct interview_query {
    struct str campaign;
};
extern const struct shape interview_new_shape, promise_shape, promise_report_shape,
    promise_check_shape, interview_query_shape;

/* cx->db NULL for all four. ERR_INPUT (a day to come, a limit before the sitting, no such
 * unit), ERR_DENIED, ERR_NOT_FOUND, ERR_CONFLICT, ERR_STALE. */
MUST_CHECK enum err interview_record(struct ctx *cx, const struct interview_body *b,
                                     struct flow_result *out);
MUST_CHECK enum err promise_change(struct ctx *cx, int64_t id, int64_t if_match,
                                   const struct promise_body *b, struct flow_result *out);
MUST_CHECK enum err promise_report(struct ctx *cx, int64_t id, int64_t if_match,
                                   const struct promise_report_body *b,
                                   struct flow_result *out);
MUST_CHECK enum err promise_check(struct ctx *cx, int64_t id, int64_t if_match,
                                  const struct promise_check_body *b, struct flow_result *out);

/* Inside db_write: the sitting that the record of a ladder's interview tells of. num, id:
 * fresh.
 */
MUST_CHECK enum err interview_of_step(struct ctx *cx, const struct board_step *s,
                                      struct str num, int64_t id, int64_t due_at);

MUST_CHECK enum err interview_find(struct ctx *cx, struct str num, struct interview *out);
MUST_CHECK enum err interview_units(struct ctx *cx, struct str num, struct interview_unit **out,
                                    size_t *n);
/* {"interviews":[{…,"units":[…]}],"counts":{"held","units","open","overdue","reported","kept"}};
 * a head reads those of his units, with his units' rows alone. */
MUST_CHECK enum err interviews_json(struct ctx *cx, const struct interview_query *q,
                                    struct json *j);

/* Units are reminded of promises and self-examinations whose limit is over, once each; at most
 * `limit` of either. cx->db NULL. *told counts. */
MUST_CHECK enum err promises_remind(struct ctx *cx, int limit, int *told);
