-- SPDX-License-Identifier: Apache-2.0
-- name: mechanism_all
SELECT name, version, body, hash FROM mechanism
ORDER BY name, version;

-- name: mechanism_newest
SELECT name, version, body, hash FROM mechanism
WHERE name = $1
ORDER BY version DESC
LIMIT 1;

-- name: mechanism_insert
INSERT INTO mechanism (name, version, body, hash, loaded_at) VALUES ($1, $2, $3, $4, $5);
