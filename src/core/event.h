/* SPDX-License-Identifier: Apache-2.0
 * The bytes an event's hash covers, and the check of a chain (domain.md, Records).
 */
#pragma once

#include "core/event_row.h"

struct arena;

/* SHA-256 (hex) over the stored fields, one per line in table order, and the previous hash. */
struct str event_hash(struct arena *a, const struct event *e);
