/* SPDX-License-Identifier: Apache-2.0
 * The exchange desk (JN-14, JN-20, domain.md): what an upstream says anew of an order that is
 * here, its verdict on the answer, and what becomes of a matter that was moved up to it.
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

struct order_body {
    struct str number; /* the order's own, where it is not the demand's */
    struct str words;
    struct str cells; /* the row as it came, JSON; in no form */
    int64_t due_at, return_until_at;
};
struct upstream_verdict_body {
    int reached, solved, grade;
    struct str words;
    int64_t called_at;
};

extern const struct step exchange_steps[];
extern const size_t exchange_steps_n;
