/* SPDX-License-Identifier: Apache-2.0
 * Whether what shares one word speaks of one thing. A word of everyday language or a set phrase
 * is now and then said by many in one week, by chance; those who say it share nothing else. The
 * demands of a trouble are alike in their other words too.
 *
 * How alike a set is: for each of its demands the mean cosine with the others, by their marks
 * and how rare each is; of these the median, so that one text sent twice makes no set alike.
 * The marks that most of a set bear are left out, as many as a phrase of six characters has: a
 * phrase alone makes nobody alike. Chance is what sets of the same size give that are drawn
 * from what was said before, a long text likelier than a short one, as it is likelier to bear
 * any word. Nothing here knows a word, and nothing was chosen by looking at words.
 */
#pragma once

#include "text/burst.h"

enum {
    ALIKE_DRAWS = 199,  /* sets drawn */
    ALIKE_CHANCE = 2,   /* so many of these at most are as alike: 1 in 100 */
    ALIKE_SHARED = 5,   /* marks left out of a set: the pairs of six characters */
    ALIKE_MEMBERS = 48, /* of a larger set so many are looked at, evenly spread */
    ALIKE_KNOWN = 10,   /* so many times as many were said before, or chance cannot be told */
};

struct alike;

/* Chance is taken from the items said after `from` and not after `to` (ms). r->weigh is not
 * NULL. */
struct alike *alike_open(struct arena *a, const struct burst_rule *r,
                         const struct burst_item *items, size_t n, int64_t from, int64_t to);
/* members: indices of items, n of them. True too where chance cannot be told. The same for the
 * same items, always. */
bool alike_more_than_chance(struct alike *k, const size_t *members, size_t n);
