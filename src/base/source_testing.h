/* SPDX-License-Identifier: Apache-2.0
 * For tests only: files of the source tree, found by HUIYIN_SOURCE.
 */
#pragma once

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/testing.h"

enum { SOURCE_BYTES = 1 << 20 };

/* The whole file, ended by a NUL behind it; fails the test when there is none. */
static inline struct str source_text(struct arena *a, const char *name)
{
    const char *root = getenv("HUIYIN_SOURCE");
    assert_non_null(root);
    FILE *f = fopen(str_fmt(a, "%s/%s", root, name).p, "rb");
    if (!f)
        fail_msg("%s is missing", name);
    char *p = arena_alloc(a, SOURCE_BYTES);
    size_t n = fread(p, 1, SOURCE_BYTES - 1, f);
    (void)fclose(f);
    assert_true(n > 0 && n < SOURCE_BYTES - 1);
    p[n] = '\0';
    return (struct str){p, n};
}

/* The schema file is what the program's table says; prints the right text when it is not. */
static inline void assert_schema_file(struct arena *a, void (*schema)(struct json *w),
                                      const char *name)
{
    struct buf b;
    struct json w;
    buf_init(&b, a, SOURCE_BYTES);
    json_init(&w, &b);
    schema(&w);
    json_t *made = json_loads(buf_done(&b).p, 0, NULL);
    json_t *file = json_loads(source_text(a, name).p, 0, NULL);
    assert_non_null(made);
    if (!file || !json_equal(made, file)) {
        (void)json_dumpf(made, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
        fail_msg("%s differs from the program's table", name);
    }
    json_decref(file);
    json_decref(made);
}
