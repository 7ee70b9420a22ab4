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

enum { SCHEME_ENTRIES_MAX = 20000, SCHEME_CODE_MAX = 40 };

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

/* What a file holds. A row with a fault is left out; nothing is taken of a file with one. */
struct scheme_fault {
    int64_t row;
    struct str column; /* as the file's head calls it */
    struct str reason;
};
enum { SCHEME_FAULTS_MAX = 50 };
struct scheme_file {
    struct scheme_entry *entries; /* of a scheme */
    struct scheme_map_entry *map; /* of a table */
    size_t n;
    struct scheme_fault faults[SCHEME_FAULTS_MAX];
    size_t faults_n, faults_all;
};
/* A table file (XLSX, CSV). A scheme: code, name, parent; or three columns of names, one for
 * each level (一级、二级、三级分类), whose codes are made in their order. ERR_INPUT for a file
 * that is none, has another head or no row. */
MUST_CHECK enum err scheme_read(struct ctx *cx, const char *path, struct scheme_file *out);
/* class (code or name of the mechanism's), code of the scheme as of the day, "" = nowhere.
 * cx->db set. ERR_NOT_FOUND: no such scheme on that day. */
MUST_CHECK enum err scheme_map_read(struct ctx *cx, const char *path, struct str scheme,
                                    int64_t day, struct scheme_file *out);
/* ERR_INPUT with the first fault, where there is one. */
MUST_CHECK enum err scheme_file_whole(struct ctx *cx, const struct scheme_file *f);
/* The same files out, by the path's end .xlsx or .csv. cx->db set. ERR_NOT_FOUND. */
MUST_CHECK enum err scheme_write(struct ctx *cx, struct str scheme, int64_t version,
                                 const char *path);
MUST_CHECK enum err scheme_map_write(struct ctx *cx, struct str scheme, int64_t version,
                                     const char *path);

/* What a new version would change, by code; of a table by class. kind: "added", "removed",
 * "renamed", "moved". cx->db set. */
struct scheme_change {
    const char *kind;
    struct str code, before, after;
};
MUST_CHECK enum err scheme_diff(struct ctx *cx, struct str scheme,
                                const struct scheme_entry *after, size_t n,
                                struct scheme_change **out, size_t *changes);
MUST_CHECK enum err scheme_map_diff(struct ctx *cx, struct str scheme,
                                    const struct scheme_map_entry *after, size_t n,
                                    struct scheme_change **out, size_t *changes);

/* What a new version is answered with, {"version", "entries"}; kept under the request's key. */
struct str scheme_put_answer(struct ctx *cx, const struct scheme_version *v);
/* A new version, told to the audit. ERR_INPUT when from_day is not after that of the version
 * before, or the scheme's code has other signs than a-z, 0-9, "-", "_". cx->db NULL. */
MUST_CHECK enum err scheme_put(struct ctx *cx, struct scheme_version *v,
                               const struct scheme_entry *entries, size_t n);
MUST_CHECK enum err scheme_map_put(struct ctx *cx, struct scheme_version *v,
                                   const struct scheme_map_entry *entries, size_t n);

/* The entries of the version that is in force on a day. ERR_NOT_FOUND. */
MUST_CHECK enum err scheme_codes(struct ctx *cx, struct str scheme, int64_t day,
                                 struct scheme_entry **out, size_t *n);
MUST_CHECK enum err scheme_list(struct ctx *cx, struct scheme_version **out, size_t *n);
