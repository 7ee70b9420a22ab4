/* SPDX-License-Identifier: Apache-2.0 */
#include "text/phrases.h"

#include <string.h>

#include "base/arena.h"

/* ---- words by their first character ---- */

struct word {
    const uint32_t *cp;
    uint32_t n, id;
    struct word *next; /* with the same hash, in the order given */
};

enum { BUCKETS = 1024 };

struct phrases {
    struct word *first[BUCKETS];
};

static size_t bucket(uint32_t c)
{
    return (c ^ c >> 10) % BUCKETS;
}

const struct phrases *phrases_make(struct arena *keep, const struct str *words, size_t n)
{
    struct phrases *p = NEW(keep, struct phrases);
    struct word *all = NEWS(keep, struct word, n);
    for (size_t i = n; i-- > 0;) {
        struct folded f;
        text_fold(keep, words[i], &f);
        if (!f.n)
            continue;
        struct word **head = &p->first[bucket(f.cp[0])];
        all[i] =
            (struct word){.cp = f.cp, .n = (uint32_t)f.n, .id = (uint32_t)i, .next = *head};
        *head = &all[i];
    }
    return p;
}

/* ---- looking ---- */

static bool apart(const struct folded *t, size_t i)
{
    return i == 0 || i == t->n || t->cut[i];
}

static bool stands_at(const struct word *w, const struct folded *t, size_t i)
{
    if (w->n > t->n - i || memcmp(w->cp, t->cp + i, w->n * sizeof w->cp[0]) != 0)
        return false;
    size_t cuts = 0;
    for (size_t k = 1; k < w->n; k++)
        cuts += t->cut[i + k];
    if (cuts == 0 || w->n > 2)
        return true;
    return cuts == w->n - 1 && apart(t, i) && apart(t, i + w->n);
}

size_t phrases_find(const struct phrases *p, const struct folded *t, struct phrase_found *out,
                    size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        for (const struct word *w = p->first[bucket(t->cp[i])]; w; w = w->next)
            if (w->cp[0] == t->cp[i] && n < max && stands_at(w, t, i))
                out[n++] = (struct phrase_found){
                    .word = w->id, .from = (uint32_t)i, .to = (uint32_t)(i + w->n)};
    return n;
}
