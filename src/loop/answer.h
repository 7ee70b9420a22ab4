/* SPDX-License-Identifier: Apache-2.0
 * Answers worth sending: what is written is checked (core/answer_rules.h) while it is written
 * and again beside the review. Nothing is refused; what was shown is kept in the event of the
 * report, of the reviewer's decision and of the answer, by rule and place ("mobile:12-23"),
 * never by its words.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"
#include "loop/derive.h"

struct answer_draft {
    struct str words;
    int result; /* enum result */
};
/* A draft for the demand, matter or task of that number. Writes "findings" into the open
 * object. ERR_NOT_FOUND also for what the actor may not see. cx->db set. */
MUST_CHECK enum err answer_check_json(struct ctx *cx, struct str num,
                                      const struct answer_draft *draft, struct json *j);
/* "findings" of the lead's report, while it waits for its head or for review; else none. */
MUST_CHECK enum err answer_report_json(struct ctx *cx, struct work *w, const struct task *t,
                                       struct str words, struct json *j);

/* Notes in the event what the check finds in these words for the matter's citizens, or for the
 * one demand. */
MUST_CHECK enum err answer_note(struct ctx *cx, struct work *w, struct draft *event,
                                const struct matter *m, const struct answer_draft *draft);
MUST_CHECK enum err answer_note_demand(struct ctx *cx, struct work *w, struct draft *event,
                                       const struct demand *d,
                                       const struct answer_draft *draft);
/* The same for the lead's newest report, which a reviewer decides on. */
MUST_CHECK enum err answer_note_report(struct ctx *cx, struct work *w, struct draft *event,
                                       const struct matter *m);

/* What given answers are like: a step of derive.h. */
derive_fn answer_derive;
