/* SPDX-License-Identifier: Apache-2.0
 * Inside of bulletin*.c. A bulletin about "month 2026-10 …" is an issue of the monthly analysis
 * (loop/month_report.h): its facts are what the page said when it was drafted, "earlier" in
 * them the issue that it corrects.
 */
#pragma once

#include "base/field.h"
#include "loop/bulletin.h"
#include "loop/document.h"

extern const struct shape bulletin_shape;

MUST_CHECK enum err bulletin_find(struct ctx *cx, int64_t id, struct bulletin *out);
bool bulletin_whole(struct ctx *cx, const struct bulletin *b);
/* ERR_NOT_FOUND: a draft, or an analysis, that is none of his business. */
MUST_CHECK enum err bulletin_readable(struct ctx *cx, const struct bulletin *b);

/* ---- bulletin_month.c ---- */

bool bulletin_is_month(const struct bulletin *b);
/* Of the time that `about` names: b->about in one form, and the facts. */
MUST_CHECK enum err bulletin_month_facts(struct ctx *cx, struct str about, struct bulletin *b,
                                         json_t **facts);
/* ERR_CONFLICT: another of the same was issued since it was drafted. */
MUST_CHECK enum err bulletin_month_next(struct ctx *cx, const struct bulletin *b);
/* The paper of one that is being issued. */
MUST_CHECK enum err bulletin_month_paper(struct ctx *cx, const struct bulletin *b,
                                         json_t *facts, struct document *out);
