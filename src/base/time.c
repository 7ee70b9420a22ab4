/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include <assert.h>

static const int64_t beijing_ms = 8 * (int64_t)MS_PER_HOUR;

/* What four digits of year can say, in Beijing: 0001-01-01T00:00 … 9999-12-31T23:59:59.999. */
enum { DAY_FIRST = -719162, DAY_LAST = 2932896 };

static int64_t clock_ms(clockid_t which)
{
    struct timespec t;
    int rc = clock_gettime(which, &t);
    assert(rc == 0);
    (void)rc;
    return (int64_t)t.tv_sec * MS_PER_SECOND + t.tv_nsec / 1000000;
}

int64_t time_wall(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t time_mono(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

int64_t time_day(int64_t at)
{
    /* Divided first: at + 8 h could overflow. */
    int64_t day = floor_div(at, MS_PER_DAY);
    int64_t ms = at % MS_PER_DAY;
    if (ms < 0)
        ms += MS_PER_DAY;
    return day + (ms >= MS_PER_DAY - beijing_ms ? 1 : 0);
}

int64_t time_day_start(int64_t day)
{
    return day * MS_PER_DAY - beijing_ms;
}

int64_t time_day_end(int64_t day)
{
    return time_day_start(day + 1);
}

/* Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years
 * begin in March, eras are 400 years of 146,097 days. */
int64_t day_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = floor_div(y, 400);
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + day_of_era - 719468;
}

void day_to_civil(int64_t day, int *year, int *month, int *mday)
{
    day += 719468;
    int64_t era = floor_div(day, 146097);
    int64_t of_era = day - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    *mday = (int)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(y + era * 400 + (*month <= 2 ? 1 : 0));
}

int day_weekday(int64_t day)
{
    int64_t from_monday = (day % 7 + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(from_monday < 0 ? from_monday + 7 : from_monday);
}

int day_ymd(int64_t day)
{
    int year, month, mday;
    day_to_civil(day, &year, &month, &mday);
    return year * 10000 + month * 100 + mday;
}

/* Reading: each take_ function moves s past what it took, or returns false. */

static bool take_digits(struct str *s, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9')
        v = v * 10 + (s->p[n++] - '0');
    if (n < least)
        return false;
    *s = str_sub(*s, n, s->n);
    *out = v;
    return true;
}

static bool take(struct str *s, const char *text)
{
    if (!str_starts(*s, text))
        return false;
    *s = str_sub(*s, strlen(text), s->n);
    return true;
}

static bool civil_ok(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (leap && month == 2 ? 1 : 0);
}

static bool take_separated(struct str *s, int *month, int *day)
{
    static const struct {
        const char *after_year, *after_month, *after_day;
    } forms[] = {{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (!take(s, forms[i].after_year))
            continue;
        return take_digits(s, 1, 2, month) && take(s, forms[i].after_month) &&
               take_digits(s, 1, 2, day) && take(s, forms[i].after_day);
    }
    return false;
}

static bool take_day(struct str *s, int64_t *out)
{
    int year, month, day;
    if (!take_digits(s, 4, 4, &year))
        return false;
    bool compact = s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9';
    if (compact && !(take_digits(s, 2, 2, &month) && take_digits(s, 2, 2, &day)))
        return false;
    if (!compact && !take_separated(s, &month, &day))
        return false;
    if (!civil_ok(year, month, day))
        return false;
    *out = day_from_civil(year, month, day);
    return true;
}

bool day_parse(struct str s, int64_t *day)
{
    s = str_trim(s);
    int64_t d;
    if (!take_day(&s, &d) || s.n > 0)
        return false;
    *day = d;
    return true;
}

static bool take_fraction(struct str *s, int *ms)
{
    *ms = 0;
    if (!take(s, "."))
        return true;
    int nano_digits = 0;
    int scale = 100;
    for (int digit; nano_digits < 9 && take_digits(s, 1, 1, &digit); nano_digits++) {
        *ms += digit * scale;
        scale /= 10;
    }
    return nano_digits > 0;
}

static bool take_clock(struct str *s, int64_t *ms)
{
    int hour, minute, second = 0, fraction = 0;
    if (!take_digits(s, 1, 2, &hour) || !take(s, ":") || !take_digits(s, 2, 2, &minute))
        return false;
    if (take(s, ":") && !(take_digits(s, 2, 2, &second) && take_fraction(s, &fraction)))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t seconds = (hour * 60L + minute) * 60 + second;
    *ms = seconds * MS_PER_SECOND + fraction;
    return true;
}

static bool take_offset(struct str *s, int64_t *ms)
{
    *ms = beijing_ms;
    if (s->n == 0)
        return true;
    if (take(s, "Z") || take(s, "z")) {
        *ms = 0;
        return true;
    }
    int sign = take(s, "+") ? 1 : take(s, "-") ? -1 : 0;
    int hours, minutes;
    if (sign == 0 || !take_digits(s, 2, 2, &hours) || !take(s, ":") ||
        !take_digits(s, 2, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ms = sign * (hours * 60L + minutes) * MS_PER_MINUTE;
    return true;
}

bool time_parse(struct str s, int64_t *at, bool *date_only)
{
    s = str_trim(s);
    int64_t day, clock = 0, offset = beijing_ms;
    if (!take_day(&s, &day))
        return false;
    bool only = s.n == 0;
    if (!only) {
        if (!take(&s, "T") && !take(&s, "t") && !take(&s, " "))
            return false;
        while (take(&s, " "))
            continue;
        if (!take_clock(&s, &clock) || !take_offset(&s, &offset) || s.n > 0)
            return false;
    }
    int64_t when = day * MS_PER_DAY + clock - offset;
    if (time_day(when) < DAY_FIRST || time_day(when) > DAY_LAST)
        return false;
    *at = when;
    *date_only = only;
    return true;
}

static int64_t within(int64_t at)
{
    if (time_day(at) < DAY_FIRST)
        return time_day_start(DAY_FIRST);
    if (time_day(at) > DAY_LAST)
        return time_day_end(DAY_LAST) - 1;
    return at;
}

/* A sign and so many digits behind it; where the next go. */
static char *digits(char *p, char sign, unsigned v, int n)
{
    *p = sign;
    for (int i = n; i > 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + n + 1;
}

const char *time_rfc3339(char out[TIME_TEXT], int64_t at)
{
    at = within(at);
    int64_t day = time_day(at);
    unsigned ms = (unsigned)(at - time_day_start(day)) % MS_PER_DAY;
    day_text(out, day);
    char *p = digits(out + strlen(out), 'T', ms / MS_PER_HOUR, 2);
    p = digits(p, ':', ms / MS_PER_MINUTE % 60, 2);
    p = digits(p, ':', ms / MS_PER_SECOND % 60, 2);
    p = digits(p, '.', ms % MS_PER_SECOND, 3);
    memcpy(p, "+08:00", sizeof "+08:00");
    return out;
}

const char *time_human(char out[TIME_TEXT], int64_t at)
{
    time_rfc3339(out, at);
    out[10] = ' ';
    out[16] = '\0';
    return out;
}

const char *day_text(char out[TIME_TEXT], int64_t day)
{
    if (day < DAY_FIRST)
        day = DAY_FIRST;
    if (day > DAY_LAST)
        day = DAY_LAST;
    int year, month, mday;
    day_to_civil(day, &year, &month, &mday);
    char *p = digits(out, (char)('0' + year / 1000), (unsigned)year % 1000, 3);
    p = digits(p, '-', (unsigned)month, 2);
    *digits(p, '-', (unsigned)mday, 2) = '\0';
    return out;
}
