/* SPDX-License-Identifier: Apache-2.0 */
#include "core/audit.h"

#include <assert.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/event.h"
#include "db/db.h"

enum err audit_put(struct ctx *cx, enum subject kind, int64_t id, const char *action,
                   struct str data)
{
    struct event last = {0};
    bool found = false;
    assert(kind == SUBJECT_UNIT || kind == SUBJECT_BOX || kind == SUBJECT_OFFICER);
    TRY(db_one(cx, SQL_EVENT_LAST,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id)),
               &event_shape, &last, &found));
    struct event e = {
        .jid = cx->jid,
        .subject_kind = (int)kind,
        .subject_id = id,
        .seq = last.seq + 1,
        .actor_id = cx->actor->officer_id,
        .role = cx->actor->kind,
        .unit_id = cx->actor->unit_id,
        .action = str_c(action),
        .occurred_at = cx->now,
        .recorded_at = cx->now,
        .data = data.n ? data : STR("{}"),
        .prev_hash = last.hash,
    };
    /* No step asks for a role here; the first one held is named, as in the flow's events. */
    if (e.role == ROLE__MAX)
        e.role = cx->actor->n ? cx->actor->grants[0].role : ROLE_OPERATOR;
    e.hash = event_hash(cx->arena, &e);
    return db_put(cx, SQL_EVENT_INSERT, &event_shape, &e, NULL, 0, NULL);
}

struct self {
    const char *action;
    struct str data;
};

static enum err self_write(struct ctx *cx, void *arg)
{
    const struct self *s = arg;
    return audit_put(cx, SUBJECT_OFFICER, cx->actor->officer_id, s->action, s->data);
}

enum err audit_self(struct ctx *cx, const char *action, struct str data)
{
    struct self s = {action, data};
    return db_write(cx, cx->app->store, self_write, &s);
}
