/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <assert.h>
#include <stdarg.h>

#include "base/arena.h"

enum { USUAL_TEXT = 256 };

struct str str_c(const char *c)
{
    if (c == NULL)
        return STR("");
    return (struct str){.p = c, .n = strlen(c)};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_c(struct str a, const char *b)
{
    return str_eq(a, str_c(b));
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
    if (order != 0)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool str_ends(struct str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

bool str_has(struct str s, const char *needle)
{
    size_t n = strlen(needle);
    if (n == 0)
        return true;
    return s.n >= n && memmem(s.p, s.n, needle, n) != NULL;
}

static const char *const blanks[] = {" ",  "\t",           "\n",       "\v",          "\f",
                                     "\r", "\xe3\x80\x80", "\xc2\xa0", "\xef\xbb\xbf"};

static size_t blank_at_start(struct str s)
{
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        if (str_starts(s, blanks[i]))
            return strlen(blanks[i]);
    }
    return 0;
}

static size_t blank_at_end(struct str s)
{
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        if (str_ends(s, blanks[i]))
            return strlen(blanks[i]);
    }
    return 0;
}

struct str str_trim(struct str s)
{
    if (s.p == NULL)
        return STR("");
    for (size_t n = blank_at_start(s); n > 0; n = blank_at_start(s)) {
        s.p += n;
        s.n -= n;
    }
    for (size_t n = blank_at_end(s); n > 0; n = blank_at_end(s))
        s.n -= n;
    return s;
}

struct str str_sub(struct str s, size_t from, size_t n)
{
    if (s.p == NULL)
        return STR("");
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (struct str){.p = s.p + from, .n = n};
}

bool str_i64(struct str s, int64_t *out)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    size_t i = minus ? 1 : 0;
    if (i == s.n)
        return false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int digit = s.p[i] - '0';
        /* Counted down from zero, because INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return false;
    }
    if (!minus && v == INT64_MIN)
        return false;
    *out = minus ? v : -v;
    return true;
}

char *str_cdup(struct arena *a, struct str s)
{
    char *p = arena_room(a, s.n + 1);
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

struct str str_dup(struct arena *a, struct str s)
{
    return (struct str){.p = str_cdup(a, s), .n = s.n};
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
    assert(fmt != NULL);
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    char first[USUAL_TEXT]; /* most fit: no second run to learn the length */
    int n = vsnprintf(first, sizeof first, fmt, args);
    va_end(args);
    assert(n >= 0);
    char *p = arena_room(a, (size_t)n + 1);
    if ((size_t)n < sizeof first)
        memcpy(p, first, (size_t)n + 1);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct str){.p = p, .n = (size_t)n};
}

size_t i64_text(char out[I64_TEXT], int64_t v)
{
    char digits[I64_TEXT];
    uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
    size_t n = 0, at = 0;
    do
        digits[n++] = (char)('0' + size % 10);
    while ((size /= 10) > 0);
    if (v < 0)
        out[at++] = '-';
    while (n > 0)
        out[at++] = digits[--n];
    out[at] = '\0';
    return at;
}

struct str str_of_i64(struct arena *a, int64_t v)
{
    char text[I64_TEXT];
    size_t n = i64_text(text, v);
    return (struct str){.p = arena_copy(a, text, n + 1), .n = n};
}

struct strs str_split(struct arena *a, struct str s, char sep)
{
    size_t parts = 1;
    for (size_t i = 0; i < s.n; i++)
        parts += s.p[i] == sep;
    struct strs out = {.p = NEWS(a, struct str, parts), .n = parts};
    size_t from = 0;
    for (size_t k = 0; k < parts; k++) {
        const char *end = s.n == from ? NULL : memchr(s.p + from, sep, s.n - from);
        size_t n = end == NULL ? s.n - from : (size_t)(end - s.p) - from;
        out.p[k] = str_dup(a, str_sub(s, from, n));
        from += n + 1;
    }
    return out;
}
