/* SPDX-License-Identifier: Apache-2.0
 * Looking for many words in one text at once, whichever way they are dressed up: full width,
 * capitals, blanks, signs and invisible characters between the letters.
 *
 * A folded text has only what is read: letters, digits and ideographs, ASCII in lower case.
 * What ends a clause (，。！？；：、 and a new line) is left out too but remembered: a word of
 * two characters is not found across it ("心跳，楼上" is not 跳楼), unless every character
 * around is set apart the same way ("我，要，跳，楼"); longer words are.
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

/* Words made ready; lives in keep. The same word may stand there more than once. */
struct phrases;
const struct phrases *phrases_make(struct arena *keep, const struct str *words, size_t n);

struct phrase_found {
    uint32_t word;     /* which of the words given */
    uint32_t from, to; /* [from, to) in the folded text */
};
/* Every place of every word, by `from`. One pass; at most max, the rest is left out. Returns
 * how many. */
size_t phrases_find(const struct phrases *p, const struct folded *t, struct phrase_found *out,
                    size_t max);
