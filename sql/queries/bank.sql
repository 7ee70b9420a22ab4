-- SPDX-License-Identifier: Apache-2.0
-- What waits for dispatch, with what the admission rules look at. $2, $3: from which to which id.
-- name: bank_matters
SELECT id AS matter_id, num, class, place_id, difficulty, demands, urged, urgent, repeated, returns,
    handbacks, opened_at, due_at, bank_review_at AS review_at, mechanism, mechanism_version,
    confidential, title
FROM matter WHERE jid = $1 AND state = 'to_dispatch' AND id >= $2 AND id <= $3 ORDER BY id LIMIT $4;

-- name: bank_said
SELECT l.matter_id AS matter_id, SUM(CASE WHEN d.head_count > 0 THEN d.head_count ELSE 1 END) AS people,
    MIN(d.said_at) AS said_at
FROM link l JOIN demand d ON d.jid = l.jid AND d.id = l.demand_id
WHERE l.jid = $1 AND l.state NOT IN ('void', 'withdrawn') AND l.matter_id IN
    (SELECT m.id FROM matter m WHERE m.jid = $1 AND m.state = 'to_dispatch' AND m.id >= $2 AND m.id <= $3)
GROUP BY l.matter_id ORDER BY l.matter_id;

-- name: bank_earlier
SELECT COUNT(*) AS n FROM matter
WHERE jid = $1 AND class = $2 AND place_id = $3 AND opened_at >= $4 AND opened_at < $5;

-- name: bank_stay_insert
INSERT INTO bank_stay (jid, matter_id, seq, entered_at, entered_by, rules)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: bank_stay_end
UPDATE bank_stay SET ended_at = $4, ended_how = $5 WHERE jid = $1 AND matter_id = $2 AND seq = $3 AND ended_at = 0;

-- Taken out by the bank's own act: the newest stay.
-- name: bank_stay_unbank
UPDATE bank_stay SET ended_at = $3, ended_how = $4 WHERE jid = $1 AND matter_id = $2 AND ended_at = 0
    AND seq = (SELECT MAX(s.seq) FROM bank_stay s WHERE s.jid = $1 AND s.matter_id = $2);

-- name: bank_stays_open
SELECT matter_id, seq, entered_at, ended_at, ended_how FROM bank_stay
WHERE jid = $1 AND ended_at = 0 ORDER BY matter_id, seq;

-- name: bank_stays_ended
SELECT matter_id, seq, entered_at, ended_at, ended_how FROM bank_stay
WHERE jid = $1 AND ended_at > $2 AND ended_at <= $3 ORDER BY ended_at, matter_id;

-- What took it from the desk, after it was put in.
-- name: bank_left
SELECT recorded_at AS ended_at, action AS ended_how FROM event
WHERE jid = $1 AND subject_kind = 'matter' AND subject_id = $2 AND seq > $3
    AND from_state = 'to_dispatch' AND to_state <> 'to_dispatch'
ORDER BY seq LIMIT 1;

-- name: bank_month_insert
INSERT INTO bank_month (jid, month, from_at, taken_at, officer_id, mechanism, mechanism_version, ranking, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: bank_month_get
SELECT jid, month, from_at, taken_at, officer_id, mechanism, mechanism_version, ranking, hash
FROM bank_month WHERE jid = $1 AND month = $2;

-- name: bank_months
SELECT jid, month, from_at, taken_at, officer_id, mechanism, mechanism_version, ranking, hash
FROM bank_month WHERE jid = $1 ORDER BY month DESC LIMIT $2;

-- name: bank_item_insert
INSERT INTO bank_item (jid, month, matter_id, num, class, place_id, area_id, demands, people, urged, urgent,
    repeated, earlier, said_days, overdue, unplaced_days, returns, handbacks, difficulty, flags, entered_at,
    state, left_at, left_how, representative, reason, chosen_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23, $24, $25, $26, $27);

-- name: bank_items
SELECT jid, month, matter_id, num, class, place_id, area_id, demands, people, urged, urgent, repeated,
    earlier, said_days, overdue, unplaced_days, returns, handbacks, difficulty, flags, entered_at, state,
    left_at, left_how, representative, reason, chosen_by
FROM bank_item WHERE jid = $1 AND month = $2 ORDER BY matter_id;

-- name: bank_represent
UPDATE bank_item SET representative = $4, reason = $5, chosen_by = $6
WHERE jid = $1 AND month = $2 AND num = $3 AND state = 'in';

-- Verify tasks of matters that wait, and what became of them.
-- name: bank_verifications
SELECT t.num AS num, t.unit_id AS unit_id, t.state AS state, t.sent_at AS sent_at, t.agreed_at AS agreed_at,
    t.due_at AS due_at, m.num AS matter, m.id AS matter_id
FROM bank_item b CROSS JOIN task t CROSS JOIN matter m
WHERE t.jid = b.jid AND t.matter_id = b.matter_id AND m.jid = b.jid AND m.id = b.matter_id AND b.jid = $1 AND b.month = $2 AND b.class = $3 AND t.role = 'verify' AND t.state <> 'withdrawn'
ORDER BY t.id LIMIT $4;
