/* SPDX-License-Identifier: Apache-2.0
 * Class schemes as the administrator keeps them: which there are, a file of a scheme or of its
 * table looked at and then taken, and the same file out again.
 */
#pragma once

#include "base/json.h"
#include "loop/scheme.h"

/* "schemes", each with its "versions" and "tables", the newest first, and "mechanisms", into
 * the open object. */
MUST_CHECK enum err schemes_json(struct ctx *cx, struct json *j);

struct scheme_classes_query {
    struct str scheme; /* "" = the register's own */
};
extern const struct shape scheme_classes_shape;
/* "name", "classes" it ever had, in their order. ERR_NOT_FOUND. */
MUST_CHECK enum err scheme_classes_json(struct ctx *cx, const struct scheme_classes_query *q,
                                        struct json *j);

/* ---- a file in and out ---- */

struct scheme_put_query {
    struct str scheme, name, source;
    int64_t from; /* the day in force from, ms; 0 = today */
    bool table, dry_run;
};
extern const struct shape scheme_put_shape;
/* What a file says and would change: "entries", "faults", "changes" (at most 300 of
 * "changes_all") with "added", "removed", "renamed", "moved" as numbers, into the open object;
 * *f is what it holds. Nothing is written. cx->db set. ERR_INPUT, ERR_NOT_FOUND: a table of no
 * scheme. */
MUST_CHECK enum err scheme_look_json(struct ctx *cx, const struct scheme_put_query *q,
                                     const char *path, struct scheme_file *f, struct json *j);
/* Takes it: *v is the new version. cx->db NULL. ERR_INPUT with a fault; as scheme_put. */
MUST_CHECK enum err scheme_take(struct ctx *cx, const struct scheme_put_query *q,
                                const struct scheme_file *f, struct scheme_version *v);

struct scheme_file_query {
    struct str scheme;
    int64_t version;
    bool table;
};
extern const struct shape scheme_file_shape;
