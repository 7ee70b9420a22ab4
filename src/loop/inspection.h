/* SPDX-License-Identifier: Apache-2.0
 * Field inspections (验靶, BZ-32 … BZ-35; ZY-35, HY-19): planned openly by a team, covertly
 * with the media, or led by a leader. The system draws which closed matters are looked at: from
 * a stated population, which is frozen with the plan, by a recorded seed, so that the same
 * sample comes out again. What is found, against a matter or a place, is asked of a unit with a
 * limit in working days, reported by it, checked by somebody of another unit, and goes on until
 * it is mended; a matter that was closed is reopened when the check fails.
 *
 * Findings are rows of their own, beside the demands and never counted among them. A covert
 * plan and what it finds are seen by the team and the register's supervisors alone until it is
 * issued. Matters said in confidence are in no population: a team takes its list outside.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "core/flow.h"

#define INSPECTION_KIND_LIST(X)                                                                \
    X(INSPECTION_OPEN, "open", "专项督查", "open, by a team")                                  \
    X(INSPECTION_COVERT, "covert", "媒体暗访", "covert, with the media")                       \
    X(INSPECTION_LEADER, "leader", "领导带队", "led by a leader")
enum inspection_kind { INSPECTION_KIND_LIST(ENUM_ID) INSPECTION_KIND__MAX };
#define INSPECTION_STATE_LIST(X)                                                               \
    X(INSPECTION_PLANNED, "planned", "进行中", "under way")                                    \
    X(INSPECTION_ISSUED, "issued", "已通报", "issued")                                         \
    X(INSPECTION_ENDED, "ended", "已结束", "ended")
enum inspection_state { INSPECTION_STATE_LIST(ENUM_ID) INSPECTION_STATE__MAX };
#define LOOK_LIST(X)                                                                           \
    X(LOOK_NONE, "", "未查", "not looked at")                                                  \
    X(LOOK_FINE, "fine", "属实", "as it was reported")                                         \
    X(LOOK_FINDING, "finding", "有问题", "a finding")                                          \
    X(LOOK_ABSENT, "absent", "无法核查", "could not be looked at")
enum look { LOOK_LIST(ENUM_ID) LOOK__MAX };
#define FINDING_STATE_LIST(X)                                                                  \
    X(FINDING_NOTED, "noted", "已记录", "noted")                                               \
    X(FINDING_ASKED, "asked", "整改中", "to be mended")                                        \
    X(FINDING_REPORTED, "reported", "待验收", "reported")                                      \
    X(FINDING_RECTIFIED, "rectified", "已整改", "mended")                                      \
    X(FINDING_DROPPED, "dropped", "不成立", "dropped")
enum finding_state { FINDING_STATE_LIST(ENUM_ID) FINDING_STATE__MAX };
extern const struct enum_names inspection_kind_names, inspection_state_names, look_names,
    finding_state_names;

enum {
    INSPECTION_PLANNERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    FINDING_ANSWERERS = BIT(ROLE_HEAD) | BIT(ROLE_HANDLER) | BIT(ROLE_DISPATCHER) |
                        BIT(ROLE_SCREENER) | BIT(ROLE_COLLECTOR),
    SAMPLE_MOST = 500,
};

struct inspection {
    int64_t jid, id;
    struct str num;
    int64_t version;
    int kind; /* enum inspection_kind */
    struct str title, campaign;
    int64_t leader_id;
    struct str team;  /* officers' ids, "," between */
    struct str press; /* who else goes: the newspaper, volunteers */
    int64_t held_at;
    int64_t from_at, to_at, place_id, unit_id; /* population; unit and place 0: all */
    int64_t wanted;                            /* how many are to be drawn; 0: none */
    struct str seed;
    int64_t people;        /* how many matters the population has */
    struct str population; /* lines "unit matter", sorted */
    int state;
    int64_t planned_at, planned_by, issued_at, issued_by, ended_at, ended_by;
    struct str summary;
};

struct inspection_sample {
    int64_t jid, inspection_id, serial, matter_id, unit_id;
    int outcome; /* enum look */
    struct str note;
    int64_t looked_at, looked_by;
};

struct finding {
    int64_t jid, id;
    struct str num;
    int64_t version; /* as many as it has events */
    int64_t inspection_id, serial, matter_id, place_id, unit_id;
    struct str words;
    int state;
    int64_t found_at, found_by, workdays, asked_at, due_at;
    struct str report;
    int64_t reported_seq, reported_at, reported_by;
    struct str verdict;
    int64_t checked_seq, checked_at, checked_by, failed;
    bool reopened; /* its matter was, by a check that failed */
};
extern const struct shape inspection_shape, inspection_sample_shape, finding_shape;

/* One line of a population. */
struct drawn {
    int64_t unit_id, matter_id;
};
/* The sample: shares by unit after the largest remainder (ties to the lower id), at least one
 * of each unit while there are enough; within a unit by SHA-256 of "seed|matter". `lines` is
 * sorted by unit and matter. *n: how many, at most wanted. Pure. */
struct drawn *inspection_draw(struct arena *a, const struct drawn *lines, size_t lines_n,
                              struct str seed, size_t wanted, size_t *n);

struct inspection_new {
    int kind;
    struct str title, campaign;
    int64_t leader;
    struct strs team;
    struct str press;
    int64_t held_at; /* 0: now */
    int64_t first_day, last_day, place_id, unit;
    int64_t sample;
};
struct sample_look {
    int64_t serial;
    int outcome;
    struct str note;
};
struct finding_new {
    struct str matter; /* number; "": of a place */
    int64_t place_id, unit;
    struct str words;
    int64_t found_at, workdays;
    struct strs attachments;
};
struct finding_report {
    struct str report;
    struct strs attachments;
};
struct finding_check {
    bool mended;
    struct str words;
    int64_t workdays;
    struct strs attachments;
};
struct inspection_words {
    struct str words;
};
extern const struct shape inspection_new_shape, sample_look_shape, finding_new_shape,
    finding_report_shape, finding_check_shape, inspection_words_shape;

/* All: ERR_DENIED, ERR_INPUT, ERR_NOT_FOUND, ERR_STALE, ERR_CONFLICT. */
MUST_CHECK enum err inspection_plan(struct ctx *cx, const struct inspection_new *in,
                                    struct flow_result *out);
MUST_CHECK enum err inspection_look(struct ctx *cx, struct str num,
                                    const struct sample_look *in, struct flow_result *out);
/* From then on its units see it; what was only noted is asked of them. */
MUST_CHECK enum err inspection_issue(struct ctx *cx, struct str num, int64_t if_match,
                                     struct flow_result *out);
/* Only when nothing that was found is open. */
MUST_CHECK enum err inspection_end(struct ctx *cx, struct str num, int64_t if_match,
                                   const struct inspection_words *in, struct flow_result *out);
/* Noted while a covert one is not issued, else asked at once. */
MUST_CHECK enum err finding_put(struct ctx *cx, struct str inspection,
                                const struct finding_new *in, struct flow_result *out);
MUST_CHECK enum err finding_report_put(struct ctx *cx, struct str num, int64_t if_match,
                                       const struct finding_report *in,
                                       struct flow_result *out);
/* By somebody who neither reported it nor is of that unit. */
MUST_CHECK enum err finding_check_put(struct ctx *cx, struct str num, int64_t if_match,
                                      const struct finding_check *in, struct flow_result *out);
MUST_CHECK enum err finding_drop(struct ctx *cx, struct str num, int64_t if_match,
                                 const struct inspection_words *in, struct flow_result *out);

/* When what was asked is to be mended; *provisional: by weekends alone, because the holidays of
 * a year it reaches into are not known. */
int64_t finding_limit(const struct ctx *cx, const struct finding *f, bool *provisional);
/* After another calendar was loaded: limits of what is still to be mended. cx->db NULL. */
MUST_CHECK enum err findings_reckon(struct ctx *cx, size_t *moved);

/* ---- read (loop/inspection_out.c); cx->db set ---- */

struct inspection_query {
    int64_t first_day, last_day; /* 0: any */
};
extern const struct shape inspection_query_shape;
MUST_CHECK enum err inspection_find(struct ctx *cx, struct str num, struct inspection *out);
MUST_CHECK enum err inspection_by_id(struct ctx *cx, int64_t id, struct inspection *out);
bool inspection_may_see(struct ctx *cx, const struct inspection *i);
bool inspection_may_work(struct ctx *cx, const struct inspection *i);
/* ERR_NOT_FOUND also for what the actor may not see. */
MUST_CHECK enum err finding_find(struct ctx *cx, struct str num, struct finding *f,
                                 struct inspection *of);
bool finding_may_see(struct ctx *cx, const struct finding *f, const struct inspection *of);
/* {"inspections":[…],"figures":{inspections, findings, rectified, open, dropped, overdue},
 * "may_plan":…} */
MUST_CHECK enum err inspections_json(struct ctx *cx, const struct inspection_query *q,
                                     struct json *j);
MUST_CHECK enum err inspection_json(struct ctx *cx, struct str num, struct json *j,
                                    int64_t *version);
/* {"findings":[…]}: asked of the units where the actor works. */
MUST_CHECK enum err findings_json(struct ctx *cx, struct json *j);
MUST_CHECK enum err finding_json(struct ctx *cx, struct str num, struct json *j,
                                 int64_t *version);
/* The sample drawn again from what was frozen: {"same":…,"population":n,"sample":n,…}. */
MUST_CHECK enum err inspection_recompute(struct ctx *cx, struct str num, struct json *j);
/* Whether the stored sample is what seed and population give. */
MUST_CHECK enum err inspection_same(struct ctx *cx, const struct inspection *i, bool *same,
                                    size_t *n);
/* A photo of a finding; *unit: the one that it is asked of. */
MUST_CHECK enum err finding_photo_seen(struct ctx *cx, int64_t finding_id, int64_t *unit,
                                       bool *seen);
