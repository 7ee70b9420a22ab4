/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ontime.h"

#include <string.h>

#include "base/time.h"
#include "core/app.h"
#include "core/calendar.h"
#include "core/words.h"
#include "db/db.h"

enum { YEARS_MAX = 10000 };

struct said {
    int64_t said_at;
    int state; /* enum demand_state */
    int64_t answered_at, ended_at;
};
static const struct field said_fields[] = {
    FIELD(struct said, said_at),
    FIELD(struct said, state, .names = &demand_state_names),
    FIELD(struct said, answered_at),
    FIELD(struct said, ended_at),
};
static const struct shape said_shape = SHAPE("ontime", struct said, said_fields);

struct sum {
    const struct calendar *calendar;
    int64_t workdays;
    struct ontime_row *years; /* by year number */
    bool provisional;
    int64_t last_day, last_due; /* many were said on the same day */
};

int64_t ontime_answered(const struct ontime_row *r)
{
    return r->in_time + r->late + r->undated;
}

int64_t ontime_unanswered(const struct ontime_row *r)
{
    return r->waiting + r->overdue;
}

int64_t ontime_rate(const struct ontime_row *r)
{
    int64_t owed = r->in_time + r->late + r->overdue;
    return owed ? (r->in_time * 20000 + owed) / (owed * 2) : -1;
}

/* When the citizen had the answer; 0 = not said, -1 = there is none. */
static int64_t replied_at(const struct said *d)
{
    if (d->answered_at)
        return d->answered_at;
    switch ((enum demand_state)d->state) {
    case DEMAND_EXPLAINED:
    case DEMAND_REDIRECTED:
        return d->ended_at;
    case DEMAND_ANSWERED:
    case DEMAND_ACCEPTED:
    case DEMAND_UNSATISFIED:
    case DEMAND_UNREACHABLE:
    case DEMAND_NO_VERDICT:
    case DEMAND_SETTLED:
        return 0;
    case DEMAND_NONE:
    case DEMAND_RECEIVED:
    case DEMAND_VALID:
    case DEMAND_TO_EXPLAIN:
    case DEMAND_IN_MATTER:
    case DEMAND_WITHDRAWN:
    case DEMAND__MAX:
        break;
    }
    return -1;
}

static int64_t due_day(struct sum *s, int64_t day)
{
    if (day != s->last_day) {
        s->last_day = day;
        s->last_due = calendar_add_workdays(s->calendar, day, s->workdays, &s->provisional);
    }
    return s->last_due;
}

static enum err add(struct ctx *cx, const void *row, void *arg)
{
    const struct said *d = row;
    struct sum *s = arg;
    int64_t day = time_day(d->said_at), replied = replied_at(d);
    int64_t due = due_day(s, day);
    int year = 0, month = 0, mday = 0;
    day_to_civil(day, &year, &month, &mday);
    if (year < 0 || year >= YEARS_MAX)
        return fail(cx, ERR_IO, "有诉求的反映时间不合理", "a demand's time is out of range");
    struct ontime_row *y = &s->years[year];
    y->year = year;
    y->demands++;
    if (replied > 0)
        *(time_day(replied) <= due ? &y->in_time : &y->late) += 1;
    else if (replied == 0)
        y->undated++;
    else if (d->state == DEMAND_WITHDRAWN)
        y->withdrawn++;
    else
        *(cx->now < time_day_end(due) ? &y->waiting : &y->overdue) += 1;
    return OK;
}

static void total_add(struct ontime_row *t, const struct ontime_row *y)
{
    t->demands += y->demands;
    t->in_time += y->in_time;
    t->late += y->late;
    t->undated += y->undated;
    t->waiting += y->waiting;
    t->overdue += y->overdue;
    t->withdrawn += y->withdrawn;
}

static enum err read_all(struct ctx *cx, struct str batch, struct sum *s)
{
    int64_t known = 0;
    if (!batch.n)
        return db_each(cx, SQL_ONTIME_DEMANDS, ARGS(I64(cx->jid)), &said_shape, add, s);
    TRY(db_i64(cx, SQL_BATCH_NAMED, ARGS(I64(cx->jid), TXT(batch)), 0, &known));
    if (!known)
        return fail(cx, ERR_NOT_FOUND, "没有名为“%.*s”的导入批次", "there is no batch \"%.*s\"",
                    STR_ARG(batch));
    return db_each(cx, SQL_ONTIME_DEMANDS_OF_BATCH, ARGS(I64(cx->jid), TXT(batch)), &said_shape,
                   add, s);
}

enum err ontime_report(struct ctx *cx, int64_t workdays, struct str batch, struct ontime *out)
{
    struct sum s = {
        .calendar = cx->app->calendar,
        .workdays = workdays,
        .years = NEWS(cx->arena, struct ontime_row, YEARS_MAX),
        .last_day = INT64_MIN,
    };
    struct ontime o = {0};
    TRY(read_all(cx, batch, &s));
    o.years = NEWS(cx->arena, struct ontime_row, YEARS_MAX);
    for (int y = 0; y < YEARS_MAX; y++) {
        if (!s.years[y].demands)
            continue;
        o.years[o.n++] = s.years[y];
        total_add(&o.total, &s.years[y]);
    }
    o.provisional = s.provisional;
    *out = o;
    return OK;
}
