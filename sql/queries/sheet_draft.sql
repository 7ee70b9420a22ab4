-- SPDX-License-Identifier: Apache-2.0
-- What came back in tables of tasks (migration 0006).

-- name: sheet_draft_insert
INSERT INTO sheet_draft (
    jid, id, task_id, unit_id, action, body, body_hash, base_version, seen_version, file, line,
    officer_id, created_at, state, ended_by, ended_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (jid, task_id, action, base_version, body_hash) DO NOTHING;

-- name: sheet_draft_get
SELECT jid, id, task_id, unit_id, action, body, body_hash, base_version, seen_version, file, line,
    officer_id, created_at, state, ended_by, ended_at
FROM sheet_draft WHERE jid = $1 AND id = $2;

-- In the order in which they can be filed: progress before the report.
-- name: sheet_draft_of_unit
SELECT jid, id, task_id, unit_id, action, body, body_hash, base_version, seen_version, file, line,
    officer_id, created_at, state, ended_by, ended_at
FROM sheet_draft WHERE jid = $1 AND unit_id = $2 AND state = 'open'
ORDER BY created_at, id LIMIT $3;

-- name: sheet_draft_of_task
SELECT jid, id, task_id, unit_id, action, body, body_hash, base_version, seen_version, file, line,
    officer_id, created_at, state, ended_by, ended_at
FROM sheet_draft WHERE jid = $1 AND task_id = $2 AND state = 'open' ORDER BY created_at, id;

-- The words stand in the event of the step now, or nowhere.
-- name: sheet_draft_end
UPDATE sheet_draft SET state = $3, body = '', ended_by = $4, ended_at = $5
WHERE jid = $1 AND id = $2 AND state = 'open';

-- Who filed one of them had the others of the same state of the task before him as well.
-- name: sheet_draft_seen
UPDATE sheet_draft SET seen_version = $4
WHERE jid = $1 AND task_id = $2 AND state = 'open' AND seen_version = $3;

-- The tasks that a unit's table lists.
-- name: tasks_form_rows
SELECT t.jid AS jid, t.id AS id, t.matter_id AS matter_id, t.num AS num, t.version AS version,
    t.state AS state, t.role AS role, t.unit_id AS unit_id, t.officer_id AS officer_id
FROM duty AS d JOIN task AS t ON t.jid = d.jid AND t.id = d.subject_id
WHERE d.jid = $1 AND d.unit_id = $2 AND d.open = 1 AND d.subject_kind = 'task'
    AND t.unit_id = $2 AND t.state NOT IN ('agreed', 'withdrawn')
ORDER BY d.num, d.subject_id LIMIT $3;
