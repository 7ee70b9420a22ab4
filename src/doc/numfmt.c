// SPDX-License-Identifier: Apache-2.0
#include "doc/numfmt.h"

#include <math.h>
#include <strings.h>

#include "base/time.h"

enum { UNIX_EPOCH_SERIAL = 25569, DAYS_1904 = 1462, SERIAL_END = 2958466, LEAP_BUG = 60 };

enum numfmt numfmt_builtin(int64_t id)
{
    static const struct {
        int64_t from, to;
        enum numfmt is;
    } ranges[] = {
        {14, 17, NUMFMT_DATE}, {18, 22, NUMFMT_TIME}, {27, 31, NUMFMT_DATE},
        {32, 35, NUMFMT_TIME}, {36, 36, NUMFMT_DATE}, {45, 47, NUMFMT_TIME},
        {50, 54, NUMFMT_DATE}, {55, 56, NUMFMT_TIME}, {57, 58, NUMFMT_DATE},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (id >= ranges[i].from && id <= ranges[i].to)
            return ranges[i].is;
    return NUMFMT_NUMBER;
}

/* Past a quoted, bracketed or escaped piece that begins at p; p itself when none does. */
static const char *skip_literal(const char *p)
{
    if (*p == '\\' || *p == '_' || *p == '*')
        return p[1] ? p + 2 : p + 1;
    if (*p != '"' && *p != '[')
        return p;
    const char *end = strchr(p + 1, *p == '"' ? '"' : ']');
    return end ? end + 1 : p + strlen(p);
}

static bool is_elapsed(const char *p)
{
    return p[0] == '[' && p[1] && strchr("hHmMsS", p[1]) != NULL &&
           (p[2] == ']' || p[2] == p[1]);
}

enum numfmt numfmt_code(const char *code)
{
    enum numfmt is = NUMFMT_NUMBER;

    if (strncasecmp(code, "General", 7) == 0)
        return NUMFMT_NUMBER;
    for (const char *p = code; *p && *p != ';';) {
        if (is_elapsed(p))
            return NUMFMT_NUMBER;
        const char *past = skip_literal(p);
        if (past != p) {
            p = past;
            continue;
        }
        if (strchr("hHsS", *p))
            return NUMFMT_TIME;
        if (strchr("yYmMdD", *p))
            is = NUMFMT_DATE;
        p++;
    }
    return is;
}

bool numfmt_serial(double serial, bool base_1904, int64_t *at)
{
    /* Below 1 it is a bare time of day; only the 1904 system has a real day 0, and there it
     * cannot be told apart. */
    if (!(serial >= 1) || !(serial < SERIAL_END))
        return false;
    double day = floor(serial);
    int64_t ms = (int64_t)llround((serial - day) * MS_PER_DAY);
    int64_t n = (int64_t)day;

    if (base_1904)
        n += DAYS_1904;
    else if (n == LEAP_BUG)
        return false;
    else if (n < LEAP_BUG)
        n++; /* serials before the day that never was count from 1899-12-31 */
    if (n >= SERIAL_END)
        return false;
    *at = time_day_start(n - UNIX_EPOCH_SERIAL) + ms;
    return true;
}

double numfmt_to_serial(int64_t at)
{
    int64_t day = time_day(at);
    return (double)(day + UNIX_EPOCH_SERIAL) + (double)(at - time_day_start(day)) / MS_PER_DAY;
}
