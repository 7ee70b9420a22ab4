-- SPDX-License-Identifier: Apache-2.0
-- What the command line asks beside the rest.

-- name: cmd_integrity sqlite
PRAGMA quick_check(1);

-- name: cmd_integrity postgres
SELECT 'ok' AS quick_check;

-- name: cmd_newest_event
SELECT COALESCE(MAX(recorded_at), 0) AS at FROM event WHERE jid = $1 AND actor_id > 0;

-- name: cmd_with_password
SELECT COUNT(*) AS n FROM officer o JOIN officer_role r ON r.officer_id = o.id
WHERE r.role = $1 AND o.disabled_at = 0 AND o.password_hash <> '';
