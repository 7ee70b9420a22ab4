/* SPDX-License-Identifier: Apache-2.0
 * Units and places renamed, moved, closed and outlined. Each change is an event: of the unit,
 * or for a place of the register's root unit. Nothing is deleted: what is closed keeps its name
 * on what it has done and is offered for nothing new.
 */
#pragma once

#include "core/outline.h"
#include "core/words.h"

struct unit;
struct place;

/* All: cx->actor acts, cx->db not needed. ERR_NOT_FOUND; ERR_INPUT for a bad name;
 * ERR_CONFLICT, which says what stands against it and what to do. A running server takes a
 * change over within seconds. */

/* Inside db_write: a new one, complete. */
MUST_CHECK enum err reorg_unit_make(struct ctx *cx, const struct unit *u);
MUST_CHECK enum err reorg_place_make(struct ctx *cx, const struct place *p);

/* Inside db_write: the row as it shall be, checked by the caller (loop/staff.h). */
MUST_CHECK enum err reorg_unit_set(struct ctx *cx, const struct unit *u);
MUST_CHECK enum err reorg_place_set(struct ctx *cx, const struct place *p);

/* Other desks (BIT(enum desk) …), another place (0 = none). A unit's work lists follow by
 * relist_unit(), after app_reload(). */
MUST_CHECK enum err reorg_unit_desks(struct ctx *cx, int64_t id, int64_t desks);
MUST_CHECK enum err reorg_unit_place(struct ctx *cx, int64_t id, int64_t place);
MUST_CHECK enum err reorg_unit_rename(struct ctx *cx, int64_t id, struct str name);
MUST_CHECK enum err reorg_place_rename(struct ctx *cx, int64_t id, struct str name);
/* Under another parent; not the root, not under itself, not under what is closed. A unit's work
 * lists follow by relist_unit(), after app_reload(). */
MUST_CHECK enum err reorg_unit_move(struct ctx *cx, int64_t id, int64_t parent);
MUST_CHECK enum err reorg_place_move(struct ctx *cx, int64_t id, int64_t parent);
/* From that moment on (ms); 0 opens it again. Not the root, not while anything hangs on it. */
MUST_CHECK enum err reorg_unit_close(struct ctx *cx, int64_t id, int64_t at);
MUST_CHECK enum err reorg_place_close(struct ctx *cx, int64_t id, int64_t at);

/* All or none, by the places' codes. *changed: places whose outline is another now. */
MUST_CHECK enum err reorg_outlines(struct ctx *cx, const struct outline *o, size_t n,
                                   size_t *changed);
MUST_CHECK enum err reorg_outline_remove(struct ctx *cx, int64_t place);
