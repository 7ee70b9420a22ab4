/* SPDX-License-Identifier: Apache-2.0
 * The first hour on a practice register: what a person in each role does, as data
 * (data/practice/first_hour.json), and what of it is done, as the events say. Nothing else is
 * written down: an item is ticked by what its officer really did.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"
#include "base/str.h"
#include "core/words.h"

struct practice_item {
    int role; /* enum role; -1 = any */
    struct str zh, en, link;
    int subject;         /* enum subject */
    struct strs actions; /* any of them counts */
    int64_t count;
};
struct practice {
    const struct practice_item *items;
    size_t n;
};

/* text: the file; lives in keep. The flow table must be registered: ERR_INPUT names an item
 * whose event can never happen. */
MUST_CHECK enum err practice_parse(struct ctx *cx, struct arena *keep, struct str text,
                                   struct practice *out);
/* Writes "items" (of the roles that the actor holds, in order), "done" and "of". */
MUST_CHECK enum err practice_json(struct ctx *cx, const struct practice *p, struct json *j);
/* Writes "units" with their officers who can log in, how much of it each has done. */
MUST_CHECK enum err practice_all_json(struct ctx *cx, const struct practice *p, struct json *j);
/* Takes away what was handled on a practice register, in one write: demands, matters, tasks,
 * persons, messages, everybody's own records. Places, units, officers, passwords and tables
 * stay, and numbers are not given twice. An event of the root unit says who did it.
 * ERR_CONFLICT on any other register. */
MUST_CHECK enum err practice_clear(struct ctx *cx);
