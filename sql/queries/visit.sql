-- SPDX-License-Identifier: Apache-2.0
-- Visits at the door.

-- name: visit_insert
INSERT INTO visit (
    jid, id, version, campaign_id, ref, place_id, unit_id, address_enc, home, officer_id, team, officers, volunteers, visited_at, outcome, demands, recorded_at, row_hash
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
);

-- name: visit_update
UPDATE visit SET
    version = $3, place_id = $6, unit_id = $7, address_enc = $8, home = $9, team = $11,
    officers = $12, volunteers = $13, visited_at = $14, outcome = $15
WHERE jid = $1 AND id = $2 AND version = $19 AND campaign_id = $4 AND ref = $5
    AND officer_id = $10 AND demands >= $16 AND recorded_at = $17 AND row_hash = $18;

-- name: visit_get
SELECT jid, id, version, campaign_id, ref, place_id, unit_id, address_enc, home, officer_id, team, officers, volunteers, visited_at, outcome, demands, recorded_at, row_hash
FROM visit WHERE jid = $1 AND id = $2;

-- name: visit_by_ref
SELECT jid, id, version, campaign_id, ref, place_id, unit_id, address_enc, home, officer_id, team, officers, volunteers, visited_at, outcome, demands, recorded_at, row_hash
FROM visit WHERE jid = $1 AND campaign_id = $2 AND ref = $3;

-- Newest first, before an id.
-- name: visit_of_campaign
SELECT jid, id, version, campaign_id, ref, place_id, unit_id, address_enc, home, officer_id, team, officers, volunteers, visited_at, outcome, demands, recorded_at, row_hash
FROM visit WHERE jid = $1 AND campaign_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: visit_of_officer
SELECT jid, id, version, campaign_id, ref, place_id, unit_id, address_enc, home, officer_id, team, officers, volunteers, visited_at, outcome, demands, recorded_at, row_hash
FROM visit WHERE jid = $1 AND officer_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- A demand was said on it.
-- name: visit_said
UPDATE visit SET demands = demands + 1 WHERE jid = $1 AND id = $2;

-- name: visit_home_add
INSERT INTO visit_home (jid, campaign_id, home, place_id, visits, met)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (jid, campaign_id, home) DO UPDATE SET
    visits = visit_home.visits + excluded.visits, met = visit_home.met + excluded.met;

-- name: visit_homes
SELECT place_id, SUM(CASE WHEN visits > 0 THEN 1 ELSE 0 END) AS visited,
    SUM(CASE WHEN met > 0 THEN 1 ELSE 0 END) AS met
FROM visit_home WHERE jid = $1 AND campaign_id = $2 GROUP BY place_id;

-- name: visit_demands
SELECT num, title, state, said_at FROM demand WHERE jid = $1 AND visit_id = $2
    AND visit_id <> 0 ORDER BY id;

-- The check counts again.
-- name: check_visit_page
SELECT v.id AS id, v.campaign_id AS campaign_id, v.place_id AS place_id, v.home AS home,
    v.visited_at AS visited_at, v.outcome AS outcome, v.demands AS demands, v.version AS version,
    v.address_enc AS address_enc,
    (SELECT COUNT(*) FROM demand d WHERE d.jid = $1 AND d.visit_id = v.id
        AND d.visit_id <> 0) AS said,
    (SELECT COUNT(*) FROM event e WHERE e.jid = $1 AND e.subject_kind = 'visit'
        AND e.subject_id = v.id) AS events
FROM visit v WHERE v.jid = $1 AND v.id > $2 ORDER BY v.id LIMIT $3;

-- Homes whose counts are not what their visits add up to.
-- name: check_visit_homes
SELECT h.campaign_id AS id, h.visits AS other, h.home AS num FROM visit_home h
LEFT JOIN (SELECT v.campaign_id AS campaign_id, v.home AS home, COUNT(*) AS visits,
        SUM(CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END) AS met
    FROM visit v WHERE v.jid = $1 GROUP BY v.campaign_id, v.home) s
    ON s.campaign_id = h.campaign_id AND s.home = h.home
WHERE h.jid = $1 AND (h.visits <> COALESCE(s.visits, 0) OR h.met <> COALESCE(s.met, 0));

-- name: check_visit_campaign
SELECT v.id AS id, v.campaign_id AS other FROM visit v
LEFT JOIN campaign c ON c.jid = v.jid AND c.id = v.campaign_id
WHERE v.jid = $1 AND c.id IS NULL;

-- name: check_visit_home
SELECT v.id AS id, v.campaign_id AS other FROM visit v
LEFT JOIN visit_home h ON h.jid = v.jid AND h.campaign_id = v.campaign_id AND h.home = v.home
WHERE v.jid = $1 AND h.home IS NULL;

-- name: check_demand_campaign
SELECT d.id AS id, d.num AS num, 0 AS other FROM demand d
LEFT JOIN campaign c ON c.jid = d.jid AND c.code = d.campaign
WHERE d.jid = $1 AND d.campaign <> '' AND c.id IS NULL;

-- name: check_demand_visit
SELECT d.id AS id, d.num AS num, d.visit_id AS other FROM demand d
LEFT JOIN visit v ON v.jid = d.jid AND v.id = d.visit_id
WHERE d.jid = $1 AND d.visit_id <> 0 AND v.id IS NULL;
