/* SPDX-License-Identifier: Apache-2.0
 * Supervision notices (督办单): one row each, with its cause, what it is about, the unit that
 * is warned, who is told, the facts as they stood, by when it is to be answered, the answer,
 * and what it brought about (BZ-31, HY-19, HY-20, ZY-35). Raised by the scheduler by the rule's
 * causes (loop/notice_rule.h), each once: the column `why` names what for and is unique, so
 * that of two servers one raises it. A supervisor issues one by hand.
 *
 * The limit of an answer is a clock of the unit; answered in time or not is what the measure
 * "notices" of a board counts. Unanswered at its limit it stays open, and the rule's next cause
 * follows. Issue, answer and withdrawal are events of the unit.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "core/flow.h"
#include "loop/notice_rule.h"

enum {
    NOTICE_ISSUERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    NOTICE_ANSWERERS = BIT(ROLE_HEAD) | BIT(ROLE_HANDLER) | BIT(ROLE_DISPATCHER) |
                       BIT(ROLE_SCREENER) | BIT(ROLE_REVIEWER) | BIT(ROLE_CALLBACK),
    NOTICE_READERS = NOTICE_ISSUERS | NOTICE_ANSWERERS | BIT(ROLE_ANALYST) | BIT(ROLE_ARBITER),
};

#define NOTICE_STATE_LIST(X)                                                                   \
    X(NOTICE_TOLD, "told", "已提醒", "told")                                                   \
    X(NOTICE_OPEN, "open", "待回复", "to be answered")                                         \
    X(NOTICE_ANSWERED, "answered", "已回复", "answered")                                       \
    X(NOTICE_WITHDRAWN, "withdrawn", "已撤销", "withdrawn")                                    \
    X(NOTICE_DISMISSED, "dismissed", "已排除", "dismissed")
enum notice_state { NOTICE_STATE_LIST(ENUM_ID) NOTICE_STATE__MAX };
extern const struct enum_names notice_state_names;

struct notice {
    int64_t jid, id;
    struct str num;
    int64_t version;
    struct str cause, why;
    int64_t rule_version;
    int subject_kind; /* enum subject: demand, matter, task, unit */
    int64_t subject_id;
    struct str subject_num; /* "" for a unit */
    int64_t matter_id;      /* of a matter or task; 0 */
    int64_t unit_id;
    struct str receivers; /* lines "unit role" */
    struct str facts;     /* JSON object, nothing personal */
    struct str words;     /* of whoever issued it by hand */
    int effect;           /* enum notice_effect: what it brought about */
    int64_t after_id;     /* the notice that brought it: unanswered, or a marked signal; 0 */
    int64_t clock_id, due_at;
    int state;                    /* enum notice_state */
    int64_t issued_at, issued_by; /* 0: by the system */
    struct str answer;
    int64_t answered_at, answered_by, ended_at, ended_by;
    struct str reason;    /* of a withdrawal or dismissal */
    int64_t answered_seq; /* of the unit's event: attachments of the answer */
};
extern const struct shape notice_shape;

struct notice_new {
    struct str about; /* number of a demand, matter or task; "": the unit itself */
    int64_t unit;     /* 0: whoever has it */
    struct str cause; /* "": by_hand, else a code of the rule */
    struct str words;
    int64_t answer_workdays; /* 0: as the cause says */
    /* Number of the signal that it marks (批示): to its unit unless another is named, of the
     * cause "marked" for a leader where the rule has it. */
    struct str after;
};
struct notice_answer {
    struct str answer;
    struct strs attachments;
};
struct notice_withdraw {
    struct str reason;
};
/* What one of those told says of a weak signal. */
#define NOTICE_SAID_LIST(X)                                                                    \
    X(SAID_SEEN, "seen", "知悉，将处置", "seen, and what will be done")                        \
    X(SAID_DISMISSED, "dismissed", "排除，不是问题", "dismissed: no trouble")
enum notice_said { NOTICE_SAID_LIST(ENUM_ID) NOTICE_SAID__MAX };
extern const struct enum_names notice_said_names;

struct notice_ack_body {
    int said; /* enum notice_said */
    struct str words;
};
struct notice_ack {
    int64_t jid, notice_id, officer_id;
    int said; /* enum notice_said */
    struct str words;
    int64_t said_at, seq; /* seq: the unit's event */
};
extern const struct shape notice_new_shape, notice_answer_shape, notice_withdraw_shape,
    notice_ack_body_shape, notice_ack_shape;

/* ---- raising (loop/notice_raise.c) ---- */

/* By the scheduler: at most `limit` of each cause; those that cannot be raised are logged and
 * counted. cx->db NULL, cx->actor the system. */
MUST_CHECK enum err notices_raise(struct ctx *cx, int limit, int *raised, int *failed);
/* After another calendar was loaded: limits of answers anew. cx->db NULL. */
MUST_CHECK enum err notices_reckon(struct ctx *cx, size_t *moved);
/* The last moment of a due date that lies `workdays` working days back at cx->now: a day late
 * counts when begun. Negative: the last moment of the day so many working days ahead. */
int64_t notice_cutoff(const struct ctx *cx, int64_t workdays);

/* By hand. ERR_DENIED, ERR_NOT_FOUND (also what the actor may not see), ERR_INPUT,
 * ERR_CONFLICT (no rule was loaded). */
MUST_CHECK enum err notice_issue(struct ctx *cx, const struct notice_new *in,
                                 struct flow_result *out);

/* What an issue is made of: filled, then written within db_write. */
struct notice_plan {
    const struct notice_rule *rule;
    const struct notice_cause *cause;
    struct str num, why, words;
    int64_t id, clock_id; /* drawn beforehand */
    enum subject kind;
    int64_t subject_id, unit_id; /* unit 0: whoever has it */
    int64_t after_id, answer_workdays;
    int clock;      /* enum clock_kind, of a limit; -1 */
    int64_t due_at; /* of that limit; 0 */
    int64_t count;  /* how often, where it is counted; 0 */
    uint32_t needs; /* roles that the actor has for the unit warned; 0: any */
    bool done;      /* out: it was raised here */
    int64_t version;
};
MUST_CHECK enum err notice_put(struct ctx *cx, struct notice_plan *p);

/* ---- answering ---- */

/* By the unit that was warned, not by who issued it. ERR_NOT_FOUND, ERR_DENIED, ERR_STALE,
 * ERR_CONFLICT. */
MUST_CHECK enum err notice_answer_put(struct ctx *cx, struct str num, int64_t if_match,
                                      const struct notice_answer *in, struct flow_result *out);
/* By a supervisor who is not of the unit warned; it counts nowhere from then on. */
MUST_CHECK enum err notice_withdraw_put(struct ctx *cx, struct str num, int64_t if_match,
                                        const struct notice_withdraw *in,
                                        struct flow_result *out);

/* ---- acknowledged (loop/notice_ack.c) ---- */

/* By an officer who holds a role that was told of it, of a weak signal that is open: seen, with
 * what will be done, keeps it open and stops no limit; dismissed, with the reason, ends it, so
 * that nothing follows and it counts nowhere. An event of the unit. ERR_NOT_FOUND, ERR_DENIED,
 * ERR_STALE; ERR_CONFLICT: no signal, ended, or already seen by the actor. */
MUST_CHECK enum err notice_acknowledge(struct ctx *cx, struct str num, int64_t if_match,
                                       const struct notice_ack_body *in,
                                       struct flow_result *out);
bool notice_was_told(struct ctx *cx, const struct notice *n); /* the actor, by a role */
MUST_CHECK enum err notice_acks(struct ctx *cx, int64_t notice_id, struct notice_ack **out,
                                size_t *n);
/* Ends it or changes its version, inside db_write: what stands in n at version if_match + 1. */
MUST_CHECK enum err notice_update(struct ctx *cx, const struct notice *n, int64_t if_match,
                                  const char *stopped_by);

/* ---- reading ---- */

/* Which weak signals alone. */
#define NOTICE_SIGNALS_LIST(X)                                                                 \
    X(SIGNALS_ANY, "", "全部督办单", "every notice")                                           \
    X(SIGNALS_ALL, "all", "全部苗头", "every signal")                                          \
    X(SIGNALS_NOBODY, "nobody", "无人处置的苗头", "signals on which nobody acted")
enum notice_signals { NOTICE_SIGNALS_LIST(ENUM_ID) NOTICE_SIGNALS__MAX };
extern const struct enum_names notice_signals_names;

struct notice_query {
    struct str state, cause; /* "": any */
    int64_t unit;            /* with its subtree where the tree says so; 0: any */
    int64_t first_day, last_day;
    int64_t before_at, before; /* position of the row before; 0: first page */
    bool mine;                 /* of units for which the actor answers */
    int signals;               /* enum notice_signals */
};
extern const struct shape notice_query_shape;
/* cx->db set. ERR_NOT_FOUND also for what the actor may not see. */
MUST_CHECK enum err notice_find(struct ctx *cx, struct str num, struct notice *out);
MUST_CHECK enum err notice_may_see(struct ctx *cx, const struct notice *n, bool *out);
/* {"notices":[…],"next":…,"causes":[…],"findings":[…],"may_issue":…} */
MUST_CHECK enum err notices_json(struct ctx *cx, const struct notice_query *q, struct json *j);
MUST_CHECK enum err notice_json(struct ctx *cx, struct str num, struct json *j,
                                int64_t *version);
/* Those about a matter and its tasks, or about a demand: "notices":[…] */
MUST_CHECK enum err notices_of_json(struct ctx *cx, struct json *j, enum subject kind,
                                    int64_t id);
/* A file of an answer: seen by whoever sees the notice. */
MUST_CHECK enum err notice_paper_seen(struct ctx *cx, int64_t unit, int64_t seq, bool *seen);
/* "3个工作日", "3次": from where the cause speaks; "" when it watches nothing. */
struct str notice_threshold(struct ctx *cx, const struct notice_cause *c);
/* The cause as the rule had it when it was issued; NULL: the rule is gone. */
MUST_CHECK enum err notice_cause_of(struct ctx *cx, const struct notice *n,
                                    const struct notice_cause **out);
/* What it says in sentences, for a page, a print and a document. */
struct str notice_text(struct ctx *cx, const struct notice *n);
MUST_CHECK enum err notice_html(struct ctx *cx, struct str num, struct str *out);
/* A table of what the query finds, at most 10,000 rows; *rows how many. */
MUST_CHECK enum err notices_sheet(struct ctx *cx, const struct notice_query *q,
                                  const char *path, int64_t *rows);
/* The record of an export; cx->db NULL. */
MUST_CHECK enum err notices_exported(struct ctx *cx, int64_t rows);
