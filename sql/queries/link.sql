-- SPDX-License-Identifier: Apache-2.0
-- name: link_insert
INSERT INTO link (
    jid, demand_id, matter_id, state, round, answer_seq, answer_final, answered_at, result, reached, solved, grade, source, attempts, drawn, joined_at, named
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
);

-- name: link_update
UPDATE link SET
    state = $4, round = $5, answer_seq = $6, answer_final = $7, answered_at = $8, result = $9, reached = $10, solved = $11, grade = $12, source = $13, attempts = $14, drawn = $15, joined_at = $16, named = $17
WHERE jid = $1 AND demand_id = $2 AND matter_id = $3;

-- name: link_get
SELECT jid, demand_id, matter_id, state, round, answer_seq, answer_final, answered_at, result, reached, solved, grade, source, attempts, drawn, joined_at, named FROM link
WHERE jid = $1 AND demand_id = $2 AND matter_id = $3;

-- name: link_by_matter
SELECT jid, demand_id, matter_id, state, round, answer_seq, answer_final, answered_at, result, reached, solved, grade, source, attempts, drawn, joined_at, named
FROM link WHERE jid = $1 AND matter_id = $2 ORDER BY demand_id;

-- name: link_by_demand
SELECT jid, demand_id, matter_id, state, round, answer_seq, answer_final, answered_at, result, reached, solved, grade, source, attempts, drawn, joined_at, named
FROM link WHERE jid = $1 AND demand_id = $2 ORDER BY matter_id;
