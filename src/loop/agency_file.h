/* SPDX-License-Identifier: Apache-2.0
 * The agency list as a table: read from XLSX or CSV row by row with what is wrong in which
 * column, written so that it comes back as it went out, put in the place of the one before.
 */
#pragma once

#include "core/agency.h"
#include "loop/directory_file.h"

struct agency_read {
    struct agency *rows; /* those without a fault */
    size_t n;
    struct directory_fault *faults; /* at most DIRECTORY_FAULTS_MAX of faults_all */
    size_t faults_n, faults_all;
};

/* name: what messages call the file, NULL = its own. Exits are those of the register's
 * mechanism. ERR_INPUT for a file that is none, lacks a column or has no row; what is wrong
 * with a row is a fault. */
MUST_CHECK enum err agency_file_read(struct ctx *cx, const char *path, const char *name,
                                     struct agency_read *out);
/* .xlsx or .csv by the path's end. */
MUST_CHECK enum err agency_file_write(struct ctx *cx, const char *path, const struct agency *a,
                                      size_t n);
/* What is wrong with an agency beside those before it: one sentence, at a member of struct
 * agency; NULL when nothing is. Its exits are known already. */
const char *agency_fault(struct ctx *cx, const struct agency *before, size_t n,
                         const struct agency *a, struct str *sentence);
/* Exits by their names; a code that the mechanism no longer has stays a code. */
struct str agency_exits(struct ctx *cx, struct str exits);
/* In place of the list, whatever its version, with an event on the register's root unit.
 * cx->actor acts. */
MUST_CHECK enum err agencies_enforce(struct ctx *cx, const struct agency *a, size_t n);

/* What differs, by name. */
struct agency_change {
    const struct agency *before, *after; /* one is NULL: added, removed */
};
void agencies_diff(struct ctx *cx, const struct agency *a, size_t a_n, const struct agency *b,
                   size_t b_n, struct agency_change **out, size_t *n);

/* "电话：…；地址：…；受理时间：…", what is known of it. */
struct str agency_contact(struct ctx *cx, const struct agency *a);
