-- SPDX-License-Identifier: Apache-2.0
-- What is open under an officer's name: tasks they handle, demands they took. $2 is the root unit,
-- on whose list everything open stands.
-- name: officer_open
SELECT COUNT(*) AS n FROM duty
WHERE jid = $1 AND unit_id = $2 AND officer_id = $3 AND officer_id <> 0 AND open = 1;
