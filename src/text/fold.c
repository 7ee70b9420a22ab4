/* SPDX-License-Identifier: Apache-2.0 */
#include "text/fold.h"

#include <utf8proc.h>

#include "base/arena.h"
#include "text/simplified.h"

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
        {0x00, 0x2f},     {0x3a, 0x40},     {0x5b, 0x60},       {0x7b, 0xbf},
        {0xd7, 0xd7},     {0xf7, 0xf7},     {0x300, 0x36f},     {0x2000, 0x2bff},
        {0x2e00, 0x2e7f}, {0x3000, 0x3004}, {0x3008, 0x3020},   {0x3030, 0x3030},
        {0x3099, 0x309c}, {0xe000, 0xf8ff}, {0xfe00, 0xfe6f},   {0xfeff, 0xfeff},
        {0xff61, 0xff65}, {0xffe0, 0xffff}, {0x1f000, 0x1faff},
    };
    if (c >= 0x3400 && c <= 0x9fff) /* nearly all there is */
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (c >= signs[i].from && c <= signs[i].to)
            return true;
    return false;
}

static uint32_t simplify(uint32_t c)
{
    size_t lo = 0, hi = sizeof simplified / sizeof simplified[0];
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (simplified[mid].from < c)
            lo = mid + 1;
        else
            hi = mid;
    }
    bool found = lo < sizeof simplified / sizeof simplified[0] && simplified[lo].from == c;
    return found ? simplified[lo].to : c;
}

/* What one character of the text becomes, before signs are left out. */
enum { PARTS_MAX = 4 };

static size_t parts_of(uint32_t c, uint32_t out[PARTS_MAX])
{
    utf8proc_int32_t parts[32];
    int last = 0;
    if (c < 0x80) {
        out[0] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        return 1;
    }
    if (c >= 0x4e00 && c <= 0x9fff) {
        out[0] = simplify(c);
        return 1;
    }
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, 32,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &last);
    if (n <= 0 || n > 32)
        return 0;
    if (n > PARTS_MAX)
        n = PARTS_MAX;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = simplify((uint32_t)parts[i]);
    return (size_t)n;
}

/* A character of two bytes becomes three at most (½), one of three four. */
enum { GROWTH = 2 };

void text_fold(struct arena *a, struct str s, struct folded *out)
{
    uint32_t *cp = NEWS(a, uint32_t, s.n * GROWTH), *at = NEWS(a, uint32_t, s.n * GROWTH);
    bool *cut = NEWS(a, bool, s.n *GROWTH + 1);
    uint32_t place = 0, parts[PARTS_MAX];
    size_t n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end; place++) {
        uint32_t c = next_point(&p);
        size_t made = parts_of(c, parts);
        for (size_t i = 0; i < made; i++) {
            if (is_cut(parts[i])) {
                cut[n] = true;
            } else if (!is_sign(parts[i])) {
                cp[n] = parts[i];
                at[n++] = place;
            }
        }
    }
    *out = (struct folded){.cp = cp, .at = at, .cut = cut, .n = n};
}

struct str text_folded(struct arena *a, const struct folded *f)
{
    char *p = NEWS(a, char, f->n * 4 + 1);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n +=
            (size_t)utf8proc_encode_char((utf8proc_int32_t)f->cp[i], (utf8proc_uint8_t *)p + n);
    return (struct str){p, n};
}
