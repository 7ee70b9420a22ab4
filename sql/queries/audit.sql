-- SPDX-License-Identifier: Apache-2.0
-- name: event_last
SELECT jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state,
    occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY seq DESC LIMIT 1;

-- name: event_since
SELECT jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state,
    occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND seq > $4
ORDER BY seq LIMIT $5;
