/* SPDX-License-Identifier: Apache-2.0
 * How much a long matter is to bring about and how much of it is done (ZY-38 … ZY-42, BZ-51 …
 * BZ-53): rows of its stages, each with place, measure, planned and done. Amounts are
 * thousandths of their measure; different measures are never added (处 and 公里 stay apart).
 */
#pragma once

#include "core/flow.h"

enum { QUANTITIES_MAX = 100 };

/* Lines "1 城区 新增停车位 5002 个": number of the stage among those asked for with this act,
 * place, what, amount, measure. before: stages the matter had already; stages: how many are
 * asked for. ERR_INPUT with the line. */
MUST_CHECK enum err quantities_plan(struct ctx *cx, struct act *a, struct strs lines,
                                    int64_t before, int64_t stages);
/* Lines "2 3821": number of the row, done so far; what stands behind is not read. */
MUST_CHECK enum err quantities_done(struct ctx *cx, struct act *a, struct strs lines);

/* Those of stages that were granted. */
MUST_CHECK enum err quantities_granted(struct work *w, int64_t matter_id,
                                       struct quantity ***out, size_t *n);

/* "2.5", "5002" from thousandths, and back: false for anything else, negative or above 10^12.
 */
struct str amount_text(struct arena *a, int64_t thousandths);
bool amount_read(struct str text, int64_t *thousandths);
/* Tenths of a percent, 760 = 76.0 %; -1 where nothing was planned. */
int64_t amount_permille(int64_t planned, int64_t done);
