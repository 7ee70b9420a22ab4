-- SPDX-License-Identifier: Apache-2.0
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

-- What stands open under whose name; $2 is the root unit.
-- name: vacant_named
SELECT q.officer_id AS officer_id, COUNT(*) AS n FROM (
    SELECT officer_id FROM duty WHERE jid = $1 AND unit_id = $2 AND officer_id <> 0 AND open = 1
    UNION ALL
    SELECT sponsor_id AS officer_id FROM matter
    WHERE jid = $1 AND sponsor_id <> 0 AND state NOT IN ('closed', 'archived', 'ended')
    UNION ALL
    SELECT go_between AS officer_id FROM matter
    WHERE jid = $1 AND go_between <> 0 AND state NOT IN ('closed', 'archived', 'ended')
    UNION ALL
    SELECT leader_id AS officer_id FROM stage
    WHERE jid = $1 AND leader_id <> 0 AND kind = 'instruction' AND outcome = ''
    UNION ALL
    SELECT officer_id FROM aid WHERE jid = $1 AND officer_id <> 0 AND done_at = 0
) AS q GROUP BY q.officer_id ORDER BY q.officer_id;

-- Matters with an instruction of this leader that is not accepted or withdrawn.
-- name: handover_instructions
SELECT m.id AS id, m.num AS num FROM matter m WHERE m.jid = $1 AND m.id IN (
    SELECT s.matter_id FROM stage s
    WHERE s.jid = $1 AND s.leader_id = $2 AND s.leader_id <> 0 AND s.kind = 'instruction'
        AND s.outcome = '')
ORDER BY m.id;

-- name: handover_instructed
SELECT id, num FROM demand WHERE jid = $1 AND instructed_by = $2 AND instructed_seq <> 0
ORDER BY id;

-- name: handover_alarms
SELECT d.id AS id, d.num AS num FROM demand d WHERE d.jid = $1 AND d.id IN (
    SELECT a.demand_id FROM alarm a WHERE a.jid = $1 AND a.acked_by = $2 AND a.closed_at = 0)
ORDER BY d.id;

-- name: handover_aids
SELECT t.id AS id, t.num AS num FROM task t WHERE t.jid = $1 AND t.id IN (
    SELECT a.task_id FROM aid a
    WHERE a.jid = $1 AND a.officer_id = $2 AND a.officer_id <> 0 AND a.done_at = 0)
ORDER BY t.id;

-- The successor sees the alarm as its receiver does.
-- name: alarm_receiver_hand_over
INSERT INTO alarm_receiver (jid, alarm_id, officer_id, rung, told_at, acked_at, running)
SELECT a.jid, a.id, CAST($3 AS BIGINT), a.rung, CAST($4 AS BIGINT), CAST($4 AS BIGINT), 1
FROM alarm a WHERE a.jid = $1 AND a.acked_by = $2 AND a.closed_at = 0
ON CONFLICT (jid, alarm_id, officer_id) DO NOTHING;

-- name: alarm_hand_over
UPDATE alarm SET acked_by = $3 WHERE jid = $1 AND acked_by = $2 AND closed_at = 0;

-- name: roster_same
SELECT COUNT(*) AS n FROM roster
WHERE unit_id = $1 AND officer_id = $2 AND from_at = $3 AND to_at = $4;
