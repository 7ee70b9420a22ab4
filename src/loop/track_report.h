/* SPDX-License-Identifier: Apache-2.0
 * What the tracks come to: whistles and their appraisals by unit (rules.md B2-1 art. 33, for
 * boards too), and how far planned works are, by topic. Of what lies under the reader's units.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

struct track_query {
    struct str from, to; /* days, both included; empty: the last 365 days */
    struct str bundle;   /* works of one topic alone: its number */
};
extern const struct shape track_query_shape;

/* By whistled unit and by whistling community. cx->db set. ERR_INPUT on a wrong day. */
MUST_CHECK enum err whistles_json(struct ctx *cx, const struct track_query *q, struct json *j);
/* Rows of works and their totals by topic and measure. cx->db set. */
MUST_CHECK enum err works_report_json(struct ctx *cx, const struct track_query *q,
                                      struct json *j);
/* The same as a workbook of two sheets: rows, totals. */
MUST_CHECK enum err works_report_xlsx(struct ctx *cx, const struct track_query *q,
                                      const char *path);
