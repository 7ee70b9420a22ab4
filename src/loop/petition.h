/* SPDX-License-Identifier: Apache-2.0
 * One and the same in the petition system and here: linked both ways, handled once (B3-7).
 *
 * A number that both sides name links them. Where only the person is the same (telephone,
 * identity number, by keyed hash) or another upstream's number is named, open demands are
 * hinted at with the reason, and a person says which of them it is (step petition-link) or that
 * it is another thing (petition-new); the program never links by likeness (rules.md B3-8).
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

#define PETITION_REASON_LIST(X)                                                                \
    X(PETITION_SAME_NUMBER, "number", "编号相同", "same number")                               \
    X(PETITION_SAME_IDNO, "idno", "身份证号相同", "same identity number")                      \
    X(PETITION_SAME_PHONE, "phone", "联系电话相同", "same telephone")
enum petition_reason { PETITION_SAME_NUMBER, PETITION_SAME_IDNO, PETITION_SAME_PHONE };

/* What is known of a petition system's item; demand_id 0: it is not received yet. */
struct petition_item {
    int64_t demand_id;
    struct str number, original_no, phone, idno;
};
struct petition_hint {
    struct str num, title;
    int state;        /* enum demand_state */
    uint32_t reasons; /* BIT(enum petition_reason) … */
};
struct petition_hints {
    struct petition_hint *p; /* at most PETITION_HINTS_MAX */
    size_t n;
    int64_t confidential; /* how many more by the person alone, which nobody is shown */
};
enum { PETITION_HINTS_MAX = 20 };

/* Open demands that may be the same, as far as the actor sees them; those that are linked with
 * an item already are left out. cx->db set. */
MUST_CHECK enum err petition_hints(struct ctx *cx, struct work *w,
                                   const struct petition_item *item,
                                   struct petition_hints *out);
/* Of a demand that came from a petition system, while nobody has said what it is; else none. */
MUST_CHECK enum err petition_hints_of(struct ctx *cx, struct work *w, const struct demand *d,
                                      struct petition_hints *out);
/* "联系电话相同、编号相同" in cx->lang. */
struct str petition_reasons(struct ctx *cx, uint32_t reasons);
/* Writes an object: "rows" (num, title, state, state_text, reasons, reason_text) and
 * "confidential". */
void petition_hints_json(struct ctx *cx, struct json *j, const struct petition_hints *hints);

/* Writes "petition" into the open object: the number of the demand that is the other side of a
 * petition number, when the actor sees it; null when there is none. And "petition_hints". */
MUST_CHECK enum err petition_json(struct ctx *cx, struct work *w, struct json *j,
                                  const struct demand *d);

extern const struct step petition_steps[];
extern const size_t petition_steps_n;
