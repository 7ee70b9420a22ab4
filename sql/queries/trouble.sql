-- SPDX-License-Identifier: Apache-2.0
-- Root problems: owner, cause, plan, whom else they stand with, whether the demands fell.

-- name: trouble_insert
INSERT INTO trouble (
    jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: trouble_update
UPDATE trouble SET version = $4, name = $5, hotspot_id = $6, class = $7, place_id = $8, unit_id = $9, officer_id = $10,
    cause = $11, why = $12, days = $13, state = $14, round = $15, from_at = $18, finished_by = $19, finished_at = $20
WHERE jid = $1 AND id = $2 AND version = $21 AND num = $3 AND opened_by = $16 AND opened_at = $17;

-- name: trouble_get
SELECT jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
FROM trouble WHERE jid = $1 AND num = $2;

-- name: trouble_by_id
SELECT jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
FROM trouble WHERE jid = $1 AND id = $2;

-- Newest first.
-- name: trouble_list
SELECT jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
FROM trouble WHERE jid = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: trouble_of_class
SELECT jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
FROM trouble WHERE jid = $1 AND class = $2 AND class <> '' ORDER BY id DESC LIMIT $3;

-- name: trouble_of_hotspot
SELECT jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
FROM trouble WHERE jid = $1 AND hotspot_id = $2 AND hotspot_id <> 0 ORDER BY id DESC LIMIT $3;

-- name: trouble_of_officer
SELECT jid, id, num, version, name, hotspot_id, class, place_id, unit_id, officer_id, cause, why, days, state, round,
    opened_by, opened_at, from_at, finished_by, finished_at
FROM trouble WHERE jid = $1 AND state IN ('open', 'watching') AND (officer_id = $2 OR EXISTS (
    SELECT 1 FROM trouble_measure m WHERE m.jid = $1 AND m.trouble_id = trouble.id AND m.officer_id = $2
        AND m.state = 'open'));

-- name: trouble_measure_put
INSERT INTO trouble_measure (
    jid, trouble_id, serial, words, unit_id, officer_id, matter_id, site, measure, planned, done, due_at, state, ended_at,
    yields, result, paper, paper_num
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (jid, trouble_id, serial) DO UPDATE SET officer_id = excluded.officer_id, done = excluded.done,
    state = excluded.state, ended_at = excluded.ended_at, result = excluded.result, paper = excluded.paper,
    paper_num = excluded.paper_num;

-- name: trouble_measures
SELECT jid, trouble_id, serial, words, unit_id, officer_id, matter_id, site, measure, planned, done, due_at, state, ended_at,
    yields, result, paper, paper_num
FROM trouble_measure WHERE jid = $1 AND trouble_id = $2 ORDER BY serial;

-- name: trouble_measures_done
SELECT jid, trouble_id, serial, words, unit_id, officer_id, matter_id, site, measure, planned, done, due_at, state, ended_at,
    yields, result, paper, paper_num
FROM trouble_measure WHERE jid = $1 AND state = 'done' AND ended_at >= $2 AND ended_at < $3
ORDER BY ended_at, trouble_id, serial LIMIT $4;

-- name: trouble_measures_hand_over
UPDATE trouble_measure SET officer_id = $4
WHERE jid = $1 AND trouble_id = $2 AND officer_id = $3 AND officer_id <> 0 AND state = 'open';

-- name: trouble_step_insert
INSERT INTO trouble_step (jid, trouble_id, serial, step, amount, on_at, note, officer_id, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: trouble_steps
SELECT jid, trouble_id, serial, step, amount, on_at, note, officer_id, recorded_at
FROM trouble_step WHERE jid = $1 AND trouble_id = $2 ORDER BY serial, step;

-- name: trouble_ask_put
INSERT INTO trouble_ask (
    jid, trouble_id, round, unit_id, alike, words, workdays, asked_by, asked_at, due_at, answer, said, answered_by,
    answered_at, mended_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (jid, trouble_id, round, unit_id) DO UPDATE SET answer = excluded.answer, said = excluded.said,
    answered_by = excluded.answered_by, answered_at = excluded.answered_at, mended_at = excluded.mended_at;

-- name: trouble_asks
SELECT jid, trouble_id, round, unit_id, alike, words, workdays, asked_by, asked_at, due_at, answer, said, answered_by,
    answered_at, mended_at
FROM trouble_ask WHERE jid = $1 AND trouble_id = $2 ORDER BY round DESC, unit_id;

-- Nobody has answered yet: limits that follow the calendar.
-- name: trouble_ask_running
SELECT jid, trouble_id, round, unit_id, alike, words, workdays, asked_by, asked_at, due_at, answer, said, answered_by,
    answered_at, mended_at
FROM trouble_ask WHERE jid = $1 AND answer = '' AND (trouble_id, round, unit_id) > ($2, $3, $4)
ORDER BY trouble_id, round, unit_id LIMIT $5;

-- name: trouble_ask_due_moved
UPDATE trouble_ask SET due_at = $5 WHERE jid = $1 AND trouble_id = $2 AND round = $3 AND unit_id = $4 AND answer = '';

-- name: trouble_verdict_insert
INSERT INTO trouble_verdict (
    jid, trouble_id, round, from_at, finished_at, days, hotspot_before, hotspot_after, class_before, class_after, verdict,
    reason, officer_id, concluded_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: trouble_verdicts
SELECT jid, trouble_id, round, from_at, finished_at, days, hotspot_before, hotspot_after, class_before, class_after,
    verdict, reason, officer_id, concluded_at
FROM trouble_verdict WHERE jid = $1 AND trouble_id = $2 ORDER BY round DESC;

-- name: trouble_count_insert
INSERT INTO trouble_count (jid, trouble_id, round, way, side, demand_id) VALUES ($1, $2, $3, $4, $5, $6);

-- What was said of it in a time: by the demands of the hot spot, and by class. What was invalid,
-- withdrawn or belongs elsewhere does not count.
-- name: trouble_said_hotspot
SELECT d.id AS demand_id, d.place_id AS place_id, d.complained_unit AS barred, d.origin AS origin
FROM signature s JOIN demand d ON d.jid = s.jid AND d.id = s.demand_id
WHERE s.jid = $1 AND s.hotspot_id = $2 AND s.said_at >= $3 AND s.said_at < $4 AND d.valid <> 'no'
    AND d.state NOT IN ('withdrawn', 'redirected')
ORDER BY s.said_at, d.id LIMIT $5;

-- name: trouble_said_class
SELECT id AS demand_id, place_id, complained_unit AS barred, origin FROM demand
WHERE jid = $1 AND class = $2 AND said_at >= $3 AND said_at < $4 AND valid <> 'no'
    AND state NOT IN ('withdrawn', 'redirected')
ORDER BY said_at, id LIMIT $5;

-- As it was counted when somebody concluded.
-- name: trouble_counted
SELECT d.id AS demand_id, d.place_id AS place_id, d.complained_unit AS barred, d.origin AS origin
FROM trouble_count c JOIN demand d ON d.jid = c.jid AND d.id = c.demand_id
WHERE c.jid = $1 AND c.trouble_id = $2 AND c.round = $3 AND c.way = $4 AND c.side = $5
ORDER BY c.demand_id LIMIT $6;

-- The check reckons again.
-- name: check_trouble_page
SELECT t.id AS id, t.num AS num, t.state AS state, t.round AS round, t.version AS version, t.finished_at AS finished_at,
    (SELECT COUNT(*) FROM event e WHERE e.jid = $1 AND e.subject_kind = 'trouble' AND e.subject_id = t.id) AS events,
    (SELECT COUNT(*) FROM trouble_verdict v WHERE v.jid = $1 AND v.trouble_id = t.id) AS verdicts,
    (SELECT COALESCE(MAX(v.verdict), '') FROM trouble_verdict v WHERE v.jid = $1 AND v.trouble_id = t.id
        AND v.round = t.round) AS verdict
FROM trouble t WHERE t.jid = $1 AND t.id > $2 ORDER BY t.id LIMIT $3;

-- name: check_trouble_amount
SELECT m.serial AS serial, m.done AS stored, (SELECT COALESCE(SUM(s.amount), 0) FROM trouble_step s WHERE s.jid = $1
        AND s.trouble_id = m.trouble_id AND s.serial = m.serial) AS counted
FROM trouble_measure m WHERE m.jid = $1 AND m.trouble_id = $2 ORDER BY m.serial;

-- Counted ones that are not within their window stand beside the sums.
-- name: check_trouble_counted
SELECT c.round AS round, c.way AS way, c.side AS side, COUNT(*) AS counted,
    COALESCE(SUM(CASE WHEN d.id IS NULL OR d.said_at < CASE WHEN c.side = 'before' THEN v.from_at - v.days * 86400000
            ELSE v.finished_at END
        OR d.said_at >= CASE WHEN c.side = 'before' THEN v.from_at ELSE v.finished_at + v.days * 86400000 END
        THEN 1 ELSE 0 END), 0) AS wrong
FROM trouble_count c JOIN trouble_verdict v ON v.jid = c.jid AND v.trouble_id = c.trouble_id AND v.round = c.round
    LEFT JOIN demand d ON d.jid = c.jid AND d.id = c.demand_id
WHERE c.jid = $1 AND c.trouble_id = $2 GROUP BY c.round, c.way, c.side ORDER BY c.round, c.way, c.side;
