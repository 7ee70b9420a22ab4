/* SPDX-License-Identifier: Apache-2.0
 * What comes back: dispatched again when somebody is not satisfied or no measure is concrete
 * (HY-24), reopened after closing (HY-21). Only the demands sent again are answered again.
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step again_steps[];
extern const size_t again_steps_n;
