/* SPDX-License-Identifier: Apache-2.0
 * The generated tables about the schema (tools/sqlgen.c writes them from sql/): migrations, how
 * each table is distributed, and the keyset-paged list statements.
 */
#pragma once

#include <stdbool.h>

#include "sql.h"

enum sql_engine { SQL_BOTH, SQL_SQLITE, SQL_POSTGRES };

/* One statement of a migration, without its ';'. */
struct sql_step {
    const char *text;
    enum sql_engine engine;
};

/* sql/migrations/NNNN_name.sql; versions count 1, 2, 3 … without a gap. */
struct sql_migration {
    int version;
    const char *name;
    const struct sql_step *steps;
    int n;
};
extern const int sql_migrations_n;
extern const struct sql_migration sql_migrations[];

/* The mark behind CREATE TABLE: "-- shard(jid)", "-- shard(column)" or "-- replicate". */
enum sql_spread { SQL_SHARD, SQL_REPLICATE };
struct sql_table {
    const char *name;
    enum sql_spread how;
    const char *column; /* SQL_SHARD: the column that the table is distributed by; else "" */
    enum sql rows,
        insert; /* for copying: all of it by primary key, and one row of these columns */
    int columns;
};
extern const int sql_tables_n;
extern const struct sql_table sql_tables[];

/* sql/lists/NAME.list. The parameters of a list statement are: $1 jid, those of the drive's
 * condition, the sort value and the subject_id of the last row seen, the row limit. For the
 * first page give values that lie before every row (ascending: INT64_MIN or ''; descending:
 * INT64_MAX or U+10FFFF). */
struct sql_list_drive {
    const char *name;
    int params; /* jid and the condition's: the key starts at $params+1, the limit is $params+3
                 */
    unsigned served; /* bits of the sorts that an index serves; the others sort at most `looked`
                        rows */
};
struct sql_list_info {
    const char *name;
    enum sql first;
    const struct sql_list_drive *drives;
    int ndrives;
    const char *const *sorts;
    int nsorts;
    enum sql first_looked; /* + drive: counts the rows to look through, as far as its last
                              parameter; SQL__MAX: every sort is served */
    int64_t looked;
};
extern const struct sql_list_info sql_lists[]; /* SQL_LIST__MAX of them */

/* drive and sort are the generated SQL_<LIST>_DRIVE_… and SQL_<LIST>_SORT_… . SQL__MAX when
 * there is no such combination. */
enum sql sql_list(enum sql_list list, int drive, int sort, bool desc);
