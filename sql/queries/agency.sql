-- SPDX-License-Identifier: Apache-2.0
-- The agency list, written as a whole under a version of its own.

-- name: agencies
SELECT serial, name, exits, purpose, phone, address, hours FROM agency
WHERE jid = $1 ORDER BY serial;

-- name: agency_insert
INSERT INTO agency (serial, name, exits, purpose, phone, address, hours, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: agencies_clear
DELETE FROM agency WHERE jid = $1;

-- name: agencies_version
SELECT version FROM agency_list WHERE jid = $1;

-- name: agency_bump
INSERT INTO agency_list (jid, version) VALUES ($1, $2 + 1)
ON CONFLICT (jid) DO UPDATE SET version = agency_list.version + 1 WHERE agency_list.version = $2;
