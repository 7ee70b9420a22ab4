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

static size_t count(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i + ESCAPE_BYTES <= s.n; i++)
        n += escape_at(s.p + i, s.n - i) >= 0;
    return n;
}

struct str xlsx_unescape(struct arena *a, struct str s)
{
    if (count(s) == 0)
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

struct str xlsx_escape(struct arena *a, struct str s)
{
    size_t escapes = count(s);
    if (escapes == 0)
        return s;
    char *to = arena_alloc(a, s.n + escapes * (ESCAPE_BYTES - 1) + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (escape_at(s.p + i, s.n - i) >= 0) {
            memcpy(to + n, "_x005F", ESCAPE_BYTES - 1);
            n += ESCAPE_BYTES - 1;
        }
        to[n++] = s.p[i];
    }
    return (struct str){.p = to, .n = n};
}
