-- SPDX-License-Identifier: Apache-2.0
-- What leaders wrote and took over: by leader ($2), newest first; or of a unit's whole subtree
-- ($2), what is open, by its limit.

-- name: leader_instructions
SELECT s.id, s.serial, s.leader_id, s.unit_id, s.given_at, s.due_at, s.received_at, s.done_at,
    s.checked_at, s.outcome, s.asked_again, m.num, m.title, m.confidential, m.class, m.place_id, m.state, m.complained_unit,
    COALESCE(o.name, '') AS leader, COALESCE(w.body, '') AS words, COALESCE(a.body, '') AS answer
FROM stage s JOIN matter m ON m.jid = s.jid AND m.id = s.matter_id
LEFT JOIN officer o ON o.id = s.leader_id
LEFT JOIN event_text w ON w.jid = s.jid AND w.subject_kind = 'matter'
    AND w.subject_id = s.matter_id AND w.seq = s.seq AND w.name = 'words'
LEFT JOIN event_text a ON a.jid = s.jid AND a.subject_kind = 'matter'
    AND a.subject_id = s.matter_id AND a.seq = s.done_seq AND a.name = 'words'
WHERE s.jid = $1 AND s.leader_id = $2 AND s.leader_id <> 0
ORDER BY s.given_at DESC, s.id DESC LIMIT $3;

-- name: leader_instructions_of_unit
SELECT s.id, s.serial, s.leader_id, s.unit_id, s.given_at, s.due_at, s.received_at, s.done_at,
    s.checked_at, s.outcome, s.asked_again, m.num, m.title, m.confidential, m.class, m.place_id, m.state, m.complained_unit,
    COALESCE(o.name, '') AS leader, COALESCE(w.body, '') AS words, COALESCE(a.body, '') AS answer
FROM stage s JOIN matter m ON m.jid = s.jid AND m.id = s.matter_id
LEFT JOIN officer o ON o.id = s.leader_id
LEFT JOIN event_text w ON w.jid = s.jid AND w.subject_kind = 'matter'
    AND w.subject_id = s.matter_id AND w.seq = s.seq AND w.name = 'words'
LEFT JOIN event_text a ON a.jid = s.jid AND a.subject_kind = 'matter'
    AND a.subject_id = s.matter_id AND a.seq = s.done_seq AND a.name = 'words'
WHERE s.jid = $1 AND s.kind = 'instruction' AND s.outcome = '' AND s.due_at > 0 AND EXISTS
    (SELECT 1 FROM duty d WHERE d.jid = $1 AND d.subject_kind = 'matter'
        AND d.subject_id = s.matter_id AND d.unit_id = $2)
ORDER BY s.due_at, s.id LIMIT $3;

-- name: leader_demands
SELECT d.num, d.title,
    CASE WHEN d.privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, d.class, d.place_id, d.state, d.instructed_by AS leader_id, d.instructed_due_at AS due_at,
    d.unit_id, d.complained_unit, COALESCE(o.name, '') AS leader, COALESCE(w.body, '') AS words
FROM demand d LEFT JOIN officer o ON o.id = d.instructed_by
LEFT JOIN event_text w ON w.jid = d.jid AND w.subject_kind = 'demand' AND w.subject_id = d.id
    AND w.seq = d.instructed_seq AND w.name = 'words'
WHERE d.jid = $1 AND d.instructed_by = $2 AND d.instructed_seq <> 0
ORDER BY d.id DESC LIMIT $3;

-- name: leader_demands_of_unit
SELECT d.num, d.title,
    CASE WHEN d.privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, d.class, d.place_id, d.state, d.instructed_by AS leader_id, d.instructed_due_at AS due_at,
    d.unit_id, d.complained_unit, COALESCE(o.name, '') AS leader, COALESCE(w.body, '') AS words
FROM demand d LEFT JOIN officer o ON o.id = d.instructed_by
LEFT JOIN event_text w ON w.jid = d.jid AND w.subject_kind = 'demand' AND w.subject_id = d.id
    AND w.seq = d.instructed_seq AND w.name = 'words'
WHERE d.jid = $1 AND d.instructed_seq <> 0 AND d.instructed_by > 0 AND EXISTS
    (SELECT 1 FROM duty x WHERE x.jid = $1 AND x.subject_kind = 'demand'
        AND x.subject_id = d.id AND x.unit_id = $2)
ORDER BY d.instructed_by, d.id DESC LIMIT $3;

-- name: leader_sponsored
SELECT m.num, m.title, m.confidential, m.class, m.place_id, m.state, m.complained_unit, m.sponsor_id AS leader_id, m.sponsor_units,
    m.lead_unit AS unit_id, m.sponsor_at, m.sponsor_said_at, COALESCE(o.name, '') AS leader,
    COALESCE(w.body, '') AS words, COALESCE(
        (SELECT MAX(c.due_at) FROM clock c WHERE c.jid = $1 AND c.subject_kind = 'matter'
            AND c.subject_id = m.id AND c.kind = 'sponsor' AND c.stopped_at = 0), 0) AS due_at
FROM matter m LEFT JOIN officer o ON o.id = m.sponsor_id
LEFT JOIN event_text w ON w.jid = m.jid AND w.subject_kind = 'matter' AND w.subject_id = m.id
    AND w.seq = m.sponsor_seq AND w.name = 'words'
WHERE m.jid = $1 AND m.sponsor_id = $2 AND m.sponsor_id <> 0
ORDER BY m.sponsor_at DESC, m.id LIMIT $3;

-- name: leader_sponsored_of_unit
SELECT m.num, m.title, m.confidential, m.class, m.place_id, m.state, m.complained_unit, m.sponsor_id AS leader_id, m.sponsor_units,
    m.lead_unit AS unit_id, m.sponsor_at, m.sponsor_said_at, COALESCE(o.name, '') AS leader,
    COALESCE(w.body, '') AS words, COALESCE(
        (SELECT MAX(c.due_at) FROM clock c WHERE c.jid = $1 AND c.subject_kind = 'matter'
            AND c.subject_id = m.id AND c.kind = 'sponsor' AND c.stopped_at = 0), 0) AS due_at
FROM matter m LEFT JOIN officer o ON o.id = m.sponsor_id
LEFT JOIN event_text w ON w.jid = m.jid AND w.subject_kind = 'matter' AND w.subject_id = m.id
    AND w.seq = m.sponsor_seq AND w.name = 'words'
WHERE m.jid = $1 AND m.sponsor_id <> 0 AND m.sponsor_id > 0 AND EXISTS
    (SELECT 1 FROM duty x WHERE x.jid = $1 AND x.subject_kind = 'matter'
        AND x.subject_id = m.id AND x.unit_id = $2)
ORDER BY m.sponsor_at DESC, m.id LIMIT $3;

-- Overdue at $2, and nobody told the leader yet (once for each date that was set).
-- name: leader_overdue
SELECT s.matter_id AS subject_id, s.serial AS serial, s.leader_id AS leader_id,
    s.unit_id AS unit_id, s.due_at AS due_at, m.num AS num
FROM stage s JOIN matter m ON m.jid = s.jid AND m.id = s.matter_id
WHERE s.jid = $1 AND s.kind = 'instruction' AND s.outcome = '' AND s.due_at > 0
    AND s.due_at < $2 AND s.done_at = 0
    AND NOT EXISTS (SELECT 1 FROM instruction_told t WHERE t.jid = $1
        AND t.subject_kind = 'matter' AND t.subject_id = s.matter_id AND t.serial = s.serial
        AND t.due_at = s.due_at)
ORDER BY s.due_at, s.id LIMIT $3;

-- Still on a demand without a matter.
-- name: leader_overdue_demands
SELECT d.id AS subject_id, 0 AS serial, d.instructed_by AS leader_id, d.unit_id AS unit_id,
    d.instructed_due_at AS due_at, d.num AS num
FROM demand d
WHERE d.jid = $1 AND d.instructed_seq <> 0 AND d.instructed_by > 0 AND d.instructed_due_at > 0
    AND d.instructed_due_at < $2 AND d.state IN ('received', 'valid', 'to_explain')
    AND NOT EXISTS (SELECT 1 FROM instruction_told t WHERE t.jid = $1
        AND t.subject_kind = 'demand' AND t.subject_id = d.id AND t.serial = 0
        AND t.due_at = d.instructed_due_at)
ORDER BY d.instructed_by, d.id LIMIT $3;

-- name: leader_told_put
INSERT INTO instruction_told (jid, subject_kind, subject_id, serial, due_at, told_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (jid, subject_kind, subject_id, serial, due_at) DO NOTHING;
