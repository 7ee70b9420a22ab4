/* SPDX-License-Identifier: Apache-2.0
 * Totals that the place decides to show to everybody (setting public_figures): numbers of
 * demands and matters from the register's own counts, never of people. A small number is not
 * told, because it may point at somebody; in a row of parts the smallest that is left goes with
 * a single one that is not told, or the whole would give it away.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

#define PUBLIC_FIGURE_LIST(X)                                                                  \
    X(FIGURE_RECEIVED, "received", "收到诉求", "demands received")                             \
    X(FIGURE_VALID, "valid", "有效诉求", "valid demands")                                      \
    X(FIGURE_EXPLAINED, "explained", "已向群众解释说明", "explained to the citizens")          \
    X(FIGURE_ACCEPTED, "accepted", "群众认可", "accepted by the citizens")                     \
    X(FIGURE_MATTERS, "matters", "立为事项", "matters opened")                                 \
    X(FIGURE_CLOSED, "closed", "已销号事项", "matters closed")                                 \
    X(FIGURE_LEVELS, "levels", "事项由谁负责", "matters by level")                             \
    X(FIGURE_WAYS, "ways", "诉求怎么来的", "demands by way")
enum public_figure { PUBLIC_FIGURE_LIST(ENUM_ID) PUBLIC_FIGURE__MAX };
extern const struct enum_names public_figure_names;

/* Writes "at", "least" and "figures" into the open object: each with "name", "text" and "n", or
 * "parts" of such; n null and not zero: more than nothing and fewer than least. */
MUST_CHECK enum err public_figures_json(struct ctx *cx, struct json *j);

/* The rule alone: which of the parts of a whole are not told. */
void public_figures_hide(const int64_t *numbers, size_t n, int64_t least, bool *hidden);
