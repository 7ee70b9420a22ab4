/* SPDX-License-Identifier: Apache-2.0
 * Request targets and form-encoded text, strict: bad escapes, NUL, invalid UTF-8, a key twice
 * and more than QUERY_PAIRS_MAX pairs are refused, never repaired. ERR_INPUT throughout.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

enum { QUERY_PAIRS_MAX = 64, PATH_BYTES_MAX = 1024 };

/* '%' escapes, and '+' as a blank when plus is set. */
MUST_CHECK enum err percent_decode(struct ctx *cx, struct str in, bool plus, struct str *out);
/* "a=1&b=%E4%B8%AD": a query string or a body of application/x-www-form-urlencoded. */
MUST_CHECK enum err query_parse(struct ctx *cx, struct str in, struct pair **out, size_t *n);
/* The path of a request target: begins with '/', decoded, without empty, "." and ".." segments
 * (one '/' at the end is allowed), without back slashes and control characters; an escape may
 * not hide a '/' or a '%'. */
MUST_CHECK enum err path_parse(struct ctx *cx, struct str raw, struct str *out);

/* The value, or NULL when the key is absent. */
const struct str *pair_find(const struct pair *p, size_t n, const char *key);
