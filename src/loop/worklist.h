/* SPDX-License-Identifier: Apache-2.0
 * "What must I do next": one list of demands, matters and tasks as one unit sees them,
 * keyset-paged.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"
#include "core/words.h"

struct worklist_query {
    struct str list;  /* act (default), mine, part, open, all, overdue, urgent, again, returned,
                         state, track */
    struct str sort;  /* due (default), changed, born, num, urgent, lvl */
    struct str dir;   /* asc (default for due), desc */
    struct str after; /* cursor of the row before; empty = first page */
    struct str subject, state; /* for list=state */
    struct str track;          /* for list=track: a code of the mechanism's tracks */
    int64_t unit;  /* through which unit; 0 = the home unit, or the first that has a role */
    int64_t limit; /* 1..100, 0 = 20 */
};
extern const struct shape worklist_query_shape;
/* ERR_INPUT at list or sort when it is none. */
MUST_CHECK enum err worklist_known(struct ctx *cx, const struct worklist_query *q);

/* Through which unit the actor looks: the wanted one, else the home unit, else the first that
 * has a role; 0 for an administrator. ERR_DENIED when the actor holds no role there. */
MUST_CHECK enum err worklist_unit(struct ctx *cx, int64_t wanted, int64_t *unit);

/* While an officer stands in for others (core/absence.h), "mine" shows and counts theirs too;
 * such a row says for whom ("for_name"). Writes "rows", "next" (cursor or null), "capped" (the
 * sort has no index and looked through the first 10,000 rows only: narrow), "unit" and "counts"
 * (by part.subject.state) into the open object. ERR_DENIED when the actor holds no role in that
 * unit. A row tells the beginning of the first demand's words and its citizen's wish for
 * privacy, except where the actor's unit is complained about; confidential words are left out.
 */
MUST_CHECK enum err worklist_json(struct ctx *cx, const struct worklist_query *q,
                                  struct json *j);

/* The rows of all its pages as a workbook, in Chinese; `after` and `limit` are not looked at.
 * Recorded as an export. ERR_LIMIT past WORKLIST_FILE_ROWS; else as worklist_json. Takes a
 * snapshot; gives cx->db back and sets it to NULL. */
enum { WORKLIST_FILE_ROWS = 10000 };
MUST_CHECK enum err worklist_file(struct ctx *cx, const struct worklist_query *q,
                                  const char *path, int64_t *rows);

/* Writes "lists": the named lists of each unit through which the actor looks, with the number
 * of rows that each shows ("more": beyond 1000). An administrator has none. */
MUST_CHECK enum err worklist_lists_json(struct ctx *cx, struct json *j);

/* How the lists of a unit stand: another text after a row of them has come, changed or left. */
MUST_CHECK enum err worklist_mark(struct ctx *cx, int64_t unit, struct str *out);

/* The first demand's words behind a demand, matter or task, and how its citizen wishes to be
 * known. *shown is false, and *out not to be used, where the actor or the reader (a unit; 0 =
 * nobody besides the actor) is under the unit complained about. Words said in confidence
 * (PRIVACY_CONFIDENTIAL) are in *out and stay in the dossier. */
struct said {
    int64_t complained_unit, demand_id, urged;
    int privacy; /* enum privacy */
    struct str words;
};
MUST_CHECK enum err said_read(struct ctx *cx, enum subject kind, int64_t id, int64_t reader,
                              struct said *out, bool *shown);
