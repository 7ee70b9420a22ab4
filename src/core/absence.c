/* SPDX-License-Identifier: Apache-2.0 */
#include "core/absence.h"

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/officer.h"
#include "core/roster.h"
#include "db/db.h"

static const struct field absence_fields[] = {
    FIELD(struct absence, id, .as = AS_ID),
    FIELD(struct absence, officer_id, .as = AS_ID),
    FIELD(struct absence, stand_in_id, .as = AS_ID),
    FIELD(struct absence, from_at, .as = AS_TIME),
    FIELD(struct absence, to_at, .as = AS_TIME),
    FIELD(struct absence, created_at, .as = AS_TIME),
};
const struct shape absence_shape = SHAPE("absence", struct absence, absence_fields);

enum err absence_list(struct ctx *cx, struct absence **out, size_t *n)
{
    void *rows = NULL;
    TRY(db_all(cx, SQL_ABSENCE_OPEN, ARGS(I64(cx->now)), &absence_shape, &rows, n));
    *out = rows;
    return OK;
}

enum err away_load(struct ctx *cx, struct arena *keep, const struct away **out)
{
    struct away *w = NEW(keep, struct away);
    struct absence *rows = NULL;
    struct roster_row *turns = NULL;
    TRY(absence_list(cx, &rows, &w->n));
    TRY(roster_list(cx, 0, cx->now - MS_PER_DAY, &turns, &w->turns_n));
    struct absence *p = NEWS(keep, struct absence, w->n + 1);
    struct roster_row *t = NEWS(keep, struct roster_row, w->turns_n + 1);
    for (size_t i = 0; i < w->n; i++)
        p[i] = rows[i];
    for (size_t i = 0; i < w->turns_n; i++) {
        t[i] = turns[i];
        t[i].phone = str_dup(keep, turns[i].phone);
    }
    w->p = p;
    w->turns = t;
    *out = w;
    return OK;
}

static bool runs(const struct ctx *cx, const struct absence *a)
{
    return a->from_at <= cx->now && (a->to_at == 0 || cx->now < a->to_at);
}

static const struct absence *now_away(const struct ctx *cx, int64_t officer)
{
    const struct away *w = cx->app->away;
    for (size_t i = 0; w && i < w->n; i++)
        if (w->p[i].officer_id == officer && runs(cx, &w->p[i]))
            return &w->p[i];
    return NULL;
}

bool absence_is_away(const struct ctx *cx, int64_t officer)
{
    return now_away(cx, officer) != NULL;
}

int64_t absence_stand_in(const struct ctx *cx, int64_t officer)
{
    const struct absence *a = now_away(cx, officer);
    return a ? a->stand_in_id : 0;
}

size_t absence_lenders(const struct ctx *cx, int64_t officer, int64_t *out, size_t max)
{
    const struct away *w = cx->app->away;
    size_t n = 0;
    for (size_t i = 0; w && i < w->n && n < max; i++)
        if (w->p[i].stand_in_id == officer && runs(cx, &w->p[i]))
            out[n++] = w->p[i].officer_id;
    return n;
}

/* ---- changes ---- */

static bool meets(const struct absence *a, const struct absence *b)
{
    return (a->to_at == 0 || b->from_at < a->to_at) && (b->to_at == 0 || a->from_at < b->to_at);
}

static enum err check_others(struct ctx *cx, const struct absence *a)
{
    struct absence *all = NULL;
    size_t n = 0;
    TRY(absence_list(cx, &all, &n));
    for (size_t i = 0; i < n; i++) {
        if (!meets(a, &all[i]))
            continue;
        if (all[i].officer_id == a->officer_id)
            return fail_at(cx, ERR_CONFLICT, "from", "这段时间已经登记过请假",
                           "leave is entered for this time already");
        if (a->stand_in_id && all[i].officer_id == a->stand_in_id)
            return fail_at(cx, ERR_CONFLICT, "stand_in", "代岗人这段时间自己也不在岗",
                           "who stands in is away then as well");
        if (all[i].stand_in_id == a->officer_id)
            return fail_at(cx, ERR_CONFLICT, "from",
                           "这段时间正代别人的岗，请先给那个人另定代岗人",
                           "they stand in for somebody then: name another for that one first");
    }
    return OK;
}

static struct str data_of(struct ctx *cx, const struct absence *a)
{
    return str_fmt(cx->arena, "{\"stand_in\":\"%lld\",\"from\":%lld,\"to\":%lld}",
                   (long long)a->stand_in_id, (long long)a->from_at, (long long)a->to_at);
}

enum err absence_put(struct ctx *cx, struct absence *a)
{
    struct officer who, other;
    TRY(officer_get(cx, a->officer_id, &who));
    if (!a->stand_in_id)
        a->stand_in_id = who.stand_in_id;
    if (a->from_at <= 0 || (a->to_at != 0 && a->to_at <= a->from_at) ||
        (a->to_at != 0 && a->to_at <= cx->now))
        return fail_at(cx, ERR_INPUT, "to", "截止时间须晚于起始时间和现在",
                       "it ends after it begins, and not in the past");
    if (who.disabled_at)
        return fail(cx, ERR_CONFLICT, "账号已停用", "the account is disabled");
    if (a->stand_in_id == a->officer_id)
        return fail_at(cx, ERR_INPUT, "stand_in", "不能代自己的岗",
                       "nobody stands in for themselves");
    if (a->stand_in_id) {
        TRY(officer_get(cx, a->stand_in_id, &other));
        if (other.disabled_at)
            return fail_at(cx, ERR_CONFLICT, "stand_in", "代岗人的账号已停用",
                           "the account of who stands in is disabled");
    }
    TRY(check_others(cx, a));
    TRY(db_put(cx, SQL_ABSENCE_INSERT, &absence_shape, a, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_OFFICER, a->officer_id, "leave", data_of(cx, a));
}

enum err absence_end(struct ctx *cx, int64_t officer)
{
    int64_t ended = 0, dropped = 0;
    TRY(db_exec(cx, SQL_ABSENCE_DROP, ARGS(I64(officer), I64(cx->now)), &dropped));
    TRY(db_exec(cx, SQL_ABSENCE_END, ARGS(I64(officer), I64(cx->now)), &ended));
    if (ended + dropped == 0)
        return fail(cx, ERR_NOT_FOUND, "没有登记请假", "no leave is entered");
    return audit_put(cx, SUBJECT_OFFICER, officer, "back", STR(""));
}
