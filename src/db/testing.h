/* SPDX-License-Identifier: Apache-2.0
 * For tests only: a store of their own.
 */
#pragma once

#include "db/db.h"

/* A fresh, migrated store in a folder of its own under TMPDIR (or /tmp), with 4 readers and a
 * queue of 1000. store_close removes it. */
MUST_CHECK enum err store_open_test(struct ctx *cx, struct store **out);
