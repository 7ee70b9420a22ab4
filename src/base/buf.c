/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <assert.h>

#include "base/arena.h"

enum { SMALLEST = 64, USUAL_TEXT = 256 };

void buf_init(struct buf *b, struct arena *a, size_t max_bytes)
{
    assert(max_bytes > 0 && max_bytes < SIZE_MAX / 2);
    *b = (struct buf){.arena = a, .max = max_bytes};
}

/* Room for n more bytes and the closing NUL; false (and full for good) past the maximum. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->full || n > b->max - b->n) {
        b->full = true;
        return false;
    }
    size_t need = b->n + n + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap < SMALLEST ? SMALLEST : b->cap * 2;
    if (cap < need)
        cap = need;
    if (cap > b->max + 1)
        cap = b->max + 1;
    char *p = arena_room(b->arena, cap);
    if (b->n > 0)
        memcpy(p, b->p, b->n);
    b->p = p;
    b->cap = cap;
    return true;
}

void buf_put(struct buf *b, const void *p, size_t n)
{
    if (n == 0 || !reserve(b, n))
        return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
    buf_put(b, s.p, s.n);
}

void buf_c(struct buf *b, const char *s)
{
    if (s != NULL)
        buf_put(b, s, strlen(s));
}

void buf_ch(struct buf *b, char c)
{
    if (!reserve(b, 1))
        return;
    b->p[b->n++] = c;
    b->p[b->n] = '\0';
}

void buf_i64(struct buf *b, int64_t v)
{
    char text[I64_TEXT];
    buf_put(b, text, i64_text(text, v));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    char first[USUAL_TEXT]; /* most fit: no second run to learn the length */
    int n = vsnprintf(first, sizeof first, fmt, args);
    va_end(args);
    assert(n >= 0);
    if ((size_t)n < sizeof first)
        buf_put(b, first, (size_t)n);
    else if (reserve(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

bool buf_ok(const struct buf *b)
{
    return !b->full;
}

struct str buf_done(struct buf *b)
{
    if (b->n == 0)
        return STR("");
    return (struct str){.p = b->p, .n = b->n};
}

static const char *html_escape(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void buf_html_text(struct buf *b, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = html_escape(s.p[i]);
        if (escape == NULL)
            continue;
        buf_put(b, s.p + from, i - from);
        buf_c(b, escape);
        from = i + 1;
    }
    if (from < s.n)
        buf_put(b, s.p + from, s.n - from);
}

static bool is_one_of(const char *set, char c)
{
    return c != '\0' && strchr(set, c) != NULL;
}

void buf_csv_cell(struct buf *b, struct str s)
{
    /* A spreadsheet would run such a cell as a formula. */
    bool formula = s.n > 0 && is_one_of("=+-@\t\r", s.p[0]);
    bool quote = false;
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = is_one_of("\",\r\n", s.p[i]);
    if (s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
        quote = true;
    if (quote)
        buf_ch(b, '"');
    if (formula)
        buf_ch(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_ch(b, '"');
        buf_ch(b, s.p[i]);
    }
    if (quote)
        buf_ch(b, '"');
}
