/* SPDX-License-Identifier: Apache-2.0
 * For tests only: a store of their own.
 */
#pragma once

#include "db/db.h"

/* A fresh, migrated store with 4 readers and a queue of 1000; store_close removes it. A SQLite
 * file in a folder of its own under TMPDIR (or /tmp); or, where HUIYIN_TEST_ENGINE is postgres,
 * a database of its own on the server that HUIYIN_TEST_PG names (tests/with_postgres.sh), its
 * sharded tables partitioned by hash where HUIYIN_TEST_SPREAD is hash; or on the Citus cluster
 * whose coordinator HUIYIN_TEST_CITUS names, its tables distributed. */
MUST_CHECK enum err store_open_test(struct ctx *cx, struct store **out);
/* It stays when it is closed. Its address. */
const char *store_keep_test(struct store *s);
