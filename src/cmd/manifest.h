/* SPDX-License-Identifier: Apache-2.0
 * What a backup holds: every file with its size and SHA-256, in manifest.json beside them.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

struct held {
    struct str path; /* relative: "huiyin.db", "blobs/ab/cd…" */
    int64_t bytes;
    struct str sha256; /* hex */
};

struct manifest {
    struct held *files;
    size_t n, cap;
    struct str version; /* of the program that made it */
    int64_t jid;
    struct str name; /* the register's */
    int64_t made_at;
};

/* Adds a file that stands under root. */
MUST_CHECK enum err manifest_add(struct ctx *cx, struct manifest *m, const char *root,
                                 struct str path);
struct str manifest_text(struct ctx *cx, const struct manifest *m);
/* ERR_INPUT when it is none, names a path that leads out of its folder, or names one twice. */
MUST_CHECK enum err manifest_parse(struct ctx *cx, struct str text, struct manifest *out);
/* ERR_INPUT naming the file under root that is missing or not what the manifest says. */
MUST_CHECK enum err manifest_check(struct ctx *cx, const struct held *f, const char *root);

/* Copies a file under another root, makes the folders on its way; on disk when it returns. */
MUST_CHECK enum err copy_file(struct ctx *cx, const char *from, const char *to, unsigned mode);
MUST_CHECK enum err make_folders(struct ctx *cx, const char *root, struct str path);
/* Removes a folder and what is in it. Best effort. */
void remove_tree(struct ctx *cx, const char *path);
/* Relative paths of all files under root/name, sorted; those whose name begins with "tmp-" are
 * being written and left out. */
MUST_CHECK enum err list_files(struct ctx *cx, const char *root, const char *name,
                               struct strs *out);
