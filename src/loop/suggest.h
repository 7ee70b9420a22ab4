/* SPDX-License-Identifier: Apache-2.0
 * What the models in use suggest for a demand or a matter: a code with its confidence and the
 * words of the demand's own text that spoke for it, or "don't know". A person decides; what was
 * suggested and what was chosen stand in the event and are counted.
 */
#pragma once

#include "core/flow.h"
#include "core/model.h"

struct form_of;

#define SUGGESTION_OUTCOME_LIST(X)                                                             \
    X(SUGGESTION_FOLLOWED, "followed", "采纳", "followed")                                     \
    X(SUGGESTION_AMONG, "among", "选了第二、三位", "the second or third was chosen")           \
    X(SUGGESTION_OTHER, "other", "另选", "another was chosen")                                 \
    X(SUGGESTION_UNSURE, "unsure", "没有把握，未建议", "unsure, nothing suggested")
enum suggestion_outcome { SUGGESTION_OUTCOME_LIST(ENUM_ID) SUGGESTION_OUTCOME__MAX };
extern const struct enum_names suggestion_outcome_names;

enum { SUGGESTION_TOP = 3, SUGGESTION_WORDS = 5 };
struct suggestion {
    enum model_target target;
    int64_t version;
    bool sure; /* else "don't know": the codes are not to be shown as a suggestion */
    struct {
        struct str code;
        int64_t confidence; /* ten-thousandths */
    } top[SUGGESTION_TOP];
    size_t n;
    struct str words[SUGGESTION_WORDS]; /* as they stand in the text, the weightiest first */
    size_t words_n;
};
/* False: no model is in use. */
bool suggest(struct ctx *cx, enum model_target t, struct str title, struct str words,
             struct suggestion *out);
/* {"target", "source": "model", "version", "sure", "value", "label", "confidence" (percent),
 * "words", "others": [{"value", "label", "confidence"}]} */
void suggestion_json(struct ctx *cx, struct json *j, const struct mechanism *m,
                     const struct suggestion *s);

/* What was said first: the words of a demand, of the first demand of a matter. "" when they
 * were erased. */
MUST_CHECK enum err suggest_words(struct ctx *cx, struct work *w, enum subject kind, int64_t id,
                                  struct str *title, struct str *words);

/* Within the event of an act that decided: keeps what was suggested beside what was chosen. */
MUST_CHECK enum err suggest_settle(struct ctx *cx, struct act *a, enum model_target t,
                                   struct str chosen);
/* The same for words at hand: a demand that is being taken in. */
void suggest_settle_words(struct ctx *cx, struct work *w, struct draft *event,
                          enum model_target t, const struct demand *d, struct str words,
                          struct str chosen);

/* Writes "suggestions" into an open field of a form, where the field is one that is suggested.
 */
MUST_CHECK enum err suggest_field(struct ctx *cx, struct json *j, const struct form_of *of,
                                  const struct step *s, const struct field *f);

/* How often they were followed: by target, version and outcome, and what was chosen instead.
 * from, to: ms. cx->db set. */
struct suggestion_count {
    int target;
    int64_t version;
    int outcome;
    int64_t n;
};
struct suggestion_other {
    int target;
    struct str suggested, chosen;
    int64_t n;
};
struct suggestion_report {
    struct suggestion_count *counts;
    size_t counts_n;
    struct suggestion_other *others;
    size_t others_n;
};
MUST_CHECK enum err suggest_report(struct ctx *cx, int64_t from, int64_t to,
                                   struct suggestion_report *out);
void suggest_report_json(struct ctx *cx, struct json *j, const struct suggestion_report *r);
