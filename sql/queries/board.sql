-- SPDX-License-Identifier: Apache-2.0
-- Boards. What a board is computed from: one row a fact of the time from $2 to $3, with the unit
-- that answers for it and the matter it stands in.

-- A report in time counts on the day on which it was approved.
-- name: board_in_time
SELECT t.unit_id, m.num, m.class, 1000 AS value,
    CASE WHEN t.extensions > 0 THEN 1000 ELSE 0 END AS extended
FROM span s JOIN clock k ON k.jid = s.jid AND k.subject_kind = 'matter'
    AND k.subject_id = s.subject_id
JOIN matter m ON m.jid = s.jid AND m.id = s.subject_id
JOIN task t ON t.jid = s.jid AND t.matter_id = s.subject_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value = 'approved' AND s.subject_kind = 'matter'
    AND s.from_at >= $2 AND s.from_at < $3
    AND k.kind = 'feedback' AND k.stopped_at = s.from_at
    AND CASE WHEN k.paused_at > 0 THEN k.paused_at ELSE k.stopped_at END <= k.due_at
    AND t.role = 'lead' AND t.id = (SELECT MAX(x.id) FROM task x WHERE x.jid = $1
        AND x.matter_id = s.subject_id AND x.role = 'lead' AND x.sent_at <= s.from_at);

-- A limit that went by counts on the day on which it was over.
-- name: board_late
SELECT t.unit_id, m.num, m.class, 0 AS value,
    CASE WHEN t.extensions > 0 THEN 1000 ELSE 0 END AS extended
FROM clock k JOIN matter m ON m.jid = k.jid AND m.id = k.subject_id
JOIN task t ON t.jid = k.jid AND t.matter_id = k.subject_id
WHERE k.jid = $1 AND k.kind = 'feedback' AND k.due_at >= $2 AND k.due_at < $3
    AND k.subject_kind = 'matter'
    AND (k.paused_at > k.due_at
        OR (k.paused_at = 0 AND (k.stopped_at = 0 OR k.stopped_at > k.due_at)))
    AND t.role = 'lead' AND t.id = (SELECT MAX(x.id) FROM task x WHERE x.jid = $1
        AND x.matter_id = k.subject_id AND x.role = 'lead' AND x.sent_at <= k.due_at);

-- Closed within the limit: counts on the day of closing; a limit that went by on its own day.
-- name: board_closed_in_time
SELECT t.unit_id, m.num, m.class, 1000 AS value
FROM span s JOIN clock k ON k.jid = s.jid AND k.subject_kind = 'matter'
    AND k.subject_id = s.subject_id
JOIN matter m ON m.jid = s.jid AND m.id = s.subject_id
JOIN task t ON t.jid = s.jid AND t.matter_id = s.subject_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value = 'closed' AND s.subject_kind = 'matter'
    AND s.from_at >= $2 AND s.from_at < $3
    AND k.kind = 'close' AND k.stopped_at = s.from_at AND k.stopped_at <= k.due_at
    AND t.role = 'lead' AND t.id = (SELECT MAX(x.id) FROM task x WHERE x.jid = $1
        AND x.matter_id = s.subject_id AND x.role = 'lead' AND x.sent_at <= s.from_at);

-- name: board_closed_late
SELECT t.unit_id, m.num, m.class, 0 AS value
FROM clock k JOIN matter m ON m.jid = k.jid AND m.id = k.subject_id
JOIN task t ON t.jid = k.jid AND t.matter_id = k.subject_id
WHERE k.jid = $1 AND k.kind = 'close' AND k.due_at >= $2 AND k.due_at < $3
    AND k.subject_kind = 'matter' AND (k.stopped_at = 0 OR k.stopped_at > k.due_at)
    AND t.role = 'lead' AND t.id = (SELECT MAX(x.id) FROM task x WHERE x.jid = $1
        AND x.matter_id = k.subject_id AND x.role = 'lead' AND x.sent_at <= k.due_at);

-- Signed for by itself at the limit is not in time.
-- name: board_signed
SELECT t.unit_id, m.num, m.class,
    CASE WHEN k.stopped_at > 0 AND k.stopped_at < k.due_at THEN 1000 ELSE 0 END AS value
FROM clock k JOIN task t ON t.jid = k.jid AND t.id = k.subject_id
JOIN matter m ON m.jid = t.jid AND m.id = t.matter_id
WHERE k.jid = $1 AND k.kind = 'sign' AND k.due_at >= $2 AND k.subject_kind = 'task'
    AND ((k.due_at < $3 AND (k.stopped_at = 0 OR k.stopped_at >= k.due_at))
        OR (k.stopped_at >= $2 AND k.stopped_at < $3 AND k.stopped_at < k.due_at
            AND k.stop_action = 'sign'));

-- name: board_returned
SELECT t.unit_id, m.num, m.class, CASE WHEN EXISTS (SELECT 1 FROM span r WHERE r.jid = $1
    AND r.subject_kind = 'task' AND r.subject_id = s.subject_id AND r.dim = 'state'
    AND r.value = 'return_asked' AND r.from_at < $3) THEN 1000 ELSE 0 END AS value
FROM span s JOIN task t ON t.jid = s.jid AND t.id = s.subject_id
JOIN matter m ON m.jid = t.jid AND m.id = t.matter_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value = 'sent' AND s.subject_kind = 'task'
    AND s.from_at >= $2 AND s.from_at < $3
    AND s.seq = (SELECT MIN(f.seq) FROM span f WHERE f.jid = $1 AND f.subject_kind = 'task'
        AND f.subject_id = s.subject_id AND f.dim = 'state');

-- A citizen's word that was heard in the time, on each matter that it is about. CROSS JOIN: the
-- intervals first, then their demands (SQLite keeps that order).
-- name: board_verdicts
SELECT m.lead_unit AS unit_id, m.num AS num, m.class AS class, d.num AS other,
    l.solved AS solved, l.grade AS grade, l.source AS source,
    CASE WHEN m.redispatches > 0 THEN 1000 ELSE 0 END AS value,
    CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.jid = $1 AND e.subject_kind = 'demand'
        AND e.subject_id = d.id AND e.action = 'contact') THEN 1000 ELSE 0 END AS contacted,
    COALESCE(p.phone_hash, '') AS phone, MIN(s.from_at) - d.answered_at AS after_ms
FROM span s CROSS JOIN demand d CROSS JOIN link l
JOIN matter m ON m.jid = l.jid AND m.id = l.matter_id
LEFT JOIN person p ON p.jid = d.jid AND p.id = d.person_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value IN ('accepted', 'unsatisfied')
    AND s.subject_kind = 'demand' AND s.from_at >= $2 AND s.from_at < $3
    AND d.jid = s.jid AND d.id = s.subject_id AND l.jid = d.jid AND l.demand_id = d.id
    AND l.reached = 'yes' AND m.lead_unit <> 0
GROUP BY m.lead_unit, m.num, m.class, d.num, l.solved, l.grade, l.source, m.redispatches, d.id,
    p.phone_hash, d.answered_at;

-- A weak signal is nobody's fault: it counts neither way. What follows an unanswered one counts.
-- name: board_notices
SELECT k.subject_id AS unit_id, '' AS num, '' AS class,
    CASE WHEN k.stopped_at > 0 AND k.stopped_at <= k.due_at THEN 1000 ELSE 0 END AS value
FROM clock k
WHERE k.jid = $1 AND k.kind = 'notice' AND k.due_at >= $2 AND k.subject_kind = 'unit'
    AND k.stop_action <> 'withdraw'
    AND NOT EXISTS (SELECT 1 FROM notice n JOIN signal s ON s.jid = n.jid AND s.notice_id = n.id
        WHERE n.jid = $1 AND n.unit_id = k.subject_id AND n.issued_at = k.started_at
            AND n.clock_id = k.id)
    AND ((k.due_at < $3 AND (k.stopped_at = 0 OR k.stopped_at > k.due_at))
        OR (k.stopped_at >= $2 AND k.stopped_at < $3 AND k.stopped_at <= k.due_at));

-- Signals. Closed in the time; value: nobody ever reached the citizen; other: the same person said
-- the same of the same place within $4 ms after. CROSS JOIN: the matter's demands first; + 0: the
-- person's other demands, not all of the time (SQLite has no figures of how many those are).
-- name: board_closed
SELECT m.lead_unit AS unit_id, m.num AS num,
    CASE WHEN EXISTS (SELECT 1 FROM link l CROSS JOIN event e
        WHERE l.jid = $1 AND l.matter_id = m.id AND e.jid = l.jid AND e.subject_kind = 'demand'
            AND e.subject_id = l.demand_id AND e.action = 'contact') THEN 0 ELSE 1000 END AS value,
    COALESCE((SELECT MIN(b.num) FROM link l CROSS JOIN demand d CROSS JOIN demand b
        WHERE l.jid = $1 AND l.matter_id = m.id AND d.jid = l.jid AND d.id = l.demand_id
            AND b.jid = d.jid AND b.person_id = d.person_id AND d.person_id <> 0 AND b.person_id <> 0
            AND b.id <> d.id AND b.place_id = d.place_id AND b.class = d.class
            AND b.recorded_at + 0 > s.from_at AND b.recorded_at + 0 <= s.from_at + $4
            AND NOT EXISTS (SELECT 1 FROM link y WHERE y.jid = $1 AND y.demand_id = b.id
                AND y.matter_id = m.id)), '') AS other
FROM span s JOIN matter m ON m.jid = s.jid AND m.id = s.subject_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value = 'closed' AND s.subject_kind = 'matter'
    AND s.from_at >= $2 AND s.from_at < $3 AND m.close_ground <> 'taken_over'
    AND m.lead_unit <> 0;

-- Screened in the time, by the desk that screened; value: as invalid.
-- name: board_screened
SELECT e.unit_id AS unit_id, d.num AS num,
    CASE WHEN e.action = 'screen-invalid' THEN 1000 ELSE 0 END AS value
FROM span s JOIN demand d ON d.jid = s.jid AND d.id = s.subject_id
JOIN event e ON e.jid = s.jid AND e.subject_kind = 'demand' AND e.subject_id = s.subject_id
    AND e.seq = s.seq
WHERE s.jid = $1 AND s.dim = 'state' AND s.value IN ('valid', 'to_explain')
    AND s.subject_kind = 'demand' AND s.from_at >= $2 AND s.from_at < $3
    AND e.action IN ('screen-valid', 'screen-invalid');

-- Extensions asked in the time, by whoever then worked on it, since whenever; after_ms: how long
-- before the limit (a lead's is the matter's, a helper's the task's own).
-- name: board_extensions
SELECT t.unit_id AS unit_id, m.num AS num,
    MIN(CAST(u.value AS BIGINT) - e.recorded_at) AS after_ms
FROM span s JOIN task t ON t.jid = s.jid AND t.id = s.subject_id
JOIN matter m ON m.jid = t.jid AND m.id = t.matter_id
JOIN event e ON e.jid = s.jid AND e.subject_kind = 'task' AND e.subject_id = t.id
    AND e.action = 'ask-extension'
JOIN span u ON u.jid = s.jid
    AND u.subject_kind = CASE WHEN t.role = 'lead' THEN 'matter' ELSE 'task' END
    AND u.subject_id = CASE WHEN t.role = 'lead' THEN t.matter_id ELSE t.id END
    AND u.dim = 'due_at' AND u.from_at <= e.recorded_at
    AND (u.to_at = 0 OR u.to_at > e.recorded_at) AND u.value NOT IN ('', '0')
WHERE s.jid = $1 AND s.dim = 'state' AND s.value IN ('working', 'signed')
    AND s.subject_kind = 'task' AND s.from_at < $3 AND (s.to_at = 0 OR s.to_at >= $2)
    AND e.recorded_at >= $2 AND e.recorded_at < $3
    AND s.from_at <= e.recorded_at AND (s.to_at = 0 OR s.to_at >= e.recorded_at)
GROUP BY t.unit_id, m.num;

-- name: board_rule_newest
SELECT name, version, body, hash FROM board_rule WHERE jid = $1 AND name = $2
ORDER BY version DESC LIMIT 1;

-- name: board_rule_get
SELECT name, version, body, hash FROM board_rule WHERE jid = $1 AND name = $2 AND version = $3;

-- name: board_rules
SELECT name, version, body, hash FROM board_rule r WHERE r.jid = $1 AND r.version =
    (SELECT MAX(x.version) FROM board_rule x WHERE x.jid = $1 AND x.name = r.name)
ORDER BY name;

-- name: board_rule_insert
INSERT INTO board_rule (jid, name, version, body, hash, loaded_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: board_insert
INSERT INTO board (jid, num, version, rule, rule_version, title, campaign, from_at, to_at, state,
    drafted_by, drafted_at, checked_by, checked_at, ended_by, ended_at, reason, figures, signals,
    exclusions, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21);

-- Only how far it is: what it says is never written again.
-- name: board_move
UPDATE board SET version = version + 1, state = $4, checked_by = $5, checked_at = $6,
    ended_by = $7, ended_at = $8, reason = $9
WHERE jid = $1 AND num = $2 AND version = $3 AND state IN ('draft', 'checked');

-- name: board_get
SELECT jid, num, version, rule, rule_version, title, campaign, from_at, to_at, state,
    drafted_by, drafted_at, checked_by, checked_at, ended_by, ended_at, reason, figures, signals,
    exclusions, hash
FROM board WHERE jid = $1 AND num = $2;

-- Some dozens a year.
-- name: board_list
SELECT jid, num, version, rule, rule_version, title, campaign, from_at, to_at, state, drafted_at,
    ended_at, reason, hash
FROM board WHERE jid = $1 ORDER BY drafted_at DESC, num DESC LIMIT $2;

-- The newest published ones of a rule from before a moment.
-- name: board_before
SELECT jid, num, version, rule, rule_version, title, campaign, from_at, to_at, state, drafted_at,
    ended_at, figures, exclusions, hash
FROM board WHERE jid = $1 AND rule = $2 AND state = 'published' AND ended_at < $3
ORDER BY drafted_at DESC, num DESC LIMIT $4;

-- A published one of the rule whose time shares a moment with $4 to $5. Some dozens a year.
-- name: board_overlapping
SELECT num FROM board WHERE jid = $1 AND rule = $2 AND campaign = $3 AND state = 'published'
    AND from_at < $5 AND to_at > $4 ORDER BY num LIMIT 1;

-- name: board_unit_insert
INSERT INTO board_unit (jid, num, unit_id, name, team, facts)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: board_units
SELECT jid, num, unit_id, name, team, facts FROM board_unit WHERE jid = $1 AND num = $2
ORDER BY unit_id;

-- name: board_unit_get
SELECT jid, num, unit_id, name, team, facts FROM board_unit
WHERE jid = $1 AND num = $2 AND unit_id = $3;

-- name: board_exclusion_insert
INSERT INTO board_exclusion (jid, id, version, matter, unit_id, ground, evidence, state,
    asked_by, asked_at, decided_by, decided_at, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: board_exclusion_get
SELECT jid, id, version, matter, unit_id, ground, evidence, state, asked_by, asked_at, decided_by,
    decided_at, reason
FROM board_exclusion WHERE jid = $1 AND id = $2;

-- name: board_exclusion_open
SELECT COUNT(*) AS n FROM board_exclusion
WHERE jid = $1 AND matter = $2 AND unit_id = $3 AND state <> 'refused';

-- name: board_exclusion_decide
UPDATE board_exclusion SET version = version + 1, state = $4, decided_by = $5, decided_at = $6,
    reason = $7
WHERE jid = $1 AND id = $2 AND version = $3 AND state = 'asked';

-- Some dozens a month.
-- name: board_exclusions
SELECT jid, id, version, matter, unit_id, ground, evidence, state, asked_by, asked_at, decided_by,
    decided_at, reason
FROM board_exclusion WHERE jid = $1 ORDER BY asked_at DESC, id DESC LIMIT $2;

-- name: board_exclusions_granted
SELECT jid, id, version, matter, unit_id, ground, evidence, state, asked_by, asked_at, decided_by,
    decided_at, reason
FROM board_exclusion WHERE jid = $1 AND state = 'granted' ORDER BY asked_at, id;

-- Whether the unit has or had a part in the matter.
-- name: board_unit_in_matter
SELECT COUNT(*) AS n FROM matter m JOIN task t ON t.jid = m.jid AND t.matter_id = m.id
WHERE m.jid = $1 AND m.num = $2 AND t.unit_id = $3;

-- name: board_step_serial
SELECT COALESCE(MAX(serial), 0) AS n FROM board_step
WHERE jid = $1 AND scope = $2 AND unit_id = $3;

-- name: board_step_insert
INSERT INTO board_step (jid, id, version, board, unit_id, scope, serial, kind, state, made_at,
    held_at, who, about, measures, signed, recorded_by, due_at, answer, answered_by, answered_at,
    accepted_by, accepted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22);

-- name: board_step_update
UPDATE board_step SET version = $3, board = $4, unit_id = $5, scope = $6, serial = $7, kind = $8,
    state = $9, made_at = $10, held_at = $11, who = $12, about = $13, measures = $14,
    signed = $15, recorded_by = $16, due_at = $17, answer = $18, answered_by = $19,
    answered_at = $20, accepted_by = $21, accepted_at = $22
WHERE jid = $1 AND id = $2 AND version = $23;

-- name: board_step_get
SELECT jid, id, version, board, unit_id, scope, serial, kind, state, made_at, held_at, who, about,
    measures, signed, recorded_by, due_at, answer, answered_by, answered_at, accepted_by,
    accepted_at
FROM board_step WHERE jid = $1 AND id = $2;

-- name: board_step_waiting
SELECT jid, id, version, board, unit_id, scope, serial, kind, state, made_at, held_at, who, about,
    measures, signed, recorded_by, due_at, answer, answered_by, answered_at, accepted_by,
    accepted_at
FROM board_step WHERE jid = $1 AND unit_id = $2 AND kind = $3 AND state = 'open'
ORDER BY made_at, id LIMIT 1;

-- name: board_steps
SELECT jid, id, version, board, unit_id, scope, serial, kind, state, made_at, held_at, who, about,
    measures, signed, recorded_by, due_at, answer, answered_by, answered_at, accepted_by,
    accepted_at
FROM board_step WHERE jid = $1 ORDER BY made_at DESC, id DESC LIMIT $2;

-- name: board_steps_of
SELECT jid, id, version, board, unit_id, scope, serial, kind, state, made_at, held_at, who, about,
    measures, signed, recorded_by, due_at, answer, answered_by, answered_at, accepted_by,
    accepted_at
FROM board_step WHERE jid = $1 AND board = $2 ORDER BY unit_id;

-- name: accountability_insert
INSERT INTO accountability (jid, id, unit_id, person_enc, post, label, ground, outcome, board,
    decided_at, officer_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: accountability_list
SELECT jid, id, unit_id, person_enc, post, label, ground, outcome, board, decided_at, officer_id,
    made_at
FROM accountability WHERE jid = $1 ORDER BY made_at DESC, id DESC LIMIT $2;

-- name: board_events
SELECT data FROM event WHERE jid = $1 AND subject_kind = 'unit' AND subject_id = $2
    AND action = 'board-drafted' ORDER BY seq;

-- Running limits of self-examinations, which follow the calendar.
-- name: board_step_running
SELECT jid, id, version, board, unit_id, scope, serial, kind, state, made_at, held_at, who, about, measures, signed, recorded_by, due_at, answer, answered_by, answered_at, accepted_by, accepted_at
FROM board_step WHERE jid = $1 AND state = 'recorded' AND due_at > 0 AND id > $2 ORDER BY id LIMIT $3;

-- name: board_step_due_moved
UPDATE board_step SET due_at = $3 WHERE jid = $1 AND id = $2 AND state = 'recorded' AND held_at = $4;
