-- SPDX-License-Identifier: Apache-2.0
-- What huiyin scenario asks for itself.

-- name: scenario_any
SELECT COUNT(*) AS n FROM (SELECT id FROM demand WHERE jid = $1 LIMIT 1) AS d;
