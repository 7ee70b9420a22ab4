-- SPDX-License-Identifier: Apache-2.0
-- The first hour on a practice register, which is small: what officers did, counted.

-- name: practice_done
SELECT actor_id, subject_kind, action, COUNT(*) AS n, MIN(recorded_at) AS first_at,
    MAX(recorded_at) AS last_at
FROM event WHERE jid = $1 AND actor_id = $2
GROUP BY actor_id, subject_kind, action ORDER BY subject_kind, action;

-- name: practice_done_by_all
SELECT actor_id, subject_kind, action, COUNT(*) AS n, MIN(recorded_at) AS first_at,
    MAX(recorded_at) AS last_at
FROM event WHERE jid = $1 AND actor_id <> 0
GROUP BY actor_id, subject_kind, action ORDER BY actor_id, subject_kind, action;

-- Who can log in, with each role held.
-- name: practice_people
SELECT o.id AS id, o.unit_id AS unit_id, o.name AS name, r.role AS role
FROM officer AS o JOIN officer_role AS r ON r.officer_id = o.id
WHERE o.disabled_at = 0 AND o.password_hash <> '' AND (r.valid_to = 0 OR r.valid_to > $1)
ORDER BY o.unit_id, o.name, o.id, r.role;
