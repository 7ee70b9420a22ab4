/* SPDX-License-Identifier: Apache-2.0
 * What came in by which way (BZ-07, BZ-10): demands and matters of a time, a campaign and an
 * area by the mechanism's ways, and by its channels what came by none of them. Counted as in
 * the ledgers (loop/ledger_pick.h), so that each figure is a ledger, and the ways together are
 * the register.
 */
#pragma once

#include "base/json.h"
#include "loop/ledger_pick.h"

struct way_query {
    struct str from, to, campaign; /* as in struct ledger_query, like those below */
    int64_t place;
    struct str as_of;
    int64_t through;
};
extern const struct shape way_query_shape;

struct way_row {
    struct ledger_way sums;
    struct str label;
    bool none; /* came by none of the ways: sums.channel says how */
};
struct exit_row {
    struct ledger_exit sums;
    struct str label, source; /* of the list of exits; source "" = none */
};
struct way_report {
    struct way_row *rows; /* every way of the mechanism, and what else came */
    size_t n;
    struct exit_row *exits; /* of those demands, what left by which exit (rules.md B1-3) */
    size_t exits_n;
    struct ledger_picked picked;
    struct ledger_way all;
    int64_t again; /* how often a matter is counted in a further way */
};

/* cx->db: a snapshot. ERR_DENIED, ERR_INPUT, ERR_LIMIT as ledger_pick. */
MUST_CHECK enum err way_report_read(struct ctx *cx, const struct way_query *q,
                                    struct way_report *out);
/* Into the open object. */
void way_report_json(struct ctx *cx, const struct way_report *r, struct json *j);
/* As a workbook. */
MUST_CHECK enum err way_report_xlsx(struct ctx *cx, const struct way_report *r,
                                    const char *path);
