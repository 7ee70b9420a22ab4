/* SPDX-License-Identifier: Apache-2.0
 * The dispatch directory as a table: read from XLSX or CSV row by row with what is wrong in
 * which column, written so that it comes back as it went out, and compared entry by entry.
 */
#pragma once

#include "core/directory.h"
#include "doc/columns.h"

/* X(id, name, title, English title) in the order of an export. */
#define DIRECTORY_COLUMN_LIST(X)                                                               \
    X(DIRECTORY_SERIAL, "serial", "序号", "No.")                                               \
    X(DIRECTORY_CLASS_CODE, "class_code", "类别代码", "Class code")                            \
    X(DIRECTORY_CLASS, "class", "类别", "Class")                                               \
    X(DIRECTORY_PLACE_CODE, "place_code", "区划代码", "Division code")                         \
    X(DIRECTORY_PLACE, "place", "适用区域", "Where")                                           \
    X(DIRECTORY_LEAD, "lead", "主办单位", "Lead")                                              \
    X(DIRECTORY_HELPERS, "helpers", "协办单位", "Helpers")                                     \
    X(DIRECTORY_LEVEL, "lvl", "责任层级", "Level")                                             \
    X(DIRECTORY_LIMIT, "limit", "办结时限", "Closing limit")                                   \
    X(DIRECTORY_CHARGE, "charge", "职责类别", "Whose duty")                                    \
    X(DIRECTORY_BASIS, "basis", "法律依据", "Legal basis")                                     \
    X(DIRECTORY_NOTE, "note", "备注", "Note")
enum directory_column { DIRECTORY_COLUMN_LIST(ENUM_ID) DIRECTORY_COLUMN__MAX };
extern const struct targets directory_targets;
const char *directory_title(const struct ctx *cx, enum directory_column c);

/* What the cell of an entry says to a reader; an export is written in Chinese, and comes in
 * again. */
struct str directory_cell(struct ctx *cx, const struct directory_entry *e,
                          enum directory_column c, enum lang lang);

struct directory_fault {
    int64_t row; /* as a spreadsheet program shows it */
    struct str column, reason;
};

enum { DIRECTORY_FAULTS_MAX = 200 };
struct directory_read {
    struct directory_entry *entries; /* those without a fault */
    size_t n;
    struct directory_fault *faults; /* at most DIRECTORY_FAULTS_MAX of faults_all */
    size_t faults_n, faults_all;
    int64_t rows;
    struct mapping map;
};

/* from_day: units are to be in use on that day. name: what messages call the file. ERR_INPUT
 * for a file that is none or lacks a column; what is wrong with a row is a fault. */
MUST_CHECK enum err directory_file_read(struct ctx *cx, const char *path, const char *name,
                                        int64_t from_day, struct directory_read *out);
/* The same from bytes. */
MUST_CHECK enum err directory_bytes_read(struct ctx *cx, struct str bytes, const char *name,
                                         int64_t from_day, struct directory_read *out);
/* .xlsx or .csv by the path's end. */
MUST_CHECK enum err directory_file_write(struct ctx *cx, const char *path,
                                         const struct directory_entry *e, size_t n);

/* What differs between two versions. Entries are the same when class and place are. */
struct directory_change {
    const struct directory_entry *before, *after; /* one is NULL: added, removed */
    uint32_t columns;                             /* BIT(directory_column): changed */
};
void directory_diff(struct ctx *cx, const struct directory_entry *a, size_t a_n,
                    const struct directory_entry *b, size_t b_n, struct directory_change **out,
                    size_t *n);
