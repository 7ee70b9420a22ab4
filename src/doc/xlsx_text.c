// SPDX-License-Identifier: Apache-2.0
#include "doc/xlsx_text.h"

#include "base/arena.h"

enum { ESCAPE_BYTES = 7 }; /* _xHHHH_ */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The code at p, or -1. */
static int escape_at(const char *p, size_t left)
{
    if (left < ESCAPE_BYTES || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    int code = 0;
    for (int i = 2; i < 6; i++) {
        if (hex(p[i]) < 0)
            return -1;
        code = code * 16 + hex(p[i]);
    }
    return code;
}

static size_t utf8_put(char *to, int c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    to[0] = (char)(0xE0 | c >> 12);
    to[1] = (char)(0x80 | (c >> 6 & 0x3F));
    to[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

static bool has_escape(struct str s)
{
    for (size_t i = 0; i + ESCAPE_BYTES <= s.n; i++)
        if (escape_at(s.p + i, s.n - i) >= 0)
            return true;
    return false;
}

struct str xlsx_unescape(struct arena *a, struct str s)
{
    if (!has_escape(s))
        return s;
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        int c = escape_at(s.p + i, s.n - i);
        if (c <= 0 || (c >= 0xD800 && c <= 0xDFFF)) {
            to[n++] = s.p[i++];
            continue;
        }
        n += utf8_put(to + n, c);
        i += ESCAPE_BYTES;
    }
    return (struct str){.p = to, .n = n};
}

/* What must be escaped at p: the number of bytes it takes and its code; 0 when nothing. */
static size_t special_at(const char *p, size_t left, int *code)
{
    unsigned char c = (unsigned char)p[0];
    *code = c;
    if ((c < 0x20 && c != '\t' && c != '\n') || (c == '_' && escape_at(p, left) >= 0))
        return 1;
    if (c == 0xEF && left >= 3 && (unsigned char)p[1] == 0xBF && (unsigned char)p[2] >= 0xBE) {
        *code = 0xFFC0 | (p[2] & 0x3F); /* U+FFFE and U+FFFF are no XML characters */
        return 3;
    }
    return 0;
}

struct str xlsx_escape(struct arena *a, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t specials = 0;
    int code;
    for (size_t i = 0; i < s.n; i++)
        specials += special_at(s.p + i, s.n - i, &code) > 0;
    if (specials == 0)
        return s;

    char *to = arena_alloc(a, s.n + specials * ESCAPE_BYTES + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t took = special_at(s.p + i, s.n - i, &code);
        if (took == 0) {
            to[n++] = s.p[i++];
            continue;
        }
        const char escape[ESCAPE_BYTES] = {'_',
                                           'x',
                                           digits[code >> 12 & 15],
                                           digits[code >> 8 & 15],
                                           digits[code >> 4 & 15],
                                           digits[code & 15],
                                           '_'};
        memcpy(to + n, escape, ESCAPE_BYTES);
        n += ESCAPE_BYTES;
        i += took;
    }
    return (struct str){.p = to, .n = n};
}
