-- SPDX-License-Identifier: Apache-2.0
-- Supervision notices.

-- name: notice_rule_newest
SELECT version, body, hash FROM notice_rule WHERE jid = $1 ORDER BY version DESC LIMIT 1;

-- name: notice_rule_get
SELECT version, body, hash FROM notice_rule WHERE jid = $1 AND version = $2;

-- name: notice_rule_insert
INSERT INTO notice_rule (jid, version, body, hash, loaded_at) VALUES ($1, $2, $3, $4, $5);

-- name: notice_insert
INSERT INTO notice (
    jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29
) ON CONFLICT (jid, why) DO NOTHING;

-- What it was issued for stands in the condition: it never changes.
-- name: notice_update
UPDATE notice SET
    version = $4, state = $20, due_at = $19, answer = $23, answered_at = $24, answered_by = $25,
    ended_at = $26, ended_by = $27, reason = $28, answered_seq = $29
WHERE jid = $1 AND id = $2 AND num = $3 AND cause = $5 AND why = $6 AND rule_version = $7
    AND subject_kind = $8 AND subject_id = $9 AND subject_num = $10 AND matter_id = $11
    AND unit_id = $12 AND receivers = $13 AND facts = $14 AND words = $15 AND effect = $16
    AND after_id = $17 AND clock_id = $18 AND issued_at = $21 AND issued_by = $22
    AND version = $30;

-- name: notice_by_num
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND num = $2;

-- name: notice_get
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND id = $2;

-- The one whose answer stands in that event of the unit.
-- name: notice_answered_in
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND unit_id = $2 AND answered_seq = $3 AND answered_seq <> 0;

-- name: notice_known
SELECT COUNT(*) AS n FROM notice WHERE jid = $1 AND why = $2;

-- name: notice_serial
SELECT COALESCE(MAX(serial), 0) AS n FROM clock
WHERE jid = $1 AND subject_kind = 'unit' AND subject_id = $2 AND kind = 'notice';

-- Newest first, before a moment and id, within a time; "" and 0 = any. $9: "" all notices, else those of
-- weak signals; "nobody": of these the ones on which nobody has acted.
-- name: notice_page
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND issued_at >= $2 AND issued_at < $3 AND (issued_at, id) < ($4, $5)
    AND ($6 = '' OR state = $6) AND ($7 = '' OR cause = $7)
    AND ($9 = '' OR EXISTS (SELECT 1 FROM signal s WHERE s.jid = $1 AND s.notice_id = notice.id))
    AND ($9 <> 'nobody' OR (state IN ('open', 'told')
        AND NOT EXISTS (SELECT 1 FROM notice_ack a WHERE a.jid = $1 AND a.notice_id = notice.id)
        AND NOT EXISTS (SELECT 1 FROM notice x WHERE x.jid = $1 AND x.after_id = notice.id
            AND x.after_id <> 0 AND x.issued_by <> 0)))
ORDER BY issued_at DESC, id DESC LIMIT $8;

-- name: notice_page_unit
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND unit_id = $10 AND issued_at >= $2 AND issued_at < $3
    AND (issued_at, id) < ($4, $5) AND ($6 = '' OR state = $6) AND ($7 = '' OR cause = $7)
    AND ($9 = '' OR EXISTS (SELECT 1 FROM signal s WHERE s.jid = $1 AND s.notice_id = notice.id))
    AND ($9 <> 'nobody' OR (state IN ('open', 'told')
        AND NOT EXISTS (SELECT 1 FROM notice_ack a WHERE a.jid = $1 AND a.notice_id = notice.id)
        AND NOT EXISTS (SELECT 1 FROM notice x WHERE x.jid = $1 AND x.after_id = notice.id
            AND x.after_id <> 0 AND x.issued_by <> 0)))
ORDER BY issued_at DESC, id DESC LIMIT $8;

-- name: notice_of_matter
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND matter_id = $2 AND matter_id <> 0 ORDER BY id LIMIT 200;

-- name: notice_of_subject
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY id LIMIT 200;

-- How many of a time, by unit and cause; those withdrawn or dismissed are left out. signals: of these the
-- weak signals.
-- name: notice_tally
SELECT n.unit_id AS unit_id, n.cause AS cause, COUNT(*) AS n,
    SUM(CASE WHEN n.state = 'open' AND n.due_at < $4 THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN n.state = 'answered' THEN 1 ELSE 0 END) AS answered, COUNT(s.notice_id) AS signals
FROM notice n LEFT JOIN signal s ON s.jid = n.jid AND s.notice_id = n.id
WHERE n.jid = $1 AND n.issued_at >= $2 AND n.issued_at < $3 AND n.state NOT IN ('withdrawn', 'dismissed')
GROUP BY n.unit_id, n.cause ORDER BY n.unit_id, n.cause;

-- What a notice brought about: marks and notices by hand, and what followed it unanswered.
-- name: notice_brought
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND after_id = $2 AND after_id <> 0 ORDER BY id LIMIT 100;

-- name: notice_ack_put
INSERT INTO notice_ack (jid, notice_id, officer_id, said, words, said_at, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jid, notice_id, officer_id) DO UPDATE SET said = excluded.said, words = excluded.words,
    said_at = excluded.said_at, seq = excluded.seq;

-- name: notice_acks
SELECT jid, notice_id, officer_id, said, words, said_at, seq FROM notice_ack
WHERE jid = $1 AND notice_id = $2 ORDER BY said_at, officer_id;

-- The check: each stands in an event of its notice's unit; a dismissed notice has one that says so.
-- name: check_notice_acks
SELECT n.id AS id, n.num AS num, n.unit_id AS unit_id, n.state AS state,
    (SELECT COUNT(*) FROM notice_ack a WHERE a.jid = $1 AND a.notice_id = n.id AND a.said = 'dismissed') AS dismissed,
    (SELECT COUNT(*) FROM notice_ack a LEFT JOIN event e ON e.jid = a.jid AND e.subject_kind = 'unit'
        AND e.subject_id = n.unit_id AND e.seq = a.seq
        WHERE a.jid = $1 AND a.notice_id = n.id AND (e.seq IS NULL OR e.action <> 'notice-' || a.said)) AS unsaid
FROM notice n JOIN signal s ON s.jid = n.jid AND s.notice_id = n.id
WHERE n.jid = $1 AND n.id > $2 ORDER BY n.id LIMIT $3;

-- What the scheduler looks for, from a position onward. A running limit of that kind whose due date
-- lies after $3 and not after $4, without a notice of the cause ($5) for that date.
-- name: notice_limits
SELECT c.id AS clock_id, c.due_at AS at, c.subject_kind AS subject_kind, c.subject_id AS subject_id
FROM clock c
WHERE c.jid = $1 AND c.stopped_at = 0 AND c.kind = $2 AND c.due_at > $3 AND c.due_at <= $4
    AND c.paused_at = 0 AND c.subject_kind IN ('demand', 'matter', 'task')
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($5 AS TEXT) || ':' ||
        CAST(c.id AS TEXT) || ':' || CAST(c.due_at AS TEXT))
    AND (c.due_at, c.id) > ($6, $7)
ORDER BY c.due_at, c.id LIMIT $8;

-- name: notice_unclaimed
SELECT t.id AS clock_id, t.signed_at AS at, 'task' AS subject_kind, t.id AS subject_id
FROM task t
WHERE t.jid = $1 AND t.state = 'signed' AND t.officer_id = 0 AND t.signed_at > 0
    AND t.signed_at <= $2
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($3 AS TEXT) || ':' ||
        CAST(t.id AS TEXT) || ':' || CAST(t.signed_at AS TEXT))
    AND (t.signed_at, t.id) > ($4, $5)
ORDER BY t.signed_at, t.id LIMIT $6;

-- name: notice_returned
SELECT m.id AS clock_id, m.returns AS at, 'matter' AS subject_kind, m.id AS subject_id
FROM matter m
WHERE m.jid = $1 AND m.returns > 0 AND m.closed_at = 0 AND m.returns >= $2
    AND m.state NOT IN ('ended', 'archived', 'closed')
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($3 AS TEXT) || ':' ||
        CAST(m.id AS TEXT) || ':')
    AND m.id > $4
ORDER BY m.id LIMIT $5;

-- name: notice_urged
SELECT m.id AS clock_id, m.urged AS at, 'matter' AS subject_kind, m.id AS subject_id
FROM matter m
WHERE m.jid = $1 AND m.urged > 0 AND m.closed_at = 0 AND m.urged >= $2
    AND m.state NOT IN ('ended', 'archived', 'closed')
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($3 AS TEXT) || ':' ||
        CAST(m.id AS TEXT) || ':')
    AND m.id > $4
ORDER BY m.id LIMIT $5;

-- The same person, on the same class and place, so often since $6.
-- name: notice_repeated
SELECT m.id AS clock_id, (SELECT COUNT(DISTINCT b.id) FROM link l
        JOIN demand d ON d.jid = l.jid AND d.id = l.demand_id
        JOIN demand b ON b.jid = d.jid AND b.person_id = d.person_id AND b.class = d.class
            AND b.place_id = d.place_id
        WHERE l.jid = $1 AND l.matter_id = m.id AND d.person_id <> 0 AND b.person_id <> 0
            AND b.recorded_at >= $6) AS at, 'matter' AS subject_kind, m.id AS subject_id
FROM matter m
WHERE m.jid = $1 AND m.repeated = 1 AND m.closed_at = 0
    AND m.state NOT IN ('ended', 'archived', 'closed')
    AND (SELECT COUNT(DISTINCT b.id) FROM link l
        JOIN demand d ON d.jid = l.jid AND d.id = l.demand_id
        JOIN demand b ON b.jid = d.jid AND b.person_id = d.person_id AND b.class = d.class
            AND b.place_id = d.place_id
        WHERE l.jid = $1 AND l.matter_id = m.id AND d.person_id <> 0 AND b.person_id <> 0
            AND b.recorded_at >= $6) >= $2
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($3 AS TEXT) || ':' ||
        CAST(m.id AS TEXT) || ':')
    AND m.id > $4
ORDER BY m.id LIMIT $5;

-- A leader's instruction of which was asked again.
-- name: notice_superior
SELECT s.id AS clock_id, s.asked_again AS at, 'matter' AS subject_kind, s.matter_id AS subject_id,
    s.unit_id AS unit_id
FROM stage s
WHERE s.jid = $1 AND s.kind = 'instruction' AND s.outcome = '' AND s.asked_again >= $2
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($3 AS TEXT) || ':' ||
        CAST(s.id AS TEXT) || ':' || CAST(s.asked_again AS TEXT))
    AND s.id > $4
ORDER BY s.id LIMIT $5;

-- Units that were asked whether a root problem stands with them too and did not answer by $2.
-- name: notice_asked
SELECT a.trouble_id AS clock_id, a.due_at AS at, 'unit' AS subject_kind, a.unit_id AS subject_id,
    a.unit_id AS unit_id
FROM trouble_ask a JOIN trouble t ON t.jid = a.jid AND t.id = a.trouble_id AND t.round = a.round
WHERE a.jid = $1 AND a.answer = '' AND a.due_at <= $2 AND t.state IN ('open', 'watching')
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jid = $1 AND n.why = CAST($3 AS TEXT) || ':' ||
        CAST(a.trouble_id AS TEXT) || ':' || CAST(a.due_at AS TEXT) || ':' || CAST(a.unit_id AS TEXT))
    AND (a.trouble_id, a.unit_id) > ($4, $5)
ORDER BY a.trouble_id, a.unit_id LIMIT $6;

-- Not answered in time, and nothing followed yet.
-- name: notice_unanswered
SELECT n.id AS clock_id, n.due_at AS at, n.subject_kind AS subject_kind,
    n.subject_id AS subject_id, n.unit_id AS unit_id
FROM notice n
WHERE n.jid = $1 AND n.state = 'open' AND n.due_at > 0 AND n.due_at <= $2
    AND NOT EXISTS (SELECT 1 FROM notice x WHERE x.jid = $1
        AND x.why = 'after:' || CAST(n.id AS TEXT) || ':')
    AND (n.due_at, n.id) > ($3, $4)
ORDER BY n.due_at, n.id LIMIT $5;

-- Running limits of answers, which follow the calendar.
-- name: notice_running
SELECT jid, id, num, version, cause, why, rule_version, subject_kind, subject_id, subject_num, matter_id, unit_id, receivers, facts, words, effect, after_id, clock_id, due_at, state, issued_at, issued_by, answer, answered_at, answered_by, ended_at, ended_by, reason, answered_seq
FROM notice WHERE jid = $1 AND state = 'open' AND (due_at, id) > ($2, $3)
ORDER BY due_at, id LIMIT $4;

-- name: notice_due_moved
UPDATE notice SET due_at = $3 WHERE jid = $1 AND id = $2 AND state = 'open';

-- The check.
-- name: check_notice_page
SELECT n.id AS id, n.num AS num, n.state AS state, n.unit_id AS unit_id, n.due_at AS due_at,
    n.clock_id AS clock_id, n.answered_at AS answered_at, n.ended_at AS ended_at,
    n.issued_at AS issued_at, COALESCE(k.id, 0) AS found_id, COALESCE(k.due_at, 0) AS clock_due,
    COALESCE(k.subject_id, 0) AS clock_unit, COALESCE(k.stopped_at, 0) AS stopped_at,
    COALESCE(k.started_at, 0) AS started_at, COALESCE(k.length, 0) AS length
FROM notice n LEFT JOIN clock k ON k.jid = n.jid AND k.id = n.clock_id AND n.clock_id <> 0
WHERE n.jid = $1 AND n.id > $2 ORDER BY n.id LIMIT $3;

-- Since the practice register was last put back to its start, which is on record at the root unit ($2):
-- that takes the notices, and a unit keeps its events.
-- name: check_notice_units
SELECT n.unit_id AS id, COUNT(*) AS other, (SELECT COUNT(*) FROM event e WHERE e.jid = $1
    AND e.subject_kind = 'unit' AND e.subject_id = n.unit_id
    AND e.action = 'notice-issued'
    AND e.recorded_at >= COALESCE((SELECT MAX(r.recorded_at) FROM event r WHERE r.jid = $1
        AND r.subject_kind = 'unit' AND r.subject_id = $2
        AND r.action = 'practice-reset'), 0)) AS events
FROM notice n WHERE n.jid = $1 GROUP BY n.unit_id ORDER BY n.unit_id;
