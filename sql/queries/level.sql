-- SPDX-License-Identifier: Apache-2.0
-- Levellings: what was suggested and what was chosen.

-- name: level_use_insert
INSERT INTO level_use (id, at, matter_id, seq, unit_id, source, rule, version, serial, suggested,
    chosen, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: level_use_of
SELECT id, at, matter_id, seq, unit_id, source, rule, version, serial, suggested, chosen
FROM level_use WHERE jid = $1 AND matter_id = $2 ORDER BY id DESC LIMIT 1;

-- name: level_counts
SELECT unit_id, source, suggested, chosen, COUNT(*) AS n FROM level_use
WHERE jid = $1 AND at >= $2 AND at < $3
GROUP BY unit_id, source, suggested, chosen ORDER BY unit_id, source, suggested, chosen;

-- The newest first, with the reason that was given; from before ($5, $6).
-- name: level_deviations
SELECT u.id, u.at, u.unit_id, u.source, u.rule, u.version, u.serial, u.suggested, u.chosen, m.num,
    m.title, m.confidential, m.class, m.place_id, m.complained_unit,
    COALESCE(t.body, '') AS reason
FROM level_use u JOIN matter m ON m.jid = u.jid AND m.id = u.matter_id
LEFT JOIN event_text t ON t.jid = u.jid AND t.subject_kind = 'matter'
    AND t.subject_id = u.matter_id AND t.seq = u.seq AND t.name = 'reason'
WHERE u.jid = $1 AND u.at >= $2 AND u.at < $3 AND u.suggested <> '' AND u.suggested <> u.chosen
    AND (u.at < $5 OR (u.at = $5 AND u.id < $6))
ORDER BY u.at DESC, u.id DESC LIMIT $4;
