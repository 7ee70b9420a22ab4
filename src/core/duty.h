/* SPDX-License-Identifier: Apache-2.0
 * What lists read: one row per unit that must act, takes part, or stands above such a unit.
 * None for the subtree of a unit complained about (domain.md, Counting and Who may do what).
 */
#pragma once

#include "base/err.h"
#include "base/field.h"
#include "core/words.h"

#define DUTY_PART_LIST(X)                                                                      \
    X(DUTY_ABOVE, "above", "上级", "above")                                                    \
    X(DUTY_PART, "part", "参与", "takes part")                                                 \
    X(DUTY_ACT, "act", "待办", "must act")
enum duty_part { DUTY_PART_LIST(ENUM_ID) DUTY_PART__MAX };
extern const struct enum_names duty_part_names;

/* Sorts after every date. */
#define DUTY_NO_DATE INT64_C(253402300800000)

struct duty {
    int64_t jid;
    int64_t unit_id;
    int subject_kind; /* enum subject */
    int64_t subject_id;
    int part; /* enum duty_part */
    bool open;
    struct str state;
    int lvl; /* enum level */
    struct str class;
    int64_t place_id;
    int64_t officer_id; /* the named handler or first-asked officer; 0 = nobody by name */
    struct str num;
    struct str title; /* empty where it would tell words said in confidence */
    int64_t due_at;   /* DUTY_NO_DATE: nothing runs */
    int64_t born_at;
    int64_t changed_at;
    bool urgent;
    int64_t rounds;
    struct str track; /* of a matter and its tasks */
};
extern const struct shape duty_shape; /* one field per column of table duty, in order */

/* "open" of domain.md for each subject. */
bool subject_is_open(enum subject kind, int state);

/* What a row adds to the count "duty": unit and part.subject.state. False: the row is not
 * counted. */
struct duty_count {
    struct str unit, what;
};
bool duty_counts(struct arena *a, const struct duty *d, struct duty_count *out);

struct work;
/* For the check: whether the stored rows of a loaded subject differ from those it should have.
 */
enum err duty_differs(struct work *w, enum subject kind, int64_t id, bool *out)
    __attribute__((warn_unused_result));
/* Inside db_write: the rows of a loaded subject as they should be now, when not it but the
 * units around it have changed. Nothing is written where nothing differs. */
enum err duty_refresh(struct work *w, enum subject kind, int64_t id)
    __attribute__((warn_unused_result));
