/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include <utf8proc.h>

#include "base/time.h"

/* The one process-wide setting of this layer: the log has no context to carry it. */
static _Atomic int threshold = LOG_INFO;

enum { LINE_MAX_BYTES = 4096, ROOM_FOR_END = 16 };

struct line {
    char p[LINE_MAX_BYTES];
    size_t n;
    bool cut;
};

static void put(struct line *l, const char *p, size_t n)
{
    if (l->cut || n > sizeof l->p - ROOM_FOR_END - l->n) {
        l->cut = true;
        return;
    }
    memcpy(l->p + l->n, p, n);
    l->n += n;
}

static void put_c(struct line *l, const char *s)
{
    put(l, s, strlen(s));
}

static bool is_bare(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return s.n > 0;
}

/* Bytes of the printable code point at i, 0 when it has to be escaped. */
static size_t printable(struct str s, size_t i)
{
    utf8proc_int32_t cp;
    size_t rest = s.n - i;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                          (utf8proc_ssize_t)(rest < 4 ? rest : 4), &cp);
    if (n <= 0 || cp < 0x20 || cp == '"' || cp == '\\')
        return 0;
    utf8proc_category_t kind = utf8proc_category(cp);
    bool hidden = kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF ||
                  kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP;
    return hidden ? 0 : (size_t)n;
}

static void put_value(struct line *l, struct str s)
{
    if (is_bare(s)) {
        put(l, s.p, s.n);
        return;
    }
    put_c(l, "\"");
    for (size_t i = 0; i < s.n;) {
        size_t n = printable(s, i);
        char escape[8];
        if (n == 0)
            snprintf(escape, sizeof escape, "\\x%02x", (unsigned char)s.p[i]);
        put(l, n == 0 ? escape : s.p + i, n == 0 ? 4 : n);
        i += n == 0 ? 1 : n;
    }
    put_c(l, "\"");
}

void log_set_level(enum log_level level)
{
    atomic_store(&threshold, (int)level);
}

static void write_line(const struct line *l)
{
    /* One call a line, so that lines of several threads do not mix. */
    for (size_t done = 0; done < l->n;) {
        ssize_t n = write(STDERR_FILENO, l->p + done, l->n - done);
        if (n <= 0)
            return; /* a log that cannot be written has nowhere to say so */
        done += (size_t)n;
    }
}

void log_event(enum log_level level, const char *event, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if ((int)level < atomic_load(&threshold))
        return;
    struct line l = {.n = 0};
    char now[TIME_TEXT];
    put_c(&l, time_rfc3339(now, time_wall()));
    put_c(&l, " ");
    put_c(&l, names[level]);
    put_c(&l, " ");
    put_value(&l, str_c(event));
    va_list args;
    va_start(args, event);
    for (const char *key = va_arg(args, const char *); key != NULL;
         key = va_arg(args, const char *)) {
        put_c(&l, " ");
        put_value(&l, str_c(key));
        put_c(&l, "=");
        put_value(&l, str_c(va_arg(args, const char *)));
    }
    va_end(args);
    if (l.cut) {
        memcpy(l.p + l.n, " …", strlen(" …"));
        l.n += strlen(" …");
    }
    l.p[l.n++] = '\n';
    write_line(&l);
}

const char *log_num(char buf[24], int64_t v)
{
    i64_text(buf, v);
    return buf;
}
