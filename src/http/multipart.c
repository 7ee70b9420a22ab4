/* SPDX-License-Identifier: Apache-2.0 */
#include "http/multipart.h"

#include <strings.h>

#include "base/utf8.h"

enum { BOUNDARY_MAX = 70, FILENAME_MAX_POINTS = 120 };

static enum err broken(struct ctx *cx)
{
    return fail(cx, ERR_INPUT, "上传内容的格式有误", "malformed multipart body");
}

static bool boundary_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("'()+_,-./:=?", c));
}

static bool starts_nocase(struct str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && strncasecmp(s.p, prefix, n) == 0;
}

/* ; name=value or ; name="value" behind the first ';' of a header value. Quoted pairs other
 * than \" and \\ are left alone: browsers percent-encode quotes in names instead. False when
 * absent, twice or malformed. */
static bool header_param(struct arena *a, struct str s, const char *name, struct str *out)
{
    bool found = false;
    size_t i = 0;
    while (i < s.n && s.p[i] != ';')
        i++;
    while (i < s.n) {
        while (i < s.n && (s.p[i] == ';' || s.p[i] == ' ' || s.p[i] == '\t'))
            i++;
        size_t key = i;
        while (i < s.n && s.p[i] != '=' && s.p[i] != ';')
            i++;
        if (i == s.n || s.p[i] == ';')
            return found && i == s.n && key == i;
        struct str k = str_sub(s, key, i - key);
        i++;
        char *v = arena_alloc(a, s.n - i + 1);
        size_t n = 0;
        if (i < s.n && s.p[i] == '"') {
            for (i++; i < s.n && s.p[i] != '"'; i++) {
                if (s.p[i] == '\\' && i + 1 < s.n && strchr("\"\\", s.p[i + 1]))
                    i++;
                v[n++] = s.p[i];
            }
            if (i == s.n)
                return false;
            i++;
        } else {
            while (i < s.n && s.p[i] != ';')
                v[n++] = s.p[i++];
        }
        if (k.n == strlen(name) && strncasecmp(k.p, name, k.n) == 0) {
            if (found)
                return false;
            found = true;
            *out = str_trim((struct str){.p = v, .n = n});
        }
    }
    return found;
}

struct str filename_clean(struct arena *a, struct str s)
{
    if (!utf8_valid(s))
        return STR("file");
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '/' || s.p[i] == '\\')
            from = i + 1;
    s = str_sub(s, from, s.n);
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f && s.p[i] != '"')
            p[n++] = s.p[i];
    struct str clean = utf8_head(str_trim((struct str){.p = p, .n = n}), FILENAME_MAX_POINTS);
    if (clean.n == 0 || str_eq_c(clean, ".") || str_eq_c(clean, ".."))
        return STR("file");
    return str_dup(a, clean);
}

/* Where needle begins in s at or behind from, or s.n. */
static size_t find_bytes(struct str s, size_t from, struct str needle)
{
    if (from > s.n)
        return s.n;
    const char *at = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : s.n;
}

static enum err part_header(struct ctx *cx, struct str line, struct part *p)
{
    for (size_t i = 0; i < line.n; i++)
        if ((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t')
            return broken(cx);
    if (starts_nocase(line, "content-type:")) {
        p->type = str_trim(str_sub(line, 13, line.n));
        return OK;
    }
    if (!starts_nocase(line, "content-disposition:"))
        return OK;
    struct str v = str_trim(str_sub(line, 20, line.n)), name;
    if (p->name.n || !starts_nocase(v, "form-data") ||
        !header_param(cx->arena, v, "name", &p->name) || p->name.n == 0 || !utf8_valid(p->name))
        return broken(cx);
    if (header_param(cx->arena, v, "filename", &name))
        p->filename = filename_clean(cx->arena, name);
    return OK;
}

/* The header lines of one part; *at moves behind the empty line. */
static enum err part_headers(struct ctx *cx, struct str body, size_t *at, struct part *p)
{
    size_t from = *at;
    for (;;) {
        size_t end = find_bytes(body, *at, STR("\r\n"));
        if (end == body.n || end - from > MULTIPART_HEADER_MAX)
            return broken(cx);
        struct str line = str_sub(body, *at, end - *at);
        *at = end + 2;
        if (line.n == 0)
            break;
        TRY(part_header(cx, line, p));
    }
    return p->name.n ? OK : broken(cx);
}

static enum err boundary_of(struct ctx *cx, struct str type, struct str *out)
{
    struct str b;
    if (!starts_nocase(type, "multipart/form-data") ||
        !header_param(cx->arena, type, "boundary", &b) || b.n == 0 || b.n > BOUNDARY_MAX)
        return broken(cx);
    for (size_t i = 0; i < b.n; i++)
        if (!boundary_char(b.p[i]))
            return broken(cx);
    *out = b;
    return OK;
}

enum err multipart_parse(struct ctx *cx, struct str type, struct str body, struct part **out,
                         size_t *n)
{
    struct str boundary = {0};
    TRY(boundary_of(cx, type, &boundary));
    struct str mark = str_fmt(cx->arena, "\r\n--%.*s", STR_ARG(boundary));
    struct part *parts = NEWS(cx->arena, struct part, MULTIPART_PARTS_MAX);
    size_t count = 0, at = mark.n - 2;
    if (!str_eq(str_sub(body, 0, at), str_sub(mark, 2, at)))
        return broken(cx);
    while (!str_eq_c(str_sub(body, at, 2), "--")) {
        if (!str_eq_c(str_sub(body, at, 2), "\r\n") || count == MULTIPART_PARTS_MAX)
            return broken(cx);
        at += 2;
        TRY(part_headers(cx, body, &at, &parts[count]));
        size_t end = find_bytes(body, at, mark);
        if (end == body.n)
            return broken(cx);
        parts[count++].body = str_sub(body, at, end - at);
        at = end + mark.n;
    }
    struct str rest = str_sub(body, at + 2, body.n);
    if (rest.n && !str_eq_c(rest, "\r\n"))
        return broken(cx);
    *out = parts;
    *n = count;
    return OK;
}
