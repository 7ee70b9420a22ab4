/* SPDX-License-Identifier: Apache-2.0
 * The class schemes that the program brings along (data/schemes/shipped.json): those of the
 * register's mechanism are a new register's first (ZY-11, ZL-23, HY-34).
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* folder: data/schemes; text: of its shipped.json. cx->db NULL, cx->app the register's.
 * ERR_INPUT names file and row. */
MUST_CHECK enum err schemes_ship(struct ctx *cx, const char *folder, struct str text);
