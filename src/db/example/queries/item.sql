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

-- Only so many pages: the way to a full disk. PostgreSQL refuses it (pg_statements.sh).
-- name: pages_few
PRAGMA max_page_count = 1;

-- name: pages_many
PRAGMA max_page_count = 1000000;

-- name: schema_tamper
UPDATE schema_migration SET hash = $1 WHERE version = $2;

-- name: schema_forget
DELETE FROM schema_migration WHERE version = $1;

-- Mistakes for the lint to find.
-- name: lost_by_id
SELECT title FROM item WHERE id = $1;

-- name: lost_by_join
SELECT d.title FROM secret AS s JOIN item AS d ON d.id = s.id AND d.jid = s.id WHERE s.id = $1;

-- name: all_items
SELECT count(*) AS n FROM item;

-- name: lost_copy
INSERT INTO item (jid, id) SELECT d.jid, d.id + 1 FROM item AS d WHERE d.id = $1;
