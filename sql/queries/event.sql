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

-- name: event_by_subject
SELECT jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state, occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY seq;

-- name: event_text_insert
INSERT INTO event_text (jid, subject_kind, subject_id, seq, name, salt, body)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: event_text_by_subject
SELECT seq, name, salt, body FROM event_text
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY seq, name;

-- name: event_text_get
SELECT seq, name, salt, body FROM event_text
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND seq = $4 AND name = $5;
