/* SPDX-License-Identifier: Apache-2.0
 * Ledgers out: tables of demands, matters, tasks and events as XLSX or CSV.
 */
#pragma once

#include "base/ctx.h"
#include "doc/sheet_out.h"

/* By the end of the name: .xlsx or .csv. ERR_INPUT otherwise. */
MUST_CHECK enum err ledger_file_kind(struct ctx *cx, const char *path,
                                     enum sheet_out_kind *out);
