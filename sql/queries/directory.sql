-- SPDX-License-Identifier: Apache-2.0
-- The dispatch directory: its versions, their entries, and what became of them.

-- name: directory_versions
SELECT version, from_day, entries, note, officer_id, made_at FROM directory_version
WHERE jid = $1 ORDER BY version;

-- name: directory_version_insert
INSERT INTO directory_version (version, from_day, entries, note, officer_id, made_at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jid, version) DO NOTHING;

-- name: directory_entries
SELECT version, serial, class, place_id, place_kind, lead, lead_unit, helpers, lvl, length, span,
    charge, basis, note
FROM directory_entry WHERE jid = $1 AND version = $2 ORDER BY serial;

-- name: directory_entry_insert
INSERT INTO directory_entry (version, serial, class, place_id, place_kind, lead, lead_unit,
    helpers, lvl, length, span, charge, basis, note, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: directory_use_insert
INSERT INTO directory_use (id, version, serial, matter_id, outcome, class, place_id, lead_unit,
    proposed_unit, warned, at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- How often each outcome came under a version.
-- name: directory_outcomes
SELECT version, outcome, COUNT(*) AS n, COALESCE(SUM(warned), 0) AS warned
FROM directory_use WHERE jid = $1 AND version = $2 GROUP BY version, outcome ORDER BY outcome;

-- Returns of a lead decided since the version began, by what was dispatched where to whom.
-- name: directory_returns
SELECT serial, class, place_id, lead_unit,
    SUM(CASE WHEN outcome = 'granted' THEN 1 ELSE 0 END) AS granted,
    SUM(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END) AS refused
FROM directory_use WHERE jid = $1 AND version = $2 AND outcome IN ('granted', 'refused')
GROUP BY serial, class, place_id, lead_unit ORDER BY serial, class, place_id, lead_unit;

-- Dispatches that no entry fitted and whose unit did not give the matter back, by what and where.
-- name: directory_missing
SELECT u.class AS class, u.place_id AS place_id, u.lead_unit AS lead_unit,
    COUNT(DISTINCT u.matter_id) AS n
FROM directory_use u
WHERE u.jid = $1 AND u.version = $2 AND u.outcome = 'no_entry' AND u.serial = 0
    AND u.class <> '' AND u.lead_unit <> 0
    AND NOT EXISTS (SELECT 1 FROM directory_use g WHERE g.jid = $1 AND g.matter_id = u.matter_id
        AND g.outcome = 'granted' AND g.lead_unit = u.lead_unit AND g.id > u.id)
GROUP BY u.class, u.place_id, u.lead_unit HAVING COUNT(DISTINCT u.matter_id) >= $3
ORDER BY n DESC, u.class, u.place_id, u.lead_unit LIMIT 200;

-- Where matters went after a lead's return was granted: their newest dispatch since.
-- name: directory_went
SELECT g.serial AS serial, g.class AS class, g.place_id AS place_id, g.lead_unit AS lead_unit,
    d.lead_unit AS to_unit, COUNT(*) AS n
FROM directory_use g JOIN directory_use d ON d.jid = g.jid AND d.matter_id = g.matter_id
WHERE g.jid = $1 AND g.version = $2 AND g.outcome = 'granted' AND d.lead_unit <> g.lead_unit
    AND d.outcome NOT IN ('granted', 'refused') AND d.id > g.id
    AND NOT EXISTS (SELECT 1 FROM directory_use l WHERE l.jid = $1 AND l.matter_id = g.matter_id
        AND l.outcome NOT IN ('granted', 'refused') AND l.id > d.id)
GROUP BY g.serial, g.class, g.place_id, g.lead_unit, d.lead_unit
ORDER BY n DESC, d.lead_unit;
