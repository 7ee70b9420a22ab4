/* SPDX-License-Identifier: Apache-2.0
 * Times are Unix milliseconds (_at). Civil dates are Beijing time (UTC+8, no summer time since
 * 1991): a struct-free "day" is days since 1970-01-01 in Beijing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum {
    MS_PER_SECOND = 1000,
    MS_PER_MINUTE = 60000,
    MS_PER_HOUR = 3600000,
    MS_PER_DAY = 86400000
};

int64_t time_wall(void); /* now, ms */
int64_t time_mono(void); /* monotonic, ms: for intervals only */

int64_t time_day(int64_t at);        /* Beijing day of an instant */
int64_t time_day_start(int64_t day); /* 00:00 Beijing of that day, ms */
int64_t time_day_end(int64_t day);   /* 24:00 Beijing of that day = 00:00 of the next, ms */
int64_t day_from_civil(int year, int month, int day); /* proleptic Gregorian */
void day_to_civil(int64_t day, int *year, int *month, int *mday);
int day_weekday(int64_t day); /* 0 Monday … 6 Sunday */
int day_ymd(int64_t day);     /* 20261122 */

/* "2026-11-22", "2026/11/22", "2026.11.22", "2026年11月22日", "20261122"; one- or two-digit
 * month and day. False when not a real date. */
bool day_parse(struct str s, int64_t *day) __attribute__((warn_unused_result));
/* A day form, optionally followed by space or 'T' and H:MM[:SS[.mmm]] and optionally Z or
 * ±HH:MM (Beijing when absent). *date_only says that no time of day stood there (then 00:00).
 */
bool time_parse(struct str s, int64_t *at, bool *date_only) __attribute__((warn_unused_result));

/* Years outside 0001 … 9999 are written as the nearest moment inside. */
enum { TIME_TEXT = 32 };
const char *time_rfc3339(char out[TIME_TEXT], int64_t at); /* 2026-11-22T09:08:07.123+08:00 */
const char *time_human(char out[TIME_TEXT], int64_t at);   /* 2026-11-22 09:08 */
const char *day_text(char out[TIME_TEXT], int64_t day);    /* 2026-11-22 */
