/* SPDX-License-Identifier: Apache-2.0
 * Acts that change no demand, matter or task and still are events: log-in, log-out, a search by
 * person, an export; a campaign that is made, a visit that is recorded. They form the chain of
 * an officer, unit, box, campaign or visit (domain.md, Records).
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "core/words.h"

/* Inside db_write; cx->actor acts. kind: none of demand, matter, task. data: JSON object
 * without free text or personal data, "" = {}. */
MUST_CHECK enum err audit_put(struct ctx *cx, enum subject kind, int64_t id, const char *action,
                              struct str data);

struct audit_text {
    const char *name;
    struct str body; /* empty ones are left out */
};
struct audit {
    enum subject kind;
    int64_t id;
    const char *action;
    struct str data;               /* as of audit_put */
    int64_t occurred_at;           /* 0 = now */
    const struct audit_text *text; /* side rows: the event holds their salted hashes */
    size_t texts;
    int64_t heads;           /* how many took part; 0 = not said */
    struct strs attachments; /* uploaded before: they are bound to this event */
    int64_t *seq;            /* out: the event's number; NULL = not asked for */
};
/* The same with what belongs to it. */
MUST_CHECK enum err audit_write(struct ctx *cx, const struct audit *a);

/* audit_put in a write of its own, on the actor's own chain. */
MUST_CHECK enum err audit_self(struct ctx *cx, const char *action, struct str data);
