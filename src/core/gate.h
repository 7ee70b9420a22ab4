/* SPDX-License-Identifier: Apache-2.0
 * A door that lets only so many through at once: costly work (password hashing, images) takes
 * neither all memory nor all processors, however many ask.
 */
#pragma once

#include "base/ctx.h"

struct gate;

struct gate *gate_open(int inside_max, int waiting_max);
void gate_close(struct gate *g); /* NULL is allowed; nobody may be inside */

/* Waits for a place. ERR_BUSY when too many wait already. NULL: no door (tests). */
MUST_CHECK enum err gate_enter(struct ctx *cx, struct gate *g);
void gate_leave(struct gate *g);
