/* SPDX-License-Identifier: Apache-2.0
 * What an answer is checked for before it is reviewed and sent (HY-24, HY-28, ZY-29): personal
 * data, whether it speaks to the demand, measures with who and when, excuses, copies, plain
 * words, in time. Rules, words and thresholds are data (data/answers.json); a file of that name
 * in the data directory takes the place of the one shipped. A check never refuses: it shows
 * its reasons to who writes and to who reviews, and a person decides.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"
#include "core/words.h"

/* mobile … plate: personal data (text/personal.h), in the order of enum personal_kind after
 * that. */
#define ANSWER_KIND_LIST(X)                                                                    \
    X(ANSWER_MOBILE, "mobile", "手机号码", "mobile number")                                    \
    X(ANSWER_LANDLINE, "landline", "固定电话", "fixed telephone")                              \
    X(ANSWER_IDNO, "idno", "身份证号", "identity number")                                      \
    X(ANSWER_CARD, "card", "银行卡号", "bank card")                                            \
    X(ANSWER_DOOR, "door", "门牌", "door number")                                              \
    X(ANSWER_PLATE, "plate", "车牌号", "number plate")                                         \
    X(ANSWER_SPEAKS, "speaks", "回应诉求", "speaks to the demand")                             \
    X(ANSWER_MEASURE, "measure", "措施", "a measure")                                          \
    X(ANSWER_EXCUSE, "excuse", "推托", "excuse")                                               \
    X(ANSWER_WHO, "who", "由谁办", "who")                                                      \
    X(ANSWER_WHEN, "when", "何时办", "when")                                                   \
    X(ANSWER_COPIED, "copied", "雷同", "copied")                                               \
    X(ANSWER_SENTENCE, "sentence", "长句", "sentence")                                         \
    X(ANSWER_FORMULA, "formula", "套话", "set phrases")                                        \
    X(ANSWER_LATE, "late", "超时", "late")
enum answer_kind { ANSWER_KIND_LIST(ENUM_ID) ANSWER_KIND__MAX };

#define ANSWER_GRAVE_LIST(X)                                                                   \
    X(ANSWER_HINT, "hint", "可改进", "could be better")                                        \
    X(ANSWER_NOTE, "note", "请留意", "look at it")                                             \
    X(ANSWER_SERIOUS, "serious", "应修改", "should be mended")
enum answer_grave { ANSWER_GRAVE_LIST(ENUM_ID) ANSWER_GRAVE__MAX };
extern const struct enum_names answer_kind_names, answer_grave_names;

struct answer_rule {
    struct str code, zh, en, advice_zh, advice_en;
    int kind;  /* enum answer_kind */
    int grave; /* enum answer_grave */
    struct strs any, not_, unless, allow;
    int64_t within, number, share, unlike;
};

struct answer_index; /* the words, made ready */

struct answer_rules {
    struct str name, zh, en, hash;
    struct answer_rule *rules;
    size_t rules_n;
    const struct answer_index *index;
};

/* ERR_INPUT "file: /path: reason". */
MUST_CHECK enum err answer_rules_parse(struct ctx *cx, struct arena *keep, const char *file,
                                       struct str text, const struct answer_rules **out);
void answer_rules_schema(struct json *w);
/* The data directory's file, else the one shipped. ERR_INPUT as above. */
MUST_CHECK enum err answer_rules_load(struct ctx *cx, struct arena *keep,
                                      const struct answer_rules **out);

/* ---- one answer (core/answer_look.c) ---- */

/* An answer given before to something else. */
struct answer_earlier {
    struct str num; /* of its matter; "" where the actor may not see it */
    struct str answer, said;
};
struct answer_case {
    struct str said; /* titles and words of those who wait for the answer */
    struct str answer;
    int result; /* enum result */
    bool late;
    const struct answer_earlier *earlier;
    size_t earlier_n;
};
struct answer_finding {
    const struct answer_rule *rule;
    uint32_t from, to; /* [from, to) in code points of the answer; 0, 0: of the whole */
    struct str num;    /* of the matter that it copies */
    int64_t share;     /* of a copy, percent */
};
enum {
    ANSWER_FINDINGS = 40,
    ANSWER_PLACES = 4, /* of one rule */
    ANSWER_SLACK = 12, /* percent that a sketch may be off: what is nearly a copy is read */
};
/* Pure: what is found, in the order of the rules; at most max. */
size_t answer_look(const struct answer_rules *r, struct arena *a, const struct answer_case *c,
                   struct answer_finding *out, size_t max);
const struct answer_index *answer_index(struct arena *keep, const struct answer_rules *r);
/* The rule of a kind, NULL when there is none. */
const struct answer_rule *answer_rule(const struct answer_rules *r, enum answer_kind kind);
