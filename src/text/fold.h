/* SPDX-License-Identifier: Apache-2.0
 * A text as it is compared, whichever way it was dressed up: the one folding of the program,
 * for urgent words, search and likeness.
 *
 * A folded text has only what is read: letters, digits and ideographs; compatibility forms
 * (full width, ①, ㎡, ﬁ, radicals) resolved as by NFKC, lower case, letters without their
 * marks, Traditional characters as Simplified, one to one (tools/simplify.c). Blanks, signs,
 * pictures and invisible characters are left out. What ends a clause (，。！？；：、 and a new
 * line) is left out too but remembered.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

struct folded {
    const uint32_t *cp;
    const uint32_t *at; /* where it stands in the text, in code points */
    const bool *cut;    /* a clause ended before it */
    size_t n;
};
/* s: valid UTF-8. */
void text_fold(struct arena *a, struct str s, struct folded *out);
/* As UTF-8, to be stored: letters, digits and ideographs only. */
struct str text_folded(struct arena *a, const struct folded *f);
