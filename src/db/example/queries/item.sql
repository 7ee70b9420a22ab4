-- SPDX-License-Identifier: Apache-2.0

-- name: item_insert
INSERT INTO item (jid, id, kind, title, open, tags, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: item_child
INSERT INTO item (jid, id, parent) VALUES ($1, $2, $3);

-- name: item_get
SELECT jid, id, kind, title, open, tags, due_at, colour FROM item WHERE jid = $1 AND id = $2;

-- name: item_titles
SELECT title, 'unwanted' AS unwanted FROM item WHERE jid = $1 ORDER BY id;

-- name: item_retitle
UPDATE item SET title = $3 WHERE jid = $1 AND id = $2;

-- name: item_upsert
INSERT INTO item (jid, id, title) VALUES ($1, $2, $3)
ON CONFLICT (jid, id) DO UPDATE SET title = excluded.title RETURNING id;

-- name: item_count
SELECT count(*) AS n FROM item WHERE jid = $1;

-- name: item_null
SELECT CAST(NULL AS BIGINT) AS id, CAST(NULL AS TEXT) AS title, 1 AS open;

-- name: swapped
SELECT $2 || '-' || $1 || '-' || $2 AS title;

-- name: bad_kind
SELECT 'no such kind' AS kind;

-- name: numbers
WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < $1)
SELECT id FROM n;

-- Only so many pages: the way to a full disk.
-- name: pages_few sqlite
PRAGMA max_page_count = 1;

-- name: pages_many sqlite
PRAGMA max_page_count = 1000000;

-- name: schema_tamper
UPDATE schema_migration SET hash = $1 WHERE version = $2;

-- name: schema_forget
DELETE FROM schema_migration WHERE version = $1;
