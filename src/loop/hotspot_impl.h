/* SPDX-License-Identifier: Apache-2.0
 * Inside of hotspot*.c.
 */
#pragma once

#include "loop/hotspot.h"

/* Of address space, for what looks at every signature: some 2.3 KB each while they are grouped.
 */
static const size_t HOTSPOT_BYTES = (size_t)1 << 36;

/* One of its demands, without what it is grouped by. */
struct hotspot_member {
    int64_t demand_id, said_at, person_id, support, barred, place_id, pin;
};

/* ---- hotspot_seen.c; cx->db set ---- */

/* All of it that the actor may see, newest first, in cx's arena (56 bytes each). Where some of
 * it is hidden from the actor, h's figures become those of what is seen, and its words go. */
MUST_CHECK enum err hotspot_members(struct ctx *cx, struct hotspot *h,
                                    struct hotspot_member **out, size_t *out_n);
/* The same for h alone; keeps nothing. h->size 0: the actor sees nothing of it. */
MUST_CHECK enum err hotspot_look(struct ctx *cx, struct hotspot *h);

/* The text of a name as a signature writes it, "name:flags". */
struct str hotspot_name_text(struct str written);
