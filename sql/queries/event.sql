-- SPDX-License-Identifier: Apache-2.0
-- name: event_insert
INSERT INTO event (
    jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state, occurred_at, recorded_at, data, prev_hash, hash
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
);

-- name: event_get
SELECT jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state, occurred_at, recorded_at, data, prev_hash, hash FROM event
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND seq = $4;
