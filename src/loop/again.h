/* SPDX-License-Identifier: Apache-2.0
 * What comes back: dispatched again when somebody is not satisfied or no measure is concrete
 * (HY-24), reopened after closing (HY-21). Only the demands sent again are answered again.
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step again_steps[];
extern const size_t again_steps_n;

/* Inside a work: a closed or archived matter is reopened by the system, because an inspection
 * found that it is not mended (BZ-35). The flow's own guard may refuse. */
MUST_CHECK enum err again_reopen(struct ctx *cx, struct work *w, int64_t matter_id,
                                 struct str reason);
