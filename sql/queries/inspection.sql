-- SPDX-License-Identifier: Apache-2.0
-- Field inspections: plans, samples, findings.

-- name: inspection_insert
INSERT INTO inspection (
    jid, id, num, version, kind, title, campaign, leader_id, team, press, held_at, from_at, to_at, place_id, unit_id, wanted, seed, people, population, state, planned_at, planned_by, issued_at, issued_by, ended_at, ended_by, summary
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27
);

-- What it was planned and drawn as never changes.
-- name: inspection_update
UPDATE inspection SET version = $4, state = $20, issued_at = $23, issued_by = $24, ended_at = $25, ended_by = $26, summary = $27
WHERE jid = $1 AND id = $2 AND num = $3 AND kind = $5 AND title = $6 AND campaign = $7 AND leader_id = $8 AND team = $9 AND press = $10 AND held_at = $11 AND from_at = $12 AND to_at = $13 AND place_id = $14 AND unit_id = $15 AND wanted = $16 AND seed = $17 AND people = $18 AND population = $19 AND planned_at = $21 AND planned_by = $22 AND version = $28;

-- name: inspection_by_num
SELECT jid, id, num, version, kind, title, campaign, leader_id, team, press, held_at, from_at, to_at, place_id, unit_id, wanted, seed, people, population, state, planned_at, planned_by, issued_at, issued_by, ended_at, ended_by, summary
FROM inspection WHERE jid = $1 AND num = $2;

-- name: inspection_get
SELECT jid, id, num, version, kind, title, campaign, leader_id, team, press, held_at, from_at, to_at, place_id, unit_id, wanted, seed, people, population, state, planned_at, planned_by, issued_at, issued_by, ended_at, ended_by, summary
FROM inspection WHERE jid = $1 AND id = $2;

-- name: inspection_page
SELECT jid, id, num, version, kind, title, campaign, leader_id, team, press, held_at, from_at, to_at, place_id, unit_id, wanted, seed, people, '' AS population, state, planned_at, planned_by, issued_at, issued_by, ended_at, ended_by, summary
FROM inspection WHERE jid = $1 AND held_at >= $2 AND held_at < $3 ORDER BY held_at DESC, id DESC LIMIT $4;

-- Closed matters of a time, with their lead; what was asked in confidence stays out.
-- name: inspection_population
SELECT s.subject_id AS matter_id, m.lead_unit AS unit_id, m.place_id AS place_id
FROM span s JOIN matter m ON m.jid = s.jid AND m.id = s.subject_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value = 'closed' AND s.subject_kind = 'matter'
    AND s.from_at >= $2 AND s.from_at < $3 AND m.lead_unit <> 0 AND m.confidential = 0
GROUP BY s.subject_id, m.lead_unit, m.place_id;

-- name: inspection_sample_insert
INSERT INTO inspection_sample (
    jid, inspection_id, serial, matter_id, unit_id, outcome, note, looked_at, looked_by
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9
);

-- name: inspection_samples
SELECT s.jid AS jid, s.inspection_id AS inspection_id, s.serial AS serial, s.matter_id AS matter_id,
    s.unit_id AS unit_id, s.outcome AS outcome, s.note AS note, s.looked_at AS looked_at,
    s.looked_by AS looked_by
FROM inspection_sample s WHERE s.jid = $1 AND s.inspection_id = $2 ORDER BY s.serial;

-- name: inspection_sample_look
UPDATE inspection_sample SET outcome = $4, note = $5, looked_at = $6, looked_by = $7
WHERE jid = $1 AND inspection_id = $2 AND serial = $3;

-- name: finding_insert
INSERT INTO finding (
    jid, id, num, version, inspection_id, serial, matter_id, place_id, unit_id, words, state, found_at, found_by, workdays, asked_at, due_at, report, reported_seq, reported_at, reported_by, verdict, checked_seq, checked_at, checked_by, failed, reopened
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26
);

-- name: finding_update
UPDATE finding SET version = $4, state = $11, asked_at = $15, due_at = $16, workdays = $14, report = $17, reported_seq = $18, reported_at = $19, reported_by = $20, verdict = $21, checked_seq = $22, checked_at = $23, checked_by = $24, failed = $25, reopened = $26
WHERE jid = $1 AND id = $2 AND num = $3 AND inspection_id = $5 AND serial = $6 AND matter_id = $7 AND place_id = $8 AND unit_id = $9 AND words = $10 AND found_at = $12 AND found_by = $13 AND version = $27;

-- name: finding_by_num
SELECT jid, id, num, version, inspection_id, serial, matter_id, place_id, unit_id, words, state, found_at, found_by, workdays, asked_at, due_at, report, reported_seq, reported_at, reported_by, verdict, checked_seq, checked_at, checked_by, failed, reopened
FROM finding WHERE jid = $1 AND num = $2;

-- name: finding_get
SELECT jid, id, num, version, inspection_id, serial, matter_id, place_id, unit_id, words, state, found_at, found_by, workdays, asked_at, due_at, report, reported_seq, reported_at, reported_by, verdict, checked_seq, checked_at, checked_by, failed, reopened
FROM finding WHERE jid = $1 AND id = $2;

-- name: finding_serial
SELECT COALESCE(MAX(serial), 0) AS n FROM finding WHERE jid = $1 AND inspection_id = $2;

-- name: findings_of_inspection
SELECT jid, id, num, version, inspection_id, serial, matter_id, place_id, unit_id, words, state, found_at, found_by, workdays, asked_at, due_at, report, reported_seq, reported_at, reported_by, verdict, checked_seq, checked_at, checked_by, failed, reopened
FROM finding WHERE jid = $1 AND inspection_id = $2 ORDER BY serial;

-- name: findings_of_unit
SELECT jid, id, num, version, inspection_id, serial, matter_id, place_id, unit_id, words, state, found_at, found_by, workdays, asked_at, due_at, report, reported_seq, reported_at, reported_by, verdict, checked_seq, checked_at, checked_by, failed, reopened
FROM finding WHERE jid = $1 AND unit_id = $2 ORDER BY id DESC LIMIT $3;

-- What there is of each inspection.
-- name: finding_tally
SELECT f.inspection_id AS inspection_id, COUNT(*) AS findings,
    SUM(CASE WHEN f.state = 'rectified' THEN 1 ELSE 0 END) AS rectified,
    SUM(CASE WHEN f.state = 'dropped' THEN 1 ELSE 0 END) AS dropped,
    SUM(CASE WHEN f.state IN ('asked', 'reported') AND f.due_at < $4 THEN 1 ELSE 0 END) AS overdue
FROM inspection i CROSS JOIN finding f
WHERE i.jid = $1 AND f.jid = i.jid AND f.inspection_id = i.id AND i.held_at >= $2 AND i.held_at < $3
GROUP BY f.inspection_id ORDER BY f.inspection_id;

-- The check.
-- name: check_finding_page
SELECT f.id AS id, f.num AS num, f.version AS version, f.state AS state,
    f.reported_at AS reported_at, f.checked_at AS checked_at, f.asked_at AS asked_at,
    f.due_at AS due_at, COALESCE(i.id, 0) AS inspection_id,
    (SELECT COUNT(*) FROM event e WHERE e.jid = $1 AND e.subject_kind = 'inspection'
        AND e.subject_id = f.id) AS events
FROM finding f LEFT JOIN inspection i ON i.jid = f.jid AND i.id = f.inspection_id
WHERE f.jid = $1 AND f.id > $2 ORDER BY f.id LIMIT $3;

-- name: check_inspection_page
SELECT jid, id, num, version, kind, title, campaign, leader_id, team, press, held_at, from_at, to_at, place_id, unit_id, wanted, seed, people, population, state, planned_at, planned_by, issued_at, issued_by, ended_at, ended_by, summary
FROM inspection WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- Running limits, which follow the calendar.
-- name: finding_running
SELECT jid, id, num, version, inspection_id, serial, matter_id, place_id, unit_id, words, state, found_at, found_by, workdays, asked_at, due_at, report, reported_seq, reported_at, reported_by, verdict, checked_seq, checked_at, checked_by, failed, reopened
FROM finding WHERE jid = $1 AND state = 'asked' AND id > $2 ORDER BY id LIMIT $3;

-- Only while it is the same limit.
-- name: finding_due_moved
UPDATE finding SET due_at = $3 WHERE jid = $1 AND id = $2 AND state = 'asked' AND asked_at = $4;
