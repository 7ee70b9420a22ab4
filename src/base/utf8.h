/* SPDX-License-Identifier: Apache-2.0
 * UTF-8, validated once at the door. Limits on text are in code points.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

bool utf8_valid(struct str s);    /* no overlong forms, surrogates, NUL */
int64_t utf8_count(struct str s); /* code points of valid UTF-8 */
struct str utf8_head(struct str s, int64_t code_points); /* the first so many */
/* Untidy white space cleaned, the words otherwise untouched: CR LF and CR become LF; runs of
 * blanks, tabs, U+00A0 and U+3000 become one blank; lines trimmed; three or more LF become two;
 * other control characters removed, and U+FFFE and U+FFFF, which no XML may hold; ends trimmed.
 */
struct str utf8_clean(struct arena *a, struct str s);
/* Full-width letters, digits and signs (U+FF01 to U+FF5E) and U+3000 as ASCII, written to out;
 * s itself when there are none, or when the outcome would not fit. */
struct str utf8_narrow(char *out, size_t room, struct str s);
struct str utf8_fold(struct arena *a,
                     struct str s); /* NFKC, lower case, for comparing (utf8proc) */
