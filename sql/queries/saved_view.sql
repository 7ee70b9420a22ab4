-- SPDX-License-Identifier: Apache-2.0
-- The work list kept under a name.

-- name: saved_view_insert
INSERT INTO saved_view (jid, id, version, officer_id, name, query, shared, unit_id, made_at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)
ON CONFLICT (jid, officer_id, name) DO NOTHING;

-- name: saved_view_change
UPDATE saved_view SET version = version + 1, name = $4, query = $5, shared = $6, unit_id = $7
WHERE jid = $1 AND id = $2 AND version = $3;

-- name: saved_view_remove
DELETE FROM saved_view WHERE jid = $1 AND id = $2 AND version = $3;

-- name: saved_view_get
SELECT v.id, v.version, v.name, v.query, v.shared, v.unit_id, v.officer_id, o.name AS owner
FROM saved_view v JOIN officer o ON o.id = v.officer_id WHERE v.jid = $1 AND v.id = $2;

-- name: saved_view_named
SELECT id FROM saved_view WHERE jid = $1 AND officer_id = $2 AND name = $3;

-- name: saved_views_count
SELECT COUNT(*) AS n FROM saved_view WHERE jid = $1 AND officer_id = $2;

-- name: saved_views_own
SELECT v.id, v.version, v.name, v.query, v.shared, v.unit_id, v.officer_id, o.name AS owner
FROM saved_view v JOIN officer o ON o.id = v.officer_id
WHERE v.jid = $1 AND v.officer_id = $2 ORDER BY v.name;

-- Those of the colleagues; of one whose account has ended nobody could remove them.
-- name: saved_views_shared
SELECT v.id, v.version, v.name, v.query, v.shared, v.unit_id, v.officer_id, o.name AS owner
FROM saved_view v JOIN officer o ON o.id = v.officer_id
WHERE v.jid = $1 AND v.unit_id = $2 AND v.shared = 1 AND v.officer_id <> $3
    AND o.disabled_at = 0
ORDER BY v.id DESC LIMIT $4;
