/* SPDX-License-Identifier: Apache-2.0
 * The named lists of each unit, and how much stands in each.
 */
#include "loop/worklist.h"

#include <inttypes.h>

#include "core/actor.h"
#include "db/db.h"

enum { COUNTED_TO = 1000 };

struct list_counts {
    int64_t act, mine, part, overdue, urgent, again, returned, n_open, n_all;
};
static const struct field list_count_fields[] = {
    FIELD(struct list_counts, act),      FIELD(struct list_counts, mine),
    FIELD(struct list_counts, part),     FIELD(struct list_counts, overdue),
    FIELD(struct list_counts, urgent),   FIELD(struct list_counts, again),
    FIELD(struct list_counts, returned), FIELD(struct list_counts, n_open),
    FIELD(struct list_counts, n_all),
};
static const struct shape list_counts_shape =
    SHAPE("list_counts", struct list_counts, list_count_fields);

static const struct {
    const char *name;
    size_t off;
    const char *zh, *en;
} named_lists[] = {
    {"act", offsetof(struct list_counts, act), "本单位待办", "To do"},
    {"mine", offsetof(struct list_counts, mine), "我的", "Mine"},
    {"overdue", offsetof(struct list_counts, overdue), "超期", "Overdue"},
    {"urgent", offsetof(struct list_counts, urgent), "本单位要情", "Urgent here"},
    {"again", offsetof(struct list_counts, again), "重办", "Again"},
    {"returned", offsetof(struct list_counts, returned), "申请退单", "Return asked"},
    {"part", offsetof(struct list_counts, part), "参与", "Taking part"},
    {"open", offsetof(struct list_counts, n_open), "在办", "Open"},
    {"all", offsetof(struct list_counts, n_all), "全部", "All"},
};

static enum err unit_lists(struct ctx *cx, struct json *j, int64_t unit)
{
    struct list_counts n = {0};
    bool found = false;
    TRY(db_one(cx, SQL_DUTY_LIST_COUNTS,
               ARGS(I64(cx->jid), I64(unit), I64(cx->actor->officer_id), I64(cx->now),
                    I64(COUNTED_TO + 1)),
               &list_counts_shape, &n, &found));
    for (size_t i = 0; i < cx->actor->lenders_n; i++) {
        int64_t lent = 0;
        TRY(db_i64(
            cx, SQL_DUTY_MINE_COUNT,
            ARGS(I64(cx->jid), I64(unit), I64(cx->actor->lenders[i]), I64(COUNTED_TO + 1)), 0,
            &lent));
        n.mine += lent;
    }
    for (size_t i = 0; i < COUNT(named_lists); i++) {
        int64_t have = *(const int64_t *)((const char *)&n + named_lists[i].off);
        json_obj(j);
        json_kid(j, "unit_id", unit);
        json_kcstr(j, "list", named_lists[i].name);
        json_kcstr(j, "text", cx->lang == LANG_EN ? named_lists[i].en : named_lists[i].zh);
        json_ki64(j, "n", have > COUNTED_TO ? COUNTED_TO : have);
        json_kbool(j, "more", have > COUNTED_TO);
        json_obj_end(j);
    }
    return OK;
}

enum err worklist_lists_json(struct ctx *cx, struct json *j)
{
    const struct actor *a = cx->actor;
    json_key(j, "lists");
    json_arr(j);
    for (size_t i = 0; i < a->n; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again |= grant_sees(&a->grants[k]) && a->grants[k].unit_id == a->grants[i].unit_id;
        if (!again && grant_sees(&a->grants[i]))
            TRY(unit_lists(cx, j, a->grants[i].unit_id));
    }
    json_arr_end(j);
    return OK;
}

/* ---- whether anything has changed ---- */

struct mark {
    int64_t act, part, above, n;
};
static const struct field mark_fields[] = {
    FIELD(struct mark, act),
    FIELD(struct mark, part),
    FIELD(struct mark, above),
    FIELD(struct mark, n),
};
static const struct shape mark_shape = SHAPE("duty_mark", struct mark, mark_fields);

enum err worklist_mark(struct ctx *cx, int64_t unit, struct str *out)
{
    struct mark m = {0};
    bool found = false;
    TRY(db_one(cx, SQL_DUTY_MARK, ARGS(I64(cx->jid), I64(unit)), &mark_shape, &m, &found));
    *out = str_fmt(cx->arena, "%" PRIx64 "-%" PRIx64 "-%" PRIx64 "-%" PRIx64, (uint64_t)m.act,
                   (uint64_t)m.part, (uint64_t)m.above, (uint64_t)m.n);
    return OK;
}
