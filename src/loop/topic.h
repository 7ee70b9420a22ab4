/* SPDX-License-Identifier: Apache-2.0
 * The month's topic (每月一题, ZY-18, ZY-19, ZY-33): one group of the month's frozen ranking,
 * chosen by a person with a reason; what was said on it, each kept or dropped for the topic
 * with a reason, some as representative (HY-09: 881 said, 355 kept). Being a member is never a
 * screening: the demand goes its own way.
 */
#pragma once

#include "loop/bank.h"

enum { TOPIC_KEEPERS = BANK_KEEPERS, TOPIC_READERS = BANK_READERS };

#define MEMBER_LIST(X)                                                                         \
    X(MEMBER_OPEN, "open", "未看", "not looked at")                                            \
    X(MEMBER_KEPT, "kept", "保留", "kept")                                                     \
    X(MEMBER_REPRESENTATIVE, "representative", "有代表性", "representative")                   \
    X(MEMBER_DROPPED, "dropped", "不列入", "dropped")
enum member { MEMBER_LIST(ENUM_ID) MEMBER__MAX };
extern const struct enum_names member_names;

struct topic {
    int64_t jid, id;
    struct str num;
    int64_t version;
    struct str month, name;
    struct str kind, class; /* of the group: class, class_area */
    int64_t area_id;
    int64_t place, concentration, pressing; /* in the ranking, as it stood; hundredths */
    struct str reason;
    int64_t chosen_by, chosen_at;
    int64_t from_at, to_at; /* what was said from when to when */
    int64_t lead_unit;
    struct str units; /* who works with it, ids */
    struct str state; /* chosen, ended, dropped */
    struct str summary;
    int64_t ended_by, ended_at;
};
struct topic_member {
    int64_t topic_id, demand_id, place_id, heads;
    struct str state; /* open, kept, dropped */
    int64_t representative;
    struct str reason;
    int64_t officer_id, changed_at;
};
extern const struct shape topic_shape, topic_member_shape;

struct topic_new_body {
    struct str month, kind, class, name, reason;
    int64_t area, from_at, lead;
    struct strs units;
};
struct topic_change_body {
    struct str name, reason;
    int64_t lead;
    struct strs units;
};
struct topic_end_body {
    struct str summary;
};
struct topic_drop_body {
    struct str reason;
};
struct topic_members_body {
    struct strs demands;
    bool rest; /* instead: all that nobody has looked at */
    int as;    /* enum member */
    struct str reason;
};
struct topic_members_query {
    int as; /* enum member */
    bool all;
    int64_t after;
};
extern const struct shape topic_new_shape, topic_change_shape, topic_end_shape,
    topic_drop_shape, topic_members_shape, topic_members_query_shape;

/* ---- acts; cx->db NULL. ERR_DENIED, ERR_INPUT, ERR_CONFLICT, ERR_STALE ---- */

MUST_CHECK enum err topic_choose(struct ctx *cx, const struct topic_new_body *b,
                                 struct flow_result *out);
MUST_CHECK enum err topic_change(struct ctx *cx, struct str num, int64_t if_match,
                                 const struct topic_change_body *b, struct flow_result *out);
MUST_CHECK enum err topic_end(struct ctx *cx, struct str num, int64_t if_match,
                              const struct topic_end_body *b, struct flow_result *out);
MUST_CHECK enum err topic_drop(struct ctx *cx, struct str num, int64_t if_match,
                               const struct topic_drop_body *b, struct flow_result *out);
MUST_CHECK enum err topic_decide(struct ctx *cx, struct str num, int64_t if_match,
                                 const struct topic_members_body *b, struct flow_result *out);

MUST_CHECK enum err topic_find(struct ctx *cx, struct str num, struct topic *out);

/* The newest that was neither ended nor dropped, if there is one. */
MUST_CHECK enum err topic_now(struct ctx *cx, struct topic *out, bool *found);

struct topic_matter {
    int64_t id;
    struct str num;
    int64_t chosen, demands;
};
/* The open matters of what was kept, representative ones first: a meeting's agenda. */
MUST_CHECK enum err topic_matters(struct ctx *cx, int64_t topic, int64_t most,
                                  struct topic_matter **out, size_t *n);

/* ---- read; cx->db: a snapshot ---- */

struct topic_total {
    int64_t demands[MEMBER__MAX], heads[MEMBER__MAX];
};
MUST_CHECK enum err topic_totals(struct ctx *cx, int64_t topic, struct topic_total *out);
MUST_CHECK enum err topics_json(struct ctx *cx, struct json *j);
/* The dossier: the choice and its reckoning, totals, places, units, history, promises,
 * verification, meetings. */
MUST_CHECK enum err topic_json(struct ctx *cx, struct str num, struct json *j,
                               int64_t *version);
/* A page of members: "members" and "next". */
MUST_CHECK enum err topic_members_json(struct ctx *cx, struct str num,
                                       const struct topic_members_query *q, struct json *j);
/* "representatives": the chosen ones with what was said, for papers. */
MUST_CHECK enum err topic_representatives_json(struct ctx *cx, const struct topic *t,
                                               struct json *j);
/* The dossier as a workbook. */
MUST_CHECK enum err topic_xlsx(struct ctx *cx, struct str num, const char *path,
                               struct str *name);
