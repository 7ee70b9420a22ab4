-- SPDX-License-Identifier: Apache-2.0
-- Spots: posters, letter boxes, meetings, stays.

-- name: spot_insert
INSERT INTO spot (
    jid, id, version, kind, place_id, unit_id, name, campaign, who, held_at, until_at, heads, every_days, last_at, letters, demands, officer_id, made_at, ended_at, note
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
);

-- name: spot_update
UPDATE spot SET
    version = $3, place_id = $5, unit_id = $6, name = $7, campaign = $8, who = $9, held_at = $10,
    until_at = $11, heads = $12, every_days = $13, last_at = $14, letters = $15, ended_at = $19, note = $20
WHERE jid = $1 AND id = $2 AND version = $21 AND kind = $4 AND demands >= $16
    AND officer_id = $17 AND made_at = $18;

-- name: spot_get
SELECT jid, id, version, kind, place_id, unit_id, name, campaign, who, held_at, until_at, heads, every_days, last_at, letters, demands, officer_id, made_at, ended_at, note
FROM spot WHERE jid = $1 AND id = $2;

-- Newest first, before an id.
-- name: spot_of_kind
SELECT jid, id, version, kind, place_id, unit_id, name, campaign, who, held_at, until_at, heads, every_days, last_at, letters, demands, officer_id, made_at, ended_at, note
FROM spot WHERE jid = $1 AND kind = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- A demand was said there.
-- name: spot_said
UPDATE spot SET demands = demands + 1 WHERE jid = $1 AND id = $2;

-- name: spot_demands
SELECT num, title, state, recorded_at FROM demand WHERE jid = $1 AND spot_id = $2
    AND spot_id <> 0 ORDER BY id DESC LIMIT $3;

-- Boxes that hang without a running clock. $2: the mechanism sets a limit for every box.
-- name: spot_unwound
SELECT COUNT(*) AS n FROM spot s WHERE s.jid = $1 AND s.kind = 'box' AND s.ended_at = 0
    AND (s.every_days > 0 OR CAST($2 AS BIGINT) = 1)
    AND NOT EXISTS (SELECT 1 FROM clock c WHERE c.jid = $1 AND c.subject_kind = 'box'
        AND c.subject_id = s.id AND c.kind = 'box' AND c.stopped_at = 0);

-- The check counts again.
-- name: check_spot_page
SELECT s.id AS id, s.kind AS kind, s.demands AS demands, s.version AS version,
    s.every_days AS every_days, s.last_at AS last_at, s.ended_at AS ended_at,
    (SELECT COUNT(*) FROM clock c WHERE c.jid = $1 AND c.subject_kind = 'box'
        AND c.subject_id = s.id AND c.stopped_at = 0) AS running,
    (SELECT COALESCE(MAX(c.due_at), 0) FROM clock c WHERE c.jid = $1 AND c.subject_kind = 'box'
        AND c.subject_id = s.id AND c.stopped_at = 0) AS due_at,
    (SELECT COUNT(*) FROM demand d WHERE d.jid = $1 AND d.spot_id = s.id
        AND d.spot_id <> 0) AS said,
    (SELECT COUNT(*) FROM event e WHERE e.jid = $1
        AND e.subject_kind = CASE WHEN s.kind = 'box' THEN 'box' ELSE 'spot' END
        AND e.subject_id = s.id) AS events
FROM spot s WHERE s.jid = $1 AND s.id > $2 ORDER BY s.id LIMIT $3;

-- name: check_demand_spot
SELECT d.id AS id, d.num AS num, d.spot_id AS other FROM demand d
LEFT JOIN spot s ON s.jid = d.jid AND s.id = d.spot_id
WHERE d.jid = $1 AND d.spot_id <> 0 AND s.id IS NULL;
