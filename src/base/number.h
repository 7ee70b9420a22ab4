/* SPDX-License-Identifier: Apache-2.0
 * The number that people use and read out over the telephone: 6 digits division code, 8 digits
 * date, 5 to 9 digits serial of the day, 1 check digit (ISO 7064 mod 11,10: every single wrong
 * digit and nearly every swap of neighbours is caught). A part of what the number names may be
 * meant by a suffix "-N", N from 1 to 999.
 */
#pragma once

#include <stdbool.h>

#include "base/str.h"

/* Whole string; the date is a real one; no blanks. */
bool number_valid(struct str s);
/* '0' … '9' for a string of digits; NUL when it is empty or holds something else. */
char number_check_digit(struct str digits);
