/* SPDX-License-Identifier: Apache-2.0
 * Root problems (根源问题): a trouble that keeps coming back, out of a hot spot or of a class,
 * with an owner (unit and officer), a cause from the mechanism's list and in words (ZL-34,
 * HY-26), measures with who and when, a plan with quantities (ZY-38 … ZY-42: 5,002 planned,
 * 3,821 done), and the units that were asked whether they have the same (one to a class,
 * ZY-32), each answering for its own.
 *
 * When the measures are finished the demands of the trouble are counted in two windows of equal
 * length, before it was taken in hand and after; a person who did not declare them finished
 * concludes. The figures and the demands behind them are kept with the conclusion. What comes
 * back is taken up again as a further round.
 *
 * Seen by analysts, dispatchers, supervisors and leaders of the whole register, and by the
 * units concerned; a unit that was only asked sees its own row of the asking. Demands about the
 * conduct of the viewer's own unit neither show nor count.
 */
#pragma once

#include "core/flow.h"
#include "loop/bank.h"
#include "loop/notice.h"

enum {
    TROUBLE_KEEPERS = BANK_KEEPERS,
    TROUBLE_ANSWERERS = NOTICE_ANSWERERS,
    TROUBLE_READERS = TROUBLE_KEEPERS | TROUBLE_ANSWERERS,
    TROUBLE_LISTED = 500,
    TROUBLE_COUNTED = 20000, /* demands in one window */
};

#define TROUBLE_STATE_LIST(X)                                                                  \
    X(TROUBLE_OPEN, "open", "整治中", "in hand")                                               \
    X(TROUBLE_WATCHING, "watching", "观察期", "being watched")                                 \
    X(TROUBLE_SOLVED, "solved", "已根治", "solved")                                            \
    X(TROUBLE_FELL, "fell", "有下降", "fell")                                                  \
    X(TROUBLE_SAME, "same", "未下降", "did not fall")
enum trouble_state { TROUBLE_STATE_LIST(ENUM_ID) TROUBLE_STATE__MAX };
extern const struct enum_names trouble_state_names;

#define TROUBLE_VERDICT_LIST(X)                                                                \
    X(VERDICT_SOLVED, "solved", "已根治", "solved")                                            \
    X(VERDICT_FELL, "fell", "有下降", "fell")                                                  \
    X(VERDICT_SAME, "same", "未下降", "did not fall")
enum trouble_conclusion { TROUBLE_VERDICT_LIST(ENUM_ID) TROUBLE_VERDICT__MAX };
extern const struct enum_names trouble_verdict_names;

#define TROUBLE_WORK_LIST(X)                                                                   \
    X(TROUBLE_WORK_OPEN, "open", "进行中", "open")                                             \
    X(TROUBLE_WORK_DONE, "done", "已完成", "done")                                             \
    X(TROUBLE_WORK_DROPPED, "dropped", "已取消", "dropped")
enum trouble_work { TROUBLE_WORK_LIST(ENUM_ID) TROUBLE_WORK__MAX };
extern const struct enum_names trouble_work_names;

/* What a measure yields. */
#define TROUBLE_YIELD_LIST(X)                                                                  \
    X(TROUBLE_WORKS, "works", "工程治理", "works")                                             \
    X(TROUBLE_POLICY, "policy", "完善政策", "a policy")                                        \
    X(TROUBLE_MECHANISM, "mechanism", "健全机制", "a mechanism")                               \
    X(TROUBLE_SHORTFALL, "shortfall", "补齐短板", "a shortfall made up")                       \
    X(TROUBLE_STANDARD, "standard", "提高工作标准", "a standard of work")
enum trouble_yield { TROUBLE_YIELD_LIST(ENUM_ID) TROUBLE_YIELD__MAX };
extern const struct enum_names trouble_yield_names;

#define TROUBLE_ANSWER_LIST(X)                                                                 \
    X(TROUBLE_UNANSWERED, "", "未回复", "not answered")                                        \
    X(TROUBLE_NONE, "none", "没有同类问题", "have not")                                        \
    X(TROUBLE_HAVE, "have", "有，正在整改", "have, being mended")                              \
    X(TROUBLE_MENDED, "mended", "有，已整改", "have mended")
enum trouble_answer { TROUBLE_ANSWER_LIST(ENUM_ID) TROUBLE_ANSWER__MAX };
extern const struct enum_names trouble_answer_names;

/* Two ways of saying which demands are of the trouble. */
#define TROUBLE_WAY_LIST(X)                                                                    \
    X(TROUBLE_BY_HOTSPOT, "hotspot", "热点内的诉求", "demands of the hot spot")                \
    X(TROUBLE_BY_CLASS, "class", "范围内同类诉求", "demands of the class in the area")
enum trouble_way { TROUBLE_WAY_LIST(ENUM_ID) TROUBLE_WAY__MAX };
extern const struct enum_names trouble_way_names;

#define TROUBLE_SIDE_LIST(X)                                                                   \
    X(TROUBLE_BEFORE, "before", "整治前", "before")                                            \
    X(TROUBLE_AFTER, "after", "整治后", "after")                                               \
    X(TROUBLE_SINCE, "since", "结论后", "since")
enum trouble_side { TROUBLE_SIDE_LIST(ENUM_ID) TROUBLE_SIDE__MAX };
extern const struct enum_names trouble_side_names;

/* What of it a unit must do next. */
#define TROUBLE_WAIT_LIST(X)                                                                   \
    X(TROUBLE_WAITS_NOT, "", "", "")                                                           \
    X(TROUBLE_WAITS_ANSWER, "answer", "待排查回复", "to be answered")                          \
    X(TROUBLE_WAITS_MEND, "mend", "同类问题待整改", "the same to be mended")                   \
    X(TROUBLE_WAITS_PLAN, "plan", "待定措施", "measures to be planned")                        \
    X(TROUBLE_WAITS_MEASURE, "measure", "措施待完成", "a measure to be done")                  \
    X(TROUBLE_WAITS_FINISH, "finish", "待报完成", "to be declared finished")                   \
    X(TROUBLE_WAITS_CONCLUDE, "conclude", "待作结论", "to be concluded")
enum trouble_wait_kind { TROUBLE_WAIT_LIST(ENUM_ID) TROUBLE_WAIT__MAX };
extern const struct enum_names trouble_wait_kind_names;

struct trouble {
    int64_t jid, id;
    struct str num;
    int64_t version;
    struct str name;
    int64_t hotspot_id; /* 0: of a class alone */
    struct str class;   /* "": by the hot spot alone */
    int64_t place_id;   /* its area */
    int64_t unit_id, officer_id;
    struct str cause, why;
    int64_t days; /* 7 … 730: length of the windows compared */
    int state;    /* enum trouble_state */
    int64_t round, opened_by, opened_at;
    int64_t from_at; /* end of the window before, not in it */
    int64_t finished_by, finished_at;
};
struct trouble_measure {
    int64_t jid, trouble_id, serial;
    struct str words;
    int64_t unit_id, officer_id;
    int64_t matter_id; /* its quantities are those of the matter's stages */
    struct str site, measure;
    int64_t planned, done; /* thousandths (loop/quantities.h) */
    int64_t due_at;
    int state; /* enum trouble_work */
    int64_t ended_at;
    int yields;                  /* enum trouble_yield */
    struct str result;           /* what was said when it ended */
    struct str paper, paper_num; /* title and number of the document */
};
struct trouble_step {
    int64_t jid, trouble_id, serial, step, amount, on_at;
    struct str note;
    int64_t officer_id, recorded_at;
};
struct trouble_ask {
    int64_t jid, trouble_id, round, unit_id, alike;
    struct str words;
    int64_t workdays, asked_by, asked_at, due_at;
    int answer; /* enum trouble_answer */
    struct str said;
    int64_t answered_by, answered_at, mended_at;
};
struct trouble_verdict {
    int64_t jid, trouble_id, round, from_at, finished_at, days;
    int64_t hotspot_before, hotspot_after, class_before, class_after;
    int verdict; /* enum trouble_conclusion */
    struct str reason;
    int64_t officer_id, concluded_at;
};
extern const struct shape trouble_shape, trouble_measure_shape, trouble_step_shape,
    trouble_ask_shape, trouble_verdict_shape;

struct trouble_new {
    struct str name;
    int64_t hotspot;
    struct str class;
    int64_t place, unit, officer;
    struct str cause, why;
    int64_t days;
    struct str reason; /* of a change */
};
struct trouble_plan_body {
    struct str words;
    int64_t unit, officer;
    struct str matter, site, amount, measure;
    int64_t due;
    int yields; /* enum trouble_yield */
};
struct trouble_progress_body {
    int64_t serial;
    struct str amount;
    bool less; /* a correction: that much less */
    int64_t on;
    struct str note;
};
struct trouble_end_body {
    int64_t serial;
    bool drop; /* it is not done any more */
    struct str note, paper, paper_num;
};
struct trouble_ask_body {
    struct strs units;
    int64_t workdays;
    struct str words;
};
struct trouble_answer_body {
    int64_t unit;
    int answer;
    struct str words;
};
struct trouble_conclude_body {
    int verdict;
    struct str reason;
};
struct trouble_reason_body {
    struct str reason;
};
extern const struct shape trouble_new_shape, trouble_change_shape, trouble_plan_shape,
    trouble_progress_shape, trouble_end_shape, trouble_ask_body_shape,
    trouble_answer_body_shape, trouble_conclude_shape, trouble_reason_shape;

/* ---- acts; cx->db NULL. ERR_NOT_FOUND, ERR_DENIED, ERR_INPUT, ERR_CONFLICT, ERR_STALE ---- */

enum trouble_act {
    TROUBLE_CHANGE,   /* struct trouble_new */
    TROUBLE_PLAN,     /* trouble_plan_body: a measure more */
    TROUBLE_PROGRESS, /* trouble_progress_body */
    TROUBLE_END,      /* trouble_end_body: a measure done or dropped */
    TROUBLE_ASK,      /* trouble_ask_body */
    TROUBLE_ANSWER,   /* trouble_answer_body */
    TROUBLE_FINISH,   /* trouble_reason_body: the measures are finished */
    TROUBLE_CONCLUDE, /* trouble_conclude_body */
    TROUBLE_REOPEN,   /* trouble_reason_body */
    TROUBLE_ACT__MAX
};
/* The actor makes root problems. */
bool trouble_may_keep(struct ctx *cx);
MUST_CHECK enum err trouble_make(struct ctx *cx, const struct trouble_new *b,
                                 struct flow_result *out);
MUST_CHECK enum err trouble_do(struct ctx *cx, struct str num, int64_t if_match,
                               enum trouble_act act, const void *body, struct flow_result *out);
/* Limits of the asking after a change of the calendar. cx->db NULL. */
MUST_CHECK enum err troubles_reckon(struct ctx *cx, size_t *moved);
/* Whether the unit still owes its answer, due then, to what the current round asked; *out: the
 * root problem. */
MUST_CHECK enum err trouble_ask_owed(struct ctx *cx, int64_t id, int64_t unit, int64_t due_at,
                                     struct trouble *out, bool *yes);
/* Inside db_write: `to` stands for `from` in what is not concluded, as an event each. */
MUST_CHECK enum err troubles_hand_over(struct ctx *cx, int64_t from, int64_t to);
/* Inside db_write: one hot spot was taken into another; what was made of it follows. */
MUST_CHECK enum err troubles_hotspot_merged(struct ctx *cx, int64_t from, int64_t to);
/* How many that are not concluded name the officer. cx->db set. */
MUST_CHECK enum err troubles_naming(struct ctx *cx, int64_t officer, int64_t *n);

/* ---- read; cx->db: a snapshot ---- */

struct trouble_list_query {
    bool waiting; /* in which units of the viewer must act, and nothing else */
};
struct trouble_alike_query {
    int64_t days; /* 0 = a year */
};
struct trouble_demands_query {
    int way, side;
    int64_t round; /* 0 = the newest */
};
extern const struct shape trouble_list_shape, trouble_alike_shape, trouble_demands_shape;

MUST_CHECK enum err troubles_json(struct ctx *cx, const struct trouble_list_query *q,
                                  struct json *j);
MUST_CHECK enum err trouble_json(struct ctx *cx, struct str num, struct json *j,
                                 int64_t *version);
/* Where else: units with demands of the class outside, hot spots of like words. */
MUST_CHECK enum err trouble_alike_json(struct ctx *cx, struct str num,
                                       const struct trouble_alike_query *q, struct json *j);
/* The demands behind a figure. */
MUST_CHECK enum err trouble_demands_json(struct ctx *cx, struct str num,
                                         const struct trouble_demands_query *q, struct json *j);
/* "troubles":[{num, name, state…}] of a class, of a hot spot, or (neither) all: for the
 * bank, topics, hot spots. Nothing of what the viewer may not see. */
MUST_CHECK enum err troubles_of_json(struct ctx *cx, struct json *j, struct str class,
                                     int64_t hotspot);
/* A measure that was done, as far as the viewer may see its root problem. */
struct trouble_yielded {
    struct trouble_measure m;
    struct str num, name; /* of the root problem */
};
/* Declared done from `from` to before `to`, of a unit and of an area with what lies under them
 * (0 = any): by unit, then by what they yield, then by time. ERR_LIMIT. */
MUST_CHECK enum err troubles_yielded(struct ctx *cx, int64_t from, int64_t to, int64_t unit,
                                     int64_t place, struct trouble_yielded **out, size_t *n);
MUST_CHECK enum err trouble_xlsx(struct ctx *cx, struct str num, const char *path,
                                 struct str *name);
