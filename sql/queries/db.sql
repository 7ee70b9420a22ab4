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
