/* SPDX-License-Identifier: Apache-2.0
 * The table of a unit's open tasks, for units that do not log in: out as an XLSX form, in again
 * as drafts against the numbers (loop/sheet_draft.h). Filing is an act of the unit's officers;
 * a table that comes back changes no task.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "core/org.h"

/* X(id, title, width, what belongs there). Locked first, then those to fill. */
#define FORM_LIST(X)                                                                           \
    X(FORM_NUM, "编号", 26, "任务编号，锁定，请勿改动")                                        \
    X(FORM_TITLE, "标题", 24, "锁定")                                                          \
    X(FORM_WORDS, "群众诉求", 44, "锁定；长数字已打码，未公开的内容请登录系统查看")            \
    X(FORM_DUE, "办理时限", 18, "锁定")                                                        \
    X(FORM_DONE, "已办情况", 36, "锁定；系统里最近的几条记录")                                 \
    X(FORM_STATE, "状态", 14, "锁定")                                                          \
    X(FORM_VERSION, "版本", 6, "锁定；据此发现导出以后的变化")                                 \
    X(FORM_CHECK, "校验", 14, "锁定；据此发现锁定列被改动或错行")                              \
    X(FORM_PROGRESS, "进展", 40, "做了什么。作为“记录进展”的草稿")                             \
    X(FORM_CONTACT, "联系群众时间", 20, "如 2026-03-03 10:20。写进进展，不停任何时限")         \
    X(FORM_HANDLER, "处理人", 14, "实际办理的人。写进进展")                                    \
    X(FORM_REPORT, "书面反馈", 48, "采取了什么措施、结果如何。作为“书面反馈”的草稿")           \
    X(FORM_RESULT, "办理结果", 14, "与书面反馈一起填，从下拉中选")                             \
    X(FORM_FINAL, "阶段或最终", 12, "阶段＝还要继续办；空白按最终")                            \
    X(FORM_CAUSE, "问题成因", 30, "可不填")                                                    \
    X(FORM_ASK, "申请", 10, "需要延期或退单时从下拉中选，并填后面各列")                        \
    X(FORM_GROUND, "退单依据", 24, "申请退单时从下拉中选")                                     \
    X(FORM_DAYS, "延期工作日", 10, "申请延期时填天数")                                         \
    X(FORM_REASON, "申请理由", 36, "申请延期或退单的理由")
#define FORM_ID_(id, ...) id,
enum form_column { FORM_LIST(FORM_ID_) FORM__MAX, FORM_FIRST_OPEN = FORM_PROGRESS };
extern const char *const form_titles[FORM__MAX];
extern const char *const form_finals[], *const form_asks[]; /* NULL-terminated */
enum { FORM_ASK_EXTENSION, FORM_ASK_RETURN };               /* places in form_asks */

enum { FORM_ROWS = 2000 };

/* Whether the actor may carry tables for this unit: its own handlers and head, or who
 * dispatches to it from above. ERR_NOT_FOUND for no such unit, ERR_DENIED. */
MUST_CHECK enum err tasks_form_may(struct ctx *cx, int64_t unit_id);

/* Writes the form to path (.xlsx). cx->db: a read connection. *rows = how many tasks. */
MUST_CHECK enum err tasks_form_write(struct ctx *cx, int64_t unit_id, const char *path,
                                     int64_t *rows);
/* Who took a form out, with how many tasks: an event of the unit, before the file is given. */
MUST_CHECK enum err tasks_form_record(struct ctx *cx, int64_t unit_id, int64_t rows);
/* What the locked cells of a row are known by again. */
struct str tasks_form_check(struct ctx *cx, const struct unit *unit, const struct str *locked);

struct form_fault {
    int64_t line;
    const char *column; /* its title, "" = the row */
    struct str num, reason;
};
struct form_result {
    int64_t rows;               /* with something filled in */
    int64_t empty;              /* rows left as they were */
    struct sheet_draft *drafts; /* loop/sheet_draft.h: not written yet */
    size_t drafts_n;
    struct form_fault *faults; /* what became no draft, in the file's order */
    size_t faults_n;
};
struct form_job {
    const char *path;
    struct str name; /* the file as its owner calls it */
    int64_t unit_id;
};
/* Reads a filled form; sheet_drafts_put() writes what it found. cx->actor uploads; cx->db: a
 * read connection. ERR_INPUT when it is no such form, ERR_LIMIT past FORM_ROWS. */
MUST_CHECK enum err tasks_form_read(struct ctx *cx, const struct form_job *job,
                                    struct form_result *out);
