/* SPDX-License-Identifier: Apache-2.0
 * At the telephone and the counter, with somebody speaking: who rings again about an open
 * demand urges it (催办) instead of handing it in once more, and a call is handed live to a
 * department (三方通话, rules.md B1-5). The rows of the flow table stand at the end of the
 * source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step counter_steps[];
extern const size_t counter_steps_n;
