/* SPDX-License-Identifier: Apache-2.0
 * Inside of hotspot*.c.
 */
#pragma once

#include "db/db.h"
#include "loop/hotspot.h"
#include "text/cluster.h"

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

/* A transaction in memory of its own: what one reads of a large part is let go before the next.
 */
MUST_CHECK enum err hotspot_write(struct ctx *cx, db_write_fn *fn, void *arg);

struct hotspot_id {
    int64_t id;
};
extern const struct shape hotspot_id_shape;

/* ---- hotspot_sign.c: which parts and hot spots a change reached ---- */

struct touched {
    struct arena *arena;
    int64_t *id;
    size_t n, cap;
};
void hotspot_touch(struct touched *t, int64_t id);

/* A hot spot that lost a demand is counted with that; one that was reached by a demand may be
 * counted later, since the demand leads to it again when what was begun is done once more. */
struct grouping {
    const struct weights *w;
    struct touched parts, lost, *reached;
};
/* The hot spots of g->parts; within a transaction. */
MUST_CHECK enum err hotspot_place(struct ctx *cx, struct grouping *g);
/* Counted anew, in transactions of their own. */
MUST_CHECK enum err hotspot_count(struct ctx *cx, const struct touched *t);

/* ---- hotspot_anew.c ---- */

/* All grouped anew, always or when there are many more than when they were weighed. *n =
 * signatures looked at; 0: there was no need. */
MUST_CHECK enum err hotspot_anew(struct ctx *cx, bool always, int64_t *n);
