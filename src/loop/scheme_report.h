/* SPDX-License-Identifier: Apache-2.0
 * What was said, counted in a class scheme (ZY-11, ZL-23, HY-34): demands of a time, an area
 * and a mechanism by the scheme's classes, each under the version and the table of the day on
 * which it was recorded, or where a person has placed it. Counted as in the ledgers
 * (loop/ledger_pick.h), so that each figure is a ledger; the uppermost classes and "in none"
 * together are the register.
 */
#pragma once

#include "base/json.h"
#include "loop/ledger_pick.h"

struct scheme_query {
    struct str scheme;   /* "" = the register's own classes */
    struct str from, to; /* as in struct ledger_query, like those below */
    int64_t place;
    struct str mechanism, as_of;
    int64_t through;
};
extern const struct shape scheme_query_shape;

struct scheme_report {
    struct scheme_sums sums;
    bool *shown; /* of sums.days->rows: those of the time */
    struct ledger_picked picked;
};
/* cx->db: a snapshot. ERR_NOT_FOUND: no such scheme; else as ledger_pick. */
MUST_CHECK enum err scheme_report_read(struct ctx *cx, const struct scheme_query *q,
                                       struct scheme_report *out);
/* Into the open object. */
void scheme_report_json(struct ctx *cx, const struct scheme_report *r, struct json *j);
/* As a workbook. */
MUST_CHECK enum err scheme_report_xlsx(struct ctx *cx, const struct scheme_report *r,
                                       const char *path);

/* The same of the whole register, whatever its size, for what was said in [from, to) (ms), no
 * demand kept from anybody and none ended; cx->db set. */
MUST_CHECK enum err scheme_counts(struct ctx *cx, struct str scheme, int64_t from, int64_t to,
                                  struct scheme_sums *out);
