-- SPDX-License-Identifier: Apache-2.0
-- name: task_insert
INSERT INTO task (
    jid, id, matter_id, num, version, state, role, unit_id, officer_id, desk_unit, sent_at, signed_at, arrived_at, reported_at, agreed_at, return_refused, before_return, final, result, extension_days, extensions, due_at, whistle_unit
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
);

-- What never changes stands in the condition, see demand_update.
-- name: task_update
UPDATE task SET
    version = $5, state = $6, role = $7, unit_id = $8, officer_id = $9, desk_unit = $10, sent_at = $11, signed_at = $12, arrived_at = $13, reported_at = $14, agreed_at = $15, return_refused = $16, before_return = $17, final = $18, result = $19, extension_days = $20, extensions = $21, due_at = $22, whistle_unit = $23
WHERE jid = $1 AND id = $2 AND version = $24 AND matter_id = $3 AND num = $4;

-- name: task_get
SELECT jid, id, matter_id, num, version, state, role, unit_id, officer_id, desk_unit, sent_at, signed_at, arrived_at, reported_at, agreed_at, return_refused, before_return, final, result, extension_days, extensions, due_at, whistle_unit FROM task
WHERE jid = $1 AND id = $2;

-- name: task_by_num
SELECT jid, id, matter_id, num, version, state, role, unit_id, officer_id, desk_unit, sent_at, signed_at, arrived_at, reported_at, agreed_at, return_refused, before_return, final, result, extension_days, extensions, due_at, whistle_unit
FROM task WHERE jid = $1 AND num = $2;

-- name: task_by_matter
SELECT jid, id, matter_id, num, version, state, role, unit_id, officer_id, desk_unit, sent_at, signed_at, arrived_at, reported_at, agreed_at, return_refused, before_return, final, result, extension_days, extensions, due_at, whistle_unit
FROM task WHERE jid = $1 AND matter_id = $2 ORDER BY id;
