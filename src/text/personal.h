/* SPDX-License-Identifier: Apache-2.0
 * Personal data that stands in a text which others will read: telephones, identity numbers,
 * bank cards, doors, number plates. Full-width digits count, and one blank or hyphen between
 * digits. What has a check digit is found only when it is right.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

enum personal_kind {
    PERSONAL_MOBILE,   /* 11 digits from 13 on, also behind 86 */
    PERSONAL_LANDLINE, /* with its area, 0 in front */
    PERSONAL_IDNO,     /* 18 with their check digit (GB 11643), 15 with a date */
    PERSONAL_CARD,     /* 16 to 19 digits with Luhn's sum */
    PERSONAL_DOOR,     /* 3栋2单元501, 5栋306号, 3组12号, 1203室 */
    PERSONAL_PLATE,    /* 京A12345, 冀R·D12345 */
    PERSONAL__MAX
};

struct personal_found {
    enum personal_kind kind;
    uint32_t from, to; /* [from, to) in code points of the text */
};
/* text: valid UTF-8. At most max, in the order of the text. Returns how many. */
size_t personal_find(struct arena *a, struct str text, struct personal_found *out, size_t max);

/* 18 digits (the last may be X) with their check digit, or 15 digits. */
bool personal_idno_right(struct str s);
