/* SPDX-License-Identifier: Apache-2.0
 * Inside of trouble*.c.
 */
#pragma once

#include "loop/trouble.h"

/* Said of the trouble. */
struct trouble_said {
    int64_t demand_id, place_id, barred;
    int origin; /* enum origin */
};
struct trouble_window {
    int64_t from, to;
};

MUST_CHECK enum err trouble_find(struct ctx *cx, struct str num, struct trouble *out);
/* Analysts and the like, the owner: everything of it. */
bool trouble_sees_all(struct ctx *cx, const struct trouble *t);
bool trouble_answers_for(struct ctx *cx, int64_t unit);
MUST_CHECK enum err trouble_may_see(struct ctx *cx, const struct trouble *t, bool *out);
MUST_CHECK enum err trouble_measures(struct ctx *cx, int64_t id, struct trouble_measure **out,
                                     size_t *n);
MUST_CHECK enum err trouble_asks(struct ctx *cx, int64_t id, struct trouble_ask **out,
                                 size_t *n);
MUST_CHECK enum err trouble_note(struct ctx *cx, const struct trouble *t, const char *action,
                                 struct str reason, struct str more);

/* An act on the row that was found and may be seen: changes it, writes beside it. more: JSON
 * members for the event, each with a comma before it. */
typedef enum err trouble_fn(struct ctx *cx, struct trouble *t, const void *body,
                            struct str *more);
trouble_fn trouble_plan, trouble_progress, trouble_work_end, trouble_ask_units, trouble_answer,
    trouble_conclude;

/* ---- trouble_count.c ---- */

/* Whether there is that way of counting. */
bool trouble_counts_by(const struct trouble *t, enum trouble_way way);
struct trouble_window trouble_window(const struct ctx *cx, const struct trouble *t,
                                     enum trouble_side side);
/* All of it, whoever looks. ERR_TOO_LARGE. */
MUST_CHECK enum err trouble_said(struct ctx *cx, const struct trouble *t, enum trouble_way way,
                                 struct trouble_window at, struct trouble_said **out,
                                 size_t *n);
/* What the viewer may know of. */
size_t trouble_seen(struct ctx *cx, struct trouble_said *rows, size_t n);
/* Of the class outside of the hot spot, by the unit that has the place; as many rows. */
struct trouble_unit {
    int64_t unit_id, demands;
};
MUST_CHECK enum err trouble_units(struct ctx *cx, const struct trouble *t, int64_t days,
                                  struct trouble_unit **out, size_t *n);

/* ---- trouble_wait.c ---- */

struct trouble_wait {
    enum trouble_wait_kind kind;
    int64_t by; /* 0 = no limit */
    bool asked; /* whether it stands with a unit too is to be answered or mended */
};
struct trouble_wait trouble_waits(struct ctx *cx, const struct trouble *t,
                                  const struct trouble_measure *m, size_t m_n,
                                  const struct trouble_ask *a, size_t a_n);
/* The window after is over, and the viewer did not declare it finished. */
bool trouble_may_conclude(struct ctx *cx, const struct trouble *t);

/* ---- the plan's quantities ---- */

struct trouble_amount {
    struct str measure;
    int64_t unit_id, due_at, planned, done, done_at;
    int64_t serial;    /* of the measure it belongs to */
    struct str matter; /* number, where the amounts are a matter's and it may be seen */
};
/* Every amount of the plan, the matters' as their stages have them now; none of a matter about
 * the viewer's own unit. */
MUST_CHECK enum err trouble_amounts(struct ctx *cx, const struct trouble *t,
                                    const struct trouble_measure *rows, size_t n,
                                    struct trouble_amount **out, size_t *out_n);

/* ---- trouble_plan_json.c ---- */

/* "key" and "key_text". */
void trouble_coded(struct ctx *cx, struct json *j, const char *key,
                   const struct enum_names *names, int value);
MUST_CHECK enum err trouble_who(struct ctx *cx, struct json *j, const char *key,
                                int64_t officer);
void trouble_amount_json(struct ctx *cx, struct json *j, const char *key, int64_t thousandths);
/* "sums": planned and done of each measure. */
MUST_CHECK enum err trouble_sums_json(struct ctx *cx, struct json *j,
                                      const struct trouble_amount *a, size_t n);
/* "sums", "units", "months", "measures". */
MUST_CHECK enum err trouble_plan_json(struct ctx *cx, struct json *j, const struct trouble *t);

/* ---- trouble_json.c ---- */

struct str trouble_cause_text(struct ctx *cx, struct str cause);
/* The demands of one window, kept: as they stood at the conclusion of that round; what the
 * viewer may know of. */
MUST_CHECK enum err trouble_counted(struct ctx *cx, const struct trouble *t, int64_t round,
                                    int way, int side, bool kept, struct trouble_said **out,
                                    size_t *n);
