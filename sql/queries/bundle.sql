-- SPDX-License-Identifier: Apache-2.0
-- name: bundle_insert
INSERT INTO bundle (
    jid, id, num, version, title, plan, unit_id, desk_unit, officer_id, opened_at, due_at, closed_at, result
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
);

-- name: bundle_update
UPDATE bundle SET
    num = $3, version = $4, title = $5, plan = $6, unit_id = $7, desk_unit = $8, officer_id = $9,
    opened_at = $10, due_at = $11, closed_at = $12, result = $13
WHERE jid = $1 AND id = $2 AND version = $14;

-- name: bundle_get
SELECT jid, id, num, version, title, plan, unit_id, desk_unit, officer_id, opened_at, due_at, closed_at, result
FROM bundle WHERE jid = $1 AND id = $2;

-- name: bundle_by_num
SELECT jid, id, num, version, title, plan, unit_id, desk_unit, officer_id, opened_at, due_at, closed_at, result
FROM bundle WHERE jid = $1 AND num = $2;

-- Some dozens a year; whose they are is judged afterwards.
-- name: bundle_list
SELECT jid, id, num, version, title, plan, unit_id, desk_unit, officer_id, opened_at, due_at, closed_at, result
FROM bundle WHERE jid = $1 ORDER BY closed_at, opened_at DESC, id LIMIT $2;
