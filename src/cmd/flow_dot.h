/* SPDX-License-Identifier: Apache-2.0
 * The flow table as a drawing: one cluster each for demand, matter and task, an edge for each
 * change of state with its actions and roles, what a mechanism switches off dashed.
 */
#pragma once

#include "base/buf.h"
#include "base/ctx.h"
#include "core/flow.h"
#include "core/mechanism.h"

/* steps_register() was called. */
void flow_dot(const struct mechanism *m, enum lang lang, struct buf *out);
/* Whether the mechanism uses the step. */
bool flow_uses(const struct mechanism *m, const struct step *s);
