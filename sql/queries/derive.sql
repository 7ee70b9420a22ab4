-- SPDX-License-Identifier: Apache-2.0
-- name: derive_put
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words) VALUES ($1, $2, $3, $4, $5);

-- name: derive_take
SELECT id, subject_kind, subject_id, words, tries FROM derive_todo
WHERE jid = $1 AND next_at <= $2 AND tries < $3 ORDER BY id LIMIT $4;

-- name: derive_done
DELETE FROM derive_todo WHERE jid = $1 AND id = $2;

-- name: derive_failed
UPDATE derive_todo SET tries = $3, next_at = $4, problem = $5 WHERE jid = $1 AND id = $2;

-- name: derive_demands_of
SELECT demand_id FROM link WHERE jid = $1 AND matter_id = $2 ORDER BY demand_id;

-- As far as it is worth counting.
-- name: derive_waiting
SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN tries > 0 THEN 1 ELSE 0 END), 0) AS failing,
    COALESCE(SUM(CASE WHEN tries >= $2 THEN 1 ELSE 0 END), 0) AS given_up,
    COALESCE(MIN(id), 0) AS oldest
FROM (SELECT id, tries FROM derive_todo WHERE jid = $1 ORDER BY id LIMIT $3) AS front;

-- name: derive_problems
SELECT id, subject_kind, subject_id, tries, problem FROM derive_todo
WHERE jid = $1 AND tries > 0 ORDER BY id LIMIT $2;

-- Tried once more, by hand.
-- name: derive_again
UPDATE derive_todo SET tries = 0, next_at = 0, problem = '' WHERE jid = $1 AND tries > 0;

-- name: derive_lease
INSERT INTO derive_lease (jid, node, until_at) VALUES ($1, $2, $3)
ON CONFLICT (jid) DO UPDATE SET node = excluded.node, until_at = excluded.until_at
WHERE derive_lease.node = excluded.node OR derive_lease.until_at < $4;

-- name: derive_lease_end
UPDATE derive_lease SET until_at = 0 WHERE jid = $1 AND (node = $2 OR CAST($3 AS BIGINT) = 1);
