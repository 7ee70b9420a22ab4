/* SPDX-License-Identifier: Apache-2.0 */
#include "core/roster.h"

#include "base/time.h"
#include "base/utf8.h"
#include "core/absence.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"

enum { TURN_MAX_DAYS = 31, PHONE_CHARS = 30 };

static const struct field roster_fields[] = {
    FIELD(struct roster_row, id, .as = AS_ID),
    FIELD(struct roster_row, unit_id, .as = AS_ID),
    FIELD(struct roster_row, officer_id, .as = AS_ID),
    FIELD(struct roster_row, from_at, .as = AS_TIME),
    FIELD(struct roster_row, to_at, .as = AS_TIME),
    FIELD(struct roster_row, phone, .max = PHONE_CHARS),
};
const struct shape roster_shape = SHAPE("roster", struct roster_row, roster_fields);

static bool runs(const struct ctx *cx, const struct roster_row *r)
{
    return r->from_at <= cx->now && cx->now < r->to_at;
}

size_t roster_on_duty(const struct ctx *cx, int64_t unit, const struct roster_row **out,
                      size_t max)
{
    const struct away *w = cx->app->away;
    size_t n = 0;
    for (size_t i = 0; w && i < w->turns_n && n < max; i++)
        if (w->turns[i].unit_id == unit && runs(cx, &w->turns[i]))
            out[n++] = &w->turns[i];
    return n;
}

bool roster_is_on_duty(const struct ctx *cx, int64_t officer)
{
    const struct away *w = cx->app->away;
    for (size_t i = 0; w && i < w->turns_n; i++)
        if (w->turns[i].officer_id == officer && runs(cx, &w->turns[i]))
            return true;
    return false;
}

enum err roster_list(struct ctx *cx, int64_t unit, int64_t since, struct roster_row **out,
                     size_t *n)
{
    void *rows = NULL;
    TRY(db_all(cx, unit ? SQL_ROSTER_OF_UNIT : SQL_ROSTER_ALL,
               (const struct val[]){I64(since), I64(unit)}, unit ? 2 : 1, &roster_shape, &rows,
               n));
    *out = rows;
    return OK;
}

enum err roster_put(struct ctx *cx, const struct roster_row *r)
{
    struct officer o;
    int64_t same = 0;
    const struct unit *u = org_unit(cx->app->org, r->unit_id);
    if (!u || (u->valid_to && u->valid_to <= cx->now))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位，或已停用",
                       "there is no such unit, or it is closed");
    TRY(officer_get(cx, r->officer_id, &o));
    if (o.disabled_at)
        return fail_at(cx, ERR_INPUT, "officer", "值班人的账号已停用",
                       "the account of who is on duty is disabled");
    if (r->from_at <= 0 || r->to_at <= r->from_at ||
        r->to_at - r->from_at > (int64_t)TURN_MAX_DAYS * MS_PER_DAY)
        return fail_at(cx, ERR_INPUT, "to", "值班须有起止，止晚于起，最长 %d 天",
                       "a turn ends after it begins and lasts at most %d days", TURN_MAX_DAYS);
    if (utf8_count(r->phone) > PHONE_CHARS)
        return fail_at(cx, ERR_INPUT, "phone", "电话最多 %d 位",
                       "a telephone has at most %d digits", PHONE_CHARS);
    TRY(db_i64(cx, SQL_ROSTER_SAME,
               ARGS(I64(r->unit_id), I64(r->officer_id), I64(r->from_at), I64(r->to_at)), 0,
               &same));
    if (same) /* entered twice is entered */
        return OK;
    TRY(db_put(cx, SQL_ROSTER_PUT, &roster_shape, r, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, r->unit_id, "roster-set",
                     str_fmt(cx->arena, "{\"officer\":\"%lld\",\"from\":%lld,\"to\":%lld}",
                             (long long)r->officer_id, (long long)r->from_at,
                             (long long)r->to_at));
}

enum err roster_drop(struct ctx *cx, int64_t id)
{
    struct roster_row r;
    bool found = false;
    TRY(db_one(cx, SQL_ROSTER_GET, ARGS(I64(id)), &roster_shape, &r, &found));
    if (!found)
        return fail(cx, ERR_NOT_FOUND, "没有这条值班", "there is no such turn");
    TRY(db_exec(cx, SQL_ROSTER_DROP, ARGS(I64(id)), NULL));
    return audit_put(cx, SUBJECT_UNIT, r.unit_id, "roster-dropped",
                     str_fmt(cx->arena, "{\"officer\":\"%lld\",\"from\":%lld}",
                             (long long)r.officer_id, (long long)r.from_at));
}
