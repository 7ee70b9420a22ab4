-- SPDX-License-Identifier: Apache-2.0
-- name: stage_insert
INSERT INTO stage (
    jid, id, matter_id, serial, kind, unit_id, seq, due_at, done_at, checked_at, outcome, leader_id, given_at, received_at, done_seq, asked_again
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
);

-- name: stage_update
UPDATE stage SET
    matter_id = $3, serial = $4, kind = $5, unit_id = $6, seq = $7, due_at = $8, done_at = $9, checked_at = $10, outcome = $11, leader_id = $12, given_at = $13, received_at = $14, done_seq = $15, asked_again = $16
WHERE jid = $1 AND id = $2;

-- name: stage_by_matter
SELECT jid, id, matter_id, serial, kind, unit_id, seq, due_at, done_at, checked_at, outcome, leader_id, given_at, received_at, done_seq, asked_again
FROM stage WHERE jid = $1 AND matter_id = $2 ORDER BY serial;
