/* SPDX-License-Identifier: Apache-2.0
 * Files that live as long as a request: tables are written and read by path.
 */
#pragma once

#include "api/call.h"

/* Of a workbook. */
#define TYPE_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* A new name in the data directory; end: ".xlsx", ".csv", or "" for what is looked at. */
const char *temp_path(struct ctx *cx, const char *end);
MUST_CHECK enum err temp_put(struct ctx *cx, const char *path, struct str content);
/* The file as the answer, a download of that name; it is gone from the folder in any case. */
MUST_CHECK enum err temp_send(struct call *c, const char *path, const char *type,
                              struct str name);
