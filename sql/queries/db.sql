-- SPDX-License-Identifier: Apache-2.0
-- What the database layer itself asks: which migrations the store has.

-- name: schema_exists sqlite
SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';

-- name: schema_exists postgres
SELECT count(*) AS n FROM information_schema.tables
WHERE table_schema = current_schema() AND table_name = 'schema_migration';

-- name: schema_create
CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

-- name: schema_list
SELECT version, name, hash, applied_at FROM schema_migration ORDER BY version;

-- name: schema_record
INSERT INTO schema_migration (version, name, hash, applied_at) VALUES ($1, $2, $3, $4);

-- Anything at all: a snapshot begins with the first statement.
-- name: db_ping
SELECT 1 AS n;

-- Text is compared byte by byte, as SQLite does it.
-- name: server_fits sqlite
SELECT 'UTF8' AS encoding, 'C' AS collation;

-- name: server_fits postgres
SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collation
FROM pg_database WHERE datname = current_database();

-- How far a standby is behind. The servers' leases write every few seconds, so that the last replayed
-- transaction tells.
-- name: replica_lag sqlite
SELECT 0 AS lag_ms;

-- name: replica_lag postgres
SELECT CASE
    WHEN pg_is_in_recovery() THEN CAST(coalesce(
        extract(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000, 1e15
    ) AS BIGINT)
    ELSE 0
END AS lag_ms;

-- name: citus_exists sqlite
SELECT 0 AS n;

-- name: citus_exists postgres
SELECT count(*) AS n FROM pg_extension WHERE extname = 'citus';

-- Which tables are distributed already. Where there is no Citus it cannot even be prepared.
-- name: citus_tables sqlite
SELECT name FROM sqlite_master WHERE 1 = 0;

-- name: citus_tables postgres
SELECT c.relname AS name FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
WHERE c.relnamespace = CAST(current_schema() AS regnamespace);
