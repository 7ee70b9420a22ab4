-- SPDX-License-Identifier: Apache-2.0
-- What the command line asks beside the rest.

-- Subjects with a running clock, from a position onward.
-- name: cmd_running
SELECT DISTINCT subject_kind, subject_id FROM clock
WHERE jid = $1 AND stopped_at = 0 AND subject_kind IN ('demand', 'matter', 'task')
    AND (subject_kind, subject_id) > ($2, $3)
ORDER BY subject_kind, subject_id LIMIT $4;

-- name: cmd_integrity sqlite
PRAGMA quick_check(1);

-- name: cmd_integrity postgres
SELECT 'ok' AS quick_check;

-- name: cmd_newest_event
SELECT COALESCE(MAX(recorded_at), 0) AS at FROM event WHERE jid = $1 AND actor_id > 0;

-- name: cmd_with_password
SELECT COUNT(*) AS n FROM officer o JOIN officer_role r ON r.officer_id = o.id
WHERE r.role = $1 AND o.disabled_at = 0 AND o.password_hash <> '';
