/* SPDX-License-Identifier: Apache-2.0
 * Who is responsible: small matters in the community, hard ones with the street, great ones
 * above (BZ-18); up, down, to the city, again (BZ-20, BZ-21, ZL-25). The rows of the flow table
 * stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

extern const struct step level_steps[];
extern const size_t level_steps_n;
