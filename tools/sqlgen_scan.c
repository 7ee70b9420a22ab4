/* SPDX-License-Identifier: Apache-2.0 */
#include "sqlgen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void die(const char *path, int line, const char *fmt, ...)
{
    va_list ap;

    fprintf(stderr, "%s:%d: ", path, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

void *grow(void *array, int *n, size_t size)
{
    char *p = realloc(array, ((size_t)*n + 1) * size);

    if (!p)
        die("sqlgen", 0, "out of memory");
    memset(p + (size_t)(*n)++ * size, 0, size);
    return p;
}

void text_put(struct text *t, const char *p, size_t n)
{
    if (!t->p || t->n + n + 1 > t->cap) {
        t->cap = (t->n + n + 1) * 2;
        t->p = realloc(t->p, t->cap);
        if (!t->p)
            die("sqlgen", 0, "out of memory");
    }
    memcpy(t->p + t->n, p, n);
    t->n += n;
    t->p[t->n] = '\0';
}

void text_fmt(struct text *t, const char *fmt, ...)
{
    char *s = NULL;
    va_list ap;

    va_start(ap, fmt);
    int n = vasprintf(&s, fmt, ap);
    va_end(ap);
    if (n < 0)
        die("sqlgen", 0, "out of memory");
    text_put(t, s, (size_t)n);
    free(s);
}

static enum engine engine_of(const struct scan *s, const char *word)
{
    if (strcmp(word, "") == 0)
        return BOTH;
    if (strcmp(word, "sqlite") == 0)
        return SQLITE;
    if (strcmp(word, "postgres") == 0)
        return POSTGRES;
    die(s->path, s->line, "no such engine: \"%s\" (sqlite or postgres)", word);
}

/* Copies the next word of a comment; returns what follows it. */
static const char *word(const char *p, const char *end, char out[80])
{
    size_t n = 0;

    while (p < end && isspace((unsigned char)*p))
        p++;
    while (p < end && !isspace((unsigned char)*p) && n < 79)
        out[n++] = *p++;
    out[n] = '\0';
    return p;
}

static void check_name(const struct scan *s)
{
    for (const char *c = s->name; *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_')
            die(s->path, s->line, "a name is lower_snake_case: \"%s\"", s->name);
    if (!s->name[0])
        die(s->path, s->line, "\"-- name:\" without a name");
}

/* A comment may be a note to this tool; every other one is dropped. */
static void note(struct scan *s, const char *p, const char *end, bool inside)
{
    char first[80], second[80];
    const char *rest = word(p, end, first);

    rest = word(rest, end, second);
    if (strcmp(first, "name:") == 0) {
        char engine[80];

        if (inside)
            die(s->path, s->line, "the statement before \"%s\" does not end with ;", second);
        memcpy(s->name, second, sizeof s->name);
        check_name(s);
        word(rest, end, engine);
        s->engine = engine_of(s, engine);
    } else if (strcmp(first, "only:") == 0) {
        s->engine = engine_of(s, second);
    } else if (strncmp(first, "shard(", 6) == 0 || strcmp(first, "replicate") == 0) {
        memcpy(s->mark, first, sizeof s->mark);
    }
}

static void skip_comment(struct scan *s, bool inside)
{
    const char *from = s->p + 2;

    s->p += strcspn(s->p, "\n");
    note(s, from, s->p, inside);
}

static void take_quoted(struct scan *s, struct text *out)
{
    const char *from = s->p;
    char quote = *s->p++;
    int line = s->line;

    while (*s->p && *s->p != quote)
        s->line += *s->p++ == '\n';
    if (!*s->p)
        die(s->path, line, "a quote that does not end");
    s->p++;
    text_put(out, from, (size_t)(s->p - from));
}

char *scan_statement(struct scan *s)
{
    struct text out = {0};
    bool blank = false;

    for (;;) {
        unsigned char c = (unsigned char)*s->p;

        if (c == '\0' || c == ';')
            break;
        if (c == '-' && s->p[1] == '-') {
            skip_comment(s, out.n > 0);
            blank = true;
            continue;
        }
        if (isspace(c)) {
            s->line += c == '\n';
            s->p++;
            blank = true;
            continue;
        }
        if (blank && out.n)
            text_put(&out, " ", 1);
        blank = false;
        if (c == '\'' || c == '"')
            take_quoted(s, &out);
        else
            text_put(&out, s->p++, 1);
    }
    if (*s->p == '\0') {
        if (out.n || s->name[0])
            die(s->path, s->line, "the last statement does not end with ;");
        return NULL;
    }
    s->p++;
    if (!out.n)
        die(s->path, s->line, "an empty statement");
    /* "); -- shard(jid)": the rest of the line still belongs to the statement. */
    const char *eol = s->p + strspn(s->p, " \t");
    if (eol[0] == '-' && eol[1] == '-') {
        s->p = eol;
        skip_comment(s, true);
    }
    return out.p;
}

int scan_params(const struct scan *s, const char *text)
{
    bool seen[100] = {false};
    int max = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '\'' || *p == '"') {
            p = strchr(p + 1, *p);
        } else if (*p == '$') {
            char *end;
            long n = strtol(p + 1, &end, 10);

            if (n < 1 || n > 99 || !isdigit((unsigned char)p[1]))
                die(s->path, s->line, "parameters are $1 to $99: \"%.10s\"", p);
            seen[n] = true;
            max = n > max ? (int)n : max;
            p = end - 1;
        } else if (*p == '?' || (*p == ':' && p[1] == ':')) {
            die(s->path, s->line, "\"%.2s\" is not portable; write $n and CAST(… AS …)", p);
        }
    }
    for (int i = 1; i <= max; i++)
        if (!seen[i])
            die(s->path, s->line, "$%d is used, but not $%d", max, i);
    return max;
}
