/* SPDX-License-Identifier: Apache-2.0
 * The dispatch directory as JSON, alike for the interface and the command line. Members of the
 * open object.
 */
#pragma once

#include "loop/directory_file.h"
#include "loop/directory_report.h"

void directory_version_json(struct ctx *cx, struct json *j, const struct directory_version *v);
void directory_entry_json(struct ctx *cx, struct json *j, const struct directory_entry *e);
void directory_columns_json(struct ctx *cx, struct json *j);
/* "faults", "faults_all". */
void directory_faults_json(struct json *j, const struct directory_fault *f, size_t n,
                           size_t all);
/* The same, "rows", "entries_read". */
void directory_read_json(struct json *j, const struct directory_read *r);
/* "added", "removed", "changed" as numbers, "changes" one by one. */
void directory_changes_json(struct ctx *cx, struct json *j, const struct directory_change *c,
                            size_t n);
/* "counts" and "returns". */
MUST_CHECK enum err directory_report_json(struct ctx *cx, struct json *j, int64_t version,
                                          int64_t least, int64_t least_new);
