/* SPDX-License-Identifier: Apache-2.0
 * The task list of a ledger (BZ-22: 层层任务清单明确、人人责任明确): every matter of it with
 * the officer who answers for it by name, which is who has the lead's task in hand, or plainly
 * that nobody is named. The matters are those that the ledger counts (loop/ledger_pick.h), so
 * that named, unnamed and ended ones together are the ledger's. Names, telephones and words of
 * citizens are not in it.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"
#include "loop/ledger_book.h"

/* Which of the matters. */
#define ASSIGNED_LIST(X)                                                                       \
    X(ASSIGNED_ALL, "", "", "")                                                                \
    X(ASSIGNED_NAMED, "named", "已明确责任人", "somebody is named")                            \
    X(ASSIGNED_UNNAMED, "unnamed", "未明确责任人", "nobody is named")                          \
    X(ASSIGNED_ENDED, "ended", "已了结", "ended")                                              \
    X(ASSIGNED_OVERDUE, "overdue", "已超时限", "overdue")
enum assigned { ASSIGNED_LIST(ENUM_ID) ASSIGNED__MAX };
extern const struct enum_names assigned_names;

struct task_list_query {
    int ledger;                           /* enum ledger_book; BOOK_NONE = every level */
    int who;                              /* enum assigned; an overdue one is open as well */
    int64_t person;                       /* an officer who answers; 0 = any */
    struct str from, to, class, campaign; /* as in struct ledger_query, like those below */
    int64_t place, unit;
    struct str as_of;
    int64_t through, page, rows;
};
extern const struct shape task_list_query_shape;

/* Writes "unit", "units", "as_of", "title", "columns", "n", "page", "pages", "totals" (of each
 * ledger that has matters, under the filters besides the ledger, who and person), "people" (who
 * answers for open matters of the ledger asked for, with how many) and "rows" into the open
 * object. cx->db: a snapshot. ERR_DENIED, ERR_INPUT, ERR_LIMIT as ledger_pick. */
MUST_CHECK enum err task_list_json(struct ctx *cx, const struct task_list_query *q,
                                   struct json *j);
/* As ledger_page_file and ledger_page_print; recorded like them. */
MUST_CHECK enum err task_list_file(struct ctx *cx, const struct task_list_query *q,
                                   const char *path, int64_t *rows);
MUST_CHECK enum err task_list_print(struct ctx *cx, const struct task_list_query *q,
                                    struct str *out);
/* "任务清单 社区级台账 2026-11-20", of all levels "任务清单 2026-11-20" */
struct str task_list_title(struct ctx *cx, const struct task_list_query *q);
