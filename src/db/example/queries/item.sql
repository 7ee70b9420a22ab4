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

-- What the lint has to let pass.
-- name: good_joins
SELECT a.title, (SELECT count(*) FROM item AS c WHERE c.jid = $1 AND c.parent = a.id) AS n
FROM item AS a JOIN item AS b ON b.jid = a.jid AND b.id = a.parent
LEFT JOIN item AS c ON c.jid = b.jid AND c.id = b.parent LEFT JOIN secret AS s ON s.id = a.id
WHERE a.jid = CAST($1 AS BIGINT) AND (a.open = 1 OR a.kind = 'x');

-- name: good_copy
INSERT INTO item (id, jid) SELECT d.id + 1, d.jid FROM item AS d WHERE d.jid = $1 AND d.id = $2;

-- name: good_tree
WITH RECURSIVE up (id, parent) AS (
    SELECT id, parent FROM item WHERE jid = $1 AND id = $2
    UNION ALL SELECT i.id, i.parent FROM up JOIN item AS i ON i.id = up.parent WHERE i.jid = $1
)
SELECT id FROM up;

-- name: all_items
SELECT count(*) AS n FROM item;

-- name: all_pairs
SELECT count(*) AS n FROM item AS a JOIN item AS b ON b.jid = a.jid AND b.id = a.parent
WHERE EXISTS (SELECT 1 FROM item AS c WHERE c.jid = a.jid AND c.parent = a.id);

-- Mistakes for the lint to find: no jid, or none that narrows.
-- name: lost_by_id
SELECT title FROM item WHERE id = $1;

-- name: lost_by_join
SELECT d.title FROM secret AS s JOIN item AS d ON d.id = s.id AND d.jid = s.id WHERE s.id = $1;

-- name: lost_copy
INSERT INTO item (jid, id) SELECT d.jid, d.id + 1 FROM item AS d WHERE d.id = $1;

-- name: lost_or
SELECT title FROM item WHERE jid = $1 OR id = $2;

-- name: lost_sum
SELECT title FROM item WHERE jid + 0 = $1;

-- name: lost_inside
SELECT title FROM item WHERE jid = $1 AND id IN (SELECT parent FROM item WHERE kind = $2);

-- name: lost_outside
SELECT a.title, (SELECT count(*) FROM item AS c WHERE c.jid = a.jid AND c.parent = a.id) AS n
FROM item AS a WHERE a.jid = $1;

-- name: lost_second
SELECT a.title FROM item AS a JOIN item AS b ON b.id = a.parent WHERE a.jid = $1;

-- name: lost_left
SELECT a.title FROM item AS a LEFT JOIN item AS b ON b.jid = a.jid AND a.jid = $1 AND b.id = a.parent;

-- name: lost_union
SELECT id FROM item WHERE jid = $1 UNION ALL SELECT id FROM item WHERE kind = $2;

-- name: lost_two
SELECT a.title FROM item AS a JOIN item AS b ON b.id = a.parent WHERE a.jid = $1 AND b.jid = $2;

-- name: lost_insert
INSERT INTO item (jid, id) SELECT d.parent, d.id + 1 FROM item AS d WHERE d.jid = $1;

-- name: lost_values
INSERT INTO item (jid, id) VALUES ($1, (SELECT max(id) + 1 FROM item WHERE jid = $1));

-- name: lost_delete
DELETE FROM item WHERE open = 0 AND due_at < $1;

-- name: lost_moved
UPDATE item SET title = '', jid = $3 WHERE jid = $1 AND id = $2;

-- name: lost_chance
UPDATE item SET due_at = random() WHERE jid = $1;

-- Mistakes that a statement over all registers can make as well.
-- name: all_tree
WITH RECURSIVE up (id, parent) AS (
    SELECT id, parent FROM item WHERE id = $1
    UNION ALL SELECT i.id, i.parent FROM up JOIN item AS i ON i.id = up.parent
)
SELECT id FROM up;

-- name: all_orphans
SELECT id FROM item AS a WHERE NOT EXISTS (SELECT 1 FROM item AS b WHERE b.id = a.parent);

-- name: all_apart
SELECT a.id FROM item AS a JOIN item AS b ON b.id = a.parent;

-- These PostgreSQL alone understands.
-- name: all_locked sqlite
SELECT id FROM item;

-- name: all_locked postgres
SELECT id FROM item FOR UPDATE SKIP LOCKED;

-- name: all_sums sqlite
SELECT kind, count(*) AS n FROM item GROUP BY kind;

-- name: all_sums postgres
SELECT kind, count(*) AS n FROM item GROUP BY ROLLUP (kind);

-- name: all_sets sqlite
SELECT kind, count(*) AS n FROM item GROUP BY kind, open;

-- name: all_sets postgres
SELECT kind, count(*) AS n FROM item GROUP BY GROUPING SETS ((kind), (open));
