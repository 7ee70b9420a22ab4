-- SPDX-License-Identifier: Apache-2.0
-- Rows of the three tracks of handling.

-- name: appraisal_insert
INSERT INTO appraisal (jid, id, task_id, about, unit_id, by_unit, officer_id, came, did, grade, seq, given_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: appraisal_update
UPDATE appraisal SET task_id = $3, about = $4, unit_id = $5, by_unit = $6, officer_id = $7, came = $8, did = $9, grade = $10, seq = $11, given_at = $12
WHERE jid = $1 AND id = $2;

-- name: appraisal_by_task
SELECT jid, id, task_id, about, unit_id, by_unit, officer_id, came, did, grade, seq, given_at
FROM appraisal WHERE jid = $1 AND task_id = $2 ORDER BY about;

-- name: aid_insert
INSERT INTO aid (jid, id, task_id, serial, kind, officer_id, seq, named_at, done_at, done_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: aid_update
UPDATE aid SET task_id = $3, serial = $4, kind = $5, officer_id = $6, seq = $7, named_at = $8, done_at = $9, done_seq = $10
WHERE jid = $1 AND id = $2;

-- name: aid_by_task
SELECT jid, id, task_id, serial, kind, officer_id, seq, named_at, done_at, done_seq
FROM aid WHERE jid = $1 AND task_id = $2 ORDER BY serial;

-- name: quantity_insert
INSERT INTO quantity (jid, id, matter_id, stage, serial, site, what, measure, planned, done, done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: quantity_update
UPDATE quantity SET matter_id = $3, stage = $4, serial = $5, site = $6, what = $7, measure = $8, planned = $9, done = $10, done_at = $11
WHERE jid = $1 AND id = $2;

-- name: quantity_by_matter
SELECT jid, id, matter_id, stage, serial, site, what, measure, planned, done, done_at
FROM quantity WHERE jid = $1 AND matter_id = $2 ORDER BY serial;

-- name: agreement_insert
INSERT INTO agreement (jid, id, matter_id, serial, unit_id, parties, signed_at, promise, seq, kept, kept_at, kept_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: agreement_update
UPDATE agreement SET matter_id = $3, serial = $4, unit_id = $5, parties = $6, signed_at = $7, promise = $8, seq = $9, kept = $10, kept_at = $11, kept_seq = $12
WHERE jid = $1 AND id = $2;

-- name: agreement_by_matter
SELECT jid, id, matter_id, serial, unit_id, parties, signed_at, promise, seq, kept, kept_at, kept_seq
FROM agreement WHERE jid = $1 AND matter_id = $2 ORDER BY serial;

-- name: party_put
INSERT INTO party (jid, agreement_id, serial, person_id) VALUES ($1, $2, $3, $4);

-- name: parties_of
SELECT person_id FROM party WHERE jid = $1 AND agreement_id = $2 ORDER BY serial;

-- Whistled tasks with their limit and both appraisals.
-- name: whistle_rows
SELECT t.unit_id, t.whistle_unit, t.state, t.arrived_at, COALESCE(k.due_at, 0) AS due_at,
    COALESCE(k.stopped_at, 0) AS stopped_at, COALESCE(k.paused_at, 0) AS paused_at,
    COALESCE(u.came, '') AS came,
    COALESCE(u.did, '') AS did, COALESCE(u.grade, '') AS grade,
    COALESCE(c.did, '') AS called, COALESCE(c.grade, '') AS called_grade
FROM task t
LEFT JOIN clock k ON k.jid = t.jid AND k.subject_kind = 'task' AND k.subject_id = t.id
    AND k.kind = 'arrive'
LEFT JOIN appraisal u ON u.jid = t.jid AND u.task_id = t.id AND u.about = 'unit'
LEFT JOIN appraisal c ON c.jid = t.jid AND c.task_id = t.id AND c.about = 'whistle'
WHERE t.jid = $1 AND t.whistle_unit <> 0 AND t.sent_at >= $2 AND t.sent_at < $3
ORDER BY t.sent_at, t.id;

-- Planned works of stages that were granted, with the topic they are bundled under.
-- name: works_rows
SELECT m.num, m.title, m.confidential, m.class, m.place_id, m.lead_unit, m.desk_unit,
    m.complained_unit, COALESCE(b.num, '') AS bundle, COALESCE(b.title, '') AS topic,
    s.serial AS stage, s.due_at, q.serial, q.site, q.what, q.measure, q.planned, q.done, q.done_at
FROM quantity q
JOIN matter m ON m.jid = q.jid AND m.id = q.matter_id
JOIN stage s ON s.jid = q.jid AND s.matter_id = q.matter_id AND s.serial = q.stage
LEFT JOIN bundle b ON b.jid = m.jid AND b.id = m.bundle_id AND m.bundle_id <> 0
WHERE q.jid = $1 AND s.outcome NOT IN ('asked', 'refused')
    AND m.opened_at >= $2 AND m.opened_at < $3
ORDER BY COALESCE(b.title, ''), m.num, q.serial;
