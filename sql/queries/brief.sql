-- SPDX-License-Identifier: Apache-2.0
-- The daily, weekly and monthly sheet: what happened from $2 to $3, and how it stood at $3, read
-- from dates and intervals, so that an old sheet comes out the same again. $4: of one campaign, by
-- its code; '' = of all (a matter is of every campaign that one of its demands is of).

-- batch_id: of a ledger that was taken over; an upstream's order was received, by whatever way.
-- name: brief_demands_in
SELECT d.id, 0 AS due,
    CASE WHEN d.upstream IN ('', 'ledger') THEN d.batch_id ELSE 0 END AS batch_id, d.num,
    d.class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'demand'
        AND p.subject_id = d.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM demand d WHERE d.jid = $1 AND d.recorded_at >= $2 AND d.recorded_at < $3
    AND d.origin = 'citizen' AND (CAST($4 AS TEXT) = '' OR d.campaign = $4)
ORDER BY d.recorded_at, d.id;

-- name: brief_matters_in
SELECT m.id, 0 AS due, 0 AS batch_id, m.num, m.class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'matter'
        AND p.subject_id = m.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM matter m WHERE m.jid = $1 AND m.opened_at >= $2 AND m.opened_at < $3
    AND m.close_ground <> 'taken_over'
    AND (CAST($4 AS TEXT) = '' OR EXISTS (SELECT 1 FROM link l JOIN demand d ON d.jid = l.jid
        AND d.id = l.demand_id WHERE l.jid = $1 AND l.matter_id = m.id AND d.campaign = $4))
ORDER BY m.opened_at, m.id;

-- Ended in the time: it was open before. So neither a mere change from one end to another counts, nor
-- what a ledger brought along ended.
-- name: brief_demands_done
SELECT DISTINCT d.id, 0 AS due, 0 AS batch_id, d.num, d.class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'demand'
        AND p.subject_id = d.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM span s JOIN demand d ON d.jid = s.jid AND d.id = s.subject_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.subject_kind = 'demand' AND s.from_at >= $2
    AND s.from_at < $3 AND d.origin = 'citizen'
    AND (CAST($4 AS TEXT) = '' OR d.campaign = $4)
    AND s.value IN ('explained', 'redirected', 'accepted', 'unreachable', 'no_verdict',
        'settled', 'withdrawn')
    AND EXISTS (SELECT 1 FROM span b WHERE b.jid = $1 AND b.subject_kind = 'demand'
        AND b.subject_id = s.subject_id AND b.dim = 'state' AND b.to_at = s.from_at
        AND b.seq < s.seq AND b.value NOT IN ('explained', 'redirected', 'accepted',
            'unreachable', 'no_verdict', 'settled', 'withdrawn'));

-- name: brief_matters_done
SELECT DISTINCT m.id, 0 AS due, 0 AS batch_id, m.num, m.class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'matter'
        AND p.subject_id = m.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM span s JOIN matter m ON m.jid = s.jid AND m.id = s.subject_id
WHERE s.jid = $1 AND s.dim = 'state' AND s.value = 'closed' AND s.subject_kind = 'matter'
    AND s.from_at >= $2 AND s.from_at < $3 AND m.close_ground <> 'taken_over'
    AND (CAST($4 AS TEXT) = '' OR EXISTS (SELECT 1 FROM link l JOIN demand d ON d.jid = l.jid
        AND d.id = l.demand_id WHERE l.jid = $1 AND l.matter_id = m.id AND d.campaign = $4));

-- Whose next limit was over at $3 while it was open.
-- name: brief_demands_overdue
SELECT d.id, CAST(u.value AS BIGINT) AS due, d.batch_id, d.num, d.class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'demand'
        AND p.subject_id = d.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM (SELECT o.jid, o.subject_kind, o.subject_id FROM span o
    WHERE o.jid = $1 AND o.dim = 'state' AND o.subject_kind = 'demand' AND o.from_at < $3
        AND o.to_at = 0 AND o.value IN ('received', 'valid', 'to_explain', 'in_matter', 'answered',
        'unsatisfied')
    UNION ALL SELECT o.jid, o.subject_kind, o.subject_id FROM span o
    WHERE o.jid = $1 AND o.dim = 'state' AND o.subject_kind = 'demand' AND o.from_at < $3
        AND o.to_at >= $3 AND o.value IN ('received', 'valid', 'to_explain', 'in_matter', 'answered',
        'unsatisfied')) s
JOIN span u ON u.jid = s.jid AND u.subject_kind = s.subject_kind
    AND u.subject_id = s.subject_id
JOIN demand d ON d.jid = s.jid AND d.id = s.subject_id
WHERE s.jid = $1 AND d.origin = 'citizen' AND $2 <= $3
    AND (CAST($4 AS TEXT) = '' OR d.campaign = $4)
    AND u.dim = 'due_at' AND u.from_at < $3 AND (u.to_at = 0 OR u.to_at >= $3)
    AND CASE WHEN u.dim = 'due_at' THEN CAST(u.value AS BIGINT) ELSE 0 END BETWEEN 1 AND $3;

-- name: brief_matters_overdue
SELECT m.id, CAST(u.value AS BIGINT) AS due, 0 AS batch_id, m.num, m.class,
    CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'matter'
        AND p.subject_id = m.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM (SELECT o.jid, o.subject_kind, o.subject_id FROM span o
    WHERE o.jid = $1 AND o.dim = 'state' AND o.subject_kind = 'matter' AND o.from_at < $3
        AND o.to_at = 0 AND o.value IN ('to_level', 'to_dispatch', 'handling', 'in_review',
        'approved', 'answered', 'calling_back', 'moved_up')
    UNION ALL SELECT o.jid, o.subject_kind, o.subject_id FROM span o
    WHERE o.jid = $1 AND o.dim = 'state' AND o.subject_kind = 'matter' AND o.from_at < $3
        AND o.to_at >= $3 AND o.value IN ('to_level', 'to_dispatch', 'handling', 'in_review',
        'approved', 'answered', 'calling_back', 'moved_up')) s
JOIN span u ON u.jid = s.jid AND u.subject_kind = s.subject_kind
    AND u.subject_id = s.subject_id
JOIN matter m ON m.jid = s.jid AND m.id = s.subject_id
WHERE s.jid = $1 AND $2 <= $3
    AND (CAST($4 AS TEXT) = '' OR EXISTS (SELECT 1 FROM link l JOIN demand d ON d.jid = l.jid
        AND d.id = l.demand_id WHERE l.jid = $1 AND l.matter_id = m.id AND d.campaign = $4))
    AND u.dim = 'due_at' AND u.from_at < $3 AND (u.to_at = 0 OR u.to_at >= $3)
    AND CASE WHEN u.dim = 'due_at' THEN CAST(u.value AS BIGINT) ELSE 0 END BETWEEN 1 AND $3;

-- CROSS JOIN: the few intervals first, then their tasks (SQLite keeps that order).
-- name: brief_unsigned
SELECT t.id, 0 AS due, 0 AS batch_id, t.num, m.class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'matter'
        AND p.subject_id = m.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM (SELECT o.jid, o.subject_kind, o.subject_id FROM span o
    WHERE o.jid = $1 AND o.dim = 'state' AND o.subject_kind = 'task' AND o.from_at < $3
        AND o.to_at = 0 AND o.value IN ('sent')
    UNION ALL SELECT o.jid, o.subject_kind, o.subject_id FROM span o
    WHERE o.jid = $1 AND o.dim = 'state' AND o.subject_kind = 'task' AND o.from_at < $3
        AND o.to_at >= $3 AND o.value IN ('sent')) s
CROSS JOIN task t
JOIN matter m ON m.jid = t.jid AND m.id = t.matter_id
WHERE s.jid = $1 AND t.jid = s.jid AND t.id = s.subject_id AND $2 <= $3
    AND (CAST($4 AS TEXT) = '' OR EXISTS (SELECT 1 FROM link l JOIN demand d ON d.jid = l.jid
        AND d.id = l.demand_id WHERE l.jid = $1 AND l.matter_id = m.id AND d.campaign = $4));

-- Demands that were urgent at $3: an alarm was raised since $2 and not found false by then, or an
-- older one still ran. One that never had an alarm is urgent from its receipt.
-- name: brief_urgent
SELECT d.id AS id, 0 AS due, 0 AS batch_id, d.num AS num, d.class AS class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'demand'
        AND p.subject_id = d.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM alarm a JOIN demand d ON d.jid = a.jid AND d.id = a.demand_id
WHERE a.jid = $1 AND a.raised_at < $3
    AND (a.raised_at >= $2 OR a.closed_at = 0 OR a.closed_at >= $3)
    AND (a.state <> 'false' OR a.closed_at >= $3)
    AND (CAST($4 AS TEXT) = '' OR d.campaign = $4)
UNION SELECT d.id AS id, 0 AS due, 0 AS batch_id, d.num AS num, d.class AS class, CAST(COALESCE(
    (SELECT MAX(p.value) FROM span p WHERE p.jid = $1 AND p.subject_kind = 'demand'
        AND p.subject_id = d.id AND p.dim = 'place_id' AND p.from_at < $3
        AND (p.to_at = 0 OR p.to_at >= $3)), '0') AS BIGINT) AS place
FROM demand d WHERE d.jid = $1 AND d.recorded_at >= $2 AND d.recorded_at < $3
    AND d.urgent = 1 AND d.batch_id = 0
    AND (CAST($4 AS TEXT) = '' OR d.campaign = $4)
    AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.jid = $1 AND a.demand_id = d.id)
ORDER BY 1;

-- Whether that sheet was sent; written in the same transaction as its messages.
-- name: brief_sent
SELECT COUNT(*) AS n FROM brief_sent WHERE jid = $1 AND kind = $2 AND day = $3;

-- name: brief_sent_put
INSERT INTO brief_sent (jid, kind, day, sent_at, messages) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (jid, kind, day) DO NOTHING;

-- name: brief_readers
SELECT o.id AS id, o.login AS login, COALESCE(r.role, '') AS role, o.mail AS mail
FROM officer o LEFT JOIN officer_role r ON r.officer_id = o.id AND r.valid_from <= $1
    AND (r.valid_to = 0 OR r.valid_to > $1)
WHERE o.disabled_at = 0 AND o.mail <> ''
ORDER BY o.id;
