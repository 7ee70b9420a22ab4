-- SPDX-License-Identifier: Apache-2.0
-- What huiyin check reads: everything, in pages of subjects, and what points at nothing.

-- name: store_check sqlite
SELECT integrity_check AS said FROM pragma_integrity_check(100);

-- name: store_check postgres
SELECT 'ok' AS said;

-- name: check_events
SELECT
    jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state,
    occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND subject_kind = $2 AND subject_id > $3 AND subject_id <= $4
ORDER BY subject_id, seq;

-- name: check_event_texts
SELECT
    jid, subject_kind, subject_id, seq, name, salt, body
FROM event_text WHERE jid = $1 AND subject_kind = $2 AND subject_id > $3 AND subject_id <= $4
ORDER BY subject_id, seq, name;

-- name: check_clocks
SELECT
    jid, id, subject_kind, subject_id, kind, serial, started_at, length, span, due_at,
    stopped_at, stop_action, paused_at, extra, source, provisional
FROM clock WHERE jid = $1 AND subject_kind = $2 AND subject_id > $3 AND subject_id <= $4
ORDER BY subject_id, id;

-- name: check_dutys
SELECT
    jid, unit_id, subject_kind, subject_id, part, open, state, lvl, class, place_id, officer_id,
    num, title, due_at, born_at, changed_at, urgent, rounds, track
FROM duty WHERE jid = $1 AND subject_kind = $2 AND subject_id > $3 AND subject_id <= $4
ORDER BY subject_id, unit_id;

-- name: check_spans
SELECT
    jid, subject_kind, subject_id, dim, from_at, seq, to_at, value
FROM span WHERE jid = $1 AND subject_kind = $2 AND subject_id > $3 AND subject_id <= $4
ORDER BY subject_id, dim, seq;

-- name: check_links
SELECT
    jid, demand_id, matter_id, state, round, answer_seq, answer_final, answered_at, result,
    reached, solved, grade, source, attempts, drawn, joined_at, named
FROM link WHERE jid = $1 AND matter_id > $2 AND matter_id <= $3 ORDER BY matter_id, demand_id;

-- name: check_stages
SELECT
    jid, id, matter_id, serial, kind, unit_id, seq, due_at, done_at, checked_at, outcome,
    leader_id, given_at, received_at, done_seq, asked_again
FROM stage WHERE jid = $1 AND matter_id > $2 AND matter_id <= $3 ORDER BY matter_id, id;

-- name: check_appraisals
SELECT jid, id, task_id, about, unit_id, by_unit, officer_id, came, did, grade, seq, given_at
FROM appraisal WHERE jid = $1 AND task_id > $2 AND task_id <= $3 ORDER BY task_id, id;

-- name: check_aids
SELECT jid, id, task_id, serial, kind, officer_id, seq, named_at, done_at, done_seq
FROM aid WHERE jid = $1 AND task_id > $2 AND task_id <= $3 ORDER BY task_id, id;

-- name: check_quantities
SELECT jid, id, matter_id, stage, serial, site, what, measure, planned, done, done_at
FROM quantity WHERE jid = $1 AND matter_id > $2 AND matter_id <= $3 ORDER BY matter_id, id;

-- name: check_agreements
SELECT jid, id, matter_id, serial, unit_id, parties, signed_at, promise, seq, kept, kept_at, kept_seq
FROM agreement WHERE jid = $1 AND matter_id > $2 AND matter_id <= $3 ORDER BY matter_id, id;

-- name: check_links_of_demands
SELECT demand_id, matter_id, state FROM link
WHERE jid = $1 AND demand_id > $2 AND demand_id <= $3 ORDER BY demand_id, matter_id;

-- name: check_rollups
SELECT name, k1, k2, SUM(n) AS n FROM rollup WHERE jid = $1 GROUP BY name, k1, k2;

-- name: check_persons
SELECT id FROM person WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: check_waits_elsewhere
SELECT (SELECT COUNT(*) FROM clock c JOIN task t ON t.jid = c.jid AND t.id = c.subject_id
        WHERE c.jid = $1 AND c.subject_kind = 'task' AND c.stopped_at = 0 AND t.matter_id = $2)
    + (SELECT COUNT(*) FROM clock c JOIN link l ON l.jid = c.jid AND l.demand_id = c.subject_id
        WHERE c.jid = $1 AND c.subject_kind = 'demand' AND c.stopped_at = 0
            AND l.matter_id = $2) AS n;

-- name: check_other_kinds
SELECT subject_kind AS name, COUNT(*) AS n FROM event WHERE jid = $1
    AND subject_kind NOT IN ('demand', 'matter', 'task', 'unit', 'box', 'officer', 'campaign', 'visit',
        'meeting', 'spot', 'inspection', 'topic', 'hotspot', 'trouble')
GROUP BY subject_kind;

-- name: check_demand_person
SELECT d.id, d.num, d.person_id AS other FROM demand d
LEFT JOIN person p ON p.jid = d.jid AND p.id = d.person_id
WHERE d.jid = $1 AND d.person_id <> 0 AND p.id IS NULL;

-- name: check_speaker_person
SELECT d.id, d.num, s.person_id AS other FROM speaker s
JOIN demand d ON d.jid = s.jid AND d.id = s.demand_id
LEFT JOIN person p ON p.jid = s.jid AND p.id = s.person_id
WHERE s.jid = $1 AND p.id IS NULL;

-- name: check_party_person
SELECT g.matter_id AS id, p.person_id AS other FROM party p
JOIN agreement g ON g.jid = p.jid AND g.id = p.agreement_id
LEFT JOIN person q ON q.jid = p.jid AND q.id = p.person_id
WHERE p.jid = $1 AND q.id IS NULL;

-- name: check_task_matter
SELECT t.id, t.num, t.matter_id AS other FROM task t
LEFT JOIN matter m ON m.jid = t.jid AND m.id = t.matter_id
WHERE t.jid = $1 AND m.id IS NULL;

-- name: check_link_demand
SELECT l.matter_id AS id, l.demand_id AS other FROM link l
LEFT JOIN demand d ON d.jid = l.jid AND d.id = l.demand_id
WHERE l.jid = $1 AND d.id IS NULL;

-- name: check_batch_row_demand
SELECT b.batch_id AS id, b.demand_id AS other FROM batch_row b
LEFT JOIN demand d ON d.jid = b.jid AND d.id = b.demand_id
WHERE b.jid = $1 AND d.id IS NULL;

-- A demand of a questionnaire is on one of its sheets, and a sheet's demand there as well.
-- name: check_demand_sheet
SELECT d.id, d.num, d.spot_id AS other FROM spot s
JOIN demand d ON d.jid = s.jid AND d.spot_id = s.id AND d.spot_id <> 0
LEFT JOIN questionnaire_demand r ON r.jid = d.jid AND r.questionnaire_id = d.spot_id
    AND r.demand_id = d.id
WHERE s.jid = $1 AND s.kind = 'questionnaire' AND r.demand_id IS NULL;

-- name: check_sheet_demand
SELECT r.demand_id AS id, r.num AS num, r.sheet_id AS other FROM questionnaire_demand r
LEFT JOIN questionnaire_sheet t ON t.jid = r.jid AND t.questionnaire_id = r.questionnaire_id
    AND t.id = r.sheet_id
WHERE r.jid = $1 AND t.id IS NULL;

-- name: check_demand_batch
SELECT d.id, d.num, d.batch_id AS other FROM demand d
LEFT JOIN batch b ON b.jid = d.jid AND b.id = d.batch_id
WHERE d.jid = $1 AND d.batch_id <> 0 AND b.id IS NULL;

-- name: check_demand_batch_row
SELECT id, num, batch_id AS other FROM demand
WHERE jid = $1 AND batch_id <> 0
    AND id NOT IN (SELECT demand_id FROM batch_row WHERE batch_row.jid = $1);

-- name: check_chain
SELECT jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state,
    occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND subject_kind = $2
    AND (subject_id > $3 OR (subject_id = $3 AND seq > $4))
ORDER BY subject_id, seq LIMIT $5;

-- name: check_texts_of_event
SELECT jid, subject_kind, subject_id, seq, name, salt, body FROM event_text
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND seq = $4;

-- Attachments with the event that brought them and the number of what they belong to.
-- name: check_attachments
SELECT a.id, a.subject_kind, a.subject_id, a.seq, a.sha256, a.derived_sha256, a.bytes, a.created_at,
    COALESCE(d.num, m.num, t.num, c.code, s.kind, g.num, f.num, n.num, '') AS num, COALESCE(e.data, '') AS data
FROM attachment a
LEFT JOIN demand d ON d.jid = a.jid AND a.subject_kind = 'demand' AND d.id = a.subject_id
LEFT JOIN matter m ON m.jid = a.jid AND a.subject_kind = 'matter' AND m.id = a.subject_id
LEFT JOIN task t ON t.jid = a.jid AND a.subject_kind = 'task' AND t.id = a.subject_id
LEFT JOIN campaign c ON c.jid = a.jid AND a.subject_kind = 'campaign' AND c.id = a.subject_id
LEFT JOIN spot s ON s.jid = a.jid AND a.subject_kind = 'box' AND s.id = a.subject_id
LEFT JOIN meeting g ON g.jid = a.jid AND a.subject_kind = 'meeting' AND g.id = a.subject_id
LEFT JOIN finding f ON f.jid = a.jid AND a.subject_kind = 'inspection' AND f.id = a.subject_id
LEFT JOIN notice n ON n.jid = a.jid AND a.subject_kind = 'unit' AND n.unit_id = a.subject_id
    AND n.answered_seq = a.seq AND n.answered_seq <> 0
LEFT JOIN event e ON e.jid = a.jid AND e.subject_kind = a.subject_kind
    AND e.subject_id = a.subject_id AND e.seq = a.seq
WHERE a.jid = $1 AND a.id > $2 ORDER BY a.id LIMIT $3;

-- name: check_attached
SELECT COUNT(*) AS n FROM attachment
WHERE jid = $1 AND id = $2 AND subject_kind = $3 AND subject_id = $4 AND seq = $5;

-- name: check_outbox
SELECT o.id, o.channel, o.officer_id, o.person_id, o.subject_kind, o.subject_id, o.state, o.tries,
    o.next_at, o.sent_at, o.body_enc, COALESCE(d.num, m.num, t.num, g.num, x.num, u.name,
        CASE WHEN o.subject_kind = 'officer' THEN COALESCE(f.login, r.mail) END, '') AS num,
    CASE WHEN p.id IS NULL AND f.id IS NULL AND r.id IS NULL THEN 0 ELSE 1 END AS addressed,
    o.address_id
FROM outbox o
LEFT JOIN demand d ON d.jid = o.jid AND o.subject_kind = 'demand' AND d.id = o.subject_id
LEFT JOIN matter m ON m.jid = o.jid AND o.subject_kind = 'matter' AND m.id = o.subject_id
LEFT JOIN task t ON t.jid = o.jid AND o.subject_kind = 'task' AND t.id = o.subject_id
LEFT JOIN finding g ON g.jid = o.jid AND o.subject_kind = 'inspection' AND g.id = o.subject_id
LEFT JOIN trouble x ON x.jid = o.jid AND o.subject_kind = 'trouble' AND x.id = o.subject_id
LEFT JOIN unit u ON o.subject_kind = 'unit' AND u.id = o.subject_id
LEFT JOIN person p ON p.jid = o.jid AND p.id = o.person_id
LEFT JOIN officer f ON f.id = o.officer_id
LEFT JOIN report_receiver r ON r.jid = o.jid AND r.id = o.address_id
WHERE o.jid = $1 AND o.id > $2 ORDER BY o.id LIMIT $3;

-- Published boards in the order of their numbers, from one onward.
-- name: check_board_page
SELECT 0 AS id, num FROM board WHERE jid = $1 AND num > $2 AND state = 'published'
ORDER BY num LIMIT $3;

-- Documents made by a template that is not there. 0 is the one that is shipped.
-- name: check_document_template
SELECT d.id AS id, d.num AS num FROM document d
WHERE d.jid = $1 AND d.id > $2 AND d.template > 0
    AND NOT EXISTS (SELECT 1 FROM document_template t
        WHERE t.jid = $1 AND t.kind = d.kind AND t.version = d.template)
ORDER BY d.id LIMIT $3;
