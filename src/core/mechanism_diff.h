/* SPDX-License-Identifier: Apache-2.0
 * What differs between two versions of a mechanism, told member by member: rows of a list are
 * known again by their code, else by the words that say what they are for.
 */
#pragma once

#include <jansson.h>

#include "base/ctx.h"
#include "base/json.h"

enum { MECHANISM_DIFF_MAX = 500 };

struct mechanism_difference {
    struct str where;         /* "limits › rows › screen › length" */
    struct str before, after; /* JSON, cut at some 200 characters; "" = not there */
};
struct mechanism_diff {
    struct mechanism_difference p[MECHANISM_DIFF_MAX];
    size_t n, more; /* more: beyond the list */
};

/* *out lives in cx's arena. */
void mechanism_diff(struct ctx *cx, json_t *before, json_t *after, struct mechanism_diff **out);
/* Of a text that is not loaded (canonical, as mechanism_read gives it) from the newest version
 * of that name; *version 0: there is none, everything is new. cx->db set. */
MUST_CHECK enum err mechanism_diff_text(struct ctx *cx, struct str name, struct str text,
                                        struct mechanism_diff **out, int64_t *version);
/* Members of the open object: "name", "version", "before" (its version), "differences" and
 * "more", of a version from the one before it. name "": the mechanism in force. ERR_NOT_FOUND.
 */
MUST_CHECK enum err mechanism_version_json(struct ctx *cx, struct str name, int64_t version,
                                           struct json *w);
void mechanism_diff_json(struct json *w, const struct mechanism_diff *d);
