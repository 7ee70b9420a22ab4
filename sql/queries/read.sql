-- SPDX-License-Identifier: Apache-2.0
-- What dossiers and lists read.

-- name: event_timeline
SELECT e.jid, e.subject_kind, e.subject_id, e.seq, e.actor_id, e.role, e.unit_id, e.action,
    e.from_state, e.to_state, e.occurred_at, e.recorded_at, e.data, e.prev_hash, e.hash,
    COALESCE(o.name, '') AS actor_name
FROM event AS e LEFT JOIN officer AS o ON o.id = e.actor_id
WHERE e.jid = $1 AND e.subject_kind = $2 AND e.subject_id = $3 ORDER BY e.seq;

-- name: officer_name
SELECT name FROM officer WHERE id = $1;

-- name: officers_of_unit
SELECT DISTINCT o.id AS id, o.name AS name FROM officer AS o
JOIN officer_role AS r ON r.officer_id = o.id
WHERE r.unit_id = $1 AND o.disabled_at = 0 AND (r.valid_to = 0 OR r.valid_to > $2)
ORDER BY o.name, o.id;

-- name: event_text_newest
SELECT t.body AS body FROM event_text t
JOIN event e ON e.jid = t.jid AND e.subject_kind = t.subject_kind AND e.subject_id = t.subject_id
    AND e.seq = t.seq
WHERE t.jid = $1 AND t.subject_kind = 'matter' AND t.subject_id = $2 AND t.name = 'words'
    AND e.action = 'dispatch'
ORDER BY t.seq DESC LIMIT 1;
