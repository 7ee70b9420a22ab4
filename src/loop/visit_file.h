/* SPDX-License-Identifier: Apache-2.0
 * Visits as a table (走访表): a community keeps its doors in a workbook, and brings it. A row
 * is a visit, entered as by hand (loop/visit.h); each line of its demands is a demand that was
 * said at that door, by the person of the row, and of the class that the row says.
 *
 * A row is known again by its number within the community, or without one by door, time and
 * outcome; a known row that says something else is told, and left as it was entered.
 */
#pragma once

#include "loop/directory_file.h"
#include "loop/visit.h"

/* X(id, title, English, width, what belongs there) */
#define VISIT_COLUMN_LIST(X)                                                                   \
    X(VISIT_NUMBER, "编号", "No.", 10, "本社区自己的编号，可不填；填了就不会重复登记")         \
    X(VISIT_PLACE, "社区", "Community", 20, "社区名称；不填为上传人所在社区")                  \
    X(VISIT_GRID, "网格", "Grid", 16, "网格名称，可不填")                                      \
    X(VISIT_ADDRESS, "门牌地址", "Address", 30, "哪一户，必填")                                \
    X(VISIT_DATE, "走访时间", "Visited at", 20, "如 2026-03-03 10:20，也可以只填日期；必填")   \
    X(VISIT_OUTCOME, "走访结果", "Outcome", 12, "见面、拒访、无人，从下拉中选；必填")          \
    X(VISIT_TEAM, "同行工作人员", "Further officers", 24, "姓名或登录名，用顿号隔开")          \
    X(VISIT_OFFICERS, "工作人员数", "Officers", 12, "连同登记人；不填按姓名数")                \
    X(VISIT_VOLUNTEERS, "志愿者人数", "Volunteers", 12, "可不填")                              \
    X(VISIT_SAID, "诉求内容", "Demands", 50, "原话；一户有几件的，每件一行（Alt+Enter 换行）") \
    X(VISIT_CLASS, "诉求类别", "Class", 16,                                                    \
      "名称或代码，可不填；只填一个的各件相同，几件不同的每件一行")                            \
    X(VISIT_NAME, "诉求人姓名", "Name", 14, "可不填；姓名、电话都不填为匿名")                  \
    X(VISIT_PHONE, "诉求人电话", "Telephone", 16, "可不填")                                    \
    X(VISIT_NOTE, "备注", "Note", 24, "可不填")
#define VISIT_COLUMN_ID_(id, ...) id,
enum visit_column { VISIT_COLUMN_LIST(VISIT_COLUMN_ID_) VISIT_COLUMN__MAX };

enum { VISIT_ROWS_MOST = 5000, VISIT_SAID_MOST = 20 /* demands in a row */ };

struct visit_line {
    int64_t row; /* as a spreadsheet program shows it */
    struct visit_new in;
    struct strs said;    /* words of its demands */
    struct strs classes; /* of each of them its code, "": none; n 0: of none */
    struct str name, phone;
};
struct visits_read {
    struct visit_line *rows; /* those without a fault */
    size_t n;
    int64_t read, repeated;         /* all; those that stand in the file twice */
    struct directory_fault *faults; /* at most DIRECTORY_FAULTS_MAX of faults_all */
    size_t faults_n, faults_all;
};
/* name: what messages call the file; NULL: its own. cx->db set. ERR_INPUT: no such table, a
 * required column is missing; ERR_TOO_LARGE. What is wrong with a row is a fault. */
MUST_CHECK enum err visit_file_read(struct ctx *cx, const char *path, const char *name,
                                    struct str campaign, struct visits_read *out);
/* An empty one, to be filled (.xlsx). */
MUST_CHECK enum err visit_file_form(struct ctx *cx, const char *path);
const char *visit_column_title(const struct ctx *cx, enum visit_column c);
void visit_fault(struct ctx *cx, struct visits_read *r, int64_t row, int column,
                 struct str reason); /* column -1: the row */

struct visit_bring {
    const char *path, *name;
    struct str campaign;
    bool dry_run;
};
struct visits_brought {
    struct visits_read read;
    int64_t fresh, known, demands; /* demands: of the fresh ones */
};
/* Looks at the whole file first, then enters what can be, in transactions of 100 rows and
 * the answer's last; sent again, or after an interruption, only what is missing. answer:
 * {"rows","new","known","repeated","refused","demands","faults":[…],"faults_all"}. */
MUST_CHECK enum err visits_bring(struct ctx *cx, const struct visit_bring *in,
                                 struct visits_brought *out, struct str *answer);
