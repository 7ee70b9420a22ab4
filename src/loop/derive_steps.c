/* SPDX-License-Identifier: Apache-2.0
 * What is derived from what was said, in this order.
 */
#include "loop/answer.h"
#include "loop/derive.h"
#include "loop/hotspot.h"
#include "loop/same.h"
#include "loop/search_index.h"
#include "loop/signal.h"

const struct derive_step derive_steps[] = {
    {"search", search_index_put, search_index_waits, search_index_more},
    {"hotspot", hotspot_derive, NULL, NULL},
    {.name = "same", .fn = same_derive},
    {.name = "answers", .fn = answer_derive},
    {.name = "signals", .fn = signal_derive},
    {0},
};
