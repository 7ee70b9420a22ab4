/* SPDX-License-Identifier: Apache-2.0
 * Ledgers out: demands (all, or of one level), matters, tasks and events as XLSX or CSV, with
 * the columns of rules.md B7-6 under the titles that an import knows again. What stands in one
 * file is one state of the register. Every export is an event of the root unit; personal data
 * is masked unless a reason is given, which the event keeps.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "doc/columns.h"
#include "doc/sheet_out.h"

struct ledger_export {
    const char *path;  /* .xlsx or .csv; replaced whole */
    struct str ledger; /* a name of ledger_name() */
    bool unmasked;
    struct str reason;                  /* required with unmasked */
    struct str upstream, upstream_name; /* moved_up: only what went to this one; empty = all */
    int64_t at;                         /* a ledger of demands as it stood then, ms; 0 = now */
    /* A choice of demands (loop/ledger_pick.h) instead of all of the ledger, in this order, and
     * how they were chosen, a JSON object for the record. The reader is let go before that. */
    const int64_t *ids;
    size_t ids_n;
    struct str picked;
    /* Of a ledger of demands one column more: where each stands in this scheme; empty = none.
     */
    struct str scheme;
};

/* Names of the ledgers and what they hold; NULL past the last. */
const char *ledger_name(size_t i);
const char *ledger_label(size_t i, enum lang lang);

/* cx->db: a read connection without a snapshot; cx->app may write (the event). *rows = how many
 * were written. ERR_INPUT for name, path or a missing reason; ERR_TOO_LARGE names the cell. */
MUST_CHECK enum err ledger_export(struct ctx *cx, const struct ledger_export *job,
                                  int64_t *rows);

/* By the end of the name: .xlsx or .csv. ERR_INPUT otherwise. */
MUST_CHECK enum err ledger_file_kind(struct ctx *cx, const char *path,
                                     enum sheet_out_kind *out);
/* Whether a row is the header of a ledger exported here, all its titles in any order; *out says
 * what its columns are read as. *record: its name when nothing reads it back (events,
 * moved_up), else NULL. */
bool ledger_of_header(struct ctx *cx, const struct row *header, struct mapping *out,
                      const char **record);
