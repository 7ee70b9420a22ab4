/* SPDX-License-Identifier: Apache-2.0
 * The comparison of a workbook with what there is; staff_plan.c: places and units,
 * staff_plan_officers.c: officers.
 */
#pragma once

#include "loop/staff_impl.h"

/* Rows by a text, to find them quickly; equal texts in the order of the rows. */
struct staff_index {
    struct str *key;
    size_t *row;
    size_t n;
};
struct staff_index staff_index(struct arena *a, const struct str *keys, size_t n);
/* Position of the first with that text, n when none. */
size_t staff_index_find(const struct staff_index *x, struct str key);

struct planner {
    struct ctx *cx;
    const struct staff_file *f;
    struct staff_plan *out;
    const struct org *org; /* as it is in this transaction */
    size_t faults_cap, diffs_cap;
    struct staff_index place_rows, unit_rows; /* of the file, by code */
    struct staff_index unit_names;            /* of the file, by name and code above */
};

#define FAULT(p, part, line, column, warning, zh, en, ...)                                     \
    planner_fault(p, part, line, column, warning,                                              \
                  (p)->cx->lang == LANG_EN ? str_fmt((p)->cx->arena, en, __VA_ARGS__)          \
                                           : str_fmt((p)->cx->arena, zh, __VA_ARGS__))
void planner_fault(struct planner *p, enum staff_part part, int64_t line, int column,
                   bool warning, struct str said);
void planner_diff(struct planner *p, enum staff_part part, enum staff_what what,
                  struct str code, struct str name, struct str said);
/* "名称：甲 → 乙" behind what stands there. Nothing when both are the same; true: differs. */
bool planner_change(struct planner *p, struct buf *b, const char *title, struct str was,
                    struct str now);
/* The unit a code means, in the file or in the register; its id, 0 = unknown. */
int64_t planner_unit(const struct planner *p, struct str code);
/* What it is called and under which unit it stands afterwards. */
const struct unit *planner_unit_row(const struct planner *p, int64_t id);

enum err staff_plan_officers(struct planner *p) MUST_CHECK;
