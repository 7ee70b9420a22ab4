/* SPDX-License-Identifier: Apache-2.0
 * JSON out: a sticky writer into a buffer. JSON in is jansson (strict), reached through
 * json_read() so that a faster strict parser can take its place.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum { JSON_DEPTH_MAX = 32 };

struct json {
    struct buf *out;
    unsigned char comma[JSON_DEPTH_MAX]; /* something was already written at this depth */
    int depth;
    bool keyed; /* a key was just written */
};

void json_init(struct json *w, struct buf *out);
void json_obj(struct json *w); /* { */
void json_obj_end(struct json *w);
void json_arr(struct json *w); /* [ */
void json_arr_end(struct json *w);
void json_key(struct json *w, const char *key);
void json_str(struct json *w, struct str s);   /* invalid UTF-8 becomes U+FFFD */
void json_cstr(struct json *w, const char *s); /* NULL writes null */
void json_i64(struct json *w, int64_t v);
void json_id(struct json *w, int64_t v); /* as a string: beyond 2^53 in browsers */
void json_bool(struct json *w, bool v);
void json_f64(struct json *w, double v); /* shortest form; NaN and infinity write null */
void json_nil(struct json *w);           /* null; jansson has the names json_null, json_real */
void json_time(struct json *w, int64_t at);  /* RFC 3339, +08:00, milliseconds; 0 writes null */
void json_raw(struct json *w, struct str s); /* s is already valid JSON */

/* key and value in one call */
void json_kstr(struct json *w, const char *key, struct str s);
void json_kcstr(struct json *w, const char *key, const char *s);
void json_ki64(struct json *w, const char *key, int64_t v);
void json_kid(struct json *w, const char *key, int64_t v);
void json_kbool(struct json *w, const char *key, bool v);
void json_ktime(struct json *w, const char *key, int64_t at);

/* Parse one document. Refuses duplicate keys, trailing text, bad UTF-8, depth over 32.
 * *out is owned by cx's arena (released with it). ERR_INPUT with line and column. */
struct ctx;
MUST_CHECK enum err json_read(struct ctx *cx, struct str text, json_t **out);

/* The text of a member of an object that this program itself wrote with the writer above; false
 * and *out untouched when it has none of that name. Borrowed from object; a hundredth of what
 * reading it costs. Not for what comes from outside: it looks at nothing but the member. */
bool json_member(struct str object, const char *name, struct str *out)
    __attribute__((warn_unused_result));
