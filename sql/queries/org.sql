-- SPDX-License-Identifier: Apache-2.0
-- name: unit_all
SELECT id, parent_id, place_id, code, name, lvl, desks, office, kind, valid_from, valid_to
FROM unit ORDER BY id;

-- name: unit_insert
INSERT INTO unit (
    id, parent_id, place_id, code, name, lvl, desks, office, kind, valid_from, valid_to
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: unit_update
UPDATE unit SET parent_id = $2, place_id = $3, code = $4, name = $5, lvl = $6, desks = $7,
    office = $8, kind = $9, valid_from = $10, valid_to = $11
WHERE id = $1;

-- name: place_all
SELECT id, parent_id, code, name, kind, outline, crs, valid_from, valid_to
FROM place ORDER BY id;

-- name: place_insert
INSERT INTO place (
    id, parent_id, code, name, kind, outline, crs, valid_from, valid_to
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: place_update
UPDATE place SET parent_id = $2, code = $3, name = $4, kind = $5, outline = $6, crs = $7,
    valid_from = $8, valid_to = $9
WHERE id = $1;

-- What keeps a unit from being closed: open subjects in which it acts or takes part, stages and
-- promises, officers and roles.
-- name: unit_hangs
SELECT
    (SELECT COUNT(*) FROM duty WHERE jid = $1 AND unit_id = $2 AND open = 1 AND part <> 'above'
        AND subject_kind = 'demand') AS demands,
    (SELECT COUNT(*) FROM duty WHERE jid = $1 AND unit_id = $2 AND open = 1 AND part <> 'above'
        AND subject_kind = 'matter') AS matters,
    (SELECT COUNT(*) FROM duty WHERE jid = $1 AND unit_id = $2 AND open = 1 AND part <> 'above'
        AND subject_kind = 'task') AS tasks,
    (SELECT COUNT(*) FROM stage WHERE jid = $1 AND unit_id = $2 AND done_at = 0)
        + (SELECT COUNT(*) FROM trouble WHERE jid = $1 AND unit_id = $2 AND state IN ('open', 'watching'))
        + (SELECT COUNT(*) FROM trouble_measure WHERE jid = $1 AND unit_id = $2 AND state = 'open')
        + (SELECT COUNT(*) FROM trouble_ask WHERE jid = $1 AND unit_id = $2 AND answer = '') AS stages,
    (SELECT COUNT(*) FROM officer WHERE unit_id = $2 AND disabled_at = 0) AS officers,
    (SELECT COUNT(*) FROM officer_role r JOIN officer o ON o.id = r.officer_id
        WHERE r.unit_id = $2 AND o.disabled_at = 0
            AND (r.valid_to = 0 OR r.valid_to > $3)) AS roles;

-- The same for a place; $3 is the root unit, which lists everything that is open.
-- name: place_hangs
SELECT
    (SELECT COUNT(*) FROM duty WHERE jid = $1 AND unit_id = $3 AND open = 1 AND place_id = $2
        AND subject_kind = 'demand') AS demands,
    (SELECT COUNT(*) FROM duty WHERE jid = $1 AND unit_id = $3 AND open = 1 AND place_id = $2
        AND subject_kind = 'matter') AS matters;
