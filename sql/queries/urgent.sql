-- SPDX-License-Identifier: Apache-2.0
-- name: urgent_set_newest
SELECT jid, version, body, hash, loaded_at FROM urgent_set
WHERE jid = $1 ORDER BY version DESC LIMIT 1;

-- name: urgent_set_insert
INSERT INTO urgent_set (jid, version, body, hash, loaded_at) VALUES ($1, $2, $3, $4, $5);

-- name: urgent_set_all
SELECT jid, version, '' AS body, hash, loaded_at FROM urgent_set
WHERE jid = $1 ORDER BY version;

-- name: urgent_seen_put
INSERT INTO urgent_seen (jid, rule, area_id, seen_at, demand_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (jid, rule, area_id, demand_id) DO NOTHING;

-- name: urgent_seen_count
SELECT COUNT(*) AS n FROM urgent_seen
WHERE jid = $1 AND rule = $2 AND area_id = $3 AND seen_at > $4;

-- name: urgent_seen_nums
SELECT d.num AS num FROM urgent_seen s JOIN demand d ON d.jid = s.jid AND d.id = s.demand_id
WHERE s.jid = $1 AND s.rule = $2 AND s.area_id = $3 AND s.seen_at > $4 AND s.seen_at <= $5
ORDER BY s.seen_at, s.demand_id LIMIT 50;

-- name: urgent_seen_forget
DELETE FROM urgent_seen WHERE jid = $1 AND seen_at < $2;

-- Whether an alarm of a group rule already runs, or was raised within its window, in the area.
-- name: alarm_of_area
SELECT COUNT(*) AS n FROM alarm
WHERE jid = $1 AND rule = $2 AND area_id = $3 AND raised_at > $4;

-- name: alarm_insert
INSERT INTO alarm (
    jid, id, demand_id, kind, rule, ladder, set_version, by_hand, state, area_id, seq, rung,
    raised_at, answer_by, next_at, acked_at, acked_by, closed_at, closed_by, closed_seq
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20);

-- name: alarm_running
SELECT jid, id, demand_id, kind, rule, ladder, set_version, by_hand, state, area_id, seq, rung,
    raised_at, answer_by, next_at, acked_at, acked_by, closed_at, closed_by, closed_seq
FROM alarm WHERE jid = $1 AND demand_id = $2 AND closed_at = 0 ORDER BY id LIMIT 1;

-- name: alarm_of_demand
SELECT jid, id, demand_id, kind, rule, ladder, set_version, by_hand, state, area_id, seq, rung,
    raised_at, answer_by, next_at, acked_at, acked_by, closed_at, closed_by, closed_seq
FROM alarm WHERE jid = $1 AND demand_id = $2 ORDER BY id DESC LIMIT 20;

-- name: alarm_due
SELECT jid, id, demand_id, kind, rule, ladder, set_version, by_hand, state, area_id, seq, rung,
    raised_at, answer_by, next_at, acked_at, acked_by, closed_at, closed_by, closed_seq
FROM alarm WHERE jid = $1 AND next_at > 0 AND next_at <= $2 AND (next_at, id) > ($3, $4)
ORDER BY next_at, id LIMIT $5;

-- Only from the rung it was read at: of two servers one climbs.
-- name: alarm_set_rung
UPDATE alarm SET rung = $4, next_at = $5
WHERE jid = $1 AND id = $2 AND rung = $3 AND state = 'open';

-- name: alarm_set_acked
UPDATE alarm SET state = 'acknowledged', next_at = 0, acked_at = $3, acked_by = $4
WHERE jid = $1 AND id = $2 AND state = 'open';

-- name: alarm_set_closed
UPDATE alarm SET state = $3, next_at = 0, closed_at = $4, closed_by = $5, closed_seq = $6
WHERE jid = $1 AND id = $2 AND closed_at = 0;

-- name: alarm_hit_put
INSERT INTO alarm_hit (jid, alarm_id, rule, seq, spans, raised_at, outcome)
VALUES ($1, $2, $3, $4, $5, $6, '')
ON CONFLICT (jid, alarm_id, rule) DO NOTHING;

-- name: alarm_hit_close
UPDATE alarm_hit SET outcome = $3 WHERE jid = $1 AND alarm_id = $2 AND outcome = '';

-- name: alarm_hit_wrong
UPDATE alarm_hit SET outcome = 'false' WHERE jid = $1 AND alarm_id = $2 AND rule = $3;

-- name: alarm_hits
SELECT rule, seq, spans, raised_at, outcome FROM alarm_hit
WHERE jid = $1 AND alarm_id = $2 ORDER BY rule;

-- name: alarm_receiver_put
INSERT INTO alarm_receiver (
    jid, alarm_id, officer_id, rung, told_at, acked_at, running, why, for_id
) VALUES ($1, $2, $3, $4, $5, 0, 1, $6, $7)
ON CONFLICT (jid, alarm_id, officer_id) DO NOTHING;

-- name: alarm_receiver_ack
UPDATE alarm_receiver SET acked_at = $4
WHERE jid = $1 AND alarm_id = $2 AND officer_id = $3 AND acked_at = 0;

-- name: alarm_receiver_end
UPDATE alarm_receiver SET running = 0 WHERE jid = $1 AND alarm_id = $2;

-- name: alarm_receivers
SELECT jid, alarm_id, officer_id, rung, told_at, acked_at, running, why, for_id
FROM alarm_receiver
WHERE jid = $1 AND alarm_id = $2 ORDER BY rung, told_at, officer_id;

-- Who holds a role in a unit, and the officer of a log-in name.
-- name: alarm_holders
SELECT o.id AS id, o.unit_id AS unit_id, o.mail AS mail, o.phone_enc AS phone_enc
FROM officer_role r JOIN officer o ON o.id = r.officer_id
WHERE r.unit_id = $1 AND r.valid_from <= $2 AND (r.valid_to = 0 OR r.valid_to > $2)
    AND r.role = $3 AND o.disabled_at = 0
ORDER BY o.id;

-- name: alarm_officer
SELECT id, unit_id, mail, phone_enc FROM officer WHERE login = $1 AND disabled_at = 0;

-- What my banner shows: alarms that run and of which I was told. The receiver's few rows come first
-- (CROSS JOIN keeps the order in SQLite).
-- name: alarm_mine
SELECT a.id AS id, a.demand_id AS demand_id, d.num AS num, d.title AS title,
    CASE WHEN d.privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, d.class AS class, a.kind AS kind,
    a.state AS state, a.rule AS rule, d.unit_id AS unit_id, d.place_id AS place_id,
    d.complained_unit AS complained_unit, d.version AS version, a.raised_at AS raised_at,
    a.answer_by AS answer_by, a.acked_at AS acked_at, a.closed_at AS closed_at,
    r.acked_at AS my_acked_at, 1 AS mine
FROM alarm_receiver r CROSS JOIN alarm a CROSS JOIN demand d
WHERE a.jid = r.jid AND a.id = r.alarm_id AND d.jid = a.jid AND d.id = a.demand_id
    AND r.jid = $1 AND r.officer_id = $2 AND r.running = 1
ORDER BY r.alarm_id DESC LIMIT 50;

-- The page: what runs, of the unit's demands and of those I was told of.
-- name: alarm_page_running
SELECT a.id AS id, a.demand_id AS demand_id, d.num AS num, d.title AS title,
    CASE WHEN d.privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, d.class AS class, a.kind AS kind,
    a.state AS state, a.rule AS rule, d.unit_id AS unit_id, d.place_id AS place_id,
    d.complained_unit AS complained_unit, d.version AS version, a.raised_at AS raised_at,
    a.answer_by AS answer_by, a.acked_at AS acked_at, a.closed_at AS closed_at,
    COALESCE((SELECT r.acked_at FROM alarm_receiver r
        WHERE r.jid = $1 AND r.alarm_id = a.id AND r.officer_id = $2), 0) AS my_acked_at,
    (SELECT COUNT(*) FROM alarm_receiver m
        WHERE m.jid = $1 AND m.alarm_id = a.id AND m.officer_id = $2) AS mine
FROM alarm a JOIN demand d ON d.jid = a.jid AND d.id = a.demand_id
WHERE a.jid = $1 AND a.closed_at = 0 AND (a.raised_at, a.id) < ($4, $5)
    AND (EXISTS (SELECT 1 FROM alarm_receiver x
            WHERE x.jid = $1 AND x.alarm_id = a.id AND x.officer_id = $2)
        OR EXISTS (SELECT 1 FROM duty u WHERE u.jid = $1 AND u.unit_id = $3
            AND u.subject_kind = 'demand' AND u.subject_id = a.demand_id))
ORDER BY a.raised_at DESC, a.id DESC LIMIT $6;

-- name: alarm_page_all
SELECT a.id AS id, a.demand_id AS demand_id, d.num AS num, d.title AS title,
    CASE WHEN d.privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, d.class AS class, a.kind AS kind,
    a.state AS state, a.rule AS rule, d.unit_id AS unit_id, d.place_id AS place_id,
    d.complained_unit AS complained_unit, d.version AS version, a.raised_at AS raised_at,
    a.answer_by AS answer_by, a.acked_at AS acked_at, a.closed_at AS closed_at,
    COALESCE((SELECT r.acked_at FROM alarm_receiver r
        WHERE r.jid = $1 AND r.alarm_id = a.id AND r.officer_id = $2), 0) AS my_acked_at,
    (SELECT COUNT(*) FROM alarm_receiver m
        WHERE m.jid = $1 AND m.alarm_id = a.id AND m.officer_id = $2) AS mine
FROM alarm a JOIN demand d ON d.jid = a.jid AND d.id = a.demand_id
WHERE a.jid = $1 AND (a.raised_at, a.id) < ($4, $5)
    AND (EXISTS (SELECT 1 FROM alarm_receiver x
            WHERE x.jid = $1 AND x.alarm_id = a.id AND x.officer_id = $2)
        OR EXISTS (SELECT 1 FROM duty u WHERE u.jid = $1 AND u.unit_id = $3
            AND u.subject_kind = 'demand' AND u.subject_id = a.demand_id))
ORDER BY a.raised_at DESC, a.id DESC LIMIT $6;

-- The urgent ones of a period, for the daily sheet and other reports.
-- name: alarm_of_period
SELECT a.id AS id, a.demand_id AS demand_id, d.num AS num, d.title AS title,
    CASE WHEN d.privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, d.class AS class, a.kind AS kind,
    a.state AS state, a.rule AS rule, d.unit_id AS unit_id, d.place_id AS place_id,
    d.complained_unit AS complained_unit, d.version AS version, a.raised_at AS raised_at,
    a.answer_by AS answer_by, a.acked_at AS acked_at, a.closed_at AS closed_at
FROM alarm a JOIN demand d ON d.jid = a.jid AND d.id = a.demand_id
WHERE a.jid = $1 AND a.raised_at >= $2 AND a.raised_at < $3
ORDER BY a.raised_at, a.id;

-- name: alarm_figures
SELECT rule, outcome, COUNT(*) AS n FROM alarm_hit
WHERE jid = $1 AND raised_at >= $2 GROUP BY rule, outcome ORDER BY rule, outcome;

-- Marked by hand where no rule hit, and not taken back since.
-- name: alarm_unfound
SELECT COUNT(*) AS n FROM alarm
WHERE jid = $1 AND raised_at >= $2 AND by_hand = 1 AND state <> 'false';
