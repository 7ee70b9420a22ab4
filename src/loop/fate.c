/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/fate.h"

#include <stdlib.h>

#include "core/words.h"
#include "db/db.h"

ENUM_NAMES(fate_reply, FATE_REPLY_LIST);
ENUM_NAMES(fate_judged, FATE_JUDGED_LIST);

struct said {
    int64_t id, due_at, stopped_at;
    int state, grade;
};
static const struct field said_fields[] = {
    FIELD(struct said, id),
    FIELD(struct said, state, .names = &demand_state_names),
    FIELD(struct said, grade, .names = &grade_names),
    FIELD(struct said, due_at),
    FIELD(struct said, stopped_at),
};
static const struct shape said_shape = SHAPE("fate_said", struct said, said_fields);

static enum fate_reply reply_of(const struct said *s, int64_t now)
{
    if (!s->due_at || s->state == DEMAND_WITHDRAWN)
        return FATE_NOT_OWED;
    if (s->stopped_at)
        return s->stopped_at <= s->due_at ? FATE_IN_TIME : FATE_LATE;
    return s->due_at <= now ? FATE_OVERDUE : FATE_WAITING;
}

static enum fate_judged judged_of(int grade)
{
    static const enum fate_judged of[GRADE__MAX] = {
        [GRADE_NONE] = FATE_UNRATED,    [GRADE_VERY_GOOD] = FATE_SATISFIED,
        [GRADE_GOOD] = FATE_SATISFIED,  [GRADE_FAIR] = FATE_FAIR,
        [GRADE_BAD] = FATE_UNSATISFIED, [GRADE_VERY_BAD] = FATE_UNSATISFIED,
    };
    return of[grade];
}

static int by_id(const void *a, const void *b)
{
    const struct fate *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

enum err fates_read(struct ctx *cx, int64_t from_at, int64_t to_at, struct fate **out,
                    size_t *n)
{
    struct said *rows = NULL;
    TRY(db_all(cx, SQL_DEMAND_FATES, ARGS(I64(cx->jid), I64(from_at), I64(to_at)), &said_shape,
               (void **)&rows, n));
    *out = NEWS(cx->arena, struct fate, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct fate){.id = rows[i].id,
                                  .reply = reply_of(&rows[i], cx->now),
                                  .judged = judged_of(rows[i].grade)};
    if (*n)
        qsort(*out, *n, sizeof **out, by_id);
    return OK;
}

const struct fate *fate_of(const struct fate *fates, size_t n, int64_t id)
{
    const struct fate key = {.id = id};
    return n ? bsearch(&key, fates, n, sizeof key, by_id) : NULL;
}
