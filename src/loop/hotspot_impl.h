/* SPDX-License-Identifier: Apache-2.0
 * Inside of hotspot*.c.
 */
#pragma once

#include "loop/hotspot.h"

/* Of address space, for what looks at every signature: some 2.3 KB each while they are grouped.
 */
static const size_t HOTSPOT_BYTES = (size_t)1 << 36;

/* The text of a name as a signature writes it, "name:flags". */
struct str hotspot_name_text(struct str written);
