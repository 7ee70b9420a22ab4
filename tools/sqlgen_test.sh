#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sqlgen_test.sh SQLGEN: what the statement tool accepts, refuses and writes.
set -u
gen=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

run() { "$gen" "$dir/sql.h" "$dir/sql.c" "$dir/sql.d" "$dir/sql" 2>"$dir/err"; }
fresh() { rm -rf "$dir/sql" "$dir"/sql.?; mkdir -p "$dir/sql/queries" "$dir/sql/migrations" "$dir/sql/lists"; }
bad() { echo "not ok - $1"; failed=1; }
# expect FILE TEXT WHAT: the file contains the text
expect() { if grep -qF -- "$2" "$dir/$1"; then echo "ok - $3"; else bad "$3"; cat "$dir/$1"; fi; }
# refused WHAT MESSAGE: the run fails, saying so
refused() { if run; then bad "$1: accepted"; else expect err "$2" "$1"; fi; }
# query TEXT, migration TEXT: one file each
query() { fresh; printf '%s\n' "$1" >"$dir/sql/queries/a.sql"; }
migration() { fresh; printf '%s\n' "$1" >"$dir/sql/migrations/0001_a.sql"; }

mkdir "$dir/sql"
run && expect sql.h SQL__MAX 'no folders at all'
fresh
run && expect sql.h SQL_NONE 'empty folders'
expect sql.d "$dir/sql/queries" 'the folder is a dependency'

query "-- name: demand_get
-- a comment; with a semicolon
SELECT a,   'it''s -- no; comment', \"q\"  -- why
FROM t WHERE jid = \$1 AND id IN (\$2, \$10, \$3,\$4,\$5,\$6,\$7,\$8,\$9);
-- name: b
DELETE FROM t WHERE jid = \$1;"
run || bad 'two statements'
expect sql.h '    SQL_DEMAND_GET,' 'enumerator'
expect sql.c "\"SELECT a, 'it''s -- no; comment', \\\"q\\\" FROM t WHERE jid = \$1 AND id IN (\$2," 'text'
expect sql.c 'NULL, 10},' 'parameters counted'
touch -d '2020-01-01' "$dir/sql.h"
run; test "$(date -r "$dir/sql.h" +%Y)" = 2020 && echo 'ok - unchanged output left alone' || bad 'rewritten'

query '-- name: find sqlite
SELECT $1 FROM fts;
-- name: find postgres
SELECT $1 FROM gin;'
run || bad 'forks'
expect sql.c '"SELECT $1 FROM gin", 1},' 'one text per engine'

query 'SELECT 1;';                                  refused 'no name' 'without "-- name:"'
query '-- name: a
SELECT 1';                                          refused 'no ;' 'does not end with ;'
query '-- name: a
SELECT 1
-- name: b
SELECT 2;';                                         refused 'no ; before the next' 'before "b"'
query '-- name: a
SELECT 1; SELECT 2;';                               refused 'two in one' 'without "-- name:"'
query '-- name: a
SELECT $1, $3;';                                    refused 'gap' '$3 is used, but not $2'
query '-- name: a
SELECT ?;';                                         refused 'question mark' 'not portable'
query '-- name: a
SELECT CAST($1 AS TEXT), b::text;';                 refused 'double colon' 'not portable'
query '-- name: a
SELECT 1;
-- name: a
SELECT 2;';                                         refused 'twice' 'is there twice'
query '-- name: a postgres
SELECT 1;';                                         refused 'PostgreSQL only' 'one engine only'
query '-- name: a sqlite
SELECT 1;';                                         refused 'SQLite only' 'one engine only'
query '-- name: a mysql
SELECT 1;';                                         refused 'engine' 'no such engine'
query '-- name: A-b
SELECT 1;';                                         refused 'name' 'lower_snake_case'
query "-- name: a
SELECT 'x;";                                        refused 'quote' 'does not end'

migration "CREATE TABLE a ( -- shard(jid)
  jid BIGINT NOT NULL -- the register
);
CREATE TABLE IF NOT EXISTS b (x @blob@); -- replicate
CREATE TABLE c -- shard(code)
(code TEXT);
CREATE TABLE k ( -- shard(jid)
  jid BIGINT NOT NULL DEFAULT (1), id BIGINT CONSTRAINT k_id CHECK (id IN (1, 2)),
  CONSTRAINT k_pk PRIMARY KEY (jid, id)
);
ALTER TABLE k ADD COLUMN late TEXT NOT NULL DEFAULT '';
-- only: postgres
CREATE INDEX d ON c (code);
CREATE INDEX e ON c (code);"
run || bad 'migration'
expect sql.c '{"a", SQL_SHARD, "jid", ' 'shard(jid)'
expect sql.c '{"b", SQL_REPLICATE, "", ' 'replicate behind the ;'
expect sql.c '{"c", SQL_SHARD, "code", ' 'shard(other)'
expect sql.c '"SELECT jid, id, late FROM k ORDER BY jid, id"' 'copied in the order of the key'
expect sql.c '"INSERT INTO k (jid, id, late) VALUES ($1, $2, $3)"' 'copied with what was added later'
expect sql.c '(x BLOB)", SQL_SQLITE},' 'token for SQLite'
expect sql.c '(x BYTEA)", SQL_POSTGRES},' 'token for PostgreSQL'
expect sql.c 'INDEX d ON c (code)", SQL_POSTGRES},' 'one engine only'
expect sql.c 'INDEX e ON c (code)", SQL_BOTH},' 'only that statement'
migration 'CREATE TABLE a (x INTEGER);';            refused 'unmarked table' 'table a lacks'
migration 'CREATE INDEX a ON b (c); -- shard(jid)'; refused 'stray mark' 'does not stand behind'
migration 'CREATE TABLE a (x INTEGER); -- shard()'; refused 'no column' 'names no column'
fresh; echo 'SELECT 1;' >"$dir/sql/migrations/0002_a.sql"
refused 'gap in migrations' '0001 is next'

list() { fresh; printf '%s\n' "$1" >"$dir/sql/lists/duty.list"; }
list '# open work
base SELECT d.subject_id
  FROM duty AS d
drive unit: d.unit_id = $2
drive unit_kind: d.unit_id = $2
  AND d.kind = $3
sort due: d.due_at
sort num: d.num'
run || bad 'list'
expect sql.c 'FROM duty AS d WHERE d.jid = $1 AND (d.unit_id = $2 AND d.kind = $3) AND (d.num, d.subject_id) < ($4, $5) ORDER BY d.num DESC, d.subject_id DESC LIMIT $6' 'list text'
expect sql.h 'SQL_DUTY_UNIT_DUE_ASC,' 'list statement'
expect sql.h 'SQL_DUTY_DRIVE_UNIT_KIND,' 'list drive'
expect sql.c '{"unit_kind", 3, 3},' 'where the key starts'
test "$(grep -c '^    SQL_DUTY_UNIT.*SC,$' "$dir/sql.h")" = 8 && echo 'ok - 2 x 2 x 2' || bad '2 x 2 x 2'
list 'base SELECT d.subject_id FROM duty AS d
drive unit: d.unit_id = $2
sort due: d.due_at
sort lvl: d.lvl
looked 50
served unit: due'
run || bad 'looked'
expect sql.c 'SELECT d.subject_id FROM (SELECT * FROM duty AS d WHERE d.jid = $1 AND (d.unit_id = $2) ORDER BY d.due_at, d.subject_id LIMIT 50) AS d WHERE (d.lvl, d.subject_id) > ($3, $4) ORDER BY d.lvl ASC, d.subject_id ASC LIMIT $5' 'looked through'
expect sql.c 'SELECT d.subject_id FROM duty AS d WHERE d.jid = $1 AND (d.unit_id = $2) AND (d.due_at' 'served'
expect sql.h 'SQL_DUTY_UNIT_LOOKED,' 'counted'
list 'base SELECT 1 FROM duty AS d
drive x: d.a = $2
sort due: d.due_at
looked 50
served x: lvl';                                     refused 'no such sort' 'there is no sort "lvl"'
list 'base SELECT 1 FROM duty AS d
sort due: d.due_at';                                refused 'no drive' 'needs base, drive and sort'
list 'base SELECT 1 FROM duty AS d
drive x d.a = $2';                                  refused 'no colon' 'expected "name: text"'
exit $failed
