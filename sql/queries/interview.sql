-- SPDX-License-Identifier: Apache-2.0
-- name: interview_insert
INSERT INTO interview (jid, num, title, campaign, held_at, venue, host, recorder, reason, said,
    made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: interview_get
SELECT jid, num, title, campaign, held_at, venue, host, recorder, reason, said, made_by, made_at
FROM interview WHERE jid = $1 AND num = $2;

-- Some dozens a year.
-- name: interview_list
SELECT jid, num, title, campaign, held_at, venue, host, recorder, reason, said, made_by, made_at
FROM interview WHERE jid = $1 ORDER BY made_at DESC, num DESC LIMIT $2;

-- name: interview_unit_insert
INSERT INTO interview_unit (jid, id, version, interview, unit_id, step, persons, answer, promise,
    due_at, state, report, reported_by, reported_at, checked_by, checked_at, verdict, told_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: interview_unit_update
UPDATE interview_unit SET version = $3, interview = $4, unit_id = $5, step = $6, persons = $7,
    answer = $8, promise = $9, due_at = $10, state = $11, report = $12, reported_by = $13,
    reported_at = $14, checked_by = $15, checked_at = $16, verdict = $17, told_at = $18
WHERE jid = $1 AND id = $2 AND version = $19;

-- name: interview_unit_get
SELECT jid, id, version, interview, unit_id, step, persons, answer, promise, due_at, state,
    report, reported_by, reported_at, checked_by, checked_at, verdict, told_at
FROM interview_unit WHERE jid = $1 AND id = $2;

-- name: interview_units
SELECT jid, id, version, interview, unit_id, step, persons, answer, promise, due_at, state,
    report, reported_by, reported_at, checked_by, checked_at, verdict, told_at
FROM interview_unit WHERE jid = $1 AND interview = $2 ORDER BY unit_id;

-- Promises of interviews, and self-examinations, whose limit is over and that were not reminded of.
-- name: promises_due
SELECT u.id AS id, u.unit_id AS unit_id, i.title AS title FROM interview_unit u
JOIN interview i ON i.jid = u.jid AND i.num = u.interview
WHERE u.jid = $1 AND u.state = 'open' AND u.told_at = 0 AND u.due_at <= $2
ORDER BY u.due_at, u.id LIMIT $3;

-- name: promise_told
UPDATE interview_unit SET told_at = $3
WHERE jid = $1 AND id = $2 AND state = 'open' AND told_at = 0;

-- name: examinations_due
SELECT id, unit_id, board AS title FROM board_step
WHERE jid = $1 AND kind = 'examine' AND state = 'recorded' AND told_at = 0 AND due_at <= $2
ORDER BY due_at, id LIMIT $3;

-- name: examination_told
UPDATE board_step SET told_at = $3
WHERE jid = $1 AND id = $2 AND state = 'recorded' AND told_at = 0;
