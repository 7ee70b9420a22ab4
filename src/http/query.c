/* SPDX-License-Identifier: Apache-2.0 */
#include "http/query.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte at *i, escapes resolved; *i moves behind it. -1 for a broken escape. */
static int take_byte(struct str in, size_t *i, bool plus, bool *escaped)
{
    char c = in.p[*i];
    *escaped = false;
    if (c == '+' && plus) {
        *i += 1;
        return ' ';
    }
    if (c != '%') {
        *i += 1;
        return (unsigned char)c;
    }
    if (in.n - *i < 3)
        return -1;
    int hi = hex_digit(in.p[*i + 1]), lo = hex_digit(in.p[*i + 2]);
    if (hi < 0 || lo < 0)
        return -1;
    *i += 3;
    *escaped = true;
    return hi * 16 + lo;
}

enum err percent_decode(struct ctx *cx, struct str in, bool plus, struct str *out)
{
    char *p = arena_alloc(cx->arena, in.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.n;) {
        bool escaped;
        int b = take_byte(in, &i, plus, &escaped);
        if (b <= 0)
            return fail(cx, ERR_INPUT, "地址或表单里有错误的转义", "bad percent escape");
        p[n++] = (char)b;
    }
    struct str s = {.p = p, .n = n};
    if (!utf8_valid(s))
        return fail(cx, ERR_INPUT, "地址或表单不是有效的 UTF-8", "not valid UTF-8");
    *out = s;
    return OK;
}

const struct str *pair_find(const struct pair *p, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(p[i].key, key))
            return &p[i].value;
    return NULL;
}

static enum err pair_parse(struct ctx *cx, struct str in, struct pair *out)
{
    const char *eq = memchr(in.p, '=', in.n);
    size_t at = eq ? (size_t)(eq - in.p) : in.n;
    TRY(percent_decode(cx, str_sub(in, 0, at), true, &out->key));
    if (out->key.n == 0)
        return fail(cx, ERR_INPUT, "参数没有名称", "a parameter has no name");
    return percent_decode(cx, str_sub(in, at + 1, in.n), true, &out->value);
}

enum err query_parse(struct ctx *cx, struct str in, struct pair **out, size_t *n)
{
    struct pair *pairs = NEWS(cx->arena, struct pair, QUERY_PAIRS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < in.n;) {
        const char *amp = memchr(in.p + i, '&', in.n - i);
        size_t end = amp ? (size_t)(amp - in.p) : in.n;
        if (end > i) {
            struct pair one = {0};
            if (count == QUERY_PAIRS_MAX)
                return fail(cx, ERR_INPUT, "参数太多", "too many parameters");
            TRY(pair_parse(cx, str_sub(in, i, end - i), &one));
            /* Two values of one name are read differently by different programs. */
            for (size_t k = 0; k < count; k++)
                if (str_eq(pairs[k].key, one.key))
                    return fail(cx, ERR_INPUT, "参数 %.*s 出现两次", "parameter %.*s twice",
                                STR_ARG(one.key));
            pairs[count++] = one;
        }
        i = end + 1;
    }
    *out = pairs;
    *n = count;
    return OK;
}

static bool segments_are_plain(struct str path)
{
    for (size_t i = 0; i < path.n;) {
        size_t from = i + 1, end = from; /* path.p[i] is '/' */
        while (end < path.n && path.p[end] != '/')
            end++;
        struct str seg = str_sub(path, from, end - from);
        if (seg.n == 0 && end < path.n)
            return false;
        if (str_eq_c(seg, ".") || str_eq_c(seg, ".."))
            return false;
        i = end;
    }
    return true;
}

enum err path_parse(struct ctx *cx, struct str raw, struct str *out)
{
    if (raw.n == 0 || raw.p[0] != '/' || raw.n > PATH_BYTES_MAX)
        return fail(cx, ERR_INPUT, "请求地址无效", "invalid request path");
    char *p = arena_alloc(cx->arena, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n;) {
        bool escaped;
        int b = take_byte(raw, &i, false, &escaped);
        if (b < 0x20 || b == 0x7f || b == '\\' || (escaped && (b == '/' || b == '%')))
            return fail(cx, ERR_INPUT, "请求地址无效", "invalid request path");
        p[n++] = (char)b;
    }
    struct str s = {.p = p, .n = n};
    if (!utf8_valid(s) || !segments_are_plain(s))
        return fail(cx, ERR_INPUT, "请求地址无效", "invalid request path");
    *out = s;
    return OK;
}
