/* SPDX-License-Identifier: Apache-2.0
 * Rows of the three tracks of handling (BZ-45 … BZ-48): who helps an easy item along, how a
 * whistle was appraised from both sides, how much of a stage is done, and what a mediation
 * agreed. Their words stand in events; seq names the event.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

/* BZ-45: 跟办、协办、代办. */
#define AID_LIST(X)                                                                            \
    X(AID_NONE, "", "", "")                                                                    \
    X(AID_ACCOMPANY, "accompany", "跟办", "goes with the citizen")                             \
    X(AID_ASSIST, "assist", "协办", "helps the citizen")                                       \
    X(AID_BEHALF, "behalf", "代办", "acts for the citizen")
enum aid_kind { AID_LIST(ENUM_ID) AID__MAX };
extern const struct enum_names aid_kind_names;

/* An officer or a volunteer who helps a citizen on a task. A volunteer's name is the text
 * "helper" of the event `seq`. */
struct aid {
    int64_t jid;
    int64_t id;
    int64_t task_id;
    int64_t serial;     /* in the task, from 1 */
    int kind;           /* enum aid_kind */
    int64_t officer_id; /* 0 = a volunteer */
    int64_t seq;        /* event of the task that named them */
    int64_t named_at;
    int64_t done_at;
    int64_t done_seq; /* event with what was done */
};
extern const struct shape aid_shape;

/* rules.md B2-1 art. 33 双考核: the whistler appraises the unit, the unit the whistle. */
#define APPRAISAL_LIST(X)                                                                      \
    X(APPRAISAL_UNIT, "unit", "吹哨方评报到单位", "of the unit, by the whistler")              \
    X(APPRAISAL_WHISTLE, "whistle", "报到单位评吹哨", "of the whistle, by the unit")
enum appraisal_about { APPRAISAL_LIST(ENUM_ID) APPRAISAL__MAX };
extern const struct enum_names appraisal_about_names;

struct appraisal {
    int64_t jid;
    int64_t id;
    int64_t task_id; /* of the whistled unit */
    int about;       /* enum appraisal_about; one row of each */
    int64_t unit_id; /* of whom it is: the whistled unit, or the whistling one */
    int64_t by_unit;
    int64_t officer_id;
    int came;    /* enum yesno: of a unit: it came in time */
    int did;     /* of a unit: it did its part; of a whistle: the unit was called for */
    int grade;   /* enum grade */
    int64_t seq; /* event of the task with the reason */
    int64_t given_at;
};
extern const struct shape appraisal_shape;

/* What a stage is to bring about, and how much of it is done (ZY-38 … ZY-42, BZ-51 … BZ-53).
 * Amounts are thousandths of the measure; different measures are never added. */
struct quantity {
    int64_t jid;
    int64_t id;
    int64_t matter_id;
    int64_t stage;  /* its serial */
    int64_t serial; /* in the matter, from 1 */
    struct str site, what;
    struct str measure; /* 处, 公里, 个, 户 … */
    int64_t planned;
    int64_t done;
    int64_t done_at; /* of the last figure; 0 = none yet */
};
extern const struct shape quantity_shape;

/* The agreement of a mediation (BZ-59). The terms are the text "terms" of the event `seq`, its
 * parties rows of table party, sealed like every person; its fulfilment is a promise of the
 * matter. */
struct agreement {
    int64_t jid;
    int64_t id;
    int64_t matter_id;
    int64_t serial;  /* in the matter, from 1 */
    int64_t unit_id; /* that mediated */
    int64_t parties; /* how many */
    int64_t signed_at;
    int64_t promise; /* serial of the stage that stands for its fulfilment */
    int64_t seq;
    int kept; /* enum yesno; unknown until somebody has asked */
    int64_t kept_at;
    int64_t kept_seq; /* event with the finding */
};
extern const struct shape agreement_shape;
