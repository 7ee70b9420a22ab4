/* SPDX-License-Identifier: Apache-2.0
 * What a spreadsheet's number format makes of a number: a date or not (ECMA-376 part
 * 1, 18.8.30).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum numfmt {
    NUMFMT_NUMBER,
    NUMFMT_DATE, /* no time of day shown */
    NUMFMT_TIME, /* a time of day is shown, with or without a date */
};

/* Built-in: 14–22, 27–36, 45–47, 50–58 are dates or times, the Chinese ones included. */
enum numfmt numfmt_builtin(int64_t id);
/* Custom: y m d h s outside quotes, brackets and escapes; elapsed time ([h]) is a number. */
enum numfmt numfmt_code(const char *code);
/* Serial day number to Beijing ms. False when it is no calendar date: below 1 (a bare time of
 * day), past 9999-12-31, or 1900's 29 February, which never was. */
bool numfmt_serial(double serial, bool base_1904, int64_t *at)
    __attribute__((warn_unused_result));
/* The reverse (1900 system); below 61 (before 1900-03-01) a spreadsheet cannot show it. */
double numfmt_to_serial(int64_t at);
