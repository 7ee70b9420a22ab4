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
