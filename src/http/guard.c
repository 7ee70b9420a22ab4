/* SPDX-License-Identifier: Apache-2.0 */
#include "http/guard.h"

#include <arpa/inet.h>
#include <strings.h>

static bool name_is(struct str s, const char *name)
{
    return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static bool token_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", c))
            return false;
    }
    return s.n > 0;
}

static bool value_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool host_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!plain && !strchr(".-_:[]", c))
            return false;
    }
    return s.n > 0 && s.n <= 255;
}

static bool digits_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0 && s.n <= 15;
}

struct seen {
    int hosts, lengths, encodings;
    struct str length;
};

static const char *header_reason(const struct http_header *h, struct seen *seen)
{
    if (!token_ok(h->name))
        return "bad header name";
    if (!value_ok(h->value))
        return "control character in a header";
    if (name_is(h->name, "Host")) {
        seen->hosts++;
        return host_ok(h->value) ? NULL : "bad Host";
    }
    if (name_is(h->name, "Content-Length")) {
        seen->lengths++;
        seen->length = h->value;
        return digits_ok(h->value) ? NULL : "bad Content-Length";
    }
    if (name_is(h->name, "Transfer-Encoding")) {
        seen->encodings++;
        return name_is(h->value, "chunked") ? NULL : "unknown Transfer-Encoding";
    }
    if (name_is(h->name, "Expect"))
        return name_is(h->value, "100-continue") ? NULL : "unknown Expect";
    return NULL;
}

const char *guard_reason(enum http_method m, struct str version, const struct http_header *h,
                         size_t n)
{
    struct seen seen = {0};
    if (!str_eq_c(version, "HTTP/1.1") && !str_eq_c(version, "HTTP/1.0"))
        return "unknown version";
    for (size_t i = 0; i < n; i++) {
        const char *why = header_reason(&h[i], &seen);
        if (why)
            return why;
    }
    if (seen.hosts != 1)
        return seen.hosts ? "two Hosts" : "no Host";
    if (seen.lengths > 1)
        return "two Content-Lengths";
    if (seen.encodings > 1)
        return "two Transfer-Encodings";
    if (seen.encodings && seen.lengths)
        return "Content-Length and Transfer-Encoding";
    if (seen.encodings && str_eq_c(version, "HTTP/1.0"))
        return "chunks in HTTP/1.0";
    bool body = seen.encodings || (seen.lengths && !str_eq_c(seen.length, "0"));
    if ((m == HTTP_GET || m == HTTP_HEAD) && body)
        return "body where none belongs";
    return NULL;
}

int64_t guard_length(const struct http_header *h, size_t n)
{
    int64_t length = 0;
    for (size_t i = 0; i < n; i++) {
        if (name_is(h[i].name, "Transfer-Encoding"))
            return -1;
        if (name_is(h[i].name, "Content-Length") && !str_i64(h[i].value, &length))
            return 0; /* cannot be: guarded */
    }
    return length;
}

static bool canonical(const char *text, char out[HTTP_ADDRESS])
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return inet_ntop(AF_INET, &v4, out, HTTP_ADDRESS) != NULL;
    if (inet_pton(AF_INET6, text, &v6) != 1)
        return false;
    if (IN6_IS_ADDR_V4MAPPED(&v6))
        return inet_ntop(AF_INET, &v6.s6_addr[12], out, HTTP_ADDRESS) != NULL;
    return inet_ntop(AF_INET6, &v6, out, HTTP_ADDRESS) != NULL;
}

bool guard_is_proxy(const char *address, const char *const *proxies, size_t proxies_n)
{
    char a[HTTP_ADDRESS], b[HTTP_ADDRESS];
    if (!canonical(address, a))
        return false;
    for (size_t i = 0; i < proxies_n; i++)
        if (canonical(proxies[i], b) && strcmp(a, b) == 0)
            return true;
    return false;
}

bool guard_address(const char *peer, struct str forwarded_for, const char *const *proxies,
                   size_t proxies_n, char out[HTTP_ADDRESS])
{
    if (!canonical(peer, out))
        return false;
    size_t end = forwarded_for.n;
    while (end > 0 && guard_is_proxy(out, proxies, proxies_n)) {
        size_t from = end;
        while (from > 0 && forwarded_for.p[from - 1] != ',')
            from--;
        struct str one = str_trim(str_sub(forwarded_for, from, end - from));
        char text[HTTP_ADDRESS], next[HTTP_ADDRESS];
        if (one.n >= sizeof text)
            return true;
        memcpy(text, one.p ? one.p : "", one.n);
        text[one.n] = '\0';
        /* What is no address was not written by our proxy: the last believed one stands. */
        if (!canonical(text, next))
            return true;
        memcpy(out, next, HTTP_ADDRESS);
        end = from > 0 ? from - 1 : 0;
    }
    return true;
}
