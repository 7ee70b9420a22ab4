-- SPDX-License-Identifier: Apache-2.0
-- What is open under an officer's name: tasks they handle, demands they took. $2 is the root unit,
-- on whose list everything open stands.
-- name: officer_open
SELECT COUNT(*) AS n FROM duty
WHERE jid = $1 AND unit_id = $2 AND officer_id = $3 AND officer_id <> 0 AND open = 1;

-- name: absence_open
SELECT id, officer_id, stand_in_id, from_at, to_at, created_at FROM absence
WHERE to_at = 0 OR to_at > $1 ORDER BY from_at, id;

-- name: absence_insert
INSERT INTO absence (id, officer_id, stand_in_id, from_at, to_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: absence_drop
DELETE FROM absence WHERE officer_id = $1 AND from_at > $2;

-- name: absence_end
UPDATE absence SET to_at = $2 WHERE officer_id = $1 AND (to_at = 0 OR to_at > $2);

-- Who stood in goes: another does, or nobody ($2 = 0).
-- name: absence_hand_over
UPDATE absence SET stand_in_id = CASE WHEN officer_id = $2 THEN 0 ELSE $2 END
WHERE stand_in_id = $1 AND (to_at = 0 OR to_at > $3);

-- name: stand_in_hand_over
UPDATE officer SET stand_in_id = CASE WHEN id = $2 THEN 0 ELSE $2 END, version = version + 1
WHERE stand_in_id = $1;

-- name: roster_all
SELECT id, unit_id, officer_id, from_at, to_at, phone FROM roster
WHERE to_at > $1 ORDER BY unit_id, from_at, id;

-- name: roster_of_unit
SELECT id, unit_id, officer_id, from_at, to_at, phone FROM roster
WHERE to_at > $1 AND unit_id = $2 ORDER BY from_at, id;

-- name: roster_get
SELECT id, unit_id, officer_id, from_at, to_at, phone FROM roster WHERE id = $1;

-- name: roster_put
INSERT INTO roster (id, unit_id, officer_id, from_at, to_at, phone)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: roster_drop
DELETE FROM roster WHERE id = $1;

-- name: roster_hand_over
UPDATE roster SET officer_id = $2 WHERE officer_id = $1 AND to_at > $3;

-- name: roster_ahead
SELECT COUNT(*) AS n FROM roster WHERE officer_id = $1 AND to_at > $2;

-- name: handover_listed
SELECT subject_kind, subject_id, num FROM duty
WHERE jid = $1 AND unit_id = $2 AND officer_id = $3 AND officer_id <> 0 AND open = 1
ORDER BY subject_kind, num;

-- name: handover_sponsored
SELECT id, num FROM matter
WHERE jid = $1 AND sponsor_id = $2 AND sponsor_id <> 0 AND state NOT IN ('closed', 'archived', 'ended');

-- name: handover_between
SELECT id, num FROM matter
WHERE jid = $1 AND go_between = $2 AND go_between <> 0 AND state NOT IN ('closed', 'archived', 'ended');

-- How much waits in each unit, by part.subject.state.
-- name: vacant_counts
SELECT k1, k2, SUM(n) AS n FROM rollup WHERE jid = $1 AND name = 'duty' GROUP BY k1, k2
ORDER BY k1, k2;

-- How much stands open under whose name; $2 is the root unit.
-- name: vacant_named
SELECT officer_id, COUNT(*) AS n FROM duty
WHERE jid = $1 AND unit_id = $2 AND officer_id <> 0 AND open = 1
GROUP BY officer_id ORDER BY officer_id;

-- name: roster_same
SELECT COUNT(*) AS n FROM roster
WHERE unit_id = $1 AND officer_id = $2 AND from_at = $3 AND to_at = $4;
