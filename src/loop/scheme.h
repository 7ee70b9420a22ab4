/* SPDX-License-Identifier: Apache-2.0
 * Class schemes beside the mechanism's own classes (the thirteen fields of one city are not the
 * thirteen types of another district, nor "seven haves", nor a national list of three levels),
 * and tables that carry the class of a demand over into one of them. Both are versions, each in
 * force from a day until a later one is; a demand goes by those of the day on which it was
 * recorded, so that figures of the past stay when a scheme or a table changes.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"
#include "core/mechanism.h"

enum { SCHEME_ENTRIES_MAX = 20000 };

struct scheme_version {
    struct str scheme;
    int64_t version, from_day;
    struct str name, source;
    int64_t entries, made_at;
};
extern const struct shape scheme_version_shape;
struct scheme_entry {
    int64_t serial;
    struct str code, parent, name;
};
struct scheme_map_entry {
    struct str class, code; /* code "": counted nowhere */
};

/* A table file. A scheme: code, name, parent; or three columns of names, one for each level
 * (类别 by 一级、二级、三级), whose codes are made in their order. ERR_INPUT with the row. */
MUST_CHECK enum err scheme_read(struct ctx *cx, const char *path, struct scheme_entry **out,
                                size_t *n);
/* class (code or name of the mechanism's), code of the scheme as of the day. */
MUST_CHECK enum err scheme_map_read(struct ctx *cx, const char *path, struct str scheme,
                                    int64_t day, struct scheme_map_entry **out, size_t *n);

/* What a new version would change, by code. kind: "added", "removed", "renamed", "moved". */
struct scheme_change {
    const char *kind;
    struct str code, before, after;
};
MUST_CHECK enum err scheme_diff(struct ctx *cx, struct str scheme,
                                const struct scheme_entry *after, size_t n,
                                struct scheme_change **out, size_t *changes);

/* A new version, told to the audit. ERR_INPUT when from_day is not after that of the version
 * before. cx->db NULL. */
MUST_CHECK enum err scheme_put(struct ctx *cx, struct scheme_version *v,
                               const struct scheme_entry *entries, size_t n);
MUST_CHECK enum err scheme_map_put(struct ctx *cx, struct scheme_version *v,
                                   const struct scheme_map_entry *entries, size_t n);

struct scheme_count {
    struct str code, name;
    int64_t n;
};
/* Demands recorded in [from, to) (ms) by a scheme, each under the table of its day: the
 * scheme's entries in their order with what falls under them, then code "" for what has no
 * class or is carried over nowhere. scheme "": the mechanism's own classes. cx->db set. */
MUST_CHECK enum err scheme_counts(struct ctx *cx, struct str scheme, int64_t from, int64_t to,
                                  struct scheme_count **out, size_t *n);
/* The codes of the version that is in force on a day, none counted. ERR_NOT_FOUND. */
MUST_CHECK enum err scheme_codes(struct ctx *cx, struct str scheme, int64_t day,
                                 struct scheme_count **out, size_t *n);
MUST_CHECK enum err scheme_list(struct ctx *cx, struct scheme_version **out, size_t *n);
