-- SPDX-License-Identifier: Apache-2.0
-- Ledgers taken over, and pages of what is exported.

-- name: batch_insert
INSERT INTO batch (jid, id, name, file_name, file_sha256, map, officer_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: batch_unfinished
SELECT id FROM batch
WHERE jid = $1 AND file_sha256 = $2 AND name = $3 AND finished_at = 0 ORDER BY id LIMIT 1;

-- name: batch_finish
UPDATE batch SET finished_at = $3, rows_seen = $4, rows_known = $5, rows_rejected = $6,
    rows_new = (SELECT COUNT(DISTINCT line) FROM batch_row
        WHERE batch_row.jid = $1 AND batch_row.batch_id = $2)
WHERE jid = $1 AND id = $2;

-- name: batch_row_find
SELECT batch_id, demand_id, line FROM batch_row WHERE jid = $1 AND row_hash = $2;

-- name: batch_row_insert
INSERT INTO batch_row (jid, row_hash, batch_id, demand_id, line) VALUES ($1, $2, $3, $4, $5);

-- name: demand_known
SELECT num, title, upstream_no, said_at FROM demand WHERE jid = $1 AND id = $2;

-- name: demand_known_by_num
SELECT num, title, upstream_no, said_at FROM demand WHERE jid = $1 AND num = $2;

-- name: demand_page
SELECT
    jid, id, num, version, state, origin, channel, way, direction, kind, class, place_id, lon,
    lat, crs, unit_id, lvl, receiver_unit, receiver_officer, person_id, privacy, head_count,
    on_behalf, notify, campaign, mechanism, mechanism_version, said_at, found_at, recorded_at,
    screened_at, valid, ground, redirect_to, complained_unit, upstream, upstream_no,
    upstream_due_at, code_hash, title, round, appealed, matters, reached, solved, grade, source,
    urgent, repeated, drawn, asked, batch_id, attempts, due_at, answered_at, ended_at,
    instructed_by, instructed_seq, instructed_due_at,
    return_until_at, petition_no, replied_at, reply_hash, urged, visit_id, tags, spot_id,
    likes
FROM demand WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: matter_page
SELECT
    jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title,
    mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged,
    urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no,
    meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round,
    review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough,
    close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at,
    bank_review_at, upstream, upstream_no, complained_unit, asked, due_at,
    sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit,
    urged, track
FROM matter WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: task_page
SELECT
    jid, id, matter_id, num, version, state, role, unit_id, officer_id, desk_unit, sent_at,
    signed_at, arrived_at, reported_at, agreed_at, return_refused, before_return, final, result,
    extension_days, extensions, due_at, whistle_unit
FROM task WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: event_page
SELECT
    jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state,
    occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND (subject_kind > $2 OR (subject_kind = $2 AND
    (subject_id > $3 OR (subject_id = $3 AND seq > $4))))
ORDER BY subject_kind, subject_id, seq LIMIT $5;

-- What a subject's events said before a moment: its row as it was then.
-- name: ledger_told
SELECT data FROM event
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND recorded_at < $4 ORDER BY seq;

-- When a subject was last told of: its version is the number of its events.
-- name: ledger_last_told
SELECT recorded_at FROM event
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND seq = $4;

-- Demands as a unit sees them, by themselves or in a matter, with the matters that each was ever
-- in; in the order of their identifiers, so that a demand's rows stand together. $6: only those that had
-- not ended by then; 0 = all.
-- name: ledger_scan
SELECT d.id, d.version, d.state, d.valid, d.origin, d.lvl, d.class, d.kind, d.way, d.channel,
    d.place_id, d.unit_id, d.complained_unit, d.campaign, d.tags, d.ground, d.said_at, d.repeated,
    d.recorded_at, d.mechanism,
    COALESCE(l.matter_id, 0) AS matter_id, COALESCE(l.state, '') AS link_state, COALESCE(m.lvl, '') AS matter_lvl,
    COALESCE(m.version, 0) AS matter_version, COALESCE(m.lead_unit, 0) AS lead_unit,
    COALESCE(m.difficulty, '') AS difficulty,
    CASE WHEN d.origin = 'finding' AND m.state IN ('closed', 'archived') THEN (SELECT COUNT(*) FROM link y
        JOIN demand c ON c.jid = y.jid AND c.id = y.demand_id
        WHERE y.jid = $1 AND y.matter_id = l.matter_id AND y.state NOT IN ('withdrawn', 'void')
            AND c.origin <> 'finding') ELSE -1 END AS citizens
FROM (SELECT u.jid AS jid, u.subject_id AS id FROM duty u
    WHERE u.jid = $1 AND u.unit_id = $2 AND u.subject_kind = 'demand'
    UNION
    SELECT x.jid AS jid, x.demand_id AS id FROM duty w JOIN link x ON x.jid = w.jid
        AND x.matter_id = w.subject_id
    WHERE w.jid = $1 AND w.unit_id = $2 AND w.subject_kind = 'matter' AND x.state <> 'void') s
JOIN demand d ON d.jid = s.jid AND d.id = s.id
LEFT JOIN link l ON l.jid = d.jid AND l.demand_id = d.id
LEFT JOIN matter m ON m.jid = l.jid AND m.id = l.matter_id
WHERE d.jid = $1 AND d.said_at >= $3 AND d.said_at < $4 AND d.recorded_at < $5
    AND (d.ended_at = 0 OR d.ended_at >= $6)
ORDER BY d.id, l.matter_id LIMIT $7;

-- name: ledger_scan_matters
SELECT m.id, m.lvl FROM duty u JOIN matter m ON m.jid = u.jid AND m.id = u.subject_id
WHERE u.jid = $1 AND u.unit_id = $2 AND u.subject_kind = 'matter'
ORDER BY u.subject_id LIMIT $3;

-- Matters as a unit sees them, by themselves or by a demand in them, with the lead's task and who
-- has it in hand. A matter that was led before has several rows; the last one is of now.
-- name: ledger_scan_tasks
SELECT m.id, m.state, m.due_at, COALESCE(t.officer_id, 0) AS officer_id, COALESCE(o.name, '') AS officer
FROM (SELECT u.jid AS jid, u.subject_id AS id FROM duty u
    WHERE u.jid = $1 AND u.unit_id = $2 AND u.subject_kind = 'matter'
    UNION
    SELECT x.jid AS jid, x.matter_id AS id FROM duty w JOIN link x ON x.jid = w.jid
        AND x.demand_id = w.subject_id
    WHERE w.jid = $1 AND w.unit_id = $2 AND w.subject_kind = 'demand' AND x.state <> 'void') s
JOIN matter m ON m.jid = s.jid AND m.id = s.id
LEFT JOIN task t ON t.jid = m.jid AND t.matter_id = m.id AND t.role = 'lead' AND t.state <> 'withdrawn'
LEFT JOIN officer o ON o.id = t.officer_id
WHERE m.jid = $1
ORDER BY m.id, t.id LIMIT $3;

-- What the register held at a moment: a subject is there from its first event on.
-- name: ledger_demands_at
SELECT COUNT(*) AS n FROM demand d JOIN event e ON e.jid = d.jid AND e.subject_kind = 'demand'
    AND e.subject_id = d.id AND e.seq = 1
WHERE d.jid = $1 AND e.recorded_at < $2;

-- name: ledger_matters_at
SELECT COUNT(*) AS n FROM matter m JOIN event e ON e.jid = m.jid AND e.subject_kind = 'matter'
    AND e.subject_id = m.id AND e.seq = 1
WHERE m.jid = $1 AND e.recorded_at < $2;

-- Who headed a unit at a moment.
-- name: ledger_heads
SELECT o.name FROM officer_role r JOIN officer o ON o.id = r.officer_id
WHERE r.unit_id = $1 AND r.role = 'head' AND r.valid_from <= $2
    AND (r.valid_to = 0 OR r.valid_to > $2)
ORDER BY o.id;

-- name: ledger_view_insert
INSERT INTO ledger_view (jid, id, version, name, query, shared, unit_id, officer_id, made_at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8);

-- name: ledger_view_change
UPDATE ledger_view SET version = version + 1, name = $4, query = $5, shared = $6
WHERE jid = $1 AND id = $2 AND version = $3 AND removed_at = 0;

-- name: ledger_view_remove
UPDATE ledger_view SET version = version + 1, removed_at = $4
WHERE jid = $1 AND id = $2 AND version = $3 AND removed_at = 0;

-- name: ledger_view_get
SELECT v.id, v.version, v.name, v.query, v.shared, v.unit_id, v.officer_id, v.made_at,
    v.removed_at, o.name AS owner
FROM ledger_view v JOIN officer o ON o.id = v.officer_id WHERE v.jid = $1 AND v.id = $2;

-- Some hundreds.
-- name: ledger_views
SELECT v.id, v.version, v.name, v.query, v.shared, v.unit_id, v.officer_id, v.made_at,
    v.removed_at, o.name AS owner
FROM ledger_view v JOIN officer o ON o.id = v.officer_id
WHERE v.jid = $1 AND v.removed_at = 0 AND (v.officer_id = $2 OR v.shared = 1)
ORDER BY v.id DESC LIMIT $3;

-- name: ledger_views_of
SELECT COUNT(*) AS n FROM ledger_view WHERE jid = $1 AND officer_id = $2 AND removed_at = 0;

-- Demands that came since a moment, as a unit sees them.
-- name: wall_since
SELECT COUNT(*) AS n FROM duty
WHERE jid = $1 AND unit_id = $2 AND open IN (0, 1) AND born_at >= $3 AND subject_kind = 'demand';

-- What came of the demands said from $2 up to $3: the limit of their reply, and their grade.
-- name: demand_fates
SELECT d.id AS id, d.state AS state, d.grade AS grade, COALESCE(k.due_at, 0) AS due_at,
    COALESCE(k.stopped_at, 0) AS stopped_at
FROM demand d LEFT JOIN clock k ON k.jid = d.jid AND k.subject_kind = 'demand'
    AND k.subject_id = d.id AND k.kind = 'reply'
WHERE d.jid = $1 AND d.said_at >= $2 AND d.said_at < $3 ORDER BY d.said_at, d.id;

-- Matters closed from $2 on and before $3 that a unit sees: where and of what.
-- name: recurrence_closed
SELECT m.place_id, m.class, m.closed_at FROM matter m
WHERE m.jid = $1 AND m.closed_at > 0 AND m.closed_at >= $2 AND m.closed_at < $3 AND EXISTS
    (SELECT 1 FROM duty u WHERE u.jid = $1 AND u.subject_kind = 'matter'
        AND u.subject_id = m.id AND u.unit_id = $4)
ORDER BY m.closed_at;

-- Open matters whose limit is over longest by a moment, of a unit and all below it.
-- name: situation_worst
SELECT subject_id, due_at FROM duty
WHERE jid = $1 AND unit_id = $2 AND open = 1 AND due_at <= $3 AND due_at > 0 AND subject_kind = 'matter'
ORDER BY due_at, subject_id LIMIT $4;

-- Open matters whose limit is over by a moment, of a unit and all below it.
-- name: wall_overdue
SELECT COUNT(*) AS n FROM duty
WHERE jid = $1 AND unit_id = $2 AND open = 1 AND due_at <= $3 AND subject_kind = 'matter';
