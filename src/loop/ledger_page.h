/* SPDX-License-Identifier: Apache-2.0
 * A choice out of the ledgers (loop/ledger_pick.h) as people read it: a page of rows with the
 * totals, a file, a sheet of paper. The columns are those of rules.md B7-6. Names, telephones
 * and addresses are masked, and who asked for confidence is not told of.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"
#include "loop/ledger_pick.h"

/* Writes "unit", "units", "as_of", "columns", "rows", "first", "n", "pages", "page" and
 * "totals" into the open object. cx->db: a snapshot. As of ledger_pick. */
MUST_CHECK enum err ledger_page_json(struct ctx *cx, const struct ledger_query *q,
                                     struct json *j);
/* The whole choice as XLSX at path, recorded as an export. cx->db: a read connection without a
 * snapshot; it is let go. */
MUST_CHECK enum err ledger_page_file(struct ctx *cx, const struct ledger_query *q,
                                     const char *path, int64_t *rows);
/* The same to print on A3 across, recorded as well. ERR_LIMIT past LEDGER_PRINT_MAX rows. */
enum { LEDGER_PRINT_MAX = 2000 };
MUST_CHECK enum err ledger_page_print(struct ctx *cx, const struct ledger_query *q,
                                      struct str *out);
/* "社区级台账 2026-11-20" */
struct str ledger_page_title(struct ctx *cx, const struct ledger_query *q);
/* "2026-11-20": the past day that was asked for, else today. */
struct str ledger_page_day(struct ctx *cx, struct str as_of);
