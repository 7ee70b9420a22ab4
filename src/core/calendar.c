/* SPDX-License-Identifier: Apache-2.0
 * Working days are counted, not walked: whole weeks by arithmetic, the days that differ from
 * the weekly rhythm by a running sum. The test walks day by day and must agree.
 */
#include "core/calendar.h"

#include <assert.h>

#include "base/time.h"

struct calendar {
    const struct calendar_day *days; /* ascending */
    const int64_t
        *shift; /* shift[i]: working days won or lost in days[0..i-1]; n + 1 entries */
    size_t n;
    const int64_t *years; /* ascending */
    size_t years_n;
};

static int day_cmp(const void *a, const void *b)
{
    int64_t x = ((const struct calendar_day *)a)->day,
            y = ((const struct calendar_day *)b)->day;
    return (x > y) - (x < y);
}

static int year_cmp(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool is_weekend(int64_t day)
{
    return day_weekday(day) >= 5;
}

static int64_t day_year(int64_t day)
{
    int year, month, mday;
    day_to_civil(day, &year, &month, &mday);
    return year;
}

const struct calendar *calendar_make(struct arena *a, const struct calendar_day *days, size_t n,
                                     const int64_t *years, size_t years_n)
{
    struct calendar *c = NEW(a, struct calendar);
    struct calendar_day *d = NEWS(a, struct calendar_day, n);
    int64_t *shift = NEWS(a, int64_t, n + 1);
    int64_t *y = NEWS(a, int64_t, years_n);
    for (size_t i = 0; i < n; i++) {
        d[i] = days[i];
        d[i].name = str_dup(a, days[i].name);
    }
    if (n > 1)
        qsort(d, n, sizeof *d, day_cmp);
    for (size_t i = 0; i < n; i++) {
        assert(i == 0 || d[i - 1].day < d[i].day);
        shift[i + 1] = shift[i] + (int64_t)!d[i].rest - (int64_t)!is_weekend(d[i].day);
    }
    for (size_t i = 0; i < years_n; i++)
        y[i] = years[i];
    if (years_n > 1)
        qsort(y, years_n, sizeof *y, year_cmp);
    *c = (struct calendar){.days = d, .shift = shift, .n = n, .years = y, .years_n = years_n};
    return c;
}

/* How many rows lie at or before the day. */
static size_t rows_until(const struct calendar *c, int64_t day)
{
    size_t lo = 0, hi = c->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->days[mid].day <= day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const struct calendar_day *row_of(const struct calendar *c, int64_t day)
{
    size_t i = rows_until(c, day);
    return i > 0 && c->days[i - 1].day == day ? &c->days[i - 1] : NULL;
}

/* Working days up to and including the day, from a fixed far point: only differences mean
 * anything. */
static int64_t workdays_until(const struct calendar *c, int64_t day)
{
    int64_t weekday = day_weekday(day);
    int64_t monday = day - weekday; /* Mondays are a whole number of weeks apart */
    int64_t in_week = weekday < 5 ? weekday + 1 : 5;
    return (monday + 3) / 7 * 5 + in_week + c->shift[rows_until(c, day)];
}

bool calendar_is_workday(const struct calendar *c, int64_t day)
{
    const struct calendar_day *row = row_of(c, day);
    return row ? !row->rest : !is_weekend(day);
}

bool calendar_knows(const struct calendar *c, int64_t day)
{
    int64_t year = day_year(day);
    return c->years_n && bsearch(&year, c->years, c->years_n, sizeof year, year_cmp);
}

struct str calendar_name(const struct calendar *c, int64_t day)
{
    const struct calendar_day *row = row_of(c, day);
    return row ? row->name : STR("");
}

/* Says so when a day of from..to lies in a year without a table. */
static void note_unknown(const struct calendar *c, int64_t from, int64_t to, bool *provisional)
{
    for (int64_t year = day_year(from); year <= day_year(to); year++) {
        if (!calendar_knows(c, day_from_civil((int)year, 1, 1)))
            *provisional = true;
    }
}

int64_t calendar_add_workdays(const struct calendar *c, int64_t day, int64_t n,
                              bool *provisional)
{
    assert(n >= 0 && n <= 10000);
    if (n == 0)
        return day;
    int64_t want = workdays_until(c, day) + n;
    int64_t lo = day, hi = day + 2 * n + 7;
    while (workdays_until(c, hi) < want) /* a calendar may rest for longer than weeks do */
        hi += n + 366;
    while (lo + 1 < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (workdays_until(c, mid) >= want)
            hi = mid;
        else
            lo = mid;
    }
    note_unknown(c, day + 1, hi, provisional);
    return hi;
}

int64_t calendar_workdays_between(const struct calendar *c, int64_t from, int64_t to)
{
    return to <= from ? 0 : workdays_until(c, to) - workdays_until(c, from);
}

int64_t calendar_roll(const struct calendar *c, int64_t day, bool *provisional)
{
    int64_t to = day;
    while (!calendar_is_workday(c, to))
        to++;
    note_unknown(c, day, to, provisional);
    return to;
}
