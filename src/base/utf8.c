/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include <utf8proc.h>

#include "base/arena.h"

/* Bytes of the code point at i, 0 when it is not valid UTF-8. */
static size_t code_point(struct str s, size_t i, int32_t *cp)
{
    unsigned char first = (unsigned char)s.p[i];
    if (first < 0x80) {
        *cp = first;
        return 1;
    }
    size_t rest = s.n - i;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                          (utf8proc_ssize_t)(rest < 4 ? rest : 4), cp);
    return n <= 0 ? 0 : (size_t)n;
}

bool utf8_valid(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        int32_t cp;
        size_t n = code_point(s, i, &cp);
        if (n == 0 || cp == 0)
            return false;
        i += n;
    }
    return true;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

int64_t utf8_count(struct str s)
{
    int64_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += is_continuation(s.p[i]) ? 0 : 1;
    return count;
}

struct str utf8_head(struct str s, int64_t code_points)
{
    size_t end = 0;
    for (int64_t k = 0; k < code_points && end < s.n; k++) {
        end++;
        while (end < s.n && is_continuation(s.p[end]))
            end++;
    }
    return str_sub(s, 0, end);
}

/* What utf8_clean holds back until it knows that something follows. */
struct cleaner {
    char *out;
    size_t n;
    int line_feeds;
    bool blank;
};

static void clean_line_feed(struct cleaner *c)
{
    c->blank = false;
    if (c->line_feeds < 2)
        c->line_feeds++;
}

static void clean_words(struct cleaner *c, const char *p, size_t n)
{
    if (c->n > 0 && c->line_feeds > 0) {
        memset(c->out + c->n, '\n', (size_t)c->line_feeds);
        c->n += (size_t)c->line_feeds;
    } else if (c->n > 0 && c->blank) {
        c->out[c->n++] = ' ';
    }
    c->line_feeds = 0;
    c->blank = false;
    memcpy(c->out + c->n, p, n);
    c->n += n;
}

struct str utf8_clean(struct arena *a, struct str s)
{
    struct cleaner c = {.out = arena_alloc(a, s.n + 1)};
    size_t n;
    for (size_t i = 0; i < s.n; i += n) {
        int32_t cp;
        n = code_point(s, i, &cp);
        if (n == 0) {
            n = 1; /* not UTF-8: the byte is dropped */
            continue;
        }
        if (cp == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue; /* the LF that follows counts */
        if (cp == '\n' || cp == '\r')
            clean_line_feed(&c);
        else if (cp == ' ' || cp == '\t' || cp == 0xa0 || cp == 0x3000)
            c.blank = c.line_feeds == 0;
        else if (cp >= 0x20 && (cp < 0x7f || cp > 0x9f) && cp != 0xfffe && cp != 0xffff)
            clean_words(&c, s.p + i, n);
    }
    return (struct str){.p = c.out, .n = c.n};
}

struct str utf8_fold(struct arena *a, struct str s)
{
    const utf8proc_option_t how =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)s.p;
    if (s.n == 0)
        return STR("");
    utf8proc_ssize_t n = utf8proc_decompose(in, (utf8proc_ssize_t)s.n, NULL, 0, how);
    if (n < 0)
        return str_dup(a, s); /* not UTF-8: compared byte by byte */
    utf8proc_int32_t *cps = NEWS(a, utf8proc_int32_t, (size_t)n + 1);
    n = utf8proc_decompose(in, (utf8proc_ssize_t)s.n, cps, n, how);
    n = utf8proc_reencode(cps, n, how);
    return (struct str){.p = (const char *)cps, .n = (size_t)n};
}

struct str utf8_narrow(char *out, size_t room, struct str s)
{
    size_t n = 0;
    bool wide = false;
    for (size_t i = 0; i < s.n; n++) {
        const unsigned char *p = (const unsigned char *)s.p + i;
        bool three = s.n - i >= 3;
        if (n == room)
            return s;
        if (three && p[0] == 0xEF && (p[1] == 0xBC || (p[1] == 0xBD && p[2] < 0x9F)) &&
            (p[1] == 0xBD || p[2] > 0x80))
            out[n] = (char)(p[2] - 0x60 + (p[1] == 0xBD ? 0x40 : 0));
        else if (three && p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80)
            out[n] = ' ';
        else {
            out[n] = s.p[i++];
            continue;
        }
        wide = true;
        i += 3;
    }
    return wide ? (struct str){.p = out, .n = n} : s;
}
