/* SPDX-License-Identifier: Apache-2.0
 * What came of a demand in time and in its citizen's eyes, as it stands now: whether the reply
 * was given within its limit (rules.md B2-2: on time), and how it was rated (B1-12).
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

/* A demand without a limit of reply (a finding), or that was withdrawn, is owed none. */
#define FATE_REPLY_LIST(X)                                                                     \
    X(FATE_REPLY_ANY, "", "", "")                                                              \
    X(FATE_IN_TIME, "in_time", "按时答复", "replied in time")                                  \
    X(FATE_LATE, "late", "超期答复", "replied late")                                           \
    X(FATE_OVERDUE, "overdue", "超期未答复", "overdue, not replied")                           \
    X(FATE_WAITING, "waiting", "期限内待答复", "not yet due")                                  \
    X(FATE_NOT_OWED, "not_owed", "无答复期限", "no reply is owed")
enum fate_reply { FATE_REPLY_LIST(ENUM_ID) FATE_REPLY__MAX };
extern const struct enum_names fate_reply_names;

/* Of the five grades: the upper two, the middle one, the lower two. */
#define FATE_JUDGED_LIST(X)                                                                    \
    X(FATE_JUDGED_ANY, "", "", "")                                                             \
    X(FATE_SATISFIED, "satisfied", "满意", "satisfied")                                        \
    X(FATE_FAIR, "fair", "基本满意", "fairly satisfied")                                       \
    X(FATE_UNSATISFIED, "unsatisfied", "不满意", "unsatisfied")                                \
    X(FATE_UNRATED, "unrated", "未评价", "not rated")
enum fate_judged { FATE_JUDGED_LIST(ENUM_ID) FATE_JUDGED__MAX };
extern const struct enum_names fate_judged_names;

struct fate {
    int64_t id; /* the demand's */
    enum fate_reply reply;
    enum fate_judged judged;
};
/* Of the demands said from from_at on and before to_at, by identifier; in cx->arena. cx->db
 * set. ERR_LIMIT past 100,000. */
MUST_CHECK enum err fates_read(struct ctx *cx, int64_t from_at, int64_t to_at,
                               struct fate **out, size_t *n);
/* NULL: not among them. */
const struct fate *fate_of(const struct fate *fates, size_t n, int64_t id);
