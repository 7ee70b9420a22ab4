-- SPDX-License-Identifier: Apache-2.0
-- name: mechanism_all
SELECT name, version, body, hash FROM mechanism
ORDER BY name, version;

-- name: mechanism_newest
SELECT name, version, body, hash FROM mechanism
WHERE name = $1
ORDER BY version DESC
LIMIT 1;

-- A version and the one before it, the later first.
-- name: mechanism_versions
SELECT version, body FROM mechanism
WHERE name = $1 AND version <= $2
ORDER BY version DESC
LIMIT 2;

-- name: mechanism_insert
INSERT INTO mechanism (name, version, body, hash, loaded_at) VALUES ($1, $2, $3, $4, $5);

-- Running clocks of a kind: they keep the limit they began with.
-- name: mechanism_keeping
SELECT COUNT(*) AS n FROM clock
WHERE jid = $1 AND kind = $2 AND stopped_at = 0;

-- What was done to the rules, the newest first ($2 the root unit).
-- name: mechanism_history
SELECT e.action AS action, e.occurred_at AS occurred_at, e.data AS data,
    COALESCE(o.name, '') AS name, COALESCE(t.body, '') AS reason
FROM event AS e LEFT JOIN officer AS o ON o.id = e.actor_id
LEFT JOIN event_text AS t ON t.jid = e.jid AND t.subject_kind = e.subject_kind
    AND t.subject_id = e.subject_id AND t.seq = e.seq AND t.name = 'reason'
WHERE e.jid = $1 AND e.subject_kind = 'unit' AND e.subject_id = $2
    AND e.action IN ('mechanism-loaded', 'mechanism-used', 'mechanism-changed')
ORDER BY e.seq DESC LIMIT 100;
