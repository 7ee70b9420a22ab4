/* SPDX-License-Identifier: Apache-2.0
 * What a supervision notice (督办单) is raised for: causes with what is watched, thresholds,
 * who is told, by when it is to be answered, what follows an unanswered one, what else it
 * brings about. Data in versions, stored by content like the rules of boards;
 * data/supervision.json is what a register begins with. A cause may stand a second time for one
 * mechanism, which then holds for that mechanism's matters instead of the general one (ZY-30,
 * ZY-35, HY-19, HY-20, ZL-27, BZ-31, JN-15).
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"
#include "core/words.h"

#define NOTICE_WATCH_LIST(X)                                                                   \
    X(WATCH_LIMIT, "limit", "时限", "a limit")                                                 \
    X(WATCH_UNCLAIMED, "unclaimed", "签收后无人承办", "signed for, nobody has it")             \
    X(WATCH_RETURNED, "returned", "多次退单", "sent back again and again")                     \
    X(WATCH_URGED, "urged", "多次催办", "urged again and again")                               \
    X(WATCH_REPEATED, "repeated", "重复反映", "said again")                                    \
    X(WATCH_SUPERIOR, "superior", "领导再次批示", "the superior asked again")                  \
    X(WATCH_ASKED, "asked", "举一反三未按期回复", "one to a class: no answer in time")         \
    X(WATCH_WORD, "word", "同一个词集中出现", "one word, said by many")                        \
    X(WATCH_PERSON, "person", "同一人多次反映", "one person, again and again")                 \
    X(WATCH_VOLUME, "volume", "诉求量上升", "more demands than usual")                         \
    X(WATCH_NOTHING, "nothing", "人工或接续", "by hand, or after another notice")
enum notice_watch { NOTICE_WATCH_LIST(ENUM_ID) NOTICE_WATCH__MAX };

#define NOTICE_COLOUR_LIST(X)                                                                  \
    X(COLOUR_NONE, "", "提醒", "reminder")                                                     \
    X(COLOUR_YELLOW, "yellow", "黄牌", "yellow card")                                          \
    X(COLOUR_RED, "red", "红牌", "red card")                                                   \
    X(COLOUR_LISTED, "listed", "挂牌", "listed")
enum notice_colour { NOTICE_COLOUR_LIST(ENUM_ID) NOTICE_COLOUR__MAX };

/* supervise: the matter comes under key supervision (重点督办, loop/supervise.h) unless it is.
 */
#define NOTICE_EFFECT_LIST(X)                                                                  \
    X(NOTICE_EFFECT_NONE, "", "无", "nothing more")                                            \
    X(NOTICE_EFFECT_SUPERVISE, "supervise", "列入重点督办", "key supervision")
enum notice_effect { NOTICE_EFFECT_LIST(ENUM_ID) NOTICE_EFFECT__MAX };

#define NOTICE_AT_LIST(X)                                                                      \
    X(NOTICE_AT_UNIT, "unit", "被督办单位", "the unit warned")                                 \
    X(NOTICE_AT_ABOVE, "above", "上一级单位", "the unit above it")                             \
    X(NOTICE_AT_REGISTER, "register", "登记地主管单位", "the register's own unit")
enum notice_at { NOTICE_AT_LIST(ENUM_ID) NOTICE_AT__MAX };
/* Weak signals (苗头, loop/signal.h): raised of many demands together, not of one. */
enum { NOTICE_SIGNALS = 1 << WATCH_WORD | 1 << WATCH_PERSON | 1 << WATCH_VOLUME };
extern const struct enum_names notice_watch_names, notice_colour_names, notice_effect_names,
    notice_at_names;

struct notice_receiver {
    int at;         /* enum notice_at */
    uint32_t roles; /* BIT(enum role) …; of one unit, or the nearest above where somebody is */
};

struct notice_cause {
    struct str code, mechanism; /* mechanism "": every one */
    struct str zh, en;
    int watch;       /* enum notice_watch */
    uint32_t clocks; /* BIT(enum clock_kind) …, of WATCH_LIMIT */
    /* WATCH_LIMIT: working days past the due date, -30..250; negative: before. UNCLAIMED: since
     * it was signed for. ASKED: past the day set for the unit's answer (loop/trouble.h). */
    int64_t workdays;
    int64_t times;       /* of all that are counted: from how many on */
    int64_t within_days; /* REPEATED and the signals: counted back from now */
    /* WORD, VOLUME: so much more than is usual by at most so many windows of the same length
     * before: VOLUME by their mean, WORD by its share of all that was said. */
    int64_t percent, windows;
    int colour; /* enum notice_colour */
    struct notice_receiver *receivers;
    size_t receivers_n;
    int64_t answer_workdays; /* 0: no answer is owed */
    int effect;              /* enum notice_effect */
    struct str next;         /* cause of the notice that follows an unanswered one; "": none */
};

struct notice_rule {
    struct str name, zh, en, hash;
    int64_t version;
    struct notice_cause *causes;
    size_t causes_n;
    /* Within so many days so many notices of one unit, or of one cause, are a finding. */
    struct {
        int64_t days, unit, cause;
    } too_many;
};

/* ERR_INPUT "file: /path: reason". */
MUST_CHECK enum err notice_rule_parse(struct ctx *cx, struct arena *keep, const char *file,
                                      struct str text, const struct notice_rule **out);
void notice_rule_schema(struct json *w);
/* Inside db_write: a new version when it differs from the newest. */
MUST_CHECK enum err notice_rule_store(struct ctx *cx, const char *file, struct str text,
                                      int64_t *version);
/* version 0: the newest; *out NULL when none was ever loaded. ERR_NOT_FOUND for an unknown one.
 */
MUST_CHECK enum err notice_rule_get(struct ctx *cx, int64_t version,
                                    const struct notice_rule **out);
/* The cause under a mechanism: its own row, else the general one; NULL: neither. */
const struct notice_cause *notice_cause(const struct notice_rule *r, struct str code,
                                        struct str mechanism);
