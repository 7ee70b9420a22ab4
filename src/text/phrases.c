/* SPDX-License-Identifier: Apache-2.0 */
#include "text/phrases.h"

#include <string.h>

#include "base/arena.h"

/* ---- folding ---- */

/* The next code point of valid UTF-8. */
static uint32_t next_point(const char **p)
{
    const unsigned char *s = (const unsigned char *)*p;
    if (s[0] < 0x80) {
        *p += 1;
        return s[0];
    }
    if (s[0] < 0xe0) {
        *p += 2;
        return (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
    }
    if (s[0] < 0xf0) {
        *p += 3;
        return (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
    }
    *p += 4;
    return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 |
           (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
}

/* What ends a clause. Full-width signs have become ASCII. */
static bool is_cut(uint32_t c)
{
    return c == ',' || c == '!' || c == '?' || c == ';' || c == ':' || c == '\n' ||
           c == 0x3001 || c == 0x3002 || c == 0xff61 || c == 0xff64;
}

/* Blanks, signs, pictures and invisible characters. */
static bool is_sign(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } signs[] = {
        {0x00, 0x2f},       {0x3a, 0x40},     {0x5b, 0x60},     {0x7b, 0xbf},
        {0xd7, 0xd7},       {0xf7, 0xf7},     {0x2000, 0x2bff}, {0x2e00, 0x2e7f},
        {0x3000, 0x3004},   {0x3008, 0x3020}, {0x3030, 0x3030}, {0xe000, 0xf8ff},
        {0xfe00, 0xfe6f},   {0xfeff, 0xfeff}, {0xff61, 0xff65}, {0xffe0, 0xffff},
        {0x1f000, 0x1faff},
    };
    if (c >= 0x3400 && c <= 0x9fff) /* nearly all there is */
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (c >= signs[i].from && c <= signs[i].to)
            return true;
    return false;
}

void text_fold(struct arena *a, struct str s, struct folded *out)
{
    uint32_t *cp = NEWS(a, uint32_t, s.n), *at = NEWS(a, uint32_t, s.n);
    bool *cut = NEWS(a, bool, s.n + 1);
    uint32_t place = 0;
    size_t n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end; place++) {
        uint32_t c = next_point(&p);
        if (c >= 0xff01 && c <= 0xff5e)
            c -= 0xfee0;
        if (is_cut(c)) {
            cut[n] = true;
        } else if (!is_sign(c)) {
            cp[n] = c >= 'A' && c <= 'Z' ? c + 32 : c;
            at[n++] = place;
        }
    }
    *out = (struct folded){.cp = cp, .at = at, .cut = cut, .n = n};
}

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
