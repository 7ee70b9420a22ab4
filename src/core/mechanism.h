/* SPDX-License-Identifier: Apache-2.0
 * The rules a place runs by, as versioned data (mechanisms/NAME.json, checked against
 * mechanisms/schema.json). A matter keeps the version it was opened under (HY-35). The engine
 * reads parameters here; it never asks for a mechanism by name.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/clock.h"
#include "core/words.h"

/* A code with its labels: channels, kinds, classes, ways, grounds. */
struct choice {
    struct str code, zh, en;
    struct str parent; /* classes: the code above; grounds: "" */
    struct str effect; /* grounds: what the code does (rules.md B1-3) */
    struct str by;     /* channels, ways: enum spot_kind whose demands come so; "" = none */
    struct str source; /* grounds: the law or document it is from; "" = local custom */
    int needs;         /* grounds: BIT()s of enum ground_need */
    bool read_back;    /* channels: an officer reads back what was said */
};
struct choices {
    const struct choice *p;
    size_t n;
};

/* What a ground does, or a way of handling asks for (choice.effect is one of these texts;
 * rules.md B1-3, B2-1; JN-19 … JN-22). */
#define GROUND_EFFECT_LIST(X)                                                                  \
    /* invalid */                                                                              \
    X(EFFECT_EXPLAIN, "explain", "解释说明", "explain")                                        \
    X(EFFECT_TELL_RESULT, "tell_result", "告知原办理结果", "tell the earlier result")          \
    /* redirect */                                                                             \
    X(EFFECT_EMERGENCY, "emergency", "立即转接紧急热线", "transfer to the emergency line")     \
    X(EFFECT_ROUTE, "route", "告知法定途径", "tell the legal route")                           \
    X(EFFECT_PETITION, "petition", "告知信访渠道并关联",                                       \
      "tell the petition track, cross-link")                                                   \
    X(EFFECT_POLICE, "police", "线索移送公安", "clue to the police")                           \
    X(EFFECT_REGISTER, "register", "转其他登记机构受理", "receive anew in another register")   \
    X(EFFECT_SENDER, "sender", "退回转来单位", "back to the sender")                           \
    /* return */                                                                               \
    X(EFFECT_DISPATCH_AGAIN, "dispatch_again", "改派", "dispatch again")                       \
    X(EFFECT_LEVEL_AGAIN, "level_again", "重新分级", "level again")                            \
    X(EFFECT_ASK_FACTS, "ask_facts", "补充情况后再派", "ask for facts, then dispatch again")   \
    /* end */                                                                                  \
    X(EFFECT_NOTHING_LEFT, "nothing_left", "无诉求且无需整改", "no demand, nothing to mend")   \
    X(EFFECT_MISTAKE, "mistake", "误立", "opened by mistake")                                  \
    /* board */                                                                                \
    X(EFFECT_EXCLUDE, "exclude", "不计入榜单", "left out of the board")                        \
    /* difficulty */                                                                           \
    X(EFFECT_HOME_UNIT, "home_unit", "由派出单位办理", "by the sending unit")                  \
    X(EFFECT_UPSTREAM, "upstream", "经上级平台转办", "sent on through an upstream platform")   \
    X(EFFECT_SUPERVISE, "supervise", "重点督办", "key supervision")                            \
    X(EFFECT_BUNDLE, "bundle", "打包处理", "bundled")
enum ground_effect { GROUND_EFFECT_LIST(ENUM_ID) GROUND_EFFECT__MAX };
extern const struct enum_names ground_effect_names;

/* Where a ground may be used: the five lists made of the one list of exits (rules.md B1-3,
 * B2-3). */
#define GROUND_AT_LIST(X)                                                                      \
    X(AT_INVALID, "invalid", "判为无效", "invalid")                                            \
    X(AT_REDIRECT, "redirect", "转出", "redirection")                                          \
    X(AT_RETURN, "return", "退单", "return of a task")                                         \
    X(AT_END, "end", "终结", "ending of a matter")                                             \
    X(AT_BOARD, "board", "榜单剔除", "exclusion from a board")
enum ground_at { GROUND_AT_LIST(ENUM_ID) GROUND_AT__MAX };
extern const struct enum_names ground_at_names;

/* What a ground asks for where it is used; the step refuses without it. */
#define GROUND_NEED_LIST(X)                                                                    \
    X(NEED_EXPLANATION, "explanation", "向群众说明", "the citizen is told why")                \
    X(NEED_AGENCY, "agency", "写明受理机构", "the competent agency is named")                  \
    X(NEED_EVIDENCE, "evidence", "附证据", "evidence")
enum ground_need { GROUND_NEED_LIST(ENUM_ID) GROUND_NEED__MAX };
extern const struct enum_names ground_need_names;

struct ground_use {
    int at; /* enum ground_at */
    struct str effect;
    int needs; /* BIT()s of enum ground_need */
};
/* An entry of the list. Without uses it is only known by name: what was written once. */
struct exit_ground {
    struct str code, zh, en, source;
    struct ground_use *uses;
    size_t uses_n;
};

/* A limit, most specific row first; empty matches everything. */
struct limit {
    int clock; /* enum clock_kind */
    int lvl;   /* enum level, LEVEL_NONE = any */
    struct str kind, class;
    struct str difficulty; /* a code of difficulties, e.g. "short", "complex" */
    struct span_length length;
    int64_t least; /* a limit that is set by hand is not shorter (BZ-25); in length's unit */
};

/* Which track a matter is handled on (BZ-45 … BZ-47), as far as its class, level and difficulty
 * tell: a person decides. Empty matches everything; a row of a class holds for those under it.
 */
struct track_rule {
    struct str track; /* a code of tracks */
    int lvl;          /* enum level, LEVEL_NONE = any */
    struct str class;
    struct str difficulty;
};

/* Which level a matter is suggested for, by field, nature and difficulty (BZ-17, BZ-18): a
 * person decides. Empty matches everything; a row of a class holds for those under it.
 */
struct level_rule {
    int lvl; /* enum level, one that the register runs, or city (moved up), or backstop */
    struct str class, kind, difficulty;
};

#define MEETING_CYCLE_LIST(X)                                                                  \
    X(MEETING_ANY, "", "不定期", "when it is called")                                          \
    X(MEETING_WEEK, "week", "每周", "every week")                                              \
    X(MEETING_MONTH, "month", "每月底", "at the end of each month")
enum meeting_cycle { MEETING_CYCLE_LIST(ENUM_ID) MEETING_CYCLE__MAX };
#define MEETING_DRAW_LIST(X)                                                                   \
    X(DRAW_UNIT, "unit", "跨部门", "across departments")                                       \
    X(DRAW_TRADE, "trade", "跨行业", "across trades")                                          \
    X(DRAW_AREA, "area", "跨辖区", "across areas")                                             \
    X(DRAW_KEY, "key", "重点", "key work")                                                     \
    X(DRAW_OVERDUE, "overdue", "超期", "overdue")                                              \
    X(DRAW_TOPIC, "topic", "当月主题", "the month's topic")
enum meeting_draw { MEETING_DRAW_LIST(ENUM_ID) MEETING_DRAW__MAX };
extern const struct enum_names meeting_cycle_names, meeting_draw_names;

/* A kind of meeting that the source names (BZ-28, BZ-29, ZY-02, ZL-09); an office sets its own
 * bodies, hours and places (loop/meeting.h). */
struct meeting_rule {
    struct str code, zh, en;
    int cycle;       /* enum meeting_cycle */
    int64_t weekday; /* 1 Monday … 7; of a weekly one */
    int64_t minute;  /* of the day, 0 … 1439 */
    int draws;       /* BIT(enum meeting_draw): what the agenda is drawn from */
    int64_t most, remind_hours;
};

#define CLOSE_RULE_LIST(X)                                                                     \
    X(CLOSE_ALL_SATISFIED, "all_satisfied", "群众都满意", "all satisfied")                     \
    X(CLOSE_SHARE_SATISFIED, "share_satisfied", "满意达到比例", "a share satisfied")           \
    X(CLOSE_NAMED_SATISFIED, "named_satisfied", "指定的群众满意", "the named ones satisfied")  \
    X(CLOSE_CITIZEN_ACCEPTS, "citizen_accepts", "群众验收", "accepted by the citizen")         \
    X(CLOSE_THREE_LOCKS, "three_locks", "三把锁", "three locks")
enum close_rule { CLOSE_RULE_LIST(ENUM_ID) CLOSE_RULE__MAX };
extern const struct enum_names close_rule_names;

/* The problem bank (ZY-12 … ZY-18): flags of the two admission rules (A: the first three, B:
 * the last two), what is looked at, and the axes a topic is chosen on. */
#define BANK_FLAG_LIST(X)                                                                      \
    X(BANK_INTENSITY, "intensity", "群众反映强烈", "many speak of it")                         \
    X(BANK_RECURRENCE, "recurrence", "反复出现", "it comes back")                              \
    X(BANK_URGENCY, "urgency", "迫切需要解决", "it is pressing")                               \
    X(BANK_NO_OWNER, "no_owner", "职责交叉、责任划分不明", "duties overlap, nobody's own")     \
    X(BANK_WAITING, "waiting", "长时间无单位受理", "long without a unit that takes it")
enum bank_flag { BANK_FLAG_LIST(ENUM_ID) BANK_FLAG__MAX };
/* Of a matter; of a group the sum, of days the longest. The last two are of groups alone. */
#define BANK_FACT_LIST(X)                                                                      \
    X(BANK_DEMANDS, "demands", "诉求件数", "demands")                                          \
    X(BANK_PEOPLE, "people", "反映人数", "people")                                             \
    X(BANK_URGED, "urged", "催办次数", "times urged")                                          \
    X(BANK_URGENT, "urgent", "要情", "urgent")                                                 \
    X(BANK_REPEATED, "repeated", "重复诉求", "said again")                                     \
    X(BANK_EARLIER, "earlier", "同地点同类别此前事项数", "earlier matters of the class there") \
    X(BANK_SAID_DAYS, "said_days", "群众等待天数", "days the citizens have waited")            \
    X(BANK_OVERDUE, "overdue", "已超期", "overdue")                                            \
    X(BANK_UNPLACED_DAYS, "unplaced_days", "无单位受理天数", "days without a unit")            \
    X(BANK_RETURNS, "returns", "退单次数", "times returned")                                   \
    X(BANK_HANDBACKS, "handbacks", "层级间退回次数", "times handed back")                      \
    X(BANK_DIFFICULTY, "difficulty", "难易认定", "difficulty it was given")                    \
    X(BANK_MATTERS, "matters", "事项件数", "matters")                                          \
    X(BANK_PLACES, "places", "涉及地点数", "places")
enum bank_fact { BANK_FACT_LIST(ENUM_ID) BANK_FACT__MAX };
#define BANK_AXIS_LIST(X)                                                                      \
    X(BANK_CONCENTRATION, "concentration", "反映集中程度", "concentration")                    \
    X(BANK_PRESSING, "pressing", "解决紧迫程度", "urgency")
enum bank_axis { BANK_AXIS_LIST(ENUM_ID) BANK_AXIS__MAX };
extern const struct enum_names bank_flag_names, bank_fact_names, bank_axis_names;

/* A flag holds when one of its rows does: the fact reaches at_least, or (difficulty) is code.
 */
struct bank_rule {
    int flag, fact;
    int64_t at_least;
    struct str code;
};
/* An axis: the sum of weight × fact / the greatest fact among the groups; weights make 100. */
struct bank_weight {
    int axis, fact;
    int64_t weight;
};

enum { UNSOLVED_DAYS_USUAL = 90 }; /* of a mechanism that does not say */
enum { RECURRENCE_TIMES_USUAL = 3, RECURRENCE_DAYS_USUAL = 365 };            /* likewise */
enum { SAME_SHOWN_USUAL = 30, SAME_NEAR_USUAL = 30, SAME_HALF_USUAL = 720 }; /* likewise */

struct mechanism {
    struct str name, zh, en, place; /* place: 张掖市 … */
    int64_t version;
    struct str hash;
    struct choices channels, ways, kinds, classes, topics;
    struct exit_ground *grounds; /* the one list of exits; codes stand once */
    size_t grounds_n;
    struct choices grounds_at[GROUND_AT__MAX]; /* made of it, with effect, source and needs */
    struct choices tags;        /* BZ-54, BZ-60: marks of a campaign or demand; may be empty */
    struct choices root_causes; /* ZL-34, HY-26: kinds of what lies behind; may be empty */
    struct choices tracks;      /* empty: the mechanism knows none */
    struct track_rule *track_rules; /* as written: the first that fits */
    size_t track_rules_n;
    struct choices difficulties; /* BZ-17, JN-18 … JN-22: what limits may differ by */

    struct meeting_rule *meetings; /* may be empty */
    size_t meetings_n;

    /* screening (BZ-13 … BZ-18) */
    /* enum level in climbing order: those that the register itself runs. A matter levelled to
     * one that is not among them (city, for a district's register) is moved up. */
    int levels[LEVEL__MAX];
    size_t levels_n;
    struct level_rule *level_rules; /* as written: the first that fits; may be empty */
    size_t level_rules_n;
    bool screen_climbs;                /* screening may be passed up */
    bool invalid_confirmed_above;      /* "invalid" is confirmed by the level above */
    int64_t invalid_confirmed_percent; /* … for so many of a hundred, drawn by their numbers */
    bool answer_at_once;               /* JN-18, ZL-11 */
    int64_t appeal_days;               /* calendar days for the citizen's appeal */
    int64_t at_once_sample_percent;

    /* handling */
    struct limit *limits;
    size_t limits_n;
    bool roll_calendar_days;
    bool feedback_from_meeting; /* feedback starts on the meeting day or when the list is issued
                                 */
    bool whistle, bank, listing, staging;
    struct bank_rule *bank_rules;
    size_t bank_rules_n;
    struct bank_weight *bank_weights;
    size_t bank_weights_n;
    int64_t bank_a_needs, bank_b_needs; /* so many of the rule's flags suggest admission */
    int64_t bank_window_days;           /* earlier matters are counted so far back */
    struct span_length return_window;
    int64_t returns_before_arbiter; /* from this many requests for a lead only the arbiter
                                       decides */
    bool off_directory_free; /* a dispatch against the directory needs no reason (B1-3) */
    int64_t extensions_max;
    int64_t extension_workdays_max;
    int64_t redo_percent;    /* same lead dispatched again: length in percent of the first */
    struct span_length redo; /* or a fixed length when set */
    int64_t early_workdays; /* an upstream limit caps feedback and close so many days earlier */

    /* review (ZY-29): named offices, or the review desk of the matter's level when none */
    struct strs review_offices;

    /* call-back and closing */
    int64_t callback_percent;  /* share of answered demands drawn, 0..100 */
    int64_t callback_attempts; /* after so many attempts: unreachable */
    int64_t rate_days;         /* calendar days the citizen may rate */
    /* Calendar days that a call-back owed by the desk stays open, and overdue, after its due
     * day; then nobody asks any more (no_verdict). */
    int64_t callback_window_days;
    int accept_grades; /* BIT(enum grade): accepted when the grade is among them */
    enum close_rule close_rule;
    bool accept_needs_solved;
    bool close_exit_unreachable, close_exit_explained;
    int64_t close_share_percent;
    int64_t lookback_percent;
    int64_t reopen_days;
    struct strs public_fields; /* what the public page may show */

    /* When another demand is shown as maybe the same matter (rules.md B3-8, text/sameness.h) */
    int64_t same_shown;     /* per cent, from there on */
    int64_t same_near_days; /* so far apart, time does not speak against it */
    int64_t same_half_days; /* after so many more days it counts one half */

    /* From when on it is said that a trouble keeps coming back (ZL-43, loop/recurrence.h) */
    int64_t recurrence_times; /* demands after a matter of the same had been closed */
    int64_t recurrence_days;  /* for so many days after its closing */

    /* The monthly analysis (JN-24, JN-27, JN-28, HY-36) */
    int64_t unsolved_days; /* open for so many calendar days or more: long unsolved */
    struct strs suggestion_kinds, suggestion_channels; /* a suggestion is of one, or by one */
};

struct mechanism_set;

/* Reads a file and what it includes ("include": a file of the same folder, whose top-level keys
 * are added; a key in both is refused) into one self-contained text, keys sorted. Not inside
 * db_write. ERR_NOT_FOUND, ERR_INPUT, ERR_TOO_LARGE past 1 MB. */
MUST_CHECK enum err mechanism_read(struct ctx *cx, const char *path, struct str *text);
/* Parses and checks a self-contained text; file is its name in messages. Every object may carry
 * "why" (requirement numbers), "default": true or "defaults": [keys] (our choice where the
 * source is silent); other unknown keys are refused. ERR_INPUT: "file: /path/in/json: reason".
 */
MUST_CHECK enum err mechanism_parse(struct ctx *cx, struct arena *keep, const char *file,
                                    struct str text, const struct mechanism **out);
/* All versions in the store. */
MUST_CHECK enum err mechanism_load(struct ctx *cx, struct arena *keep,
                                   const struct mechanism_set **out);
/* Stores a text of mechanism_read, inside db_write, as a new version when it differs from the
 * newest; *version = the version it has. */
MUST_CHECK enum err mechanism_store(struct ctx *cx, const char *file, struct str text,
                                    int64_t *version);

const struct mechanism *
mechanism_get(const struct mechanism_set *s, struct str name,
              int64_t version); /* version 0 = newest; NULL when unknown */
size_t mechanism_all(const struct mechanism_set *s, const struct mechanism *const **first);
/* The most specific row, NULL when none matches. A row of a class holds for the classes under
 * it. */
const struct limit *mechanism_limit_row(const struct mechanism *m, enum clock_kind kind,
                                        struct str demand_kind, struct str class,
                                        enum level lvl, struct str difficulty);
/* Its length; set = false when none matches. */
struct span_length mechanism_limit(const struct mechanism *m, enum clock_kind kind,
                                   struct str demand_kind, struct str class, enum level lvl,
                                   struct str difficulty);
/* The track that is suggested and the rule that does, or NULL. */
const struct track_rule *mechanism_track(const struct mechanism *m, struct str class,
                                         enum level lvl, struct str difficulty);
/* The level that is suggested: its rule, whose number people use is its place from 1; or NULL.
 */
const struct level_rule *mechanism_level_rule(const struct mechanism *m, struct str class,
                                              struct str demand_kind, struct str difficulty);
/* A suggestion, not a complaint (JN-24). */
bool mechanism_is_suggestion(const struct mechanism *m, struct str kind, struct str channel);
/* The class itself or one above it. */
bool class_under(const struct mechanism *m, struct str class, struct str top);
/* The topmost above it; itself when it is one or is not known. */
struct str class_top(const struct mechanism *m, struct str class);
/* The one way to take a ground: ERR_INPUT at field when the list does not have the code, or
 * not for this use. *out may be NULL. */
MUST_CHECK enum err ground_take(struct ctx *cx, const struct mechanism *m, enum ground_at at,
                                struct str code, const char *field, const struct choice **out);
/* ERR_INPUT at field: the ground asks for it and it is not there. */
MUST_CHECK enum err ground_needs(struct ctx *cx, const struct choice *ground,
                                 enum ground_need need, bool there, const char *field);
/* By whatever use; NULL when the list does not have the code. */
const struct exit_ground *ground_find(const struct mechanism *m, struct str code);
/* In the reader's language; the code itself where the list does not have it. */
struct str ground_label(const struct ctx *cx, const struct mechanism *m, struct str code);
const struct choice *choice_find(const struct choices *c,
                                 struct str code); /* NULL when unknown */
/* ERR_INPUT about the field when the code is not empty and unknown. */
MUST_CHECK enum err choice_check(struct ctx *cx, const struct choices *c, struct str code,
                                 const char *field);
bool mechanism_runs_level(const struct mechanism *m, enum level lvl);
enum level mechanism_level_above(const struct mechanism *m,
                                 enum level lvl); /* LEVEL_NONE at the top */
/* JSON Schema (2020-12) of the files; mechanisms/schema.json is this text. */
void mechanism_schema(struct json *w);
