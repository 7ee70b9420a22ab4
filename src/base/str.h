/* SPDX-License-Identifier: Apache-2.0
 * Strings from outside: pointer and length. Arena strings are NUL-terminated as well.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
    const char
        *p;   /* never NULL after str_*; may be NULL only in {0}, which is the empty string */
    size_t n; /* bytes */
};

struct strs {
    struct str *p;
    size_t n;
};

#define STR(lit) ((struct str){.p = "" lit, .n = sizeof(lit) - 1})
/* The same in the initializer of a static table, where a compound literal is no constant. */
#define STR_INIT(lit)                                                                          \
    {                                                                                          \
        .p = "" lit, .n = sizeof(lit) - 1                                                      \
    }
/* printf("%.*s", STR_ARG(s)) */
#define STR_ARG(s) (int)(s).n, ((s).p ? (s).p : "")

struct str str_c(const char *c); /* NULL gives the empty string; borrows c */
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *b);
int str_cmp(struct str a, struct str b); /* byte order, as SQL's BINARY */
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
bool str_has(struct str s, const char *needle);
struct str str_trim(struct str s); /* ASCII white space and U+3000, U+00A0, U+FEFF */
struct str str_sub(struct str s, size_t from, size_t n); /* clipped to s */
/* Decimal, whole string, optional '-'. False and *out untouched when not a number or too large.
 */
bool str_i64(struct str s, int64_t *out) __attribute__((warn_unused_result));

/* Copies in the arena, NUL-terminated. */
struct str str_dup(struct arena *a, struct str s);
char *str_cdup(struct arena *a, struct str s);
struct str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Numbers by digits: a format string costs ten times as much. */
enum { I64_TEXT = 21 };
size_t i64_text(char out[I64_TEXT], int64_t v); /* length; NUL-terminated */
struct str str_of_i64(struct arena *a, int64_t v);
/* Splits at every occurrence of sep (one byte); an empty string gives one empty part. */
struct strs str_split(struct arena *a, struct str s, char sep);
