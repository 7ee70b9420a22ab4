/* SPDX-License-Identifier: Apache-2.0
 * The tokens by which a text is looked up: every two neighbours of the folded text, and every
 * three where all three are Latin letters or digits (of which pairs say little). The same for
 * every database. What holds all tokens of a word may hold the word, nothing else does; whether
 * it does says the text itself (text/phrases.h).
 */
#pragma once

#include "base/buf.h"
#include "text/fold.h"

struct grams {
    const uint64_t *p; /* ascending, each once */
    size_t n;
};
/* Of a whole text. */
struct grams grams_of(struct arena *a, const struct folded *t);
/* Of a word that is looked for; none for a word of one character. */
struct grams grams_wanted(struct arena *a, const struct folded *word);
/* Of several texts together. */
struct grams grams_join(struct arena *a, const struct grams *all, size_t n);

enum { GRAM_BYTES = 13 }; /* of a written token, at most, with a NUL */
/* UTF-8; letters, digits and ideographs only. Returns how many bytes. */
size_t gram_write(uint64_t gram, char out[GRAM_BYTES]);
