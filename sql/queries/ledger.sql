-- SPDX-License-Identifier: Apache-2.0
-- Ledgers taken over, and pages of what is exported.

-- name: batch_insert
INSERT INTO batch (jid, id, name, file_name, file_sha256, map, officer_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: batch_unfinished
SELECT id FROM batch
WHERE jid = $1 AND file_sha256 = $2 AND name = $3 AND finished_at = 0 ORDER BY id LIMIT 1;

-- name: batch_finish
UPDATE batch SET finished_at = $3, rows_seen = $4, rows_known = $5, rows_rejected = $6,
    rows_new = (SELECT COUNT(DISTINCT demand_id) FROM batch_row
        WHERE batch_row.jid = $1 AND batch_row.batch_id = $2)
WHERE jid = $1 AND id = $2;

-- name: batch_row_find
SELECT batch_id, demand_id, line FROM batch_row WHERE jid = $1 AND row_hash = $2;

-- name: batch_row_insert
INSERT INTO batch_row (jid, row_hash, batch_id, demand_id, line) VALUES ($1, $2, $3, $4, $5);

-- name: demand_number
SELECT num FROM demand WHERE jid = $1 AND id = $2;

-- name: demand_has_number
SELECT COUNT(*) AS n FROM demand WHERE jid = $1 AND num = $2;
