/* SPDX-License-Identifier: Apache-2.0
 * A file of rules taken into the register as its next version: mechanism, urgent words, boards.
 */
#pragma once

#include "cmd/cmd.h"

struct rules_file {
    const char *shipped; /* the program's own, when the command names no file */
    size_t max;          /* bytes */
    /* Inside db_write: a new version when it differs from the newest. */
    enum err (*store)(struct ctx *cx, const char *file, struct str text, int64_t *version);
    const char *action; /* of the audit */
    struct str name;    /* in the audit; none when the register has one such file */
    const char *path;   /* from here on: what was found */
    struct str text;
    int64_t version;
};

/* Fills path and text from the command's first argument or the shipped file. */
MUST_CHECK enum err rules_file_read(struct cmd *c, struct rules_file *f);
/* Opens the register and stores what was read, as the system's act; fills version. */
MUST_CHECK enum err rules_file_store(struct cmd *c, struct rules_file *f);
