/* SPDX-License-Identifier: Apache-2.0
 * The duty roster from a table (XLSX, CSV): unit, officer, from, to, telephone of the duty
 * room. All rows or none. Turns that stand there already are left alone, so that the same file
 * again changes nothing.
 */
#pragma once

#include "core/roster.h"
#include "loop/staff.h"

struct roster_plan {
    struct roster_row *rows; /* to be added */
    size_t n, known;
    struct staff_fault *faults; /* part is not used */
    size_t faults_n;
};
/* cx->db set. ERR_INPUT: no such columns. */
MUST_CHECK enum err roster_read(struct ctx *cx, const char *path, const char *name,
                                struct roster_plan *out);
/* ERR_INPUT when a row is wrong (the first is named). The snapshots are read anew. */
MUST_CHECK enum err roster_apply(struct ctx *cx, struct roster_plan *plan);
