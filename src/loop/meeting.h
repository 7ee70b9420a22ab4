/* SPDX-License-Identifier: Apache-2.0
 * Meetings that come round (碰头会、联席会: BZ-28 to BZ-31, ZL-09): kinds are data (when, who
 * leads in turn, what their agenda is drawn from), a meeting is a row with an agenda and
 * decisions. The register's mechanism brings the kinds that its source names; what an office
 * sets under the same code stands before them.
 *
 * The agenda begins with what earlier meetings of the kind decided and what is not done yet.
 * Then come open matters, drawn from the register by what the kind asks for: key work, overdue,
 * and the three "cross" flags, computed from units, classes and places of the matter, its tasks
 * and its demands; each with the reason as it was seen then. A person adds and drops with a
 * reason. A decision is a conclusion, or it becomes work with owner and limit by the matter's
 * own step (instruct, dispatch): the flow decides who may, and where it stands is read from the
 * matter.
 */
#pragma once

#include "base/json.h"
#include "core/actor.h"
#include "core/flow.h"
#include "core/mechanism.h"

struct calendar;

enum {
    MEETING_KEEPERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER) | BIT(ROLE_DISPATCHER),
    MEETING_READERS =
        MEETING_KEEPERS | BIT(ROLE_ANALYST) | BIT(ROLE_PUBLISHER) | BIT(ROLE_HEAD),
};

#define MEETING_ACT_LIST(X)                                                                    \
    X(ACT_NONE, "", "", "")                                                                    \
    X(ACT_CONCLUDE, "conclude", "议定结论", "a conclusion")                                    \
    X(ACT_INSTRUCT, "instruct", "交有关单位限期落实（批示）", "instruct units, by a day")      \
    X(ACT_DISPATCH, "dispatch", "派单", "dispatch")
enum meeting_act { MEETING_ACT_LIST(ENUM_ID) MEETING_ACT__MAX };
extern const struct enum_names meeting_act_names;

struct meeting_kind {
    int64_t jid;
    struct str code;
    int64_t version; /* 0: as the mechanism has it */
    struct str name;
    int cycle;       /* enum meeting_cycle */
    int64_t weekday; /* 1 Monday … 7; of a weekly one */
    int64_t minute;  /* of the day, 0 … 1439 */
    struct str draws;
    int64_t most;     /* matters drawn */
    struct str leads; /* unit ids in turn (BZ-30) */
    struct str units; /* who is called each time */
    struct str venue;
    int64_t remind_hours; /* before it begins; 0 = no reminder */
    int64_t officer_id, made_at;
};
struct meeting {
    int64_t jid, id;
    struct str num;
    int64_t version;
    struct str kind;
    int64_t serial; /* 1, 2, … of its kind; the first one is the 首场 (ZY-02) */
    struct str title, campaign;
    int64_t starts_at;
    struct str venue, chair;
    int64_t lead_unit;
    struct str units; /* who was called, ids */
    struct str state; /* planned, held, dropped */
    struct str present, minutes;
    int64_t called_by, called_at, ended_by, ended_at;
    struct str reason; /* why it was dropped */
    int64_t remind_at, told_at;
    struct str topic; /* number of the topic it is about (ZY-23); "" = none */
};
struct meeting_item {
    int64_t jid, meeting_id, serial;
    struct str matter; /* number; "" = an item without one */
    struct str title;
    struct str state; /* carried, drawn, added, dropped */
    struct str why;   /* codes of MEETING_DRAW_LIST, "," */
    struct str reason;
    int64_t from_meeting, from_serial; /* carried: where it was decided */
    int64_t changed_by, changed_at;
    struct str decision;
    int act; /* enum meeting_act */
    struct str units;
    int64_t due_at;           /* as it was set; 0 = by the mechanism */
    int64_t from_seq, to_seq; /* the matter's versions around the act */
    int64_t decided_by, decided_at;
};

struct meeting_kind_body {
    struct str code, name;
    int cycle;
    int64_t weekday;
    struct str at; /* "09:00" */
    struct strs draws, leads, units;
    int64_t most, remind_hours;
    struct str venue;
};
struct meeting_body {
    struct str kind, title, campaign, topic;
    int64_t starts_at; /* 0: when the kind comes round next */
    struct str venue, chair;
    int64_t lead; /* 0: whose turn it is */
    struct strs units;
};
struct meeting_change_body {
    int64_t starts_at, lead;
    struct str venue, chair, reason;
};
struct meeting_hold_body {
    struct str present, minutes, chair;
    struct strs attachments;
};
struct meeting_reason_body {
    struct str reason;
};
struct meeting_item_body {
    struct str matter, title, reason;
};
struct meeting_decide_body {
    struct str words;
    int act;
    struct strs units; /* dispatch: the lead first, then helpers */
    int64_t due_at, leader;
    struct strs attachments;
};
struct meeting_query {
    int64_t year;
    struct str kind;
};
extern const struct shape meeting_kind_body_shape, meeting_new_shape, meeting_change_shape,
    meeting_hold_shape, meeting_reason_shape, meeting_item_new_shape, meeting_decide_shape,
    meeting_query_shape, meeting_shape, meeting_item_shape, meeting_kind_shape;

/* ---- the rule of a kind (loop/meeting_kind.c) ---- */

/* A kind of that code begins or is changed. ERR_INPUT. */
MUST_CHECK enum err meeting_kind_put(struct ctx *cx, const struct meeting_kind_body *b,
                                     struct flow_result *out);
MUST_CHECK enum err meeting_kind_get(struct ctx *cx, struct str code, struct meeting_kind *out);
MUST_CHECK enum err meeting_kinds(struct ctx *cx, struct meeting_kind **out, size_t *n);
/* When it comes round next after `after`: a week's on its weekday, or the next working day when
 * that is a day of rest; a month's on its last working day. 0 when it has no cycle. */
int64_t meeting_next(const struct calendar *c, const struct meeting_kind *k, int64_t after);
/* Whose turn it is after `last` led (0, or one that is not in the list: the first). */
int64_t meeting_turn(struct ctx *cx, const struct meeting_kind *k, int64_t last);

/* ---- the agenda (loop/meeting_draw.c) ---- */

/* Items for a meeting of that kind, serial 1 on: carried ones first, then drawn ones that the
 * actor sees. cx->db: a snapshot. */
MUST_CHECK enum err meeting_draw(struct ctx *cx, const struct meeting_kind *k,
                                 const struct meeting *m, struct meeting_item **out, size_t *n);
/* Why the matter would be drawn now: codes and the reason. */
MUST_CHECK enum err meeting_why(struct ctx *cx, struct str matter, struct str *why,
                                struct str *reason);

/* ---- acts (loop/meeting.c): cx->db NULL. ERR_DENIED, ERR_NOT_FOUND, ERR_CONFLICT, ERR_STALE,
 * and what the matter's step refuses. ---- */

MUST_CHECK enum err meeting_call(struct ctx *cx, const struct meeting_body *b,
                                 struct flow_result *out);
MUST_CHECK enum err meeting_change(struct ctx *cx, struct str num, int64_t if_match,
                                   const struct meeting_change_body *b,
                                   struct flow_result *out);
MUST_CHECK enum err meeting_hold(struct ctx *cx, struct str num, int64_t if_match,
                                 const struct meeting_hold_body *b, struct flow_result *out);
MUST_CHECK enum err meeting_drop(struct ctx *cx, struct str num, int64_t if_match,
                                 struct str reason, struct flow_result *out);
MUST_CHECK enum err meeting_add(struct ctx *cx, struct str num, int64_t if_match,
                                const struct meeting_item_body *b, struct flow_result *out);
MUST_CHECK enum err meeting_item_drop(struct ctx *cx, struct str num, int64_t serial,
                                      int64_t if_match, struct str reason,
                                      struct flow_result *out);
MUST_CHECK enum err meeting_decide(struct ctx *cx, struct str num, int64_t serial,
                                   int64_t if_match, const struct meeting_decide_body *b,
                                   struct flow_result *out);
/* Whom was called is reminded, once a meeting. *told counts meetings. cx->db NULL. */
MUST_CHECK enum err meetings_remind(struct ctx *cx, int limit, int *told);

MUST_CHECK enum err meeting_find(struct ctx *cx, struct str num, struct meeting *out);
MUST_CHECK enum err meeting_by_id(struct ctx *cx, int64_t id, struct meeting *out);
/* Whether the actor keeps what that unit leads, 0: what nobody leads: by a role over the unit,
 * or over the register. Such a meeting he calls, changes, holds and decides in. */
bool meeting_keeps(struct ctx *cx, int64_t lead_unit);
MUST_CHECK enum err meeting_kept(struct ctx *cx, int64_t lead_unit); /* else ERR_DENIED */
/* Who was present, the minutes and their files: for who reads meetings over the register, in
 * the unit that leads, or in one that was called. */
bool meeting_minutes_seen(struct ctx *cx, const struct meeting *m);
MUST_CHECK enum err meeting_items(struct ctx *cx, int64_t id, struct meeting_item **out,
                                  size_t *n);

/* ---- read (loop/meeting_json.c); cx->db: a snapshot ---- */

/* Where a decision stands: done, open or overdue, and in words who still owes what by when. */
struct meeting_standing {
    const char *state; /* "done", "open", "overdue"; "" = nothing to follow */
    struct str text;
    int64_t due_at; /* the earliest that is open; 0 = none */
};
MUST_CHECK enum err meeting_stands(struct ctx *cx, const struct meeting_item *i,
                                   struct meeting_standing *out);
/* {"kinds":[…with "next_at" and "next_lead"],"meetings":[…]} of a year. */
MUST_CHECK enum err meetings_json(struct ctx *cx, const struct meeting_query *q,
                                  struct json *j);
MUST_CHECK enum err meeting_json(struct ctx *cx, struct str num, struct json *j,
                                 int64_t *version);
