-- SPDX-License-Identifier: Apache-2.0
-- Weak signals.

-- name: signal_source_put
INSERT INTO signal_source (jid, demand_id, said_at, unit_id, place_id, person_id, barred, pairs)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (jid, demand_id) DO UPDATE SET said_at = excluded.said_at, unit_id = excluded.unit_id,
    place_id = excluded.place_id, person_id = excluded.person_id, barred = excluded.barred,
    pairs = excluded.pairs;

-- name: signal_source_get
SELECT jid, demand_id, said_at, unit_id, place_id, person_id, barred, pairs
FROM signal_source WHERE jid = $1 AND demand_id = $2;

-- The newest first.
-- name: signal_source_since
SELECT jid, demand_id, said_at, unit_id, place_id, person_id, barred, pairs
FROM signal_source WHERE jid = $1 AND said_at > $2 AND said_at <= $3
ORDER BY said_at DESC, demand_id DESC LIMIT $4;

-- name: signal_source_first
SELECT said_at FROM signal_source WHERE jid = $1 ORDER BY said_at, demand_id LIMIT 1;

-- name: signal_looked
SELECT looked_at FROM signal_look WHERE jid = $1;

-- Whoever changes the row looks: not looked since $3, or a clock was put back.
-- name: signal_look_claim
INSERT INTO signal_look (jid, looked_at) VALUES ($1, $2)
ON CONFLICT (jid) DO UPDATE SET looked_at = excluded.looked_at
WHERE signal_look.looked_at <= $3 OR signal_look.looked_at > $2;

-- name: signal_get
SELECT jid, notice_id, cause, group_id, mark, words, size, people, usual, first_at, last_at, raised_at, grown_at
FROM signal WHERE jid = $1 AND notice_id = $2;

-- Those that what is found now may be: of the cause, said lately, and raised lately or still open.
-- name: signal_recent
SELECT s.jid, s.notice_id, s.cause, s.group_id, s.mark, s.words, s.size, s.people, s.usual, s.first_at,
    s.last_at, s.raised_at, s.grown_at
FROM signal s JOIN notice n ON n.jid = s.jid AND n.id = s.notice_id
WHERE s.jid = $1 AND s.cause = $2 AND s.last_at > $3 AND (s.raised_at > $3 OR n.state = 'open')
ORDER BY s.last_at DESC, s.notice_id DESC LIMIT 200;

-- name: signal_insert
INSERT INTO signal (
    jid, notice_id, cause, group_id, mark, words, size, people, usual, first_at, last_at, raised_at, grown_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- What it was raised for stands in the condition: it never changes.
-- name: signal_update
UPDATE signal SET size = $7, people = $8, usual = $9, first_at = $10, last_at = $11, grown_at = $13
WHERE jid = $1 AND notice_id = $2 AND cause = $3 AND group_id = $4 AND mark = $5 AND words = $6
    AND raised_at = $12;

-- name: signal_demand_insert
INSERT INTO signal_demand (jid, notice_id, demand_id) VALUES ($1, $2, $3)
ON CONFLICT (jid, notice_id, demand_id) DO NOTHING;

-- name: signal_demands
SELECT demand_id AS id FROM signal_demand WHERE jid = $1 AND notice_id = $2 ORDER BY demand_id DESC;

-- Whether each stands on its demands and its notice.
-- name: check_signal_page
SELECT s.notice_id AS id, s.size AS size, s.people AS people, COUNT(d.demand_id) AS demands,
    COALESCE(MAX(n.unit_id), 0) AS unit_id
FROM signal s
LEFT JOIN signal_demand d ON d.jid = s.jid AND d.notice_id = s.notice_id
LEFT JOIN notice n ON n.jid = s.jid AND n.id = s.notice_id
WHERE s.jid = $1 AND s.notice_id > $2
GROUP BY s.notice_id, s.size, s.people ORDER BY s.notice_id LIMIT $3;
