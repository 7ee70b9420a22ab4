/* SPDX-License-Identifier: Apache-2.0
 * One list of fields per struct does parsing, validation, row scan, JSON and OpenAPI schema.
 *
 *     struct demand_new { struct str words; int64_t place_id; bool on_behalf; enum privacy
 * privacy; }; static const struct field demand_new_fields[] = { FIELD(struct demand_new, words,
 * .min = 1, .max = 10000, .zh = "诉求内容", .en = "Words"), FIELD(struct demand_new, privacy,
 * .names = &privacy_names, .zh = "…", .en = "…"),
 *     };
 *
 * Keep it flat: str, i64, bool, enum (int), strs. If it wants nesting, write the function.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

enum field_kind { FIELD_STR, FIELD_I64, FIELD_BOOL, FIELD_ENUM, FIELD_STRS };

/* How an i64 or str looks outside. AS_SELF: number or text. */
enum field_as {
    AS_SELF,
    AS_TIME,   /* i64 ms; JSON: RFC 3339 or a date, null = 0 */
    AS_ID,     /* i64; JSON: decimal string, null = 0 */
    AS_TEXT,   /* str of several lines: a text area */
    AS_NUMBER, /* str: the number people use, check digit verified */
    AS_SECRET, /* str: password or code: never echoed or logged */
    AS_REAL6,  /* i64 millionths of a degree; JSON: real number of degrees */
};

/* Names of an enum: text[value] for value 0..n-1 (NULL = no such value), with labels. */
struct enum_names {
    const char *name;        /* e.g. "privacy": names the OpenAPI schema */
    const char *const *text; /* as in JSON, SQL and mechanisms */
    const char *const *zh;
    const char *const *en;
    int n;
};

struct field {
    const char *name;
    size_t off;
    enum field_kind kind;
    enum field_as as;
    bool required;    /* must be present and, for str, not empty */
    int64_t min, max; /* str: code points (max 0 = 200); i64: value when min or max is set;
                         strs: number of entries, each at most 200 code points */
    const struct enum_names *names;
    const char *zh, *en; /* label */
    const char *options; /* where the choices come from, for the form: "units", "classes",
                            "channels", "grounds:invalid", … NULL = free input */
};

#define FIELD_KIND(x)                                                                          \
    _Generic((x), struct str                                                                   \
             : FIELD_STR, int64_t                                                              \
             : FIELD_I64, bool                                                                 \
             : FIELD_BOOL, struct strs                                                         \
             : FIELD_STRS, int                                                                 \
             : FIELD_ENUM, unsigned                                                            \
             : FIELD_ENUM)
#define FIELD(S, ...) FIELD_ONE(S, __VA_ARGS__, )
#define FIELD_ONE(S, m, ...)                                                                   \
    {                                                                                          \
        .name = #m, .off = offsetof(S, m), .kind = FIELD_KIND(((S *)0)->m), __VA_ARGS__        \
    }
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A struct described: the body of a request, or a row of a table. */
struct shape {
    const char *name; /* e.g. "demand_new": names the OpenAPI schema */
    const struct field *fields;
    size_t n;
    size_t size; /* sizeof the struct */
};
#define SHAPE(nm, S, list)                                                                     \
    {                                                                                          \
        .name = (nm), .fields = (list), .n = COUNT(list), .size = sizeof(S)                    \
    }

struct ctx;

/* Fill *out (zeroed first) from a JSON object: unknown fields refused, types, ranges, UTF-8 and
 * lengths checked. ERR_INPUT naming the field; *out untouched on failure.
 *
 * What is absent, null or blank leaves the zero value; only .required refuses it, so .min binds
 * what was given, and a field that must not be empty says .required. Text is cleaned by
 * utf8_clean (secrets are not) and then measured; only AS_TEXT may have several lines. For i64
 * a .min above 0 without .max has no upper end; AS_REAL6 without limits is -360 … 360 degrees;
 * an AS_ID is not negative. strs without .max: 100 entries, none of them blank. An int without
 * .names is a JSON integer. */
MUST_CHECK enum err shape_parse(struct ctx *cx, const struct shape *s, json_t *in, void *out);
/* The same from form-encoded text pairs (all values are text). strs repeat their key, blank
 * ones are left out; any other key stands once; bool: 1 true on yes, 0 false off no. */
struct pair {
    struct str key, value;
};
MUST_CHECK enum err shape_parse_pairs(struct ctx *cx, const struct shape *s,
                                      const struct pair *in, size_t n, void *out);
/* Writes "key": value pairs into the open object; secrets are left out, here and in the diff.
 */
void shape_json(struct json *w, const struct shape *s, const void *row);
/* Writes pairs only for fields that differ between a and b, with b's values. Returns how many.
 */
int shape_json_diff(struct json *w, const struct shape *s, const void *a, const void *b);
/* Sets in *row the fields that stand in the object; others stay. Reads what shape_json wrote,
 * as it stands: types are checked, limits are not (they may have changed since). ERR_INPUT,
 * *row untouched on failure. */
MUST_CHECK enum err shape_patch(struct ctx *cx, const struct shape *s, json_t *in, void *row);
bool shape_same(const struct shape *s, const void *a, const void *b);
/* JSON Schema (OpenAPI 3.1) object of the shape. */
void shape_schema(struct json *w, const struct shape *s);

const char *enum_text(const struct enum_names *names, int value); /* "" when out of range */
const char *enum_label(const struct enum_names *names, int value,
                       int lang);                                /* lang: enum lang */
int enum_value(const struct enum_names *names, struct str text); /* -1 when unknown */

/* #define PRIVACY_LIST(X) X(PRIVACY_NAMED, "named", "实名", "named") …
 * ENUM_NAMES(privacy, PRIVACY_LIST) defines const struct enum_names privacy_names. */
#define ENUM_ROW_TEXT(id, text, zh, en) [id] = text,
#define ENUM_ROW_ZH(id, text, zh, en) [id] = zh,
#define ENUM_ROW_EN(id, text, zh, en) [id] = en,
#define ENUM_ID(id, text, zh, en) id,
#define ENUM_NAMES(nm, LIST)                                                                   \
    static const char *const nm##_texts_[] = {LIST(ENUM_ROW_TEXT)};                            \
    static const char *const nm##_zhs_[] = {LIST(ENUM_ROW_ZH)};                                \
    static const char *const nm##_ens_[] = {LIST(ENUM_ROW_EN)};                                \
    const struct enum_names nm##_names = {#nm, nm##_texts_, nm##_zhs_, nm##_ens_,              \
                                          (int)(sizeof(nm##_texts_) / sizeof(nm##_texts_[0]))}
