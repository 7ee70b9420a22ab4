/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

#include <assert.h>

/* RFC 6265 cookie-octet. */
static bool octet_ok(unsigned char c)
{
    return c == 0x21 || (c >= 0x23 && c <= 0x2b) || (c >= 0x2d && c <= 0x3a) ||
           (c >= 0x3c && c <= 0x5b) || (c >= 0x5d && c <= 0x7e);
}

static bool value_ok(struct str v)
{
    for (size_t i = 0; i < v.n; i++)
        if (!octet_ok((unsigned char)v.p[i]))
            return false;
    return true;
}

struct str cookie_find(struct str header, const char *name)
{
    struct str found = {0};
    bool seen = false;
    for (size_t i = 0; i < header.n;) {
        const char *semi = memchr(header.p + i, ';', header.n - i);
        size_t end = semi ? (size_t)(semi - header.p) : header.n;
        struct str one = str_trim(str_sub(header, i, end - i));
        const char *eq = one.n ? memchr(one.p, '=', one.n) : NULL;
        i = end + 1;
        if (!eq)
            continue;
        size_t at = (size_t)(eq - one.p);
        if (!str_eq_c(str_sub(one, 0, at), name))
            continue;
        if (seen)
            return (struct str){0};
        seen = true;
        found = str_sub(one, at + 1, one.n);
    }
    return value_ok(found) ? found : (struct str){0};
}

struct str cookie_make(struct arena *a, const char *name, struct str value, int64_t age_s,
                       bool secure)
{
    assert(value_ok(value));
    const char *tail = secure ? "; Secure" : "";
    if (age_s < 0)
        return str_fmt(a, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s", name, STR_ARG(value),
                       tail);
    return str_fmt(a, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", name,
                   STR_ARG(value), (long long)age_s, tail);
}
