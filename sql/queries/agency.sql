-- SPDX-License-Identifier: Apache-2.0
-- The agency list, replaced as a whole.

-- name: agencies
SELECT serial, name, exits, purpose, phone, address, hours FROM agency
WHERE jid = $1 ORDER BY serial;

-- name: agency_insert
INSERT INTO agency (serial, name, exits, purpose, phone, address, hours, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: agencies_clear
DELETE FROM agency WHERE jid = $1;
