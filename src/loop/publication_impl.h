/* SPDX-License-Identifier: Apache-2.0
 * Inside of publication*.c.
 */
#pragma once

#include "core/work.h"
#include "loop/publication.h"

/* What a publication is made from, as it is now. */
struct publication_source {
    enum subject kind;
    int64_t id;
    struct str num, title, class;
    int64_t place_id, answered_at;
    bool answered, confidential;
};
MUST_CHECK enum err publication_source_read(struct ctx *cx, struct work *w, enum subject kind,
                                            int64_t id, struct publication_source *out);
/* By number, of what the actor sees and was answered. */
MUST_CHECK enum err publication_source_find(struct ctx *cx, struct work *w, struct str num,
                                            struct publication_source *out);
/* The last answer that a citizen of it was given; empty: none. */
MUST_CHECK enum err publication_source_answer(struct ctx *cx, struct work *w,
                                              const struct publication_source *s,
                                              struct str *out);
/* The usual place: its community; of what was said in confidence the register's. */
int64_t publication_place(const struct ctx *cx, const struct publication_source *s);

struct publication_finding {
    bool in_answer; /* else in the question */
    bool refuses;
    const char *text; /* what it is, in cx->lang */
    struct str words;
};
enum { PUBLICATION_FINDINGS = 40 };
MUST_CHECK enum err publication_findings(struct ctx *cx, struct work *w,
                                         const struct publication *p,
                                         struct publication_finding *out, size_t *n);

MUST_CHECK enum err publication_find(struct ctx *cx, int64_t id, struct publication *out);

enum publication_act {
    PUBLICATION_EDIT,
    PUBLICATION_PUBLISH,
    PUBLICATION_WITHDRAW,
    PUBLICATION_ACT__MAX
};
bool publication_may(struct ctx *cx, const struct publication *p, enum publication_act act);
bool publication_may_draft(struct ctx *cx);
/* null for 0 */
void publication_id_json(struct json *j, const char *key, int64_t id);
