/* SPDX-License-Identifier: Apache-2.0
 * How often the suggested level was followed in a period, how often another was chosen and why
 * (loop/level_suggest.h). Every levelling counts once, by the unit whose desk decided:
 * n = followed + deviated + without a suggestion.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

struct level_query {
    struct str from, to; /* days, both included; empty: the last 30 days */
};
extern const struct shape level_query_shape;

struct level_sums {
    int64_t n, followed, deviated, none;
};
/* Levellings of one kind: what suggested, what was suggested and what was chosen. */
struct level_count {
    int64_t unit_id; /* 0 when summed over the units */
    int source, suggested, chosen;
    int64_t n;
};
struct level_deviation {
    int64_t id, at, unit_id, rule, version, serial, place_id, complained_unit;
    int source, suggested, chosen;
    bool confidential;
    struct str num, title, class, reason;
};
struct level_report {
    int64_t from_at, to_at;
    struct level_sums all;
    struct level_count *counts; /* over the units */
    size_t counts_n;
    struct level_sums *units; /* one for each of unit_ids */
    int64_t *unit_ids;
    size_t units_n;
    struct level_deviation *deviations; /* the newest first */
    size_t deviations_n;
    bool more; /* LEVEL_DEVIATIONS_MAX that the reader sees are listed, there are more; the
                  counts are whole */
};
enum { LEVEL_DEVIATIONS_MAX = 5000 };

/* whole: of every unit, else of those through which the actor sees. cx->db set. ERR_INPUT on a
 * wrong day. */
MUST_CHECK enum err level_report_read(struct ctx *cx, const struct level_query *q, bool whole,
                                      struct level_report *out);
/* Into the open object; of the deviations at most `listed`. */
void level_report_json(struct ctx *cx, const struct level_report *r, size_t listed,
                       struct json *j);
/* As a workbook of three sheets: sums, units, deviations. */
MUST_CHECK enum err level_report_xlsx(struct ctx *cx, const struct level_report *r,
                                      const char *path);
