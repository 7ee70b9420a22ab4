/* SPDX-License-Identifier: Apache-2.0 */
#include "core/clock.h"

#include <assert.h>

#include "base/time.h"

static int64_t whole_minute(int64_t at)
{
    return at - at % MS_PER_MINUTE;
}

/* The day whose 24:00 the due time is. */
static int64_t due_day(const struct clock *k)
{
    return time_day(k->due_at - 1);
}

bool clock_due_is_kept(const struct clock *k)
{
    return str_eq_c(k->source, "upstream") || str_eq_c(k->source, "taken_over") ||
           str_eq_c(k->source, "stage") || str_eq_c(k->source, "join");
}

int64_t clock_due(const struct calendar *c, int64_t started_at, int64_t length,
                  enum span_unit unit, bool roll, bool *provisional)
{
    int64_t day = time_day(started_at);
    switch (unit) {
    case SPAN_HOURS:
        return whole_minute(started_at) + length * MS_PER_HOUR;
    case SPAN_WORKDAYS:
        return time_day_end(calendar_add_workdays(c, day, length, provisional));
    case SPAN_DAYS:
        /* 0 days is 24:00 of the same day, rest day or not (事不过夜, JN-18). */
        if (roll && length > 0)
            return time_day_end(calendar_roll(c, day + length, provisional));
        return time_day_end(day + length);
    case SPAN__MAX:
        break;
    }
    assert(false && "a span has a unit");
    return 0;
}

void clock_reckon(const struct calendar *c, bool roll, struct clock *k)
{
    if (clock_due_is_kept(k))
        return;
    k->provisional = false;
    k->due_at = clock_due(c, k->started_at, k->length + k->extra, (enum span_unit)k->span, roll,
                          &k->provisional);
}

void clock_pause(struct clock *k, int64_t at)
{
    if (!k->paused_at && !k->stopped_at)
        k->paused_at = at;
}

static int64_t hours_up(int64_t ms)
{
    return ms <= 0 ? 0 : (ms + MS_PER_HOUR - 1) / MS_PER_HOUR;
}

static int64_t passed(const struct calendar *c, enum span_unit unit, int64_t from, int64_t to)
{
    if (unit == SPAN_HOURS)
        return hours_up(to - from);
    if (unit == SPAN_WORKDAYS)
        return calendar_workdays_between(c, time_day(from), time_day(to));
    return to > from ? time_day(to) - time_day(from) : 0;
}

/* Units missing until the next working day (for hours: one hour) after `at` is left. */
static int64_t shortfall(const struct calendar *c, const struct clock *k, int64_t at)
{
    if (k->span == SPAN_HOURS)
        return hours_up(at + MS_PER_HOUR - k->due_at);
    bool provisional = false; /* the reckoning that follows says it */
    int64_t next = calendar_add_workdays(c, time_day(at), 1, &provisional);
    if (due_day(k) >= next)
        return 0;
    if (k->span == SPAN_WORKDAYS)
        return calendar_workdays_between(c, due_day(k), next);
    return next - time_day(k->started_at) - k->length - k->extra;
}

void clock_resume(const struct calendar *c, bool roll, struct clock *k, int64_t at)
{
    if (!k->paused_at)
        return;
    int64_t paused_at = k->paused_at;
    k->paused_at = 0;
    if (clock_due_is_kept(k))
        return;
    bool was_overdue = paused_at > k->due_at;
    k->extra += passed(c, (enum span_unit)k->span, paused_at, at);
    clock_reckon(c, roll, k);
    if (was_overdue)
        return;
    k->extra += shortfall(c, k, at);
    clock_reckon(c, roll, k);
}

static int64_t standing_at(const struct clock *k, int64_t at)
{
    if (k->stopped_at && k->stopped_at < at)
        at = k->stopped_at;
    if (k->paused_at && k->paused_at < at)
        at = k->paused_at;
    return at;
}

void clock_use(const struct calendar *c, const struct clock *k, int64_t at, int64_t *used,
               int64_t *left)
{
    enum span_unit unit = (enum span_unit)k->span;
    at = standing_at(k, at);
    bool overdue = at > k->due_at;
    if (unit == SPAN_HOURS) {
        *used = at > k->started_at ? (at - whole_minute(k->started_at)) / MS_PER_HOUR : 0;
        *left = overdue ? -hours_up(at - k->due_at) : (k->due_at - at) / MS_PER_HOUR;
        return;
    }
    *used = passed(c, unit, k->started_at, at);
    if (!overdue) {
        *left = passed(c, unit, at, k->due_at - 1);
        return;
    }
    int64_t late = passed(c, unit, k->due_at - 1, at);
    *left = late > 0 ? -late : -1; /* late on a rest day: no working day has passed yet */
}
