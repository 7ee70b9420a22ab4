/* SPDX-License-Identifier: Apache-2.0 */
#include "text/grams.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/arena.h"

enum { POINT_BITS = 21 };

static uint64_t two(const uint32_t *cp)
{
    return (uint64_t)cp[0] << 2 * POINT_BITS | (uint64_t)cp[1] << POINT_BITS;
}

static bool latin(const struct folded *t, size_t i, size_t n)
{
    for (size_t k = i; k < i + n; k++)
        if (k >= t->n || t->cp[k] >= 0x80)
            return false;
    return true;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct grams sorted(uint64_t *p, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(p, n, sizeof *p, by_value);
    for (size_t i = 0; i < n; i++)
        if (!kept || p[i] != p[kept - 1])
            p[kept++] = p[i];
    return (struct grams){p, kept};
}

struct grams grams_of(struct arena *a, const struct folded *t)
{
    uint64_t *p = NEWS(a, uint64_t, 2 * t->n + 1);
    size_t n = 0;
    for (size_t i = 0; i + 1 < t->n; i++) {
        p[n++] = two(t->cp + i);
        if (latin(t, i, 3))
            p[n++] = two(t->cp + i) | t->cp[i + 2];
    }
    return sorted(p, n);
}

struct grams grams_wanted(struct arena *a, const struct folded *word)
{
    uint64_t *p = NEWS(a, uint64_t, word->n + 1);
    size_t n = 0;
    for (size_t i = 0; i + 1 < word->n; i++) {
        if (latin(word, i, 3))
            p[n++] = two(word->cp + i) | word->cp[i + 2];
        else if (!latin(word, i, 2) || i == 0 || !latin(word, i - 1, 3))
            p[n++] = two(word->cp + i);
    }
    return sorted(p, n);
}

struct grams grams_join(struct arena *a, const struct grams *all, size_t n)
{
    size_t sum = 0, k = 0;
    for (size_t i = 0; i < n; i++)
        sum += all[i].n;
    uint64_t *p = NEWS(a, uint64_t, sum + 1);
    for (size_t i = 0; i < n; i++) {
        if (all[i].n)
            memcpy(p + k, all[i].p, all[i].n * sizeof *p);
        k += all[i].n;
    }
    return sorted(p, sum);
}

size_t gram_write(uint64_t gram, char out[GRAM_BYTES])
{
    const uint64_t mask = (1U << POINT_BITS) - 1;
    size_t n = 0;
    for (int shift = 2 * POINT_BITS; shift >= 0; shift -= POINT_BITS) {
        uint32_t c = (uint32_t)(gram >> shift & mask);
        if (c)
            n += (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out + n);
    }
    out[n] = '\0';
    return n;
}
