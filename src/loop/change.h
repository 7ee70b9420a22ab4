/* SPDX-License-Identifier: Apache-2.0
 * How much a figure rose or fell against another time (HY-32:
 * "分别下降了59.36%、27.84%、19.37%"): in per cent to two decimals, reckoned in whole
 * hundredths, half away from nought. The one rule for a base of nought: nought against nought
 * is no change, 0.00%; anything else against nought has no base and is no figure.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum change_kind {
    CHANGE_FIGURE,
    CHANGE_NO_BASE, /* the earlier figure is nought, this one is not */
};
struct change {
    enum change_kind kind;
    int64_t hundredths; /* of a per cent: -5936 is −59.36%; never below -10000 */
};

/* Counts: 0 to CHANGE_MOST, else an assertion fails. */
#define CHANGE_MOST INT64_C(900000000000000)
struct change change_of(int64_t before, int64_t now);
/* "+12.50%", "-59.36%", "0.00%", "无基数". */
struct str change_text(struct ctx *cx, struct change c);
/* The rule in one sentence, for whoever reads the figures. */
struct str change_rule(const struct ctx *cx);
