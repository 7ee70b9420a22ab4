-- SPDX-License-Identifier: Apache-2.0
-- name: clock_insert
INSERT INTO clock (
    jid, id, subject_kind, subject_id, kind, serial, started_at, length, span, due_at, stopped_at, stop_action, paused_at, extra, source, provisional
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
);

-- What never changes stands in the condition, see demand_update.
-- name: clock_update
UPDATE clock SET
    started_at = $7, length = $8, span = $9, due_at = $10, stopped_at = $11, stop_action = $12, paused_at = $13, extra = $14, source = $15, provisional = $16
WHERE jid = $1 AND id = $2 AND subject_kind = $3 AND subject_id = $4 AND kind = $5 AND serial = $6;

-- name: clock_get
SELECT jid, id, subject_kind, subject_id, kind, serial, started_at, length, span, due_at, stopped_at, stop_action, paused_at, extra, source, provisional FROM clock
WHERE jid = $1 AND id = $2;

-- name: clock_by_subject
SELECT jid, id, subject_kind, subject_id, kind, serial, started_at, length, span, due_at, stopped_at, stop_action, paused_at, extra, source, provisional
FROM clock WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY id;

-- name: clock_expired
SELECT jid, id, subject_kind, subject_id, kind, serial, started_at, length, span, due_at, stopped_at, stop_action, paused_at, extra, source, provisional
FROM clock WHERE jid = $1 AND stopped_at = 0 AND paused_at = 0 AND kind = $2 AND due_at > 0 AND due_at <= $3 ORDER BY due_at, id LIMIT $4;

-- Subjects with a running clock, from a position onward.
-- name: running_page
SELECT DISTINCT subject_kind, subject_id FROM clock
WHERE jid = $1 AND stopped_at = 0 AND subject_kind IN ('demand', 'matter', 'task')
    AND (subject_kind, subject_id) > ($2, $3)
ORDER BY subject_kind, subject_id LIMIT $4;
