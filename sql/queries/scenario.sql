-- SPDX-License-Identifier: Apache-2.0
-- What huiyin scenario asks for itself.

-- name: scenario_any
SELECT id FROM demand WHERE jid = $1 ORDER BY id LIMIT 1;
