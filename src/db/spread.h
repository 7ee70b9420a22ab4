/* SPDX-License-Identifier: Apache-2.0
 * How tables lie on more than one node. Every table says in its migration how it is spread
 * (db/schema.h); here are the statements that each kind of cluster wants for that.
 */
#pragma once

#include "base/err.h"
#include "db/schema.h"

enum spread {
    SPREAD_NONE,
    SPREAD_HASH /* tests: sharded tables are partitioned by hash, so that a plain PostgreSQL
                   refuses the keys and references that a cluster would refuse */
};

/* Runs or writes one statement; table is the one that it lays out, or NULL. */
typedef enum err spread_fn(void *arg, const struct sql_table *table, const char *text);

/* A step of a migration, as one or more statements. */
MUST_CHECK enum err spread_step(const char *text, enum spread how, spread_fn *fn, void *arg);

/* The layout on Citus, and on what understands its functions (PolarDB-PG): shared tables first,
 * then those of a register, which lie together, then the others. For one transaction; no table
 * may be laid out twice. */
MUST_CHECK enum err spread_citus(spread_fn *fn, void *arg);

/* What Citus has to be told in a transaction that makes or lays out tables. */
MUST_CHECK enum err spread_citus_begin(spread_fn *fn, void *arg);
