-- SPDX-License-Identifier: Apache-2.0
-- Campaigns.

-- name: campaign_insert
INSERT INTO campaign (
    jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at, measures,
    targets
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
);

-- name: campaign_update
UPDATE campaign SET
    code = $3, name = $4, version = $5, mechanism = $6, study_at = $7, from_at = $8, to_at = $9,
    places = $10, chain = $11, homes = $12, tags = $13, way = $14, officer_id = $15,
    made_at = $16, ended_at = $17, measures = $18, targets = $19
WHERE jid = $1 AND id = $2 AND version = $20;

-- name: campaign_by_code
SELECT jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at, measures,
    targets
FROM campaign WHERE jid = $1 AND code = $2;

-- name: campaign_get
SELECT jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at, measures,
    targets
FROM campaign WHERE jid = $1 AND id = $2;

-- Some dozens a register.
-- name: campaign_list
SELECT jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at, measures,
    targets
FROM campaign WHERE jid = $1 ORDER BY from_at DESC, id DESC LIMIT $2;

-- The morning table: every demand of a campaign, with the level of the live matter that its ledger
-- names (the link that is furthest behind), and when its citizen last said what came of it.
-- name: campaign_demands
SELECT d.place_id AS place_id, d.way AS way, d.state AS state, d.valid AS valid, d.lvl AS lvl,
    d.grade AS grade, d.due_at AS due_at, d.recorded_at AS recorded_at, d.ended_at AS ended_at,
    COALESCE((SELECT m.lvl FROM link l JOIN matter m ON m.jid = l.jid AND m.id = l.matter_id
        WHERE l.jid = $1 AND l.demand_id = d.id AND l.state NOT IN ('', 'withdrawn', 'void')
        ORDER BY CASE l.state WHEN 'in_matter' THEN 1 WHEN 'unsatisfied' THEN 2
            WHEN 'answered' THEN 3 WHEN 'unreachable' THEN 4 WHEN 'no_verdict' THEN 5
            WHEN 'settled' THEN 6 ELSE 7 END, l.matter_id LIMIT 1), '') AS matter_lvl,
    COALESCE((SELECT MAX(s.from_at) FROM span s WHERE s.jid = $1 AND s.subject_kind = 'demand'
        AND s.subject_id = d.id AND s.dim = 'state'
        AND s.value IN ('accepted', 'unsatisfied')), 0) AS judged_at
FROM demand d
WHERE d.jid = $1 AND d.campaign = $2 AND d.campaign <> '' AND d.origin = 'citizen';

-- The register's own numbers, which the table's sums must be.
-- name: campaign_demand_count
SELECT COUNT(*) AS n FROM demand
WHERE jid = $1 AND campaign = $2 AND campaign <> '' AND origin = 'citizen';

-- name: campaign_visit_count
SELECT COUNT(*) AS n FROM visit WHERE jid = $1 AND campaign_id = $2;

-- Who went, where.
-- name: campaign_teams
SELECT place_id, officer_id, team, SUM(officers) AS officers, SUM(volunteers) AS volunteers
FROM visit WHERE jid = $1 AND campaign_id = $2 GROUP BY place_id, officer_id, team;

-- name: campaign_people
SELECT id, templates FROM officer ORDER BY id;
