/* SPDX-License-Identifier: Apache-2.0
 * Looking for many words in one text at once, whichever way they are dressed up (text/fold.h).
 *
 * A word of two characters is not found across the end of a clause ("心跳，楼上" is not 跳楼),
 * unless every character around is set apart the same way ("我，要，跳，楼"); longer words are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/fold.h"

struct arena;

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
